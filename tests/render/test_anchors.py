"""Anchors as GitHub makes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.render.placement import anchors_of, headings, slug


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("Llama 3", "llama-3"),
        ("Qwen1.5", "qwen15"),
        ("MMLU (Massive Multitask)", "mmlu-massive-multitask"),
        ("大语言模型（LLM）响应时间", "大语言模型llm响应时间"),
        ("snake_case stays", "snake_case-stays"),
        ("a - b", "a---b"),
        ("Ünïcode Ⓐ Ⅷ", "ünïcode-ⓐ-ⅷ"),
        ("🌐 Models ✨", "-models-"),
        ("  trimmed  ", "trimmed"),
        ("C++ & C#", "c--c"),
    ],
)
def test_slug_follows_github(heading: str, anchor: str) -> None:
    """Each anchor is the one GitHub gives the heading."""
    assert slug(heading) == anchor


@given(st.lists(st.text(max_size=12), max_size=30))
def test_anchors_of_a_page_are_unique(texts: list[str]) -> None:
    """No two of a page share one: repeated names count on, and skip what a heading of that very name already took."""
    assert list(anchors_of(("A", "A", "A-1", "A", "a"))) == ["a", "a-1", "a-1-1", "a-2", "a-3"]
    made = list(anchors_of(texts))
    assert len(set(made)) == len(made)


@given(st.text(alphabet="#=-`~ ab\n*[]()", max_size=200))
def test_headings_inside_prose_are_found(text: str) -> None:
    """Both forms of headings count; code, lists and quotes do not; of whatever prose each is one line."""
    code = "```sh\n# no\n```\n\n- item\n---\n> quote\n===\n"
    prose = f"# One #\n\nTwo\n---\n\n{code}\n### [Three](https://x.org) **bold**\n#no\n"
    assert list(headings(prose)) == ["One", "Two", "Three bold"]
    assert all("\n" not in heading for heading in headings(text))
