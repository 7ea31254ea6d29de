"""Editions of a board joined to the list, and each family's best row."""

from pipeline.model.boards import CuratedBoard, Score, Standing
from pipeline.model.curated import CuratedFamily
from pipeline.model.observed import ObservedBoard, ObservedStanding
from pipeline.model.snapshots import BoardFacts, BoardSnapshot, Receipt
from pipeline.names.join import NameIndex
from pipeline.reconcile.catalog import best_standings, join_board

FAMILIES = {
    "heron": CuratedFamily(slug="heron", name="Heron", organization="lake", kind="llm",
                           checkpoints=("lake/Heron-7B", "lake/Heron-70B")),
    "teal": CuratedFamily(slug="teal", name="Teal", organization="pond", kind="llm"),
}  # fmt: skip


def board(**more: object) -> CuratedBoard:
    """A board of races."""
    plain = {
        "slug": "races", "name": "Races", "url": "https://example.org/races", "columns": {"model": "name"},
        "source": {"url": "https://example.org/races.json", "format": "json"}, "scores": [{"name": "points", "column": "points"}],
    }  # fmt: skip
    return CuratedBoard.model_validate(plain | more)


def edition(rows: dict[str, float], day: str | None = None, score: str = "points", **side: str) -> BoardSnapshot:
    """An edition of it, each row with what stands beside its score."""
    made = {n: Standing(name=n, scores={score: Score(value=v)}).model_copy(update=side) for n, v in rows.items()}
    receipt = Receipt(url="https://example.org", retrieved_at="2026-01-02T03:04:05Z", sha256="0" * 64, size=1)
    return BoardSnapshot(facts=BoardFacts(slug="races", edition=day, rows=made), receipt=receipt)


def joined(of: CuratedBoard, snapshot: BoardSnapshot) -> ObservedBoard:
    """It beside the list."""
    return join_board(of, snapshot, NameIndex(FAMILIES))


def best(of: CuratedBoard, snapshot: BoardSnapshot) -> dict[str, ObservedStanding]:
    """Each family's best row."""
    found = best_standings({"races": (of, joined(of, snapshot))})
    return {family: boards["races"] for family, boards in found.items()}


def test_rows_are_joined_with_their_rule_and_the_rest_is_listed() -> None:
    """Each row keeps its scores; an unknown name waits for a person, sorted by name."""
    observed = joined(board(), edition({"heron-7b": 3, "zzz": 1, "Osprey": 2}))
    row = observed.standings["heron-7b"]
    assert (row.family, row.checkpoint, row.rule) == ("heron", "lake/Heron-7B", "words of the Hub id")
    assert observed.unjoined == dict.fromkeys(("Osprey", "zzz"), "no family's name is in it")
    assert observed.standings["Osprey"].scores["points"].value == 2


def test_a_row_points_into_its_snapshot() -> None:
    """A JSON pointer, with slashes of the name escaped; the evidence is the board's page, whatever a row links to."""
    row = joined(board(), edition({"lake/Heron~7B": 3}, link="https://example.org/h")).standings["lake/Heron~7B"]
    assert (row.at, row.url, row.link) == ("/facts/rows/lake~1Heron~07B", board().url, "https://example.org/h")


def test_what_is_no_model_of_the_list_joins_nothing_and_is_not_asked_about() -> None:
    """A baseline that a person set to none, a card called Heron, and a proprietary row, against a join by family name alone."""
    none, machines = board(aliases={"Random": "none"}), board(rows="hardware")
    for of, snapshot in ((none, edition({"Random": 1})), (machines, edition({"Heron": 9}))):
        observed = joined(of, snapshot)
        assert ([one.family for one in observed.standings.values()], observed.unjoined) == ([None], {})
    assert joined(board(), edition({"Heron": 5}, license="Proprietary")).standings["Heron"].family is None


def test_the_edition_is_what_was_read_else_the_tomls_else_unknown() -> None:
    """An edition never comes from a clock, nor from the day of retrieval."""
    assert joined(board(edition="2024-04-04"), edition({}, "2025-05-05")).edition == "2025-05-05"
    assert joined(board(edition="2024-04-04"), edition({})).edition == "2024-04-04"
    assert joined(board(), edition({})).edition is None


def test_a_familys_best_row_follows_the_boards_direction() -> None:
    """Most points, or least seconds; ties go to the first name; a row without the board's own score is no standing."""
    rows = edition({"Heron-7B": 3.0, "Heron-70B": 8.0, "teal": 8.0, "Teal 2025-01-01": 8.0}, "2025-05-05")
    found = best(board(), rows)
    assert (found["heron"].checkpoint, found["heron"].edition) == ("lake/Heron-70B", "2025-05-05")
    assert found["heron"].others == (("lake/Heron-7B", Score(value=3.0)),)
    assert found["teal"].name == "Teal 2025-01-01"
    falling = board(scores=[{"name": "points", "column": "points", "higher_is_better": False}])
    assert best(falling, rows)["heron"].name == "Heron-7B"
    assert best(board(), edition({"teal": 1}, score="style")) == {}
