"""The recipes of CONTRIBUTING.md and the issue forms: what they show works."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import yaml

from pipeline.derive import derive_all
from pipeline.fields import FIELDS
from pipeline.layout import paths

ROOT = Path(__file__).parents[2]
FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("[!c]*.yml"))


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


@pytest.mark.parametrize("form", FORMS, ids=lambda p: p.stem)
def test_issue_forms_are_well_formed(form: Path) -> None:
    """Each form has a name, a description, and fields with an id and a label of their own."""
    said = yaml.safe_load(form.read_text("utf-8"))
    assert said["name"]
    assert said["description"]
    fields = [f for f in said["body"] if f["type"] != "markdown"]
    assert len({f["id"] for f in fields}) == len({f["attributes"]["label"] for f in fields}) == len(fields)


def test_form_for_a_wrong_fact_names_real_fields() -> None:
    """What the form offers are the names that `awesome pin` takes."""
    form = yaml.safe_load((ROOT / ".github" / "ISSUE_TEMPLATE" / "wrong-fact.yml").read_text("utf-8"))
    options = next(f for f in form["body"] if f.get("id") == "field")["attributes"]["options"]
    assert set(options) - set(FIELDS) == {"a link", "something else"}
