"""The frame: rules are found, findings ordered, acceptances obeyed and outlived ones told."""

from datetime import date

import pytest
from click.testing import CliRunner

from pipeline.audit.every_rule import Audit, audit_all, every_rule
from pipeline.cli.audit import audit as audit_command
from pipeline.derive import derive_all
from pipeline.layout import paths
from tests.audit.audit_parts import TODAY, Tree, family, tree_of

FRONT = family("toy", '[links]\nblog = { label = "x", url = "https://acme.example/" }')


def accepted(rule: str, subject: str) -> Tree:
    """One acceptance."""
    text = f'[[accepted]]\nrule = "{rule}"\nsubject = "{subject}"\nbecause = "it is the only page there is"\n'
    return {paths.ACCEPTED: text.encode()}


def run(*parts: Tree, today: date = TODAY) -> Audit:
    """An audit of a tree made of parts."""
    return audit_all(derive_all(tree_of(*parts)), today)


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
    assert "front-page" in {f.rule for f in run(FRONT, accepted("front-page", "toy/links.paper")).findings}
    assert "front-page" in {f.rule for f in run(FRONT, accepted("blog-report", "toy/links.blog")).findings}
    assert "front-page" not in {f.rule for f in run(FRONT, accepted("front-page", "toy/*")).findings}


@pytest.mark.parametrize(
    ("rule", "subject", "level", "said"),
    [("front-page", "gone/links.blog", "notice", "nothing is found"), ("front-pages", "toy/links.blog", "warning", "did you mean front-page?")],
)
def test_an_acceptance_that_covers_nothing_is_told(rule: str, subject: str, level: str, said: str) -> None:
    """It can be taken out; a slip in the name of a rule is a warning, since it would silently accept nothing."""
    (one,) = (f for f in run(FRONT, accepted(rule, subject)).findings if f.rule == "unused-acceptance")
    assert (one.level, one.subject, said in one.message) == (level, subject, True)
