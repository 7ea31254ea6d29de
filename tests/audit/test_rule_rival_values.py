"""Sources that disagree are both shown."""

from collections.abc import Callable

from pipeline.model.findings import Finding
from tests.audit.audit_parts import card, family, hub

Find = Callable[..., list[Finding]]


def test_both_places_are_given(found: Find) -> None:
    """The configuration says 8K, the card 32K."""
    part = family("toy", 'checkpoints = ["acme/toy-7b"]')
    weights = {"total": 7_000_000_000, "parameters": {}}
    (one,) = found(
        "rival-values", part, hub("acme/toy-7b", safetensors=weights), card("acme/toy-7b", total_params=6_000_000_000)
    )
    assert one.subject == "toy/acme/toy-7b/total_params"
    assert "hub.safetensors states 7B" in one.message
    assert "card states 6B" in one.message
    assert len(one.where) == 2


def test_values_within_tolerance_pass(found: Find) -> None:
    """A rounded figure is the same fact."""
    part = family("toy", 'checkpoints = ["acme/toy-7b"]')
    weights = {"total": 6_900_000_000, "parameters": {}}
    assert not found(
        "rival-values", part, hub("acme/toy-7b", safetensors=weights), card("acme/toy-7b", total_params=7_000_000_000)
    )
