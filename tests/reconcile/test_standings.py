"""Editions of a board joined to the list, and each family's best row."""

from pipeline.model.boards import CuratedBoard, Score, Standing
from pipeline.model.curated import CuratedFamily
from pipeline.model.snapshots import BoardFacts, BoardSnapshot, Receipt
from pipeline.names.join import NameIndex
from pipeline.reconcile.standings import best_standings, edition_of, join_board

FAMILIES = {
    "heron": CuratedFamily(slug="heron", name="Heron", organization="lake", kind="llm",
                           checkpoints=("lake/Heron-7B", "lake/Heron-70B")),
    "teal": CuratedFamily(slug="teal", name="Teal", organization="pond", kind="llm"),
}  # fmt: skip
INDEX = NameIndex(FAMILIES, [])


def _board(**more: object) -> CuratedBoard:
    plain = {
        "slug": "races",
        "name": "Races",
        "url": "https://example.org/races",
        "source": {"url": "https://example.org/races.json", "format": "json"},
        "columns": {"model": "name"},
        "scores": [{"name": "points", "column": "points"}],
    }
    return CuratedBoard.model_validate(plain | more)


def _snapshot(rows: dict[str, float], edition: str | None = None, **side: dict[str, str]) -> BoardSnapshot:
    made = {n: Standing(name=n, scores={"points": Score(value=v)}, **side.get(n, {})) for n, v in rows.items()}
    receipt = Receipt(url="https://example.org", retrieved_at="2026-01-02T03:04:05Z", sha256="0" * 64, size=1)
    return BoardSnapshot(facts=BoardFacts(slug="races", edition=edition, rows=made), receipt=receipt)


def test_rows_are_joined_with_their_rule_and_the_rest_is_listed() -> None:
    """Each row keeps its scores; an unknown name waits for a person, sorted by name."""
    observed = join_board(_board(), _snapshot({"heron-7b": 3, "zzz": 1, "Osprey": 2}), INDEX)
    assert observed.standings["heron-7b"].family == "heron"
    assert observed.standings["heron-7b"].checkpoint == "lake/Heron-7B"
    assert observed.standings["heron-7b"].rule == "words of the Hub id"
    assert observed.unjoined == {"Osprey": "no family's name is in it", "zzz": "no family's name is in it"}
    assert observed.standings["Osprey"].scores["points"].value == 2


def test_a_row_points_into_its_snapshot() -> None:
    """The place is a JSON pointer, with slashes of the name escaped; the evidence is the board's page, whatever a row links to."""
    snapshot = _snapshot({"lake/Heron~7B": 3}, None, **{"lake/Heron~7B": {"link": "https://example.org/h"}})
    row = join_board(_board(), snapshot, INDEX).standings["lake/Heron~7B"]
    assert row.at == "/facts/rows/lake~1Heron~07B"
    assert (row.url, row.link) == (_board().url, "https://example.org/h")


def test_what_is_no_model_of_the_list_joins_nothing_and_is_not_asked_about() -> None:
    """A random baseline that a person set to none, a card called Heron, and a proprietary row, against a join by family name alone."""
    for board, snapshot in (
        (_board(aliases={"Random": "none"}), _snapshot({"Random": 1})), (_board(rows="hardware"), _snapshot({"Heron": 9})),
    ):  # fmt: skip
        observed = join_board(board, snapshot, INDEX)
        assert ([one.family for one in observed.standings.values()], observed.unjoined) == ([None], {})
    closed = join_board(_board(), _snapshot({"Heron": 5}, Heron={"license": "Proprietary"}), INDEX)
    assert closed.standings["Heron"].family is None


def test_the_edition_is_what_was_read_else_the_tomls_else_unknown() -> None:
    """An edition never comes from a clock, nor from the day of retrieval."""
    assert edition_of(_board(), _snapshot({}, "2025-05-05")) == "2025-05-05"
    assert edition_of(_board(edition="2024-04-04"), _snapshot({})) == "2024-04-04"
    assert edition_of(_board(), _snapshot({})) is None


def test_a_familys_best_row_follows_the_boards_direction() -> None:
    """Most points, or least seconds; ties go to the first name."""
    rows = {"Heron-7B": 3.0, "Heron-70B": 8.0, "teal": 8.0, "Teal 2025-01-01": 8.0}
    board = _board()
    best = best_standings({"races": (board, join_board(board, _snapshot(rows, "2025-05-05"), INDEX))})
    assert best["heron"]["races"].checkpoint == "lake/Heron-70B"
    assert best["heron"]["races"].others == (("lake/Heron-7B", Score(value=3.0)),)
    assert best["heron"]["races"].edition == "2025-05-05"
    assert best["teal"]["races"].name == "Teal 2025-01-01"
    falling = _board(scores=[{"name": "points", "column": "points", "higher_is_better": False}])
    best = best_standings({"races": (falling, join_board(falling, _snapshot(rows), INDEX))})
    assert best["heron"]["races"].name == "Heron-7B"


def test_a_row_without_the_boards_own_score_is_no_standing() -> None:
    """A family is shown by the score that orders the board, or not at all."""
    board = _board(scores=[{"name": "points", "column": "p"}, {"name": "style", "column": "s"}])
    row = Standing(name="teal", scores={"style": Score(value=1)})
    snapshot = _snapshot({})
    snapshot = snapshot.model_copy(update={"facts": snapshot.facts.model_copy(update={"rows": {"teal": row}})})
    assert best_standings({"races": (board, join_board(board, snapshot, INDEX))}) == {}
