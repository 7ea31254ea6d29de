"""Trend pictures: the best open score of each size class over time."""

import itertools
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.derive import derive_all
from pipeline.history import Point
from pipeline.layout import kinds, paths
from pipeline.model.boards import CuratedBoard
from pipeline.render.trends import CLASSES, HEIGHT, WIDTH, Scheme, Series, best_by_class, size_class, trend
from tests.render.reading import html
from tests.render.world import DUEL_EDITION

HISTORY = "edition\tmodel\tscore\n2024-01-01\tLumen-7B\t1000\n2024-02-01\tLumen-7B\t1010\n2024-02-01\tother\t1300\n"
BOARD = {"slug": "duel", "name": "Duel", "url": "https://example.org/duel"}
SCORES = ({"name": "rating", "column": "rating"},)
SMALL = "≤ 10B"
DAYS = st.dates().map(lambda day: day.isoformat())
POINTS = st.builds(Point, DAYS, st.text(max_size=40), st.floats(-1e9, 1e9))


def test_a_board_with_a_past_gets_a_picture_on_its_pages(tree: dict[str, bytes]) -> None:
    """Both schemes are drawn, the page points at them with an alt text, and only the list's models count."""
    tree[f"{paths.HISTORY}duel.tsv"] = HISTORY.encode()
    tree[kinds.BOARDS.path("duel")] = DUEL_EDITION
    files = derive_all(tree).files
    light = files["assets/trends/duel-light.svg"].decode()
    assert f"{SMALL}: 1010" in light
    assert "Lumen-7B" in light
    assert "other" not in light
    (image,), (source,) = (html(files["README_zh.md"].decode()).select(f"picture {tag}") for tag in ("img", "source"))
    assert {str(image["src"]), str(source["srcset"])} <= files.keys()
    assert image["alt"] == "Duel：各规模开放模型最高分走势"


@pytest.mark.parametrize("board", [{}, {"comparable": False}, {"breaks": ("2024-03-01",)}])
def test_a_score_holds_until_another_is_better_or_the_scale_changes(board: Mapping[str, object]) -> None:
    """The best of a class is told when it changes; after a break, or where editions differ, earlier scores are gone."""
    points = [Point("2024-01-01", "a", 10.0), Point("2024-02-01", "b", 8.0), Point("2024-03-01", "b", 9.0)]
    made = best_by_class(points, CuratedBoard(**BOARD, scores=SCORES, **board), dict.fromkeys("ab", SMALL))
    expected = [Point("2024-01-01", "a", 10.0)]
    if not board.get("comparable", True):
        expected.append(Point("2024-02-01", "b", 8.0))
    if board:
        expected.append(Point("2024-03-01", "b", 9.0))
    assert made[SMALL] == expected
    assert not any(line for name, line in made.items() if name != SMALL)


@given(st.lists(st.builds(Point, DAYS, st.sampled_from("abc"), st.floats(-1e6, 1e6))))
def test_without_breaks_no_point_is_below_any_score_of_its_day(points: list[Point]) -> None:
    """Each told best is a score that some model then had, and nobody had a better one on that day."""
    made = best_by_class(points, CuratedBoard(**BOARD, scores=SCORES), dict.fromkeys("abc", SMALL))
    for best in made[SMALL]:
        same_day = [point.value for point in points if point.edition == best.edition]
        assert best.value >= min(same_day, default=best.value)
        held = (p.model == best.model and p.edition < best.edition for p in points)
        assert Point(best.edition, best.model, best.value) in points or any(held)


def test_classes_have_no_gap() -> None:
    """The most of one class and one parameter more are neighbours."""
    for (most, name), (_, after) in itertools.pairwise(CLASSES):
        assert (size_class(int(most)), size_class(int(most) + 1)) == (name, after)


def test_one_edition_is_no_trend(tree: dict[str, bytes]) -> None:
    """A single point makes no picture."""
    tree[f"{paths.HISTORY}duel.tsv"] = b"edition\tmodel\tscore\n2024-01-01\tLumen-7B\t1000\n"
    files = derive_all(tree).files
    assert not any(path.startswith(paths.ASSETS) for path in files)
    assert b"<picture>" not in files["README.md"]


SVG = "{http://www.w3.org/2000/svg}"
BIRDS: Series = {
    "small": [Point("2024-01-01", "teal", 1000.0), Point("2024-06-01", "heron", 1100.0), Point("2025-03-01", "heron", 1120.0)],
    "middle": [Point("2024-03-01", "osprey", 990.0), Point("2025-02-01", "osprey", 1090.0)],
    "large": [],
}


def _drawn(series: Series, scheme: Scheme = "light", **said: Any) -> ET.Element:
    board = CuratedBoard(**{**BOARD, "name": "Races", **said}, scores=SCORES)
    return ET.fromstring(trend(series, board, scheme))  # noqa: S314  # our own text


def _of(root: ET.Element, tag: str, key: str = "") -> list[str | None]:
    """The texts, or an attribute, of all elements of a kind."""
    return [one.get(key) if key else one.text for one in root.iter(f"{SVG}{tag}")]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_picture_names_itself_and_every_line_at_its_end(scheme: Scheme) -> None:
    """Title and description for those who hear it; class, value and model, whose end tells it apart, for those who see no colour."""
    root = _drawn(BIRDS | {"large": [Point("2024-01-01", "meta-models/Heron-8x22B-Instruct-v0.1", 76.92)]}, scheme)
    assert (root.get("role"), root.get("aria-labelledby"), _of(root, "title")) == ("img", "t d", ["Races"])
    assert "middle: 990 (2024-03-01) to 1090 (2025-02-01, osprey)" in (_of(root, "desc")[0] or "")
    assert {"small: 1120", "heron", "middle: 1090", "osprey", "Heron-8x22B-Instruct-v0.1"} <= {*_of(root, "text")}


def test_lines_differ_by_dash_not_only_by_colour_and_keep_theirs() -> None:
    """Printed in grey, no two lines look alike; a class looks the same on a board that lacks the others."""
    many = {f"{i}": [Point("2024-01-01", "a", float(i)), Point("2025-01-01", "a", i + 0.5)] for i in range(len(CLASSES))}
    dashes = _of(_drawn(many), "polyline", "stroke-dasharray")
    assert len(set(dashes)) == len(CLASSES)
    alone = {name: line if name == "2" else [] for name, line in many.items()}
    assert _of(_drawn(alone), "polyline", "stroke-dasharray") == [dashes[2]]


def test_labels_never_lie_on_each_other() -> None:
    """Classes with one score have labels two lines apart, inside the picture."""
    texts = _drawn({f"bird {i}": [Point("2024-01-01", "a", 5.0)] for i in range(len(CLASSES))}, "dark").iter(f"{SVG}text")
    heights = sorted(float(e.get("y") or 0) for e in texts if (e.text or "").startswith("bird"))
    assert len(heights) == len(CLASSES)
    assert all(b - a >= 28 for a, b in itertools.pairwise(heights))
    assert heights[-1] + 14 <= HEIGHT


def test_a_score_holds_until_the_next_and_no_line_crosses_a_break() -> None:
    """Lines are stairs; what was counted otherwise is not joined, and the break is drawn and named."""
    cut = _drawn({"small": BIRDS["small"]}, breaks=("2024-09-01",))
    stairs = [[tuple(map(float, p.split(","))) for p in (points or "").split()] for points in _of(cut, "polyline", "points")]
    assert len(stairs) == 2
    assert all(a[0] == b[0] or a[1] == b[1] for line in stairs for a, b in itertools.pairwise(line))
    assert max(x for x, _ in stairs[0]) < min(x for x, _ in stairs[1])
    assert _of(cut, "line", "stroke-dasharray").count("2 4") == 1
    assert any("new scale" in (text or "") for text in _of(cut, "text"))


def test_editions_that_are_not_comparable_are_marks_without_lines() -> None:
    """A board that changes its questions has points and no trend, and the picture says so."""
    apart = _drawn(BIRDS, comparable=False)
    assert _of(apart, "polyline") == []
    assert any("each edition has questions of its own" in (text or "") for text in _of(apart, "text"))


@example({SMALL: [Point("2000-01-01", "", 0.0), Point("2000-01-01", "", 5e-324)]}, "light")
@given(st.dictionaries(st.text(min_size=1, max_size=40), st.lists(POINTS, max_size=5), max_size=len(CLASSES)), st.sampled_from(["light", "dark"]))
def test_any_points_give_a_well_formed_picture_of_the_same_size(points: Series, scheme: Scheme) -> None:
    """Total: any names, any values, any dates."""
    assert _drawn(points, scheme).get("viewBox") == f"0 0 {WIDTH} {HEIGHT}"
