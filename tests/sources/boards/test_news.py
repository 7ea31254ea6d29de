"""What an edition says beyond the noise of its board; and what is then told of the difference."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.changes.trees import board_changes
from pipeline.model.boards import CuratedBoard, Score, Standing
from pipeline.model.changes import ChangeKind
from pipeline.model.snapshots import BoardFacts, BoardSnapshot, Receipt
from pipeline.names.join import NameIndex
from pipeline.reconcile.catalog import join_board
from pipeline.sources.boards.ask import in_turn
from pipeline.sources.boards.news import days_between, has_news

BOARD = CuratedBoard.model_validate({
    "slug": "races", "name": "Races", "url": "https://example.org/races", "noise": 4.0, "stale_after_days": 60,
    "source": {"url": "https://example.org/races.json", "format": "json"}, "columns": {"model": "name"},
    "scores": [{"name": "points", "column": "points"}, {"name": "share", "column": "share", "unit": "%"}],
})  # fmt: skip


def _facts(edition: str = "2026-01-01", **rows: dict[str, object]) -> BoardFacts:
    made = {}
    for name, row in rows.items():
        scores = {k: v if isinstance(v, Score) else Score(value=v) for k, v in row.items() if k in {"points", "share"}}
        side = {k: v for k, v in row.items() if k not in scores}
        made[name] = Standing.model_validate({"name": name, "scores": scores, **side})
    return BoardFacts(slug="races", edition=edition, columns=("name", "points"), rows=made)


OLD = _facts(heron={"points": 1200.0, "share": 50.0}, teal={"points": 1100.0, "votes": 10})


@pytest.mark.parametrize(
    ("rows", "news"),
    [
        ({"heron": {"points": 1201.0, "share": 50.0}, "teal": {"points": 1097.0, "votes": 99}}, False),
        ({"heron": {"points": 1200.0, "share": 50.0}, "teal": {"points": 1104.5}}, True),
        ({"heron": {"points": 1200.0, "share": 50.1}, "teal": {"points": 1100.0}}, True),  # noise is told in points
        ({"heron": {"points": Score(value=1206.0, low=1198.0, high=1214.0), "share": 50.0}, "teal": {"points": 1100.0}}, False),
        ({"heron": {"points": 1200.0}, "teal": {"points": 1100.0}}, True),
        ({"heron": {"points": 1200.0, "share": 50.0}}, True),
        ({"heron": {"points": 1200.0, "share": 50.0}, "teal": {"points": 1100.0}, "rail": {"points": 900.0}}, True),
        ({"heron": {"points": 1200.0, "share": 50.0, "license": "MIT"}, "teal": {"points": 1100.0}}, True),
    ],
    ids=["one point", "beyond noise", "another unit", "inside its interval", "a score less", "a row less", "a row more", "a licence"],
)  # fmt: skip
def test_an_edition_is_news_when_something_moved_beyond_its_noise(rows: dict[str, dict[str, object]], news: bool) -> None:  # noqa: FBT001
    """A point of Elo is none; a row, a side column, or a score of another unit is."""
    assert has_news(BOARD, OLD, _facts("2026-01-02", **rows), timedelta(days=1)) is news


def test_time_is_news_before_a_living_board_looks_stale() -> None:
    """An edition that only confirms the last is taken after half of the days that count as stale."""
    later = _facts("2026-01-31", heron={"points": 1201.0, "share": 50.0}, teal={"points": 1100.0, "votes": 10})
    assert not has_news(BOARD, OLD, later, days_between("2026-01-01", "2026-01-30"))
    assert has_news(BOARD, OLD, later, days_between("2026-01-01", "2026-01-31"))
    assert days_between("2026", "2026-01-31") is days_between(None, "2026-01-31") is None


def test_editions_that_cannot_be_compared_are_always_news() -> None:
    """Where the questions change, the same score means something else."""
    board = BOARD.model_copy(update={"comparable": False})
    assert has_news(board, OLD, _facts("2026-01-02", heron={"points": 1200.0, "share": 50.0}, teal={"points": 1100.0}))
    assert not has_news(board, OLD, OLD)


def _kinds(old: BoardFacts, new: BoardFacts, board: CuratedBoard | None) -> list[tuple[ChangeKind, str]]:
    receipt = Receipt(url="https://example.org", sha256="0" * 64, size=1)
    index = NameIndex({}, [])
    seen = [join_board(BOARD, BoardSnapshot(facts=f, receipt=receipt), index) for f in (old, new)]
    return [(c.kind, c.subject) for c in board_changes(seen[0], seen[1], board)]


def test_of_an_edition_with_news_only_the_news_is_told() -> None:
    """One row moved beyond the noise, another within it: one change, beside the edition's own."""
    new = _facts("2026-01-02", heron={"points": 1190.0, "share": 50.0}, teal={"points": 1101.0})
    assert _kinds(OLD, new, BOARD) == [(ChangeKind.EDITION_MOVED, "races"), (ChangeKind.STANDING_MOVED, "races: heron")]
    assert len(_kinds(OLD, new, None)) == 3, "without the board's file every difference is told"


@given(st.lists(st.floats(900, 1300), min_size=2, max_size=2), st.floats(0, 50))
def test_what_is_told_as_moved_is_news(values: list[float], noise: float) -> None:
    """No score is told that alone would not have brought the edition in, and the other way round."""
    board = BOARD.model_copy(update={"noise": noise})
    old, new = (_facts(e, heron={"points": v}) for e, v in zip(("2026-01-01", "2026-01-02"), values, strict=True))
    told = [k for k, _ in _kinds(old, new, board) if k is ChangeKind.STANDING_MOVED]
    assert bool(told) is has_news(board, old, new, timedelta(days=1))


def test_every_board_is_asked_first_on_some_day() -> None:
    """In the order of their names, from another one each day: a host that fails starves no board for ever."""
    boards = [BOARD.model_copy(update={"slug": s}) for s in "abc"]
    days = [in_turn(boards, date(2026, 1, day)) for day in (1, 2, 3)]
    assert {order[0].slug for order in days} == {"a", "b", "c"}
    assert all(sorted(b.slug for b in order) == ["a", "b", "c"] for order in days)
    assert in_turn([], date(2026, 1, 1)) == []
