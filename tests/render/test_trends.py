"""Trend pictures: the best open score of each size class over time."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.derive import derive_all
from pipeline.history import Point
from pipeline.layout import kinds, paths
from pipeline.model.boards import CuratedBoard
from pipeline.render.trend_svg import Best
from pipeline.render.trends import CLASSES, LARGEST, best_by_class, size_class
from tests.render.reading import html
from tests.render.world import DUEL_EDITION

HISTORY = "edition\tmodel\tscore\n2024-01-01\tLumen-7B\t1000\n2024-02-01\tLumen-7B\t1010\n2024-02-01\tother\t1300\n"
BOARD = {"slug": "duel", "name": "Duel", "url": "https://example.org/duel"}
SCORES = ({"name": "rating", "column": "rating"},)
SMALL = "≤ 10B"


def test_a_board_with_a_past_gets_a_picture_on_its_pages(tree: dict[str, bytes]) -> None:
    """Both schemes are drawn, the page points at them with an alt text, and only the list's models count."""
    tree[f"{paths.HISTORY}duel.tsv"] = HISTORY.encode()
    tree[kinds.BOARDS.path("duel")] = DUEL_EDITION
    files = derive_all(tree).files
    light = files["assets/trends/duel-light.svg"].decode()
    assert f"{SMALL}: 1010" in light
    assert "Lumen-7B" in light
    assert "other" not in light
    picture = html(files["README_zh.md"].decode()).find("picture")
    assert picture is not None
    image, source = picture.find("img"), picture.find("source")
    assert image is not None
    assert source is not None
    assert str(image["src"]) in files
    assert str(source["srcset"]) in files
    assert image["alt"] == "Duel：各规模开放模型最高分走势"


@pytest.mark.parametrize("board", [{}, {"comparable": False}, {"breaks": ("2024-03-01",)}])
def test_a_score_holds_until_another_is_better_or_the_scale_changes(board: Mapping[str, object]) -> None:
    """The best of a class is told when it changes; after a break, or where editions differ, earlier scores are gone."""
    points = [Point("2024-01-01", "a", 10.0), Point("2024-02-01", "b", 8.0), Point("2024-03-01", "b", 9.0)]
    made = best_by_class(points, CuratedBoard(**BOARD, scores=SCORES, **board), dict.fromkeys("ab", SMALL))
    expected = [Best("2024-01-01", 10.0, "a")]
    if not board.get("comparable", True):
        expected.append(Best("2024-02-01", 8.0, "b"))
    if board:
        expected.append(Best("2024-03-01", 9.0, "b"))
    assert made[SMALL] == expected
    assert not any(line for name, line in made.items() if name != SMALL)


@given(
    st.lists(
        st.builds(
            Point,
            st.dates().map(lambda day: day.isoformat()),
            st.sampled_from(("a", "b", "c")),
            st.floats(-1e6, 1e6),
        )
    )
)
def test_without_breaks_no_point_is_below_any_score_of_its_day(points: list[Point]) -> None:
    """Each told best is a score that some model then had, and nobody had a better one on that day."""
    made = best_by_class(points, CuratedBoard(**BOARD, scores=SCORES), dict.fromkeys("abc", SMALL))
    for best in made[SMALL]:
        same_day = [point.value for point in points if point.edition == best.day]
        assert best.value >= min(same_day, default=best.value)
        assert Point(best.day, best.model, best.value) in points or any(
            p.model == best.model and p.edition < best.day for p in points
        )


def test_classes_have_no_gap() -> None:
    """The most of one class and one parameter more are neighbours."""
    names = [name for _, name in CLASSES]
    for (most, name), after in zip(CLASSES, [*names[1:], LARGEST], strict=True):
        assert (size_class(most), size_class(most + 1)) == (name, after)


def test_one_edition_is_no_trend(tree: dict[str, bytes]) -> None:
    """A single point makes no picture."""
    tree[f"{paths.HISTORY}duel.tsv"] = b"edition\tmodel\tscore\n2024-01-01\tLumen-7B\t1000\n"
    files = derive_all(tree).files
    assert not any(path.startswith(paths.ASSETS) for path in files)
    assert b"<picture>" not in files["README.md"]
