"""docs/audit.md lists the rules as they are."""

from pipeline.audit import every_rule
from tests.audit.docs_table import PAGE, page_with_table


def test_the_page_lists_every_rule_as_it_is() -> None:
    """A rule that changed its words changes the page: run `python -m tests.audit.docs_table`."""
    text = PAGE.read_text(encoding="utf-8")
    assert text == page_with_table(text)
    assert all(f"[{rule.name}]" in text for rule in every_rule())
