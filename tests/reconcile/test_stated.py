"""What people write, as values in the form of their fields."""

import pytest

from pipeline.derive import derive_all
from pipeline.model.curated import CuratedValue
from pipeline.reconcile.forms import value_of
from tests.audit.audit_parts import family, tree_of
from tests.audit.rule_cases import ONE, fact


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


def test_a_count_of_none_is_no_value() -> None:
    """A context of 0, or "0" tokens, is a finding of the audit and not shown."""
    facts = fact("context_length", 0) + fact("training_tokens", "0") + fact("total_params", 0, "acme/toy-7b")
    (row,) = derive_all(tree_of(family("toy", ONE + facts))).catalog.families.values()
    assert not {"context_length", "training_tokens"} & row.facts.root.keys()
    assert row.checkpoints["acme/toy-7b"].facts["total_params"] == 7 * 10**9
