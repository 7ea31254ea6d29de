"""A family has a licence."""

from collections.abc import Callable

from pipeline.model.findings import Finding
from tests.audit.audit_parts import card, family, hub

Find = Callable[..., list[Finding]]


def test_cards_that_state_none_are_found(found: Find) -> None:
    """The card was read, and says nothing."""
    parts = (family("toy", 'checkpoints = ["acme/toy-7b"]'), hub("acme/toy-7b"), card("acme/toy-7b"))
    assert [f.subject for f in found("license-stated", *parts)] == ["toy/license"]


def test_what_could_not_be_read_is_another_matter(found: Find) -> None:
    """A gated card is not a card without a licence, and one that states it passes."""
    part = family("toy", 'checkpoints = ["acme/toy-7b"]')
    assert not found("license-stated", part, hub("acme/toy-7b"), card("acme/toy-7b", state="gated"))
    assert not found("license-stated", part, hub("acme/toy-7b", license="mit"), card("acme/toy-7b"))
