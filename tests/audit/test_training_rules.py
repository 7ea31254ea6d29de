"""Rules about training."""

from tests.audit.audit_parts import card, family, hub
from tests.audit.conftest import Find

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


AFTER = 'predecessor = "toy-2"\n'


def _trained(slug: str, tokens: str, sizes: str, name: str, more: str = "") -> dict[str, bytes]:
    facts = f'[[facts]]\nfield = "training_tokens"\nvalue = "{tokens}"\nsource = "https://acme.example/"\n'
    return family(
        slug,
        more + facts + f'[[facts]]\nfield = "sizes"\nvalue = "{sizes}"\nsource = "https://acme.example/"\n',
        name=name,
    )


def test_fewer_tokens_than_the_predecessor_are_found(found: Find) -> None:
    """A slipped decimal point: 1.5T after 2T."""
    parts = (_trained("toy-2", "2T", "7B/70B", "Toy 2"), _trained("toy-3", "1.5T", "8B/70B", "Toy 3", AFTER))
    (one,) = found("tokens-proportion", *parts)
    assert one.subject == "toy-3/training_tokens"
    assert one.level == "warning"


def test_a_much_smaller_successor_may_have_seen_less(found: Find) -> None:
    """A 3B model after a 70B one."""
    parts = (_trained("toy-2", "2T", "70B", "Toy 2"), _trained("toy-3", "1.5T", "3B", "Toy 3", AFTER))
    assert not found("tokens-proportion", *parts)


def test_fine_tuning_tokens_among_pre_training_ones_are_found(found: Find) -> None:
    """Two members of one family a thousand times apart."""
    body = 'checkpoints = ["acme/toy-7b", "acme/toy-70b"]\n' + "".join(
        f'[[facts]]\nfield = "training_tokens"\nvalue = "{tokens}"\ncheckpoint = "acme/toy-{size}"\nsource = "https://acme.example/"\n'
        for size, tokens in (("7b", "2B"), ("70b", "2T"))
    )
    assert "2B to 2T" in found("tokens-proportion", family("toy", body))[0].message


def test_a_token_for_a_parameter_is_too_few(found: Find) -> None:
    """70B tokens for 70B parameters are a typing mistake."""
    assert found("tokens-proportion", _trained("toy", "70B", "70B", "Toy"))
    assert not found("tokens-proportion", _trained("toy", "1.4T", "70B", "Toy"))
