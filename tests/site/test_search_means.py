"""What a search of the committed list finds first and what it reads as a wish: queries.tsv."""

import re
from pathlib import Path
from typing import Any

import pytest

from pipeline.store.tree import read_tree
from tests.on_disk import PROJECT
from tests.site.browsing import until, write_site

pytestmark = pytest.mark.slow
ROWS = [line.split("\t") for line in (Path(__file__).parent / "queries.tsv").read_text("utf-8").splitlines() if not line.startswith("#")]
ASK = """
const spoken = new Set(Site.families().flatMap((f) => f.members.flatMap((m) => m.languages)));
const engine = Search.make({ families: Site.families(), docs: window.SEARCH, checkpoints: window.CHECKPOINTS, copies: window.COPIES,
  languageNames: Search.languageNames(spoken, Object.keys(window.WORDS)) });
return arguments[0].map((query) => {
  const { found, named, wishes, format, missing, vague, copies } = engine.ask(query);
  const first = copies ? "" : [...(found ?? [])].reduce((best, one) => (one[1] > best[1] ? one : best), ["", -1])[0];
  const read = Object.entries({ ...wishes, format, missing: missing.replace(" ", "_"), vague }).filter(([, value]) => value);
  return [first, named.get(first)?.[0] ?? "", read.map(([key, value]) => (value === true ? key : `${key}=${value}`)).sort().join(" ")];
});
"""


def test_what_is_typed_leads_to_what_is_meant(driver: Any, tmp_path: Path) -> None:
    """The family and its checkpoint; of a series the newest whose own name has it; memory, language, context and the like as wishes; and what is not there."""
    tree = {path: data for path, data in read_tree(PROJECT).items() if data is not None}
    driver.get(f"{(write_site(tree, tmp_path) / 'index.html').as_uri()}#q=a")
    until(driver, "window.SEARCH && window.CHECKPOINTS && typeof Search !== 'undefined'")
    families = driver.execute_script("return Site.families().map((f) => [f.slug, f.name])")
    newest = {want: next(slug for slug, name in families if re.fullmatch(want[1:], name)) for _, want, *_ in ROWS if want.startswith("~")}
    found = driver.execute_script(ASK, [row[0] for row in ROWS])
    assert [(query, first, named, read) for (query, want, id_, wish), (first, named, read) in zip(ROWS, found, strict=True)
            if first != newest.get(want, want) or (id_ and named != id_) or read != " ".join(sorted(wish.split()))] == []  # fmt: skip
    assert len(ROWS) >= 60
