"""Cards that fight back: nothing raises, every line is inside the file, work grows with the input."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.cards.card import read_card
from pipeline.kinds import Kind
from pipeline.model.claims import as_json
from pipeline.model.clean import clean

if TYPE_CHECKING:
    from _typeshed import TraceFunction

FRAGMENTS = [
    "---\n", "license: mit\n", "language: [no, en]\n", "language:\n- no\n", "\tlicense: x\n",
    "license: a\nlicense: b\n", "tags: &a [*a, *a]\n", 'base_model: "unclosed\n', "# Corvid-7B\n",
    "Corvid-7B has **7**B parameters. ", "supports 128K context\n", "```\n", "~~~~\n", "<table>",
    "<tr><td rowspan=99 ", ">x</td>", "</table>\n", "| a | b |\n|---|---|\n", "| Params | 7B |\n", "<!--", "-->",
    "[x](", "![y](z)", "https://github.com/a/b ", "arxiv.org/abs/2501.00001 ", "@misc{x, title={", "\r\n", "\r",
    "\x00", "\x1b[31m", "\u202e", "\ufeff", "1.4万亿 tokens ", "16x3.8B ", "99999999999999999999B parameters ",
    "0.5-72B ", "released 2025-13-45 ", "\u3000", "支持128K上下文。", "🦜" * 5, "<h1>", "&#x0;", "&lt;", "\\", "{" * 9,
    "**a:**\n", "a\n---\n", "> " * 9, "1,000,00 ", "context length: \n", "\ud800",
]


LINKED = {"own_github", "own_arxiv", "base_model", "license"}
"""Fields whose evidence has to hold the value as it is."""


def _values(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else (value,)


@given(st.binary(max_size=3000))
@settings(max_examples=150)
def test_any_bytes_read(data: bytes) -> None:
    """Bytes of any kind give a reading, the same one twice, with lines inside the file."""
    _holds(data, data.decode("utf-8", errors="replace"))


@given(st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=12)), max_size=60))
@example(["---\n", "license: other\n", 'license_name: "a\\u202eb \\e[31m"\n', "---\n"])
@settings(max_examples=300)
def test_any_mixture_of_card_parts_reads(parts: list[str]) -> None:
    """Pieces of real syntax in any order give a reading too."""
    text = "".join(parts)
    _holds(text, text)


def _holds(data: bytes | str, text: str) -> None:
    reading = read_card("acme/Corvid-7B", data)
    assert reading == read_card("acme/Corvid-7B", data)
    last = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    assert all(1 <= (c.line or 0) <= last for c in reading.claims)
    assert all(1 <= (r.line or 0) <= last for r in reading.rejects)
    assert all(len(c.text) <= 200 for c in reading.claims)
    for claim in reading.claims:
        assert all(v == clean(v) for v in _values(claim.value) if isinstance(v, str) and claim.field != "results")
        assert claim.field not in LINKED or all(str(v) in claim.text or len(claim.text) == 200 for v in _values(claim.value)[:1])
    as_json(reading)


@given(st.text(max_size=60))
@settings(max_examples=200)
def test_any_repository_id_reads(name: str) -> None:
    """The id is as hostile as the text."""
    read_card(name, f"---\npipeline_tag: text-generation\n---\n# {name}\n\n{name} has 7B parameters and 32K context.\n")


def _work(read: Callable[[], object]) -> int:
    """Lines of Python run: a measure of work that no busy machine can disturb."""
    count = 0

    def trace(_frame: FrameType, event: str, _arg: object) -> "TraceFunction":
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        read()
    finally:
        sys.settrace(before)
    return count


REPEATED = {
    "open links": "[a](b ", "open images": "![a](", "open tags": "<a href href ", "bars": "| a ",
    "comments": "<!-- ", "tables": "<table>", "tables after one": "</table><table x",
    "spans": "<tr><td rowspan=100 colspan=100>params", "fences": "```\n", "longer fences": "````\n`````\n",
    "names": "Qwen-7B-", "figures": "7B ", "statements": "trained on 15T tokens. ",
    "windows": "context length of 128K tokens. ", "made from": "fine-tuned from on of with ",
    "dates": "released 2025-01-02. ", "papers": "arxiv.org/abs/2501.00001 ",
    "links to code": "https://github.com/a/b ", "bold labels": "**a:**\n", "underlined": "a\n-\n",
    "bibliography": "@misc{a,\n title={{", "quotes": "> ", "brackets": "((((", "anchors": "<a href=x>y</a> ",
    "parts of names": "chat-", "versions elsewhere": "instruct versions are under chat-",
}  # fmt: skip


@pytest.mark.timeout(120)
@pytest.mark.parametrize("unit", REPEATED.values(), ids=REPEATED.keys())
def test_work_grows_with_the_input(unit: str) -> None:
    """Twice the hostile text takes at most about twice the steps; the time-out would show a bad pattern."""
    head = "---\npipeline_tag: image-text-to-text\nbase_model: acme/Corvid\n---\nparams context tokens license "
    small, large = (head + unit * (size // len(unit)) for size in (8_000, 16_000))
    read_card("acme/Corvid-7B", small)
    a = _work(lambda: read_card("acme/Corvid-7B", small))
    b = _work(lambda: read_card("acme/Corvid-7B", large))
    assert b <= 2.6 * a + 3_000
    read_card("acme/Corvid-7B", head + unit * (200_000 // len(unit)))


def test_alias_bomb_is_refused() -> None:
    """Aliases are counted, never expanded; the licence beside them is still read."""
    line = as_json(read_card("a/b", "---\nlicense: mit\ntags: &a [x, x]\nbase_model: [" + "*a, " * 5000 + "*a]\n---\n"))
    assert line["facts"]["license"] == "mit"
    assert any("not all of it is read" in r["reason"] for r in line["rejects"])


def test_deep_and_long_front_matter() -> None:
    """A nested list is refused, a megabyte of front matter is read for what it has."""
    assert read_card("a/b", "---\nlanguage: " + "[" * 30_000 + "\n---\n").kind is Kind.OTHER
    big = (
        "---\nlicense: mit\nmodel-index:\n" + "- name: some benchmark with a number\n" * 28_000 + "language: en\n---\n"
    )
    line = as_json(read_card("a/b", big))
    assert line["facts"] == {"languages": ["en"], "license": "mit"}
    assert line["evidence"]["languages"]["line"] == 28_004


@pytest.mark.parametrize(
    "card",
    [
        "\n---\nlicense: mit\n---\nx", "\ufeff---\nlicense: mit\n---\nx", "---\r\nlicense: mit\r\n---\r\nx",
        "---\nlicense: mit\nlicense: gpl-3.0\n---\nx", "---\nlicense: mit\nlanguage: [en\n---\nx",
        "---\nlicense: mit\nfoo: {a: b\n---\nx", "---\nlicense: mit\nsome words without a colon\n---\nx",
        '---\nlicense: "mit"  # free\n---\nx', "---\nlicense: mit",
    ],
)
def test_broken_front_matter_still_gives_the_licence(card: str) -> None:
    """A fault in one key, or around the block, takes nothing from the others."""
    assert as_json(read_card("a/b", card))["facts"]["license"] == "mit"


def test_faults_of_the_front_matter_are_told() -> None:
    """Blank line before, duplicate key, tab and lost line are each a reject with its line."""
    card = "\n---\nlicense: mit\nlicense: gpl-3.0\nlanguage:\n\t- en\nnonsense here\n---\n"
    told = {(r.line, r.reason.partition(":")[0]) for r in read_card("a/b", card).rejects}
    assert told >= {(1, "front_matter.late"), (4, "front_matter.twice"), (6, "front_matter.tab"), (7, "front_matter.no_key")}


def test_an_unclosed_fence_hides_only_its_section() -> None:
    """After a fence that nobody closed, reading goes on at the next heading."""
    card = "# Corvid-7B\n\n```\npip install corvid --ctx 4096\n\n## Model\n\nCorvid-7B has a 32K context window.\n"
    assert (
        as_json(read_card("a/Corvid-7B", "---\npipeline_tag: text-generation\n---\n" + card))["facts"]["context_length"]
        == 32_000
    )


def test_commands_and_comments_state_nothing() -> None:
    """Numbers in code, comments and links are not the card's statements."""
    card = (
        "---\npipeline_tag: text-generation\n---\n# Corvid\n\n```bash\nserve --context-length 8192 # 70B "
        "parameters\n```\n\n"
        "<!-- Corvid has 13B parameters and a 4K context window. "
        "-->\n\n[docs](https://x.example/128K-context-length-7B-parameters)\n"
    )
    assert as_json(read_card("a/Corvid", card))["facts"] == {"modalities": "text→text"}
