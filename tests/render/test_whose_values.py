"""A row says no more than its checkpoints do: whose a value is, what can be had, and what no source dates, wherever it is shown."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from pipeline.derive import derive_all
from pipeline.export.feed import models_feed
from pipeline.export.records import published
from pipeline.export.texts import llms_txt
from pipeline.layout import kinds
from pipeline.site.rows import scripts
from tests.render.world import alone, card, checkpoint, released

Pages = Callable[[Mapping[str, bytes]], dict[str, str]]


def _tree(slug: str, facts: str = "", **members: Mapping[str, Any]) -> dict[str, bytes]:
    """A family of checkpoints: name -> what the Hub says of each, and what its card claims."""
    ids = {name.replace("_", "-"): dict(said) for name, said in members.items()}
    named = ", ".join(f'"lumen/{name}"' for name in ids)
    tree = alone(slug, f"checkpoints = [{named}]\n{facts}")
    for name, said in ids.items():
        claims = said.pop("claims", {})
        tree[kinds.CHECKPOINTS.path(f"lumen/{name}")] = checkpoint(f"lumen/{name}", **{"license": "mit", "created_at": "2026-05-02", **said})
        tree[kinds.CARDS.path(f"lumen/{name}")] = card(f"lumen/{name}", {field: [value] for field, value in claims.items()})
    return tree


def _shown(tree: Mapping[str, bytes]) -> tuple[str, str, str, dict[str, Any], dict[str, Any]]:
    """The feed, llms.txt, the family's page, and the site's row and comparison of it by column."""
    derived = derive_all(tree)
    every = published(derived.catalog, derived.curated, derived.snapshots)
    made, whole = scripts(every), every.whole
    read = [json.loads(made[f"data/{one}.js"].decode().partition("=")[2].removesuffix(";\n")) for one in ("index", "more")]
    row, more = (dict(zip(one["columns"], one["rows"][0], strict=False)) for one in read)
    page = next(text.decode() for path, text in derived.files.items() if path.startswith("pages/families/"))
    return models_feed(whole).decode(), llms_txt(whole).decode(), page, row, more


@pytest.mark.parametrize("how", [{"state": "gone"}, {"disabled": True}], ids=["gone", "disabled"])
def test_what_cannot_be_had_counts_no_more(pages: Pages, how: dict[str, Any]) -> None:
    """A row counts what is there; where nothing is, it says so, no filter finds it, and what lasts stays."""
    large = {**how, "license": "cc-by-nc-4.0", "created_at": "2026-01-02", "safetensors": {"total": 70_000_000_000}, "claims": {"context_length": 131_072}}
    small = {"safetensors": {"total": 8_000_000_000}, "claims": {"context_length": 32_768}}
    tree = _tree("ash", ash_8B=small, ash_70B=large)
    assert "| 8B | 32K | MIT | by 2026-01 | [weights]" in pages(tree)["README.md"]
    assert "ash-70B *gone · 已下架*" in _shown(tree)[2]
    row = _shown(tree)[3]
    assert (len(row["members"]), row["sizes"], row["memory"]) == (1, ["8B"], [5])

    lost = _tree("ash", ash_70B=large)
    feed, llms, _, row, _ = _shown(lost)
    assert "| 70B | 128K | CC-BY-NC-4.0 | by 2026-01 | *gone* |" in pages(lost)["README.md"]
    assert "gone from the Hub" in feed
    assert "gone from the Hub" in llms
    assert (row["members"], row["gated"]) == ([], -1)


def test_terms_to_accept_are_told_where_weights_are_offered(pages: Pages) -> None:
    """In the row of either language, and in the site's; of how many where not of all."""
    tree = _tree("pine", released("2026-05"), pine_1B={"gated": "manual"}, pine_2B={})
    assert "terms first for 1 of 2 |" in pages(tree)["README.md"]
    assert "1/2 须先同意条款 |" in pages(tree)["README_zh.md"]
    assert _shown(tree)[3]["gated"] == [1, 2]
