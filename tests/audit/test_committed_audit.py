"""The committed catalog under audit: no error, and each warning has a stated reason."""

from datetime import date
from pathlib import Path

import pytest

from pipeline.audit.every_rule import Audit, audit_all, every_rule
from pipeline.derive import derive_all
from pipeline.layout.kinds import snapshot_kinds
from pipeline.reconcile.catalog import Derived
from pipeline.store.tree import read_tree
from tests.audit.audit_parts import TODAY

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
