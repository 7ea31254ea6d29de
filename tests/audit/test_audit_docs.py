"""docs/audit.md lists the rules as they are."""

import re
import tomllib

from pipeline.audit import every_rule
from pipeline.model.curated import AcceptedList
from tests.audit.docs_table import PAGE, page_with_table


def test_the_page_lists_every_rule_as_it_is() -> None:
    """A rule that changed its words changes the page: run `make golden`."""
    text = PAGE.read_text(encoding="utf-8")
    assert text == page_with_table(text)
    assert all(f"[{rule.name}]" in text for rule in every_rule())


def test_the_page_s_sample_is_an_acceptance() -> None:
    """As it stands there it can be put into the file."""
    (sample,) = re.findall(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    (one,) = AcceptedList.model_validate(tomllib.loads(sample)).accepted
    assert one.rule in {rule.name for rule in every_rule()}
