"""What stands on which list: benchmarks by their kind, and drafts on none."""

from collections.abc import Callable, Mapping

import pytest

from pipeline.derive import derive_all
from pipeline.export.records import exported, published
from pipeline.layout import kinds, paths
from pipeline.site.files import site_files
from tests.render.reading import html
from tests.render.world import SUMS, checkpoint, family

Pages = Callable[[Mapping[str, bytes]], dict[str, str]]


def _headings(page: str) -> list[str]:
    return [h.get_text() for h in html(page).find_all(["h2", "h3"])]


@pytest.mark.parametrize(
    ("kind", "lists"), [("llm", {"README.md"}), ("vlm", {"README_VLMs.md"}), ("both", {"README.md", "README_VLMs.md"})]
)
def test_benchmark_stands_on_the_lists_of_its_kind(
    kind: str, lists: set[str], tree: dict[str, bytes], pages: Pages
) -> None:
    """With an entry in the contents there, in both languages, and without an empty section elsewhere."""
    tree[paths.BENCHMARKS + "sums.toml"] = SUMS.replace("size =", f'kind = "{kind}"\nsize =').encode()
    made = pages(tree)
    for english, chinese in (("README.md", "README_zh.md"), ("README_VLMs.md", "README_VLMs_zh.md")):
        there = english in lists
        assert ("| [Sums 评测](pages/benchmarks.md#" in made[english]) is there
        assert ("Benchmarks" in _headings(made[english])) is there
        assert ("- [Benchmarks](#benchmarks)" in made[english]) is there
        assert ("评测基准" in _headings(made[chinese])) is there
    assert "## Sums 评测" in made["pages/benchmarks.md"]


def test_drafts_are_not_public(tree: dict[str, bytes], pages: Pages) -> None:
    """A draft is derived, so that its pull request can be judged, but is on no page, export or site."""
    rest = 'draft = true\ncheckpoints = ["lumen/Sketch-1B"]'
    tree[kinds.FAMILIES.path("sketch")] = family("sketch", "Sketch", rest=rest)
    tree[kinds.CHECKPOINTS.path("lumen/Sketch-1B")] = checkpoint("lumen/Sketch-1B")
    before = pages(tree)
    tree[kinds.FAMILIES.path("lumen-2")] = tree[kinds.FAMILIES.path("lumen-2")] + b'successor = "sketch"\n'
    made = pages(tree)
    assert made == before
    assert not [path for path, text in made.items() if "Sketch" in text or "sketch" in path]
    derived = derive_all(tree)
    assert kinds.OBSERVED_FAMILIES.path("sketch") in derived.files
    whole = exported(derived.catalog, derived.curated)
    assert "sketch" not in {f.slug for f in whole.families}
    assert next(f for f in whole.families if f.slug == "lumen-2").successor is None
    site = site_files(published(derived.catalog, derived.curated, derived.snapshots))
    assert not [path for path, data in site.items() if "sketch" in path or b"Sketch" in data]
    tree[kinds.FAMILIES.path("sketch")] = family("sketch", "Sketch", rest=rest.replace("draft = true\n", ""))
    assert "[Sketch](pages/families/sketch.md)" in pages(tree)["README.md"]
