"""What people write, as values in the form of their fields."""

import pytest

from pipeline.model.curated import CuratedValue
from pipeline.reconcile.forms import value_of


@pytest.mark.parametrize(
    ("field", "raw", "value"),
    [
        ("vision_encoder", "SigLIP", "SigLIP"),
        ("vision_encoder", ("SigLIP",), "SigLIP"),
        ("base_llm", ("Vicuna-7B", "Vicuna-13B"), "Vicuna-7B, Vicuna-13B"),
        ("languages", ("en", "zh"), ("en", "zh")),
        ("training_tokens", "15T", 15_000_000_000_000),
    ],
)
def test_value_takes_the_form_of_its_field(field: str, raw: CuratedValue, value: object) -> None:
    """A list for a field of one text is its items in a row, never a list's notation."""
    assert value_of(field, raw) == value
