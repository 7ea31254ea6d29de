"""A licence is what was noted, and what all sources say."""

from collections.abc import Callable

from pipeline.model.findings import Finding
from tests.audit.audit_parts import card, family, hub

Find = Callable[..., list[Finding]]


BODY = 'checkpoints = ["acme/toy-7b"]\n[[facts]]\nfield = "license"\nvalue = "apache-2.0"\nsource = "https://acme.example/"'


def test_another_licence_than_a_person_noted_is_found(found: Find) -> None:
    """The Hub states MIT now."""
    (one,) = found("license-changed", family("toy", BODY), hub("acme/toy-7b", license="mit"))
    assert "apache-2.0" in one.message
    assert "MIT" in one.message


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
