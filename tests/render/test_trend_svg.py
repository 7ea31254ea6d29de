"""Trend pictures: deterministic, well-formed, readable without colour and by a screen reader."""

import itertools
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.render.trend_svg import HEIGHT, MOST, WIDTH, trend

SVG = "{http://www.w3.org/2000/svg}"
BIRDS = {
    "heron-7b": [("2024-01-01", 1000.0), ("2024-06-01", 1100.0), ("2025-03-01", 1120.0)],
    "teal-13b": [("2024-03-01", 990.0), ("2025-02-01", 1090.0)],
    "osprey": [("2025-01-05", 1200.0)],
}


def _parsed(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314  # our own text


@pytest.mark.parametrize("dark", [False, True])
def test_a_picture_names_itself_and_every_line_at_its_end(dark: bool) -> None:  # noqa: FBT001
    """Title and description for those who hear it; labels with values for those who see no colour."""
    root = _parsed(trend(BIRDS, title="Races", dark=dark))
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "t d"
    assert [e.text for e in root.iter(f"{SVG}title")] == ["Races"]
    desc = next(root.iter(f"{SVG}desc")).text or ""
    assert "osprey: 1200 (2025-01-05)" in desc
    labels = [e.text for e in root.iter(f"{SVG}text")]
    assert {"osprey 1200", "heron-7b 1120", "teal-13b 1090"} <= set(labels)


def test_lines_differ_by_mark_and_dash_not_only_by_colour() -> None:
    """Printed in grey, no two lines look alike."""
    many = {f"bird {i}": [("2024-01-01", float(i)), ("2025-01-01", i + 0.5)] for i in range(MOST)}
    text = trend(many, title="Races", dark=False)
    lines = [e for e in _parsed(text).iter(f"{SVG}polyline") if e.get("stroke-width") == "1.8"]
    assert len({e.get("stroke-dasharray") for e in lines}) == MOST


def test_labels_never_lie_on_each_other() -> None:
    """Models with one score have labels a line apart, inside the picture."""
    same = {f"bird {i}": [("2024-01-01", 5.0), ("2025-01-01", 5.0)] for i in range(MOST)}
    texts = list(_parsed(trend(same, title="Races", dark=True)).iter(f"{SVG}text"))
    heights = sorted(float(e.get("y") or 0) for e in texts if (e.text or "").startswith("bird"))
    assert len(heights) == MOST
    assert all(b - a >= 14.9 for a, b in itertools.pairwise(heights))
    assert heights[-1] <= HEIGHT


def test_no_line_crosses_a_break_and_the_break_is_drawn() -> None:
    """What was counted otherwise is not joined."""
    cut = trend({"heron": BIRDS["heron-7b"]}, title="Races", dark=False, breaks=["2024-09-01"])
    solid = [e for e in _parsed(cut).iter(f"{SVG}polyline") if e.get("stroke-width") == "1.8"]
    assert [len((e.get("points") or "").split()) for e in solid] == [2]
    assert cut.count('stroke-dasharray="2 4"') == 1
    assert "new scale" in cut


def test_a_long_hub_id_loses_its_maker_before_its_end() -> None:
    """What tells two models apart stands at the end of their names; value and name fit beside the picture."""
    ids = (
        "meta-models/Heron-8x22B-Instruct-v0.1",
        "a-very-long-organization/An-Even-Longer-Name-of-a-Model-7B",
        "lake/Teal",
    )
    text = trend({i: [("2024-01-01", 76.92 + n)] for n, i in enumerate(ids)}, title="Races", dark=False)
    labels = [e.text or "" for e in _parsed(text).iter(f"{SVG}text")]
    assert "Heron-8x22B-Instruct-v0.1 76.92" in labels
    assert "lake/Teal 78.92" in labels
    assert max(map(len, labels)) <= 31


def test_editions_that_are_not_comparable_are_marks_without_lines() -> None:
    """A board that changes its questions has points and no trend."""
    assert "<polyline" not in trend(BIRDS, title="Races", dark=False, joined=False)


def test_more_lines_than_can_be_told_apart_are_counted() -> None:
    """The best are drawn, the others are said."""
    many = {f"bird {i:02}": [("2024-01-01", float(i))] for i in range(MOST + 3)}
    text = trend(many, title="Races", dark=False)
    assert "3 more are not drawn" in text
    assert "bird 10" in text
    assert "bird 02" not in text


def test_hostile_names_stay_text() -> None:
    """Names come from the web: markup in them is shown, not run."""
    text = trend({'<script>alert("x")</script>': [("2024-01-01", 1.0)]}, title='A "<b>" title', dark=False)
    assert "<script" not in text
    assert _parsed(text) is not None


@settings(deadline=None)
@given(
    st.dictionaries(
        st.text(min_size=1, max_size=40),
        st.lists(st.tuples(st.dates().map(lambda d: d.isoformat()), st.floats(-1e9, 1e9)), max_size=5),
        max_size=10,
    ),
    st.booleans(),
)
def test_any_points_give_a_well_formed_picture_of_the_same_size(
    points: dict[str, list[tuple[str, float]]],
    dark: bool,  # noqa: FBT001
) -> None:
    """Total: any names, any values, any dates."""
    root = _parsed(trend(points, title="Races", dark=dark))
    assert root.get("viewBox") == f"0 0 {WIDTH} {HEIGHT}"
