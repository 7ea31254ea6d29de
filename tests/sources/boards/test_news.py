"""What an edition says beyond the noise of its board, what is told of it, and what of another table in the board's place is refused."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.changes.trees import board_changes
from pipeline.layout import kinds
from pipeline.model.boards import CuratedBoard, Score, Standing
from pipeline.model.changes import ChangeKind
from pipeline.model.snapshots import BoardFacts, BoardSnapshot, Receipt
from pipeline.names.join import NameIndex
from pipeline.reconcile.catalog import join_board
from pipeline.sources.boards.ask import in_turn
from pipeline.sources.boards.news import has_news
from tests.faults.small_hub import BOARD
from tests.sources.days import Run
from tests.upstream.world import WebFile

RACES = CuratedBoard.model_validate({
    "slug": "races", "name": "Races", "url": "https://example.org/races", "noise": 4.0, "stale_after_days": 60,
    "source": {"url": "https://example.org/races.json", "format": "json"}, "columns": {"model": "name"},
    "scores": [{"name": "points", "column": "points"}, {"name": "share", "column": "share", "unit": "%"}],
})  # fmt: skip


def _facts(edition: str | None = "2026-01-01", **rows: dict[str, object]) -> BoardFacts:
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
    assert has_news(RACES, OLD, _facts("2026-01-02", **rows)) is news


def test_time_is_news_before_a_living_board_looks_stale() -> None:
    """An edition that only confirms the last is taken after half of the days that count as stale."""
    rows: dict[str, dict[str, object]] = {"heron": {"points": 1201.0, "share": 50.0}, "teal": {"points": 1100.0, "votes": 10}}
    assert [has_news(RACES, OLD, _facts(day, **rows)) for day in ("2026-01-30", "2026-01-31", "2026-12", None)] == [False, True, False, False]


def test_editions_that_cannot_be_compared_are_always_news() -> None:
    """Where the questions change, the same score means something else."""
    board = RACES.model_copy(update={"comparable": False})
    assert has_news(board, OLD, _facts("2026-01-02", heron={"points": 1200.0, "share": 50.0}, teal={"points": 1100.0}))
    assert not has_news(board, OLD, OLD)


def _kinds(old: BoardFacts, new: BoardFacts, board: CuratedBoard | None) -> list[tuple[ChangeKind, str]]:
    receipt = Receipt(url="https://example.org", sha256="0" * 64, size=1)
    index = NameIndex({})
    seen = [join_board(RACES, BoardSnapshot(facts=f, receipt=receipt), index) for f in (old, new)]
    return [(c.kind, c.subject) for c in board_changes(seen[0], seen[1], board)]


def test_of_an_edition_with_news_only_the_news_is_told() -> None:
    """One row moved beyond the noise, another within it: one change, beside the edition's own."""
    new = _facts("2026-01-02", heron={"points": 1190.0, "share": 50.0}, teal={"points": 1101.0})
    assert _kinds(OLD, new, RACES) == [(ChangeKind.EDITION_MOVED, "races"), (ChangeKind.STANDING_MOVED, "races: heron")]
    assert len(_kinds(OLD, new, None)) == 3, "without the board's file every difference is told"


@given(st.lists(st.floats(900, 1300), min_size=2, max_size=2), st.floats(0, 50))
def test_what_is_told_as_moved_is_news(values: list[float], noise: float) -> None:
    """No score is told that alone would not have brought the edition in, and the other way round."""
    board = RACES.model_copy(update={"noise": noise})
    old, new = (_facts(e, heron={"points": v}) for e, v in zip(("2026-01-01", "2026-01-02"), values, strict=True))
    told = [k for k, _ in _kinds(old, new, board) if k is ChangeKind.STANDING_MOVED]
    assert bool(told) is has_news(board, old, new)


def test_every_board_is_asked_first_on_some_day() -> None:
    """In the order of their names, from another one each day: a host that fails starves no board for ever."""
    days = [in_turn([RACES.model_copy(update={"slug": s}) for s in "abc"], date(2026, 1, day)) for day in (1, 2, 3)]
    assert {order[0].slug for order in days} == {"a", "b", "c"}
    assert all(sorted(b.slug for b in order) == ["a", "b", "c"] for order in days)
    assert in_turn([], date(2026, 1, 1)) == []


NAMES = [f"Egret-{n}B" for n in range(20)]


@pytest.fixture
def run(run: Run) -> Run:
    """A list whose board has twenty rows."""
    serve(run, table(NAMES))
    run(source="leaderboards")
    return run


def serve(run: Run, body: bytes) -> None:
    """What the board's address answers from now on."""
    run.upstream.world = run.upstream.world.with_file(BOARD, body, "text/csv")


def table(names: list[str], head: str = "Model,Mean") -> bytes:
    """A table of these names."""
    return "\n".join([head, *(f"{name},{50 + n / 10}" for n, name in enumerate(names)), ""]).encode()


STRANGERS = [f"Rail-{n}B" for n in range(20)]
ACCEPTED = "--accept-shrink leaderboards/marsh"
MEANS = [50 + n / 10 for n in range(20)]


def scored(values: Iterable[object], head: str = "Model,Mean") -> bytes:
    """A table of the same names with other scores."""
    return "\n".join([head, *(f"{name},{value}" for name, value in zip(NAMES, values, strict=True)), ""]).encode()


DAY_TWO: dict[str, tuple[bytes, str, str]] = {
    "swapped": (table(STRANGERS), "refused", f"another table stands in its place: of 20 names the last edition had 0; if it is right: {ACCEPTED}"),
    "eleven of twenty replaced": (table([*NAMES[:9], *STRANGERS[:11]]), "refused", "of 20 names the last edition had 9"),
    "half replaced": (table([*NAMES[:10], *STRANGERS[:10]]), "ok", ""),
    "doubled": (table([*NAMES, *STRANGERS]), "ok", ""),
    "one twice": (table([*NAMES, *NAMES[:1]]), "ok", "stands more than once"),
    "a quarter lost": (table(NAMES[:15]), "refused", f"15 of 20 entries are left, which is too few to believe; if it is right: {ACCEPTED}"),
    "a fifth lost": (table(NAMES[:16]), "ok", ""),
    "other capitals": (table([n.lower() for n in NAMES]), "refused", "another table stands in its place"),
    "another alphabet": (table([n.replace("E", "\u0415") for n in NAMES]), "failed", "20 of 20 rows cannot be read"),
    "ranks before the names": (table([f"{i}. {n}" for i, n in enumerate(NAMES)]), "refused", "another table stands in its place"),
    "spaces that break no line, and none that are seen": (table([f"\u200b{n}\u00a0" for n in NAMES]), "unmoved", ""),
    "broken letters": (table([f"{n} \ufffd" for n in NAMES]), "refused", "letters of it came broken"),
    "columns turned": ("\n".join(["Mean,Model", *(f"{m},{n}" for m, n in zip(MEANS, NAMES, strict=True)), ""]).encode(), "unmoved", ""),
    "its heading after every third row": (b"".join(
        line + b"\n" + (b"Model,Mean\n" if i % 3 == 2 else b"") for i, line in enumerate(table(NAMES).splitlines())), "ok", "a heading of the table"),
    "decimal commas": (table(NAMES).replace(b".", b","), "failed", "20 of 20 rows cannot be read"),
    "two words in a cell": (table(NAMES).replace(b",5", b",nan 5"), "failed", "20 of 20 rows cannot be read"),
    "shares": (scored(m / 100 for m in MEANS), "refused", f"its numbers are of another size: 0.01 times the last edition's; if it is right: {ACCEPTED}"),
    "points for thousands": (scored(f"{1000 * m:,.0f}".replace(",", ".") + ".0" for m in MEANS), "failed", "cannot be read"),
    "all one number": (scored([50] * 20), "refused", "19 of its scores became 50"),
    "names moved by a row": (scored([*MEANS[1:], MEANS[0]]), "refused", "its scores stand beside other names: 20 of 20 moved"),
    "semicolons": (table(NAMES).replace(b",", b";"), "unmoved", ""),
    "a byte order mark": (b"\xef\xbb\xbf" + table(NAMES), "unmoved", ""),
    "two bytes a letter": (table(NAMES).decode().encode("utf-16"), "unmoved", ""),
    "two bytes a letter, unsaid": (table(NAMES).decode().encode("utf-16-le"), "failed", "byte 1 cannot be read; say which with `encoding`"),
    "a huge cell": (table(["x" * 3_000_000, *NAMES[1:]]), "failed", "field larger than"),
    "a quote that is not closed": (table(['"Egret-0B', *NAMES[1:]]), "failed", "not valid CSV"),
    "cut": (table(NAMES)[:150], "refused", "of 20 entries are left"),
    "emptied": (b"Model,Mean\n", "failed", "no rows"),
    "places": (scored(range(60, 40, -1)), "refused", "its order is turned round"),
    "errors": (scored(100 - m for m in MEANS), "refused", "its order is turned round"),
    "nought for what was not measured": (scored([*[0] * 10, *MEANS[10:]]), "refused", "10 of its scores became 0"),
    "rounded": (scored(map(round, MEANS)), "refused", "8 of its scores became 51"),
    "two names swapped": (scored([MEANS[1], MEANS[0], *MEANS[2:]]), "refused", "Egret-0B and Egret-1B have each other's scores"),
    "one number ten times as large": (scored([*MEANS[:3], 503, *MEANS[4:]]), "refused", "503 of Egret-3B lies far beyond all others"),
    "a hundred strangers beside them": (table([*NAMES, *(f"Rail-{n}B" for n in range(100))]), "refused", "of 120 names the last edition had 20"),
    "one look-alike letter": (table(["\u0415gret-0B", *NAMES[1:]]), "ok", "\\u0415gret-0B: letters of two alphabets in one word"),
    "makers before the names": (table([f"lake/{n}" for n in NAMES]), "refused", "of 20 names the last edition had 0"),
    "versions lost": (table(["Egret"] * 20), "failed", "stands more than once with different scores"),
    "two editions in one file": (table(NAMES) + scored(m + 5 for m in MEANS), "failed", "no row could be used"),
    "rows turned": (b"\n".join([b"Model,Mean", *table(NAMES).splitlines()[:0:-1], b""]), "unmoved", ""),
    "per cent signs": (scored(f"{m} %" for m in MEANS), "unmoved", ""),
    "digits of another script": (scored(str(m).translate({48 + i: 0x660 + i for i in range(10)}) for m in MEANS), "failed", "is not a number"),
    "two byte order marks": (b"\xef\xbb\xbf" * 2 + table(NAMES), "unmoved", ""),
    "a merge that failed": (table(NAMES).replace(b"Egret-5B", b"<<<<<<< HEAD\nEgret-5B"), "ok", "line 7: 1 cells under 2 columns"),
}


@pytest.mark.parametrize(("body", "outcome", "reason"), DAY_TWO.values(), ids=DAY_TWO)
def test_what_comes_in_a_boards_place(run: Run, body: bytes, outcome: str, reason: str) -> None:
    """What is refused leaves the last edition and its history as they were; a person may believe what was only doubted."""
    before = dict(run.tree)
    serve(run, body)
    run(source="leaderboards", recheck=True)
    assert (run.report.outcome, reason in run.reasons) == (outcome.replace("unmoved", "ok"), True)
    assert (run.tree == before) is (outcome != "ok")
    if outcome == "refused":
        run(source="leaderboards", recheck=True, accept_shrink=("leaderboards/marsh",))
        assert run.report.outcome == "ok"
        assert run.tree[kinds.BOARDS.path("marsh")] != before[kinds.BOARDS.path("marsh")]


def test_an_address_that_leads_to_another_board(run: Run) -> None:
    """A redirect within the hosts that the catalog names is followed, and what comes is judged as any table is."""
    moved = WebFile(table(NAMES), "text/csv", redirect="/other.csv")
    files = {**run.upstream.world.files, "boards.example/other.csv": WebFile(table(STRANGERS), "text/csv"), "boards.example/standings.csv": moved}
    run.upstream.world = replace(run.upstream.world, files=files)
    run(source="leaderboards", recheck=True)
    assert run.report.outcome == "refused"
    assert "another table stands in its place" in run.reasons
