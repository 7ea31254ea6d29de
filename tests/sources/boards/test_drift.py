"""Drift: what still reads right, and what is refused as a whole so that the last good edition stays."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model.boards import FORMATS, CuratedBoard, ScoreColumn
from pipeline.model.snapshots import BoardFacts
from pipeline.sources.boards.grid import MAX_BYTES, Refusal
from pipeline.sources.boards.read import read_board

MakeBoard = Callable[..., CuratedBoard]


def _csv(header: str, *rows: str) -> bytes:
    return "\n".join([header, *rows, ""]).encode()


ROWS = ("Heron,64,a", "Teal,75,b", "Owl,30,c")


def _names(result: BoardFacts | Refusal) -> list[str]:
    assert isinstance(result, BoardFacts), result
    return sorted(result.rows)


def test_columns_reordered_added_or_spelled_otherwise_are_read(board: MakeBoard) -> None:
    """Order, company, spaces and capitals are not meaning."""
    assert _names(read_board(board("csv"), _csv("bird,speed,new", *ROWS))) == ["Heron", "Owl", "Teal"]
    turned = _csv("rank, Speed ,BIRD", "1,64,Heron", "2,75,Teal")
    assert _names(read_board(board("csv"), turned)) == ["Heron", "Teal"]


def test_a_renamed_column_is_refused_by_name_with_the_nearest(board: MakeBoard) -> None:
    """What the TOML must say now is offered."""
    result = read_board(board("csv"), _csv("bird,avg_speed,note", *ROWS))
    assert isinstance(result, Refusal)
    assert result.column == "speed"
    assert result.available[0] == "avg_speed"
    assert "column 'speed' is not in the payload" in str(result)


@pytest.mark.parametrize(("wanted", "there"), [("C++", "C"), ("humaneval+", "humaneval"), ("±", "#")])
def test_punctuation_tells_columns_apart(board: MakeBoard, wanted: str, there: str) -> None:
    """A column that is not there is a fault, however near another one is."""
    result = read_board(
        board("csv", scores=[{"name": "speed", "column": wanted}]), _csv(f"bird,{there}", "Heron,64", "Teal,75")
    )
    assert isinstance(result, Refusal)
    assert result.column == wanted


@pytest.mark.parametrize(("bad", "refused"), [(1, False), (2, True)])
def test_more_than_a_fifth_of_unreadable_rows_refuses_the_table(board: MakeBoard, bad: int, refused: bool) -> None:  # noqa: FBT001
    """Counted over all rows: two of eight are too many, one of eight is not."""
    rows = [f"Bird {n},{'fast' if n < bad else 50}" for n in range(8)]
    assert isinstance(read_board(board("csv"), _csv("bird,speed", *rows)), Refusal) == refused


def test_a_fraction_among_per_cent_signs_is_rejected_and_the_scores_own_unit_is_read(board: MakeBoard) -> None:
    """0.85 beside 85 % is the same score written otherwise, or another one: nobody knows."""
    rows = [f"Bird {n},{n + 50}%" for n in range(8)]
    facts = read_board(board("csv"), _csv("bird,speed", *rows, "Teal,0.85", "Owl,85"))
    assert isinstance(facts, BoardFacts)
    assert "Teal" not in facts.rows
    assert facts.rows["Owl"].scores["speed"].value == 85.0
    knots = [{"name": "speed", "column": "speed", "unit": "km/h"}]
    facts = read_board(board("csv", scores=knots), _csv("bird,speed", "Heron,64 km/h", "Teal,75"))
    assert _names(facts) == ["Heron", "Teal"]


def test_a_column_that_two_spellings_fit_is_refused(board: MakeBoard) -> None:
    """`Speed` and `SPEED` beside one another: neither is `speed`."""
    result = read_board(board("csv"), _csv("bird,Speed,SPEED", *ROWS))
    assert isinstance(result, Refusal)
    assert "any of several" in result.reason


def test_every_column_that_the_toml_names_must_be_there(board: MakeBoard) -> None:
    """Votes that vanish are drift as much as scores; an optional score may be missing."""
    made = board("csv", columns={"votes": "votes"})
    assert isinstance(read_board(made, _csv("bird,speed,x", *ROWS)), Refusal)
    scores = [{"name": "speed", "column": "speed"}, {"name": "style", "column": "style", "optional": True}]
    assert _names(read_board(board("csv", scores=scores), _csv("bird,speed,x", *ROWS))) == ["Heron", "Owl", "Teal"]


def test_fractions_where_per_cent_stood_are_refused_and_the_other_way_round(board: MakeBoard) -> None:
    """0.64 is not 0.64 %; and 6400 % is no score."""
    fractions = _csv("bird,speed", "Heron,0.64", "Teal,0.75", "Owl,0.30")
    result = read_board(board("csv"), fractions)
    assert isinstance(result, Refusal)
    assert "fractions?" in result.reason
    scores = [{"name": "speed", "column": "speed", "unit": "%", "scale": 100}]
    facts = read_board(board("csv", scores=scores), fractions)
    assert isinstance(facts, BoardFacts)
    assert facts.rows["Teal"].scores["speed"].value == 75.0
    result = read_board(board("csv", scores=scores), _csv("bird,speed", "Heron,64", "Teal,75", "Owl,30"))
    assert isinstance(result, Refusal)
    assert "`scale` multiplies it" in result.reason


def test_a_cell_that_says_per_cent_itself_is_not_scaled(board: MakeBoard) -> None:
    """A "75%" among fractions is 75."""
    scores = [{"name": "speed", "column": "speed", "unit": "%", "scale": 100}]
    facts = read_board(board("csv", scores=scores), _csv("bird,speed", "Heron,0.64", "Teal,75%"))
    assert isinstance(facts, BoardFacts)
    assert [r.scores["speed"].value for r in facts.rows.values()] == [64.0, 75.0]


def test_one_row_far_below_is_no_reason_to_doubt_the_table(board: MakeBoard) -> None:
    """A weak model may score 0.9 per cent; a board that mixes scales may say what is too low."""
    payload = _csv("bird,speed", "Heron,64", "Teal,0.9", *(f"Bird {i},50" for i in range(9)))
    facts = read_board(board("csv"), payload)
    assert isinstance(facts, BoardFacts)
    assert facts.rows["Teal"].scores["speed"].value == 0.9
    scores = [{"name": "speed", "column": "speed", "unit": "%", "lowest": 1}]
    facts = read_board(board("csv", scores=scores), payload)
    assert isinstance(facts, BoardFacts)
    assert facts.rejects == {"line 3": "Teal: speed: 0.9 is below 1"}


@pytest.mark.parametrize(
    ("format_", "payload", "content_type", "reason"),
    [
        ("json", b"", None, "empty"),
        ("json", b"  \n", None, "empty"),
        ("json", b"<!DOCTYPE html><html>", None, "HTML instead of JSON"),
        ("csv", b"bird,speed\nHeron,64\n", "text/html; charset=utf-8", "HTML instead of CSV"),
        ("yaml", b"\n<html><body>404", "text/plain", "HTML instead of YAML"),
        ("json", b"\x1f\x8b\x08\x00", None, "compressed bytes"),
        ("csv", b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", None, "Git LFS pointer"),
        ("json", b"\x80\x04\x95", None, "a pickle: never loaded"),
        ("parquet", b"<html>", "text/html", "HTML came instead"),
        ("html", b'{"a": 1}', None, "JSON instead of HTML"),
    ],
)
def test_bytes_of_another_kind_are_named(
    board: MakeBoard, format_: str, payload: bytes, content_type: str | None, reason: str
) -> None:
    """The reason says what came, so that a person knows where to look."""
    result = read_board(board(format_), payload, content_type=content_type)
    assert isinstance(result, Refusal)
    assert reason in result.reason


def test_a_payload_larger_than_any_board_is_refused_unread(board: MakeBoard) -> None:
    """The cap is checked before anything is parsed."""
    result = read_board(board(), b" " * (MAX_BYTES + 1))
    assert isinstance(result, Refusal)
    assert "more than" in result.reason


def test_two_rows_of_one_name_follow_the_stated_rule(board: MakeBoard) -> None:
    """Rejected where nothing is stated; else the best or the last, with a note; twins are one."""
    payload = _csv("bird,speed", "Heron,64", "Heron,70", "Heron,66", "Owl,30", "Owl,30", "Teal,75", "Gull,50")
    facts = read_board(board("csv"), payload)
    assert _names(facts) == ["Gull", "Owl", "Teal"]
    assert isinstance(facts, BoardFacts)
    assert all("which one holds is not stated" in r for r in facts.rejects.values())
    for rule, value in (("best", 70.0), ("last", 66.0)):
        facts = read_board(board("csv", duplicates=rule), payload)
        assert isinstance(facts, BoardFacts)
        assert facts.rows["Heron"].scores["speed"].value == value
        assert len(facts.rejects) == 2


def test_the_best_of_two_rows_is_the_lowest_where_low_is_good(board: MakeBoard) -> None:
    """Seconds, or perplexity."""
    scores = [{"name": "speed", "column": "speed", "higher_is_better": False}]
    facts = read_board(board("csv", scores=scores, duplicates="best"), _csv("bird,speed", "Heron,64", "Heron,60"))
    assert isinstance(facts, BoardFacts)
    assert facts.rows["Heron"].scores["speed"].value == 60.0


def test_means_are_formed_over_all_parts_or_not_at_all(board: MakeBoard) -> None:
    """A category with a missing task has no mean, and neither has the mean of categories."""
    scores = [
        {"name": "day", "mean_of": ["noon", "dusk"], "unit": "%"},
        {"name": "night", "mean_of": ["moon"], "unit": "%"},
        {"name": "all", "mean_of_scores": ["day", "night"], "unit": "%"},
    ]
    payload = _csv("bird,noon,dusk,moon", "Heron,60,70,20", "Teal,60,,20", "Owl,10,20,90")
    facts = read_board(board("csv", scores=scores), payload)
    assert isinstance(facts, BoardFacts)
    assert {n: s.value for n, s in facts.rows["Heron"].scores.items()} == {"day": 65.0, "night": 20.0, "all": 42.5}
    assert set(facts.rows["Teal"].scores) == {"night"}


def test_a_closed_layout_refuses_a_new_column(board: MakeBoard) -> None:
    """A task added to a release would make its means other means."""
    scores = [{"name": "speed", "mean_of": ["noon", "dusk"]}]
    made = board("csv", scores=scores, closed=True)
    assert _names(read_board(made, _csv("bird,noon,dusk", "Heron,60,70"))) == ["Heron"]
    result = read_board(made, _csv("bird,noon,dusk,moon", "Heron,60,70,20"))
    assert isinstance(result, Refusal)
    assert result.column == "moon"


def test_a_former_layout_is_read_and_todays_edition_is_not_given_to_it(board: MakeBoard) -> None:
    """An older payload is an older edition."""
    former = [{"until": "2024", "source": {"format": "csv"}, "columns": {"model": "Vogel"},
               "scores": [{"name": "speed", "column": "Tempo"}]}]  # fmt: skip
    made = board(former=former).model_copy(update={"edition": "2026-01-01"})
    facts = read_board(made, b"Vogel,Tempo\nReiher,64\n")
    assert _names(facts) == ["Reiher"]
    assert isinstance(facts, BoardFacts)
    assert facts.edition is None
    today = read_board(made, b'[{"bird": "Heron", "speed": 64}]')
    assert isinstance(today, BoardFacts)
    assert today.edition == "2026-01-01"


def test_the_reason_of_a_payload_in_the_former_format_is_the_former_layouts(board: MakeBoard) -> None:
    """An old page that lost its table says so, and not that it is no JSON."""
    former = [{"until": "2024", "source": {"format": "html", "table": "#birds"}, "columns": {"model": "bird"},
               "scores": [{"name": "speed", "column": "speed"}]}]  # fmt: skip
    result = read_board(board(former=former), b"<html><table id='x'><tr><td>1</td></tr></table></html>")
    assert isinstance(result, Refusal)
    assert "'#birds' is gone" in result.reason


def test_an_edition_after_its_own_retrieval_is_refused(board: MakeBoard) -> None:
    """A date from the future is a mistake in the payload or in the column."""
    made = board("csv", columns={"edition": "day"})
    payload = _csv("bird,speed,day", "Heron,64,2026-01-01", "Teal,75,2027-01-01")
    facts = read_board(made, payload, retrieved_at="2027-02-01T00:00:00Z")
    assert isinstance(facts, BoardFacts)
    assert facts.edition == "2027-01-01"
    assert isinstance(read_board(made, payload, retrieved_at="2026-06-01T00:00:00Z"), Refusal)


@pytest.mark.parametrize(
    ("address", "edition"),
    [
        ("table_2026_06_25.csv", "2026-06-25"),
        ("v2/birds-20260625.csv", "2026-06-25"),
        ("birds.csv", None),
        ("2026_13_45.csv", None),
    ],
)
def test_a_date_in_the_address_is_the_edition(board: MakeBoard, address: str, edition: str | None) -> None:
    """Where the TOML says that it stands there."""
    made = board("csv")
    assert made.source is not None
    source = made.source.model_copy(update={"url": f"https://example.org/{address}", "dated_address": True})
    facts = read_board(made.model_copy(update={"source": source}), _csv("bird,speed", "Heron,64", "Teal,75"))
    assert isinstance(facts, BoardFacts)
    assert facts.edition == edition


def test_a_board_without_a_source_is_a_link() -> None:
    """Nothing to read is said, not raised."""
    link = CuratedBoard(slug="birds", name="Birds", url="https://example.org")
    assert isinstance(read_board(link, b"{}"), Refusal)


def test_an_interval_is_kept_or_its_row_is_rejected(board: MakeBoard) -> None:
    """Bounds in columns of their own, or "+4/-5" beside the score."""
    scores = [{"name": "speed", "column": "speed", "plus_minus": "ci"}]
    many = [f"Bird {i},50,+1/-1" for i in range(9)]
    facts = read_board(board("csv", scores=scores), _csv("bird,speed,ci", "Heron,64,+4/-5", "Teal,75,about 3", *many))
    assert isinstance(facts, BoardFacts)
    found = facts.rows["Heron"].scores["speed"]
    assert (found.low, found.value, found.high) == (59.0, 64.0, 68.0)
    assert "Teal" not in facts.rows
    bounds = [{"name": "speed", "column": "speed", "low": "low", "high": "high"}]
    facts = read_board(
        board("csv", scores=bounds), _csv("bird,speed,low,high", "Heron,64,70,60", *(f"B {i},5,4,6" for i in range(9)))
    )
    assert isinstance(facts, BoardFacts)
    assert facts.rejects == {"line 2": "Heron: speed: its interval is upside down"}


def test_a_score_has_one_origin() -> None:
    """A column, or means of columns, or means of scores."""
    with pytest.raises(ValueError, match="exactly one"):
        ScoreColumn(name="speed")
    with pytest.raises(ValueError, match="exactly one"):
        ScoreColumn(name="speed", column="a", mean_of=("b",))


@settings(deadline=None)  # a format's libraries are loaded when it is first read
@given(st.binary(max_size=300), st.sampled_from(FORMATS))
def test_any_bytes_are_read_or_refused(payload: bytes, format_: str) -> None:
    """Total: no payload raises."""
    made = CuratedBoard.model_validate({
        "slug": "birds", "name": "Birds", "url": "https://example.org",
        "source": {"url": "https://example.org/x", "format": format_},
        "columns": {"model": "bird"}, "scores": [{"name": "speed", "column": "speed"}],
    })  # fmt: skip
    assert isinstance(read_board(made, payload), BoardFacts | Refusal)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda c: st.lists(c, max_size=4) | st.dictionaries(st.sampled_from(["bird", "speed", "x"]), c),
        max_leaves=12,
    )
)
def test_any_json_is_read_whole_or_refused(document: object) -> None:
    """What is read has a name and a number in every row."""
    made = CuratedBoard.model_validate({
        "slug": "birds", "name": "Birds", "url": "https://example.org",
        "source": {"url": "https://example.org/x", "format": "json"},
        "columns": {"model": "bird"}, "scores": [{"name": "speed", "column": "speed"}],
    })  # fmt: skip
    result = read_board(made, json.dumps(document).encode())
    if isinstance(result, BoardFacts):
        assert result.rows
        assert all(name == row.name and row.scores for name, row in result.rows.items())
