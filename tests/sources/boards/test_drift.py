"""A board that changed under its TOML: read where nothing that matters moved, refused by name where it did.

A case is what the TOML says beside the made-up board's own keys, the CSV that came, and what is made of it: the
speeds that are read (and the places of rejected rows), or a part of the reason for the refusal.
"""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model.boards import FORMATS, CuratedBoard, ScoreColumn
from pipeline.model.snapshots import BoardFacts
from pipeline.sources.boards.grid import MAX_BYTES, Refusal
from pipeline.sources.boards.read import read_board
from tests.sources.boards.made_boards import birds, facts_of, read_as

Case = tuple[dict[str, Any], bytes, dict[str, float] | str, tuple[str, ...]]


def _csv(header: str, *rows: str) -> bytes:
    return "\n".join([header, *rows, ""]).encode()


ROWS = ("Heron,64,a", "Teal,75,b", "Owl,30,c")
THREE = {"Heron": 64.0, "Teal": 75.0, "Owl": 30.0}
TWICE = _csv("bird,speed", "Heron,64", "Heron,70", "Heron,66", "Owl,30", "Owl,30", "Teal,75", "Gull,50")
FRACTIONS = _csv("bird,speed", "Heron,0.64", "Teal,0.75", "Owl,0.30")


def _score(column: str = "speed", **more: object) -> dict[str, Any]:
    return {"scores": [{"name": "speed", "column": column, **more}]}


def _many(last: str, count: int = 9) -> bytes:
    return _csv("bird,speed", *(f"Bird {n},50" for n in range(count)), last)


MANY = {f"Bird {n}": 50.0 for n in range(9)}
MEANS = {"scores": [{"name": "speed", "mean_of": ["noon", "dusk"]}], "closed": True}
SCALED = _score(unit="%", scale=100)
INTERVAL = _score(plus_minus="ci")
BOUNDS = _score(low="low", high="high")

CASES: dict[str, Case] = {
    "a column more": ({}, _csv("bird,speed,new", *ROWS), THREE, ()),
    "another order, other spaces and capitals": ({}, _csv("rank, Speed ,BIRD", "1,64,Heron", "2,75,Teal"), {"Heron": 64.0, "Teal": 75.0}, ()),
    "renamed": ({}, _csv("bird,avg_speed,note", *ROWS), "column 'speed' is not in the payload (there are: avg_speed", ()),
    "two spellings": ({}, _csv("bird,Speed,SPEED", *ROWS), "stands more than once: say which (there are: Speed, SPEED)", ()),
    "a side column gone": ({"columns": {"votes": "votes"}}, _csv("bird,speed,x", *ROWS), "column 'votes'", ()),
    "a qualifier gone": ({"columns": {"qualifier": "run"}}, _csv("bird,speed,x", *ROWS), "column 'run'", ()),
    "an optional score gone": (
        {"scores": [{"name": "speed", "column": "speed"}, {"name": "style", "column": "style", "optional": True}]},
        _csv("bird,speed,x", *ROWS), THREE, (),
    ),
    "one of eight unreadable": ({}, _many("Teal,fast", 7), {f"Bird {n}": 50.0 for n in range(7)}, ("line 9",)),
    "two of eight unreadable": ({}, _csv("bird,speed", *(f"Bird {n},{'fast' if n < 2 else 50}" for n in range(8))), "2 of 8 rows", ()),
    "a fraction among per cent signs": (
        {}, _csv("bird,speed", *(f"Bird {n},50%" for n in range(9)), "Teal,0.85"), MANY, ("line 11",),
    ),
    "its own unit": (_score(unit="km/h"), _csv("bird,speed", "Heron,64 km/h", "Teal,75"), {"Heron": 64.0, "Teal": 75.0}, ()),
    "fractions for per cent": ({}, FRACTIONS, "fractions?", ()),
    "fractions as declared": (SCALED, FRACTIONS, THREE, ()),
    "per cent for fractions": (SCALED, _csv("bird,speed", "Heron,64", "Teal,75", "Owl,30"), "`scale` multiplies it", ()),
    "a per cent sign is not scaled": (SCALED, _csv("bird,speed", "Heron,0.64", "Teal,75%"), {"Heron": 64.0, "Teal": 75.0}, ()),
    "a weak model": ({}, _many("Teal,0.9"), MANY | {"Teal": 0.9}, ()),
    "too low as declared": (_score(unit="%", lowest=1), _many("Teal,0.9"), MANY, ("line 11",)),
    "above a hundred per cent": ({}, _many("Teal,640"), "is stated in per cent", ()),
    "twice, unsaid": ({}, TWICE, {"Owl": 30.0, "Teal": 75.0, "Gull": 50.0}, ("line 3", "line 4")),
    "twice, the best": ({"duplicates": "best"}, TWICE, {"Heron": 70.0, "Owl": 30.0, "Teal": 75.0, "Gull": 50.0}, ("line 3", "line 4")),
    "twice, the last": ({"duplicates": "last"}, TWICE, {"Heron": 66.0, "Owl": 30.0, "Teal": 75.0, "Gull": 50.0}, ("line 3", "line 4")),
    "twice, where low is good": (
        {"duplicates": "best", **_score(higher_is_better=False)}, _csv("bird,speed", "Heron,64", "Heron,60"), {"Heron": 60.0}, ("line 3",),
    ),
    "a mean without a part": (MEANS, _csv("bird,noon,dusk", "Heron,60,70", "Teal,60,"), {"Heron": 65.0}, ("line 3",)),
    "a column more in a closed layout": (MEANS, _csv("bird,noon,dusk,moon", "Heron,60,70,20"), "column 'moon' is new", ()),
    "an interval in words": (
        INTERVAL, _csv("bird,speed,ci", *(f"Bird {n},50,+1/-1" for n in range(9)), "Teal,75,about 3"), MANY, ("line 11",),
    ),
    "an interval upside down": (
        BOUNDS, _csv("bird,speed,low,high", *(f"Bird {n},50,40,60" for n in range(9)), "Heron,64,70,60"), MANY, ("line 11",),
    ),
    "an interval's column lost": (INTERVAL, _csv("bird,speed,#", *ROWS), "column 'ci'", ()),
}  # fmt: skip
for wanted, there in (("C++", "C"), ("humaneval+", "humaneval"), ("±", "#"), ("F1*", "F1"), ("pass@1", "pass 1"), ("GPQA-D", "GPQA"),
                      ("Avg.", "Avg"), ("MMLU (5-shot)", "MMLU (0-shot)"), ("Δ", "")):  # fmt: skip
    CASES[f"{wanted} is not {there}"] = (_score(wanted), _csv(f"bird,{there}", "Heron,64"), f"column {wanted!r} is not in the payload", ())


@pytest.mark.parametrize(("toml", "payload", "expected", "rejected"), CASES.values(), ids=CASES)
def test_drift_is_read_through_or_refused_by_name(
    toml: dict[str, Any], payload: bytes, expected: dict[str, float] | str, rejected: tuple[str, ...]
) -> None:
    """Order, company, spaces and capitals are no meaning; a column that is not there is a fault, however near another one is."""
    result = read_as(birds("csv", **toml), payload, expected)
    assert result is None or tuple(result.rejects) == rejected


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
        ("json", b" " * (MAX_BYTES + 1), None, "more than"),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else None,
)
def test_bytes_of_another_kind_are_named(format_: str, payload: bytes, content_type: str | None, reason: str) -> None:
    """The reason says what came, so that a person knows where to look."""
    result = read_board(birds(format_), payload, content_type=content_type)
    assert isinstance(result, Refusal)
    assert reason in result.reason


def test_means_of_means_are_formed_over_all_parts_or_not_at_all() -> None:
    """A category with a missing task has no mean, and neither has the mean of categories."""
    scores = [
        {"name": "day", "mean_of": ["noon", "dusk"], "unit": "%"},
        {"name": "night", "mean_of": ["moon"], "unit": "%"},
        {"name": "all", "mean_of_scores": ["day", "night"], "unit": "%"},
    ]
    payload = _csv("bird,noon,dusk,moon", "Heron,60,70,20", "Teal,60,,20", "Owl,10,20,90")
    facts = facts_of(birds("csv", scores=scores), payload)
    assert {n: s.value for n, s in facts.rows["Heron"].scores.items()} == {"day": 65.0, "night": 20.0, "all": 42.5}
    assert set(facts.rows["Teal"].scores) == {"night"}


FORMER = [{"until": "2024", "source": {"format": "html", "table": "#birds"}, "columns": {"model": "Vogel"},
           "scores": [{"name": "speed", "column": "Tempo"}]}]  # fmt: skip
OLD = b'<html><table id="birds"><tr><th>Vogel</th><th>Tempo</th></tr><tr><td>Reiher</td><td>64</td></tr></table>'


@pytest.mark.parametrize(
    ("payload", "edition"),
    [(OLD, None), (b'[{"bird": "Heron", "speed": 64}]', "2026-01-01"), (OLD.replace(b"birds", b"x"), "'#birds' is gone"), (b'[{"Vogel": 1}]', "'bird'")],
    ids=["former", "today's", "neither, in the former format", "neither, in today's"],
)  # fmt: skip
def test_a_former_layout_is_read_and_todays_edition_is_not_given_to_it(payload: bytes, edition: str | None) -> None:
    """An older payload is an older edition; of two reasons the one of the format that came is told."""
    result = read_board(birds(former=FORMER).model_copy(update={"edition": "2026-01-01"}), payload)
    if isinstance(result, Refusal):
        assert str(edition) in result.reason
    else:
        assert result.edition == edition


def test_an_edition_after_its_own_retrieval_is_refused() -> None:
    """A date from the future is a mistake in the payload or in the column."""
    made = birds("csv", columns={"edition": "day"})
    payload = _csv("bird,speed,day", "Heron,64,2026-01-01", "Teal,75,2027-01-01")
    assert facts_of(made, payload, retrieved_at="2027-02-01T00:00:00Z").edition == "2027-01-01"
    assert isinstance(read_board(made, payload, retrieved_at="2026-06-01T00:00:00Z"), Refusal)


@pytest.mark.parametrize(
    ("address", "edition"),
    [("table_2026_06_25.csv", "2026-06-25"), ("v2/birds-20260625.csv", "2026-06-25"), ("birds.csv", None), ("2026_13_45.csv", None)],
)
def test_a_date_in_the_address_is_the_edition(address: str, edition: str | None) -> None:
    """Where the TOML says that it stands there."""
    made = birds("csv", url=f"https://example.org/{address}", dated_address=True)
    assert facts_of(made, _csv("bird,speed", "Heron,64", "Teal,75")).edition == edition


def test_a_board_without_a_source_is_a_link() -> None:
    """Nothing to read is said, not raised."""
    link = CuratedBoard(slug="birds", name="Birds", url="https://example.org")
    assert isinstance(read_board(link, b"{}"), Refusal)


@pytest.mark.parametrize("origin", [{}, {"column": "a", "mean_of": ("b",)}])
def test_a_score_has_one_origin(origin: dict[str, Any]) -> None:
    """A column, or means of columns, or means of scores."""
    with pytest.raises(ValueError, match="exactly one"):
        ScoreColumn(name="speed", **origin)


PLAIN = [{"name": "speed", "column": "speed"}]


@settings(deadline=None)  # a format's libraries are loaded when it is first read
@given(st.binary(max_size=300), st.sampled_from(FORMATS))
def test_any_bytes_are_read_or_refused(payload: bytes, format_: str) -> None:
    """Total: no payload raises."""
    assert isinstance(read_board(birds(format_, scores=PLAIN), payload), BoardFacts | Refusal)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda c: st.lists(c, max_size=4) | st.dictionaries(st.sampled_from(["bird", "speed", "x"]), c),
        max_leaves=12,
    )
)
def test_any_json_is_read_whole_or_refused(document: object) -> None:
    """What is read has a name and a number in every row."""
    result = read_board(birds(scores=PLAIN), json.dumps(document).encode())
    if isinstance(result, BoardFacts):
        assert result.rows
        assert all(name == row.name and row.scores for name, row in result.rows.items())
