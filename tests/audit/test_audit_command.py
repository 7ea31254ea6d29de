"""`awesome audit` at the command line: what it prints, and how it ends; and the committed catalog under audit."""

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.audit.every_rule import Audit, audit_all, every_rule
from pipeline.cli.group import cli
from pipeline.derive import derive_all
from pipeline.layout import paths
from pipeline.layout.kinds import snapshot_kinds
from pipeline.reconcile.catalog import Derived
from pipeline.store.tree import read_tree
from tests.audit.audit_parts import TODAY, Tree, card, family, hub, tree_of
from tests.on_disk import write_tree

ERROR = family("toy", '[links]\nblog = { label = "x", url = "https://acme.example/" }')
FUTURE = family("toy", '[[facts]]\nfield = "release_date"\nvalue = 2030-01-02\nsource = "https://acme.example/toy"')


def run(root: Path, *arguments: str, parts: tuple[Tree, ...] = ()) -> Result:
    """The command on a tree made of parts."""
    write_tree(tree_of(*parts), root)
    return CliRunner().invoke(cli, ["--root", str(root), "audit", *arguments])


def test_an_error_ends_with_one(tmp_path: Path) -> None:
    """What, what was expected, where; then the counts."""
    done = run(tmp_path, parts=(ERROR,))
    assert done.exit_code == 1
    lines = done.output.splitlines()
    assert lines[0].startswith("error: toy/links.blog: https://acme.example/ is the front page")
    assert lines[0].endswith("[front-page]")
    assert "  expected: the page about this very subject" in lines
    assert lines[-1] == "1 error, 1 warning, 0 notices"


def test_the_day_can_be_said(tmp_path: Path) -> None:
    """Today is only the default."""
    assert run(tmp_path, "--today", "2029-12-31", parts=(FUTURE,)).exit_code == 1
    assert run(tmp_path, "--today", "2030-01-02").exit_code == 0
    assert run(tmp_path, "--today", "tomorrow").exit_code == 2


def test_json_has_counts_findings_and_what_was_accepted(tmp_path: Path) -> None:
    """The level cuts the list, not the counts and not the exit code."""
    reason = '[[accepted]]\nrule = "row-evidence"\nsubject = "toy"\nbecause = "a new row"\n'
    done = run(tmp_path, "--json", "--level", "error", parts=(ERROR, family("bird"), {paths.ACCEPTED: reason.encode()}))
    assert done.exit_code == 1
    said = json.loads(done.output)
    assert said["counts"] == {"error": 1, "warning": 1, "notice": 0}
    assert [f["rule"] for f in said["findings"]] == ["front-page"]
    assert [(a["finding"]["subject"], a["because"]) for a in said["accepted"]] == [("toy", "a new row")]


def test_broken_input_ends_with_two(tmp_path: Path) -> None:
    """With file, line and fix; an acceptance needs its reason."""
    broken = {paths.ACCEPTED: b'[[accepted]]\nrule = "row-evidence"\nsubject = "toy"\n'}
    done = run(tmp_path, parts=(family("toy"), broken))
    assert done.exit_code == 2
    assert "catalog/curated/accepted.toml:1: 'accepted.0.because' is missing" in done.output


def test_nothing_hostile_reaches_the_terminal(tmp_path: Path) -> None:
    """Labels are curated, but a curated file may come from a stranger's pull request."""
    body = '[links]\nblog = { label = "Bird\\u001b[2J now", url = "https://acme.example/x" }'
    done = run(tmp_path, parts=(family("toy", body),))
    assert "label-wording" in done.output
    assert "\x1b" not in done.output


def test_coverage_counts_checkpoints_and_rows(tmp_path: Path) -> None:
    """One of two checkpoints has a licence: the row is there, and tells that it is one of two."""
    parts = (
        family("toy", 'checkpoints = ["acme/toy-7b", "acme/toy-8b"]'), hub("acme/toy-7b", license="mit"), card("acme/toy-7b"),
    )  # fmt: skip
    done = run(tmp_path, "--coverage", parts=parts)
    assert 'license: 1 of 2 checkpoints; 1 of 1 rows, 1 of them "n of m"' in done.output.splitlines()
    (found,) = (
        o for o in json.loads(run(tmp_path, "--coverage", "--json").output)["coverage"] if o["field"] == "license"
    )
    assert (found["known"], found["checkpoints"], found["partly"]) == (1, 2, 1)


ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def derived() -> Derived:
    """The committed tree, derived."""
    return derive_all(read_tree(ROOT))


@pytest.fixture(scope="module")
def done(derived: Derived) -> Audit:
    """Its audit on the day of its newest snapshot, so that the result moves with the tree and not with the clock."""
    held = [getattr(derived.snapshots, kind.name) for kind in snapshot_kinds()]
    days = [s.receipt.retrieved_at[:10] for kind in held for s in kind.values() if s.receipt.retrieved_at]
    return audit_all(derived, max([TODAY, *map(date.fromisoformat, days)]))


def test_there_is_no_error(done: Audit) -> None:
    """Not one."""
    assert [f"{f.subject}: {f.message}" for f in done.findings if f.level == "error"] == []


def test_each_warning_is_accepted_with_a_reason(done: Audit) -> None:
    """What is left open is a notice; what is accepted says why, of a rule that exists, and still covers something."""
    assert [f"{f.rule} {f.subject}: {f.message}" for f in done.findings if f.level == "warning"] == []
    assert not [f.subject for f in done.findings if f.rule == "unused-acceptance"]
    assert {by.rule for _, by in done.accepted} <= {rule.name for rule in every_rule()}
    assert all(len(by.because) > 20 for _, by in done.accepted)
