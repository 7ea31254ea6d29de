"""Languages are what the cards state."""

from collections.abc import Callable

from pipeline.model.findings import Finding
from tests.audit.audit_parts import card, family, hub

Find = Callable[..., list[Finding]]


BODY = 'checkpoints = ["acme/toy-7b"]\n[[facts]]\nfield = "languages"\nvalue = ["en", "zh"]\n{}'


def test_a_language_that_no_card_states_is_found(found: Find) -> None:
    """The card says English only."""
    part = family("toy", BODY.format('origin = "a list, line 1"'))
    (one,) = found("languages-stated", part, hub("acme/toy-7b"), card("acme/toy-7b", languages=["en"]))
    assert "zh claimed" in one.message
    assert "state en" in one.message


def test_silent_cards_are_said_to_be_silent(found: Find) -> None:
    """Nothing is stated at all."""
    part = family("toy", BODY.format('origin = "a list, line 1"'))
    assert "none of the 1 cards" in found("languages-stated", part, hub("acme/toy-7b"), card("acme/toy-7b"))[0].message


def test_a_source_and_an_unread_card_pass(found: Find) -> None:
    """A person's source is enough; what was not read says nothing."""
    sourced = family("toy", BODY.format('source = "https://acme.example/"'))
    claimed = family("toy", BODY.format('origin = "a list, line 1"'))
    assert not found("languages-stated", sourced, hub("acme/toy-7b"), card("acme/toy-7b"))
    assert not found("languages-stated", claimed, hub("acme/toy-7b"), card("acme/toy-7b", state="gated"))
    assert not found("languages-stated", claimed, hub("acme/toy-7b"), card("acme/toy-7b", languages=["EN", "zh"]))
