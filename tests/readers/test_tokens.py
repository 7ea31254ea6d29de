import pytest
from reading import HEAD, facts, reasons

from pipeline.readers.card import read_card


@pytest.mark.parametrize(
    ("sentence", "tokens"),
    [
        ("Corvid was pre-trained on 14.8 **T** diverse tokens, followed by fine-tuning.", 14.8e12),
        ("Corvid is trained from scratch on 2T tokens of text and code.", 2e12),
        ("- **Training data:** 9.8T tokens", 9.8e12),
        ("Corvid 采用 2.6 万亿 Tokens 的语料训练。", 2.6e12),
        ("Training Stage: Pretraining (15T tokens) & Post-training", 15e12),
        ("We use 1.4万亿 token 预训练 Corvid。", 1.4e12),
    ],
)
def test_pre_training_tokens(sentence: str, tokens: float) -> None:
    """The pre-training count is found in sentences, labels and Chinese units."""
    assert facts("acme/Corvid", f"# Corvid\n\n{sentence}\n")["training_tokens"] == int(tokens)


@pytest.mark.parametrize(
    "sentence",
    [
        "Corvid was fine-tuned on 1.5B tokens of problems.",
        "We continued pre-training with an additional 6 trillion tokens.",
        "Long-context extension used about 500B tokens of training data.",
        "Mid-training on 140B reasoning tokens came next.",
        "Heronet-2 was pre-trained on 18T tokens.",
        "The 1T parameter network has a tokenizer with 160K tokens.",
    ],
)
def test_other_stages_and_other_models(sentence: str) -> None:
    """Fine-tuning, continuation, extension and other models are not this pre-training."""
    assert "training_tokens" not in facts("acme/Corvid", f"# Corvid\n\n{sentence}\n")


def test_the_sentence_of_this_size_counts() -> None:
    """Where each size of a family has its own count, the name decides."""
    body = (
        "The 27B model was trained with 14 trillion tokens, "
        "the 4B model was trained with 4 trillion tokens and 1B with 2 trillion tokens.\n"
    )
    assert facts("acme/corvid-3-4b-it", body)["training_tokens"] == 4 * 10**12
    assert facts("acme/corvid-3-27b-it", body)["training_tokens"] == 14 * 10**12


def test_a_bases_tokens_are_the_bases() -> None:
    """A derivative's card may tell its base's count: answered, and marked as the base's."""
    head = HEAD.replace("---\n", "---\nbase_model: heron/Heronet-3-8B\n", 1)
    body = "# Magpie\n\nMagpie is built on Heronet-3-8B. Heronet-3-8B was pretrained on over 15 trillion tokens.\n"
    reading = read_card("acme/Magpie-8B", head + body)
    claim = next(c for c in reading.claims if c.field == "training_tokens")
    assert (claim.value, claim.about) == (15 * 10**12, "base")
    assert facts("acme/Magpie-8B", body, head)["training_tokens"] == 15 * 10**12


def test_a_derivatives_own_training_is_fine_tuning() -> None:
    """Tokens that a derivative was trained on are no pre-training count, and the reject says so."""
    head = HEAD.replace("---\n", "---\nbase_model: heron/Heronet-3-8B\n", 1)
    body = "# Magpie\n\nMagpie was trained on 2B tokens.\n"
    assert "training_tokens" not in facts("acme/Magpie-8B", body, head)
    assert "a derivative's training is fine-tuning" in reasons("acme/Magpie-8B", body, "training_tokens", head)
