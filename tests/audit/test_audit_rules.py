"""Each rule against small catalogs that have its fault and others that have not; what is accepted; `awesome audit`; and the committed catalog."""

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import Result

from pipeline.audit.audited import Audit, audit_all, every_rule
from pipeline.derive import derive_all
from pipeline.layout import paths
from pipeline.layout.kinds import snapshot_kinds
from pipeline.model.reports import Finding
from pipeline.store.tree import read_tree
from tests.audit import rule_cases
from tests.audit.audit_parts import TODAY, Tree, card, family, hub, tree_of, write_parts
from tests.audit.rule_cases import RuleCase
from tests.on_disk import PROJECT, run

TABLES = [table for table in vars(rule_cases).values() if isinstance(table, dict)]
CASES = {f"{case.rule}: {what}": case for table in TABLES for what, case in table.items() if isinstance(case, RuleCase)}
FRONT = family("toy", '[links]\nblog = { label = "x", url = "https://acme.example/" }')


def audited(*parts: Tree) -> Audit:
    """An audit of a tree made of parts, with two organisations."""
    return audit_all(derive_all(tree_of(*parts)), TODAY)


def found(rule: str, *parts: Tree) -> list[Finding]:
    """What a rule finds there."""
    return [f for f in audited(*parts).findings if f.rule == rule]


def accepted(rule: str, subject: str) -> Tree:
    """One acceptance."""
    text = f'[[accepted]]\nrule = "{rule}"\nsubject = "{subject}"\nbecause = "it is the only page there is"\n'
    return {paths.ACCEPTED: text.encode()}


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
    """No rule without a catalog that breaks it and one that keeps it, nor without a description; `awesome audit --rules` has each once."""
    rules, said = every_rule(), run(Path(), "audit", "--rules").output.splitlines()
    assert {r.name for r in rules} == {case.rule for case in CASES.values()} == {case.rule for case in CASES.values() if case.right}
    assert all(r.description.endswith(".") for r in rules)
    assert [said.count(f"{rule.level}: {rule.name}: {rule.description}") for rule in rules] == [1] * len(rules)


def test_errors_come_first() -> None:
    """Then warnings, then notices; inside a level by subject."""
    levels = [f.level for f in audited(FRONT, family("poor")).findings]
    assert levels == sorted(levels, key=["error", "warning", "notice"].index)
    assert set(levels) == {"error", "warning"}


def test_an_accepted_finding_is_left_out_and_kept_beside() -> None:
    """With the reason that a person gave; another rule or subject stays open; a star stands for any characters."""
    done = audited(FRONT, accepted("front-page", "toy/links.blog"))
    assert "front-page" not in {f.rule for f in done.findings}
    assert [(finding.rule, by.because) for finding, by in done.accepted] == [("front-page", "it is the only page there is")]
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


def command(root: Path, *words: str, parts: tuple[Tree, ...] = ()) -> Result:
    """`awesome audit` on a tree made of parts."""
    return run(write_parts(root, *parts), "audit", *words)


def test_the_day_can_be_said(tmp_path: Path) -> None:
    """Today is only the default: the same tree has an error on one day and none on the next."""
    future = family("toy", '[[facts]]\nfield = "release_date"\nvalue = 2030-01-02\nsource = "https://acme.example/toy"')
    assert [command(tmp_path, "--today", day, parts=(future,)).exit_code for day in ("2030-01-01", "2030-01-02", "tomorrow")] == [1, 0, 2]


def test_an_error_ends_with_one_and_the_level_cuts_only_the_list(tmp_path: Path) -> None:
    """What, what was expected, where; then the counts, in which the others stand. In JSON with what was accepted."""
    parts = (FRONT, family("bird"), accepted("row-evidence", "toy"))
    in_words, in_json = (command(tmp_path, *more, "--level", "error", parts=parts) for more in ((), ("--json",)))
    (first, *more), said = in_words.output.splitlines(), json.loads(in_json.output)
    assert first.startswith("error: toy/links.blog: https://acme.example/ is the front page")
    assert (first.endswith("[front-page]"), more[0]) == (True, "  expected: the page about this very subject")
    assert more[-1] == "1 error, 1 warning, 0 notices; 1 accepted with a reason"
    assert (in_words.exit_code, in_json.exit_code, said["counts"]) == (1, 1, {"error": 1, "warning": 1, "notice": 0})
    assert [f["rule"] for f in said["findings"]] == ["front-page"]
    assert [(a["finding"]["subject"], a["because"]) for a in said["accepted"]] == [("toy", "it is the only page there is")]


def test_broken_input_ends_with_two(tmp_path: Path) -> None:
    """With file, line and fix; an acceptance needs its reason."""
    broken = {paths.ACCEPTED: b'[[accepted]]\nrule = "row-evidence"\nsubject = "toy"\n'}
    done = command(tmp_path, parts=(family("toy"), broken))
    assert done.exit_code == 2
    assert "catalog/curated/accepted.toml:1: 'accepted.because' is missing" in done.output


def test_nothing_hostile_reaches_the_terminal(tmp_path: Path) -> None:
    """Labels are curated, but a curated file may come from a stranger's pull request."""
    body = '[links]\nblog = { label = "Bird\\u001b[2J now", url = "https://acme.example/x" }'
    done = command(tmp_path, parts=(family("toy", body),))
    assert "label-wording" in done.output
    assert "\x1b" not in done.output


def test_coverage_counts_checkpoints_and_rows(tmp_path: Path) -> None:
    """One of two checkpoints has a licence: the row is there, and tells that it is one of two."""
    parts = (family("toy", 'checkpoints = ["acme/toy-7b", "acme/toy-8b"]'), hub("acme/toy-7b", license="mit"), card("acme/toy-7b"))
    done = command(tmp_path, "--coverage", parts=parts)
    assert 'license: 1 of 2 checkpoints; 1 of 1 rows, 1 of them "n of m"' in done.output.splitlines()
    fields = {one["field"]: one for one in json.loads(command(tmp_path, "--coverage", "--json").output)["coverage"]}
    assert [fields["license"][key] for key in ("known", "checkpoints", "partly")] == [1, 2, 1]


def test_the_committed_catalog_has_no_error_and_each_warning_is_accepted_with_a_reason() -> None:
    """On the day of its newest snapshot, so that the result moves with the tree and not with the clock.

    What is left open is a notice; what is accepted says why, of a rule that exists, and still covers something.
    """
    derived = derive_all(read_tree(PROJECT))
    held = [getattr(derived.snapshots, kind.name) for kind in snapshot_kinds()]
    days = [s.receipt.retrieved_at[:10] for kind in held for s in kind.values() if s.receipt.retrieved_at]
    done = audit_all(derived, max([TODAY, *map(date.fromisoformat, days)]))
    assert [f"{f.rule} {f.subject}: {f.message}" for f in done.findings if f.level != "notice" or f.rule == "unused-acceptance"] == []
    assert {by.rule for _, by in done.accepted} <= {rule.name for rule in every_rule()}
    assert all(len(by.because) > 20 for _, by in done.accepted)
