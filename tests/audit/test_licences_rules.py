"""Rules about licences."""

from tests.audit.audit_parts import card, family, hub
from tests.audit.conftest import Find


def test_cards_that_state_none_are_found(found: Find) -> None:
    """The card was read, and says nothing."""
    parts = (family("toy", 'checkpoints = ["acme/toy-7b"]'), hub("acme/toy-7b"), card("acme/toy-7b"))
    assert [f.subject for f in found("license-stated", *parts)] == ["toy/license"]


def test_what_could_not_be_read_is_another_matter(found: Find) -> None:
    """A gated card is not a card without a licence, and one that states it passes."""
    part = family("toy", 'checkpoints = ["acme/toy-7b"]')
    assert not found("license-stated", part, hub("acme/toy-7b"), card("acme/toy-7b", state="gated"))
    assert not found("license-stated", part, hub("acme/toy-7b", license="mit"), card("acme/toy-7b"))


BODY = 'checkpoints = ["acme/toy-7b"]\n[[facts]]\nfield = "license"\nvalue = "apache-2.0"\nsource = "https://acme.example/"'


def test_another_licence_than_a_person_noted_is_found(found: Find) -> None:
    """The Hub states MIT now."""
    (one,) = found("disputed-fact", family("toy", BODY), hub("acme/toy-7b", license="mit"))
    assert "apache-2.0" in one.message
    assert "mit" in one.message.lower()


def test_two_sources_that_differ_are_found(found: Find) -> None:
    """The Hub's metadata says one thing, the card another."""
    part = family("toy", 'checkpoints = ["acme/toy-7b"]')
    (one,) = found(
        "license-changed", part, hub("acme/toy-7b", license="mit"), card("acme/toy-7b", license="apache-2.0")
    )
    assert one.subject == "toy/acme/toy-7b/license"
    assert len(one.where) == 2


def test_the_same_licence_passes(found: Find) -> None:
    """Case does not matter."""
    assert not found("license-changed", family("toy", BODY), hub("acme/toy-7b", license="Apache-2.0"))
