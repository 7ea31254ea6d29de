"""Every rule on small invented catalogs: one that has the fault, and others beside it that have not."""

from datetime import date

import pytest

from pipeline.audit.every_rule import audit_all, every_rule
from pipeline.derive import derive_all
from pipeline.model.findings import Finding
from tests.audit import rule_cases
from tests.audit.audit_parts import TODAY, Tree, family, tree_of
from tests.audit.rule_cases import RuleCase, fact

TABLES = [table for table in vars(rule_cases).values() if isinstance(table, dict)]
CASES = {f"{case.rule}: {what}": case for table in TABLES for what, case in table.items() if isinstance(case, RuleCase)}


def found(rule: str, tree: Tree, today: date = TODAY) -> list[Finding]:
    """What a rule finds in a tree with two organisations."""
    return [f for f in audit_all(derive_all(tree_of(tree)), today).findings if f.rule == rule]


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_fault_is_found_where_it_is_and_nowhere_else(case: RuleCase) -> None:
    """With its subjects, and the words that tell what is wrong and what was expected."""
    findings = found(case.rule, case.wrong)
    told = "\n".join(f"{f.subject}: {f.message} {f.expected}" for f in findings)
    assert findings
    assert not case.subjects or [f.subject for f in findings] == list(case.subjects)
    assert [words for words in case.says if words not in told] == []
    assert [found(case.rule, tree) for tree in case.right] == [[] for _ in case.right]


def test_every_rule_has_a_case_and_words() -> None:
    """No rule without a catalog that breaks it and one that keeps it, nor without a description."""
    rules = every_rule()
    assert {r.name for r in rules} == {case.rule for case in CASES.values()}
    assert {case.rule for case in CASES.values() if case.right} == {r.name for r in rules}
    assert all(r.description.endswith(".") for r in rules)


def test_the_day_of_the_audit_decides() -> None:
    """The same tree has an error on one day and none on the next; a month that has begun passes."""
    day, month = (family("toy", fact("release_date", value)) for value in ("2026-03-02", "2026-03"))
    assert found("future-date", day, date(2026, 3, 1))
    assert not found("future-date", day, date(2026, 3, 2))
    assert not found("future-date", month, date(2026, 3, 1))
