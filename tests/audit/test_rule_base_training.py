"""A fine-tune is not credited with its base's training."""

from collections.abc import Callable

from pipeline.model.findings import Finding
from tests.audit.audit_parts import card, family, hub

Find = Callable[..., list[Finding]]


BODY = 'checkpoints = ["acme/toy-7b"]\n[[facts]]\nfield = "training_tokens"\nvalue = "1.4T"\norigin = "a list, line 1"'


def test_tokens_of_a_foreign_base_are_an_error(found: Find) -> None:
    """Everything in the family was made from somebody else's weights."""
    (one,) = found("base-training", family("toy", BODY), hub("acme/toy-7b", base_models=["other/llm-7b"]))
    assert "other/llm-7b" in one.message
    assert "1.4T" in one.message


def test_an_own_base_and_an_own_pre_training_pass(found: Find) -> None:
    """A chat version of one's own model is no fine-tune of a stranger's."""
    assert not found("base-training", family("toy", BODY), hub("acme/toy-7b", base_models=["acme/toy-7b-base"]))
    assert not found("base-training", family("toy", BODY), hub("acme/toy-7b"), card("acme/toy-7b"))
