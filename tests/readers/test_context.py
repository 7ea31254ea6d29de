import pytest
from reading import HEAD, facts, reasons


@pytest.mark.parametrize(
    ("sentence", "native", "extended"),
    [
        ("- Context Length: 32,768 natively and [131,072 tokens with YaRN](#long).", 32768, 131072),
        ("- Context Length: **262,144 natively and extendable up to 1,010,000 tokens**", 262144, 1010000),
        ("Corvid takes a maximum context length of **256K tokens (262,144 tokens)**.", 262144, None),
        ("The context window has been expanded from 128K to 200K tokens.", 200_000, None),
        ("Corvid supports a 1M-token context window.", 1_000_000, None),
        ("Context Length: Full 32,768 tokens and generation 8192 tokens", 32768, None),
        ("本模型支持 128K 上下文。", 128_000, None),
        ("| | |\n|-|-|\n| Vocabulary Size | 160K |\n| Context Length | 128K |", 128_000, None),
    ],
)
def test_native_and_extended(sentence: str, native: int, extended: int | None) -> None:
    """The window as trained and the one that needs scaling are two facts."""
    found = facts("acme/Corvid", f"# Corvid\n\n{sentence}\n")
    assert found["context_length"] == native
    assert found.get("context_length_extended") == extended


def test_a_claim_that_needs_yarn_is_extended() -> None:
    """Where the configuration holds less than the headline, the headline is the extended window."""
    body = (
        "# Corvid\n\nCorvid supports a context length of up to 131,072 tokens.\n\n"
        "The current `config.json` is set for context length up to 32,768 tokens. For more we use YaRN.\n"
    )
    found = facts("acme/Corvid", body)
    assert (found["context_length"], found["context_length_extended"]) == (32768, 131072)


@pytest.mark.parametrize(
    "sentence",
    [
        "The vocabulary has 128K tokens and there is context in the docs.",
        "Set `--max-model-len 32768` to keep the context short.",
        "Each image becomes 4-16384 visual tokens in the context.",
        "We evaluate at a 128K context length with the scaffold of others.",
        "The output length is at most 8K tokens, whatever the context.",
        "If memory is short, consider reducing the context length to 32,768.",
        "Heronet-2 offers a 1M context window.",
        "```\nllama-cli --ctx-size 8192\n```",
    ],
)
def test_other_token_counts_are_not_the_window(sentence: str) -> None:
    """Vocabulary, output, images, settings, commands and rivals say nothing of this window."""
    assert "context_length" not in facts("acme/Corvid", f"# Corvid\n\n{sentence}\n")


def test_fine_tuning_length_is_not_the_window() -> None:
    """The sequence length of a derivative's fine-tuning is a setting."""
    body = "# Corvid\n\nWe used a sequence length of 4096 tokens.\n"
    assert "context_length" not in facts("acme/Corvid", body)
    assert "a setting, not the model's window" in reasons("acme/Corvid", body, "context_length")


def test_a_pasted_base_card_gives_way() -> None:
    """The window in a base's card pasted below is the base's; the longer one in the name holds."""
    head = HEAD.replace("---\n", "---\nbase_model: heron/Heronet-3-8B\n", 1)
    body = (
        "# Heronet-3 8B Long 1048k\n\nWe train on contexts up to 1048k tokens.\n\n# Base Model\n\n"
        "## Model Details\n\n| | Params | Context length |\n|-|-|-|\n| Heronet 3 | 8B | 8k |\n| Heronet 3 | 70B |"
        " 8k |\n\n"
        "**Model Release Date** April 18, 2024.\n"
    )
    found = facts("acme/Heronet-3-8B-Long-1048k", body, head)
    assert found["context_length"] == 1_048_000
    assert "release_date" not in found
