"""Named checkpoints are there."""

from collections.abc import Callable

from pipeline.model.findings import Finding
from tests.audit.audit_parts import family, hub

Find = Callable[..., list[Finding]]


BODY = 'checkpoints = ["acme/toy-7b"]'


def test_gone_and_renamed_ones_are_told_apart(found: Find) -> None:
    """A new name is proposed where the Hub gave one."""
    assert "gone" in found("checkpoint-state", family("toy", BODY), hub("acme/toy-7b", state="gone"))[0].message
    (one,) = found("checkpoint-state", family("toy", BODY), hub("acme/toy-7b", state="moved", moved_to="acme/toy-8b"))
    assert one.expected == "the name acme/toy-8b"


def test_present_and_unknown_ones_pass(found: Find) -> None:
    """What was never asked for is not gone."""
    assert not found("checkpoint-state", family("toy", BODY), hub("acme/toy-7b"))
    assert not found("checkpoint-state", family("toy", BODY))
