"""The table of rules in docs/audit.md: `make golden` writes it again from the rules."""

from pathlib import Path
from typing import Final

from pipeline.audit.table import rule_table

PAGE: Final = Path(__file__).parents[2] / "docs" / "audit.md"
START: Final = "<!-- rules: written by `make golden` -->\n"
END: Final = "<!-- end of rules -->\n"


def page_with_table(text: str) -> str:
    """The page with the table between its marks."""
    head, _, rest = text.partition(START)
    return head + START + "\n" + rule_table() + "\n" + END + rest.partition(END)[2]


def record() -> None:
    """Write the page again."""
    PAGE.write_text(page_with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
