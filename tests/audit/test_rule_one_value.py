"""A family's single value fits all its checkpoints."""

from collections.abc import Callable

from pipeline.model.findings import Finding
from tests.audit.audit_parts import card, family, hub

Find = Callable[..., list[Finding]]


def test_one_date_for_three_versions_is_an_error(found: Find) -> None:
    """Versions come out one after the other."""
    body = (
        'checkpoints = ["acme/toy-1", "acme/toy-2"]\n[[facts]]\nfield = "release_date"\nvalue = "2023-12"\n'
        'origin = "a list, line 1"'
    )
    (one,) = found("one-value", family("toy", body))
    assert "2 versions" in one.message


def test_checkpoints_that_state_different_tokens_are_named(found: Find) -> None:
    """One card states 2T and the other 6T: 2T is not the family's value."""
    body = (
        'checkpoints = ["acme/toy-2b", "acme/toy-7b"]\n[[facts]]\nfield = "training_tokens"\nvalue = "2T"\n'
        'origin = "a list, line 1"'
    )
    cards = [
        p
        for n, t in (("2b", 2), ("7b", 6))
        for p in (hub(f"acme/toy-{n}"), card(f"acme/toy-{n}", training_tokens=t * 10**12))
    ]
    (one,) = found("one-value", family("toy", body), *cards)
    assert "acme/toy-7b states 6T" in one.message


def test_what_all_checkpoints_state_and_a_range_pass(found: Find) -> None:
    """One value for all is right where all say so."""
    body = (
        'checkpoints = ["acme/toy-2b", "acme/toy-7b"]\n[[facts]]\nfield = "training_tokens"\nvalue = "{}"\n'
        'origin = "a list, line 1"'
    )
    same = [p for n in ("2b", "7b") for p in (hub(f"acme/toy-{n}"), card(f"acme/toy-{n}", training_tokens=2 * 10**12))]
    differ = [
        p
        for n, t in (("2b", 2), ("7b", 6))
        for p in (hub(f"acme/toy-{n}"), card(f"acme/toy-{n}", training_tokens=t * 10**12))
    ]
    assert not found("one-value", family("toy", body.format("2T")), *same)
    assert not found("one-value", family("toy", body.format("2T~6T")), *differ)
