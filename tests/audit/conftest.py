"""Small catalogs under audit: files in, findings out."""

from collections.abc import Callable
from datetime import date

import pytest

from pipeline.audit import audit_all
from pipeline.derive import derive_all
from pipeline.model.findings import Finding
from tests.audit.audit_parts import TODAY, Tree, tree_of

Find = Callable[..., list[Finding]]
"""A rule's name and the parts of a tree -> what the rule finds there."""


@pytest.fixture
def found() -> Find:
    """What a rule finds in a tree made of parts."""

    def find(rule: str, *parts: Tree, today: date = TODAY) -> list[Finding]:
        done = audit_all(derive_all(tree_of(*parts)), today)
        return [f for f in done.findings if f.rule == rule]

    return find
