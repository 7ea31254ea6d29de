"""The family's name inside a checkpoint's name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.names.words import line_of, stem_of

NAMES = [
    ("Qwen3-8B", "Qwen3"),
    ("Qwen3-30B-A3B-Instruct-2507", "Qwen3"),
    ("Qwen3-VL-235B-A22B-Thinking", "Qwen3-VL"),
    ("Qwen2.5-Coder-7B", "Qwen2.5-Coder"),
    ("InternVL2_5-78B", "InternVL2.5"),
    ("Meta-Llama-3-70B-Instruct", "Llama-3"),
    ("Llama-3.2-11B-Vision-Instruct", "Llama-3.2-Vision"),
    ("Llama-4-Scout-17B-16E-Instruct", "Llama-4"),
    ("Mixtral-8x7B-Instruct-v0.1", "Mixtral"),
    ("Mistral-7B-v0.3", "Mistral"),
    ("Mistral-Small-3.1-24B-Instruct-2503", "Mistral-Small-3.1"),
    ("DeepSeek-V4-Flash-0731", "DeepSeek-V4"),
    ("DeepSeek-OCR-2", "DeepSeek-OCR-2"),
    ("MiniMax-M2.7", "MiniMax-M2.7"),
    ("gemma-4-E2B-it", "gemma-4"),
    ("NVIDIA-Nemotron-3-Nano-30B-A3B-BF16", "Nemotron-3"),
    ("Phi-3-mini-128k-instruct", "Phi-3"),
    ("Kimi-K2.7-Code", "Kimi-K2.7-Code"),
    ("OLMo-2-1124-13B", "OLMo-2"),
    ("step3", "step3"),
    ("phi-4", "phi-4"),
]


@pytest.mark.parametrize(("name", "stem"), NAMES)
def test_stem_leaves_out_size_tuning_tier_and_date(name: str, stem: str) -> None:
    """Checkpoints of one family come to one name; lines and generations stay apart."""
    assert stem_of(name) == stem


@given(st.text(max_size=300))
def test_stem_of_any_text_is_a_part_of_it_and_settles(name: str) -> None:
    """Whatever a name holds: no exception, nothing invented, and a stem's stem is itself."""
    stem = stem_of(name)
    assert set(stem) <= set(name) | {".", "-"}
    assert stem_of(stem) == stem


def test_line_is_the_first_word_that_is_no_vendor() -> None:
    """The line tells whose models a name follows."""
    assert [line_of(n) for n in ("Qwen2.5-VL-7B", "Meta-Llama-3", "01", "phi-4")] == ["qwen", "llama", "", "phi"]
