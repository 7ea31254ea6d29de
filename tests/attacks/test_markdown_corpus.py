"""Every Markdown attack, rendered with GitHub's own parser in unsafe mode."""

from typing import Any

import pytest

from pipeline.render.escape import md_block, md_cell
from tests.attacks.attack_corpus import OWN, SHARED, cases
from tests.attacks.gfm import bare_text, cells, rendered, row, tags

ALL = [c for c in cases(SHARED) + cases(OWN) if c["sink"] in {"md_cell", "md_block"}]
QUIET = {"table", "thead", "tbody", "tr", "th", "td", "p", "html", "body"}


def test_the_corpora_are_there() -> None:
    """The project's own corpus is never empty, so the tests below always test something."""
    assert len(cases(OWN)) >= 35
    if not SHARED.exists():
        pytest.skip("needs ../shared (recorded payloads)")
    assert len(cases(SHARED)) >= 60


@pytest.mark.parametrize("case", ALL, ids=lambda c: c["id"])
def test_text_is_shown_and_does_nothing(case: dict[str, Any]) -> None:
    """A hostile value stays in its cell or paragraph, adds no element, and calls nobody."""
    check = case.get("check", {})
    if case["sink"] == "md_cell":
        source = md_cell(case["input"])
        html = rendered(row("left", source, "right"))
        found = cells(html)
        assert len(found) == 6, "three heads, three cells"
        assert found[3].strip() == "left"
        assert found[5].strip().startswith("right")
    else:
        source = md_block(case["input"])
        html = rendered(f"before\n\n{source}\n\nafter\n")
        assert html.count("<p>") == 3
    assert set(tags(html)) <= QUIET
    for forbidden in check.get("no", ()):
        assert forbidden not in html
    for character in check.get("noinput", ""):
        assert character not in source
    for start in check.get("noline", ()):
        assert not any(line.startswith(start) for line in source.splitlines())
    for word in check.get("nobare", ()):
        assert word not in bare_text(html)
    assert len(source.replace("&#8203;", "")) <= check.get("maxlen", 4_000)
    source.encode()
