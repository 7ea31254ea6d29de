"""Every rule on small invented catalogs: one that has the fault, and others beside it that have not."""

from datetime import date

import pytest
from click.testing import CliRunner

from pipeline.audit.every_rule import Audit, audit_all, every_rule
from pipeline.cli.audit import audit as audit_command
from pipeline.derive import derive_all
from pipeline.layout import paths
from pipeline.model.findings import Finding
from tests.audit import rule_cases
from tests.audit.audit_parts import TODAY, Tree, family, tree_of
from tests.audit.rule_cases import RuleCase, fact

TABLES = [table for table in vars(rule_cases).values() if isinstance(table, dict)]
CASES = {f"{case.rule}: {what}": case for table in TABLES for what, case in table.items() if isinstance(case, RuleCase)}


def run(*parts: Tree, today: date = TODAY) -> Audit:
    """An audit of a tree made of parts, with two organisations."""
    return audit_all(derive_all(tree_of(*parts)), today)


def found(rule: str, *parts: Tree, today: date = TODAY) -> list[Finding]:
    """What a rule finds there."""
    return [f for f in run(*parts, today=today).findings if f.rule == rule]


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
    assert found("future-date", day, today=date(2026, 3, 1))
    assert not found("future-date", day, today=date(2026, 3, 2))
    assert not found("future-date", month, today=date(2026, 3, 1))


FRONT = family("toy", '[links]\nblog = { label = "x", url = "https://acme.example/" }')


def accepted(rule: str, subject: str) -> Tree:
    """One acceptance."""
    text = f'[[accepted]]\nrule = "{rule}"\nsubject = "{subject}"\nbecause = "it is the only page there is"\n'
    return {paths.ACCEPTED: text.encode()}


def test_every_rule_is_listed_once_with_its_level_and_what_it_finds() -> None:
    """`awesome audit --rules` needs no tree for it."""
    said = CliRunner().invoke(audit_command, ["--rules"]).output.splitlines()
    assert [said.count(f"{rule.level}: {rule.name}: {rule.description}") for rule in every_rule()] == [1] * len(every_rule())


def test_errors_come_first() -> None:
    """Then warnings, then notices; inside a level by subject."""
    levels = [f.level for f in run(FRONT, family("poor")).findings]
    assert levels == sorted(levels, key=["error", "warning", "notice"].index)
    assert set(levels) == {"error", "warning"}


def test_an_accepted_finding_is_left_out_and_kept_beside() -> None:
    """With the reason that a person gave."""
    done = run(FRONT, accepted("front-page", "toy/links.blog"))
    assert "front-page" not in {f.rule for f in done.findings}
    ((finding, by),) = done.accepted
    assert (finding.rule, by.because) == ("front-page", "it is the only page there is")


def test_an_acceptance_covers_its_rule_and_subject_only() -> None:
    """Another subject stays open; a star stands for any characters."""
    assert found("front-page", FRONT, accepted("front-page", "toy/links.paper"))
    assert found("front-page", FRONT, accepted("blog-report", "toy/links.blog"))
    assert not found("front-page", FRONT, accepted("front-page", "toy/*"))


@pytest.mark.parametrize(
    ("rule", "subject", "level", "said"),
    [("front-page", "gone/links.blog", "notice", "nothing is found"), ("front-pages", "toy/links.blog", "warning", "did you mean front-page?")],
)
def test_an_acceptance_that_covers_nothing_is_told(rule: str, subject: str, level: str, said: str) -> None:
    """It can be taken out; a slip in the name of a rule is a warning, since it would silently accept nothing."""
    (one,) = found("unused-acceptance", FRONT, accepted(rule, subject))
    assert (one.level, one.subject, said in one.message) == (level, subject, True)
