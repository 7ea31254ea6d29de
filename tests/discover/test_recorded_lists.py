"""Discovery over the recorded lists of the Hub, month by month, on the committed catalog."""

import pytest

from benchmarks.recorded_lists import AIMS, Recorded, coverage, month, months, ratios, recorded
from pipeline.discover.find import find
from pipeline.layout.catalog import Curated, parse_curated, parse_snapshots
from pipeline.store.tree import read_tree
from tests.discover.conftest import CURATED, entry
from tests.on_disk import PROJECT


@pytest.fixture(scope="module")
def lists() -> dict[str, Recorded]:
    """The repositories that the recorded lists show."""
    return recorded() or pytest.skip("needs ../shared (recorded payloads)")


@pytest.fixture(scope="module")
def committed() -> Curated:
    """The committed list."""
    return parse_curated(read_tree(PROJECT))


def test_month_is_held_against_the_list_of_today() -> None:
    """A family made in the month is found again, one that nobody took is strange, and a repack is neither."""
    entries = {i: entry(i, createdAt=day) for i, day in {
        "river-ai/Brook-2-7B": "2026-03-05", "hill/Slope-VL-8B": "2025-01-01", "hill/Peak-5B": "2026-03-09",
        "hill/Peak-5B-GGUF": "2026-03-09", "hill/Peak-9B": "2026-04-01",
    }.items()}  # fmt: skip
    found = month("2026-03", entries, CURATED)

    assert (sorted(found.proposed), found.strange, found.made, found.missed) == (["brook-2", "peak"], ("peak",), ("brook-2",), ())


def test_families_of_the_year_are_found_and_little_else(lists: dict[str, Recorded], committed: Curated) -> None:
    """Nine of ten families that editors took, and no more than one in five proposals that they did not take."""
    table = months(lists, committed)
    recall, precision = ratios(table.values())

    assert sum(len(m.made) for m in table.values()) >= 30
    assert recall >= 0.9
    assert precision >= 0.8


def test_list_covers_what_the_lists_show(lists: dict[str, Recorded], committed: Curated) -> None:
    """Each measure of coverage reaches its aim, and of the year little is left to find."""
    shares = {name: 1 - len(one.missing) / one.counted for name, one in coverage(lists, committed).items() if one.counted}

    assert {name: share for name, share in shares.items() if 100 * share < AIMS[name]} == {}
    entries = (r.entry for r in lists.values())
    assert len(find(entries, committed, parse_snapshots({}), since="2026-01-01").candidates) <= 12
