"""The recipes of CONTRIBUTING.md: what they show works."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from pipeline.derive import derive_all
from pipeline.layout import paths

ROOT = Path(__file__).parents[2]


def _samples() -> dict[str, str]:
    """The TOML samples by the comment on their first line."""
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    blocks = re.findall(r"```toml\n# ([^\n]*)\n(.*?)```", text, re.DOTALL)
    return dict(blocks)


def test_recipes_are_valid_files_and_reach_the_pages(
    tree: dict[str, bytes], pages: Callable[[Mapping[str, bytes]], dict[str, str]]
) -> None:
    """The family, its maker, the pin in it and the leaderboard of the recipes are read as they stand."""
    samples = _samples()
    tree[paths.ORGANIZATIONS] += samples["append to catalog/curated/organizations.toml"].encode()
    family = samples["catalog/curated/families/aurora-1.toml"] + samples["append to the family's file"]
    tree["catalog/curated/families/aurora-1.toml"] = family.encode()
    tree["catalog/curated/leaderboards/sums.toml"] = samples["catalog/curated/leaderboards/sums.toml"].encode()
    made = pages(tree)
    readme = made["README.md"]
    assert "[Aurora 1](pages/families/aurora-1.md)" in readme
    assert "[Sums](" in readme
    assert "**Sums**" in made["pages/leaderboards.md"]
    assert derive_all(tree).catalog.families["aurora-1"].checkpoints
