"""Laws over any text: no upstream string adds a cell, a row, a link, a mention or a command; and every Markdown attack of the corpora."""

import re
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.model.clean import clean
from pipeline.render import escape, marked
from tests.attacks.attack_corpus import OWN, SHARED, cases
from tests.attacks.gfm import bare_text, cells, links, rendered, row, tags

QUIET = {"table", "thead", "tbody", "tr", "th", "td", "p"}
MARKS = r"""| \ ` * _ [ ]( ) < > &#64; & @a #1 GH-1 www. :// $ ~ :x: - 1. --- === /cmd <!-- --> ![ ^ { {{ :: ##[ é 文"""
WORDS = "https://e.example deadbeef12 a@b.co mailto: xmpp: \u202e \u200b \x1b[0m \x00 \u0301"
GAPS = ["\n", "\r", "\t", " ", "- ", "1. ", "# ", "> "]
PIECES = st.sampled_from([*MARKS.split(), *WORDS.split(), *GAPS])
HOSTILE = st.lists(PIECES | st.text(max_size=4), max_size=14).map("".join)
MENTION = re.compile(
    r"@\w|#\d|\bgh-\d|\b(?=[0-9]*[a-f])[0-9a-f]{7,}\b|\bwww\.\w|\w://|github\.com|:[\w+-]+:", re.IGNORECASE | re.ASCII
)


@settings(max_examples=400)
@given(HOSTILE, HOSTILE)
@example("\\", "|")
@example("`", "`")
@example("[", "](https://e.example)")
@example("a@b.co", "_x@y.zz_")
def test_a_row_keeps_its_cells(one: str, two: str) -> None:
    """Two values in a row stay two cells; they add no element, link, mention or reference."""
    html = rendered(row(escape.md_cell(one), "mid", escape.md_cell(two)))
    found = cells(html)
    assert len(found) == 6
    assert found[4].strip() == "mid"
    assert set(tags(html)) <= QUIET
    assert not links(html)
    assert not MENTION.search(bare_text(html))


@settings(max_examples=400)
@given(HOSTILE)
@example("=\n=")
def test_a_paragraph_stays_a_paragraph(text: str) -> None:
    """A value at the start of a line stays one paragraph and starts no command."""
    out = escape.md_block(text)
    html = rendered(f"before\n\n{out}\n\nafter\n")
    assert set(tags(html)) <= {"p"}
    assert html.count("<p>") == (3 if out else 2)
    assert "\n" not in out
    assert not out.startswith(("/", "@a", "    "))


@settings(max_examples=200)
@given(HOSTILE)
def test_a_value_is_shown_as_it_was_cleaned(text: str) -> None:
    """Escaping changes how a value is written, not what a person reads."""
    shown = cells(rendered(row(escape.md_cell(text))))[1].split("\n")[0].strip().replace("\u200b", "")
    assert shown == (clean(text, 200) or escape.EMPTY)


@settings(max_examples=300)
@given(HOSTILE, HOSTILE)
def test_a_link_leads_only_where_it_was_validated(words: str, address: str) -> None:
    """Whatever the words are, a link has at most one target, and it is the validated one."""
    out = marked.link(words, "https://ok.example/" + address)
    target = escape.url("https://ok.example/" + address)
    found = links(rendered(row(out)))
    assert len(found) == (target is not None)
    assert all(link.startswith("https://ok.example/") for link in found)


@settings(max_examples=300)
@given(st.text() | HOSTILE, st.integers(2, 50))
def test_cleaning_is_done_once(text: str, limit: int) -> None:
    """A cleaned text is within its limit, encodes as UTF-8, is one line, and cleaning again changes nothing."""
    once = clean(text, limit)
    assert clean(once, limit) == once
    assert len(once) <= limit
    once.encode()
    assert len(once.splitlines()) <= 1
    assert once.strip() == once


def test_cleaning_keeps_ordinary_text() -> None:
    """Letters of all scripts, accents and marks stay; only what hides or reorders goes."""
    for text in ("Qwen2.5-VL 技术报告", "modèle à 8 milliards", "Tiê\u0301ng Viê\u0323t", "ＬＬＭ 模型", "a\u0300\u0301\u0302b"):
        assert clean(text) == text
    assert clean("a\u0300\u0301\u0302\u0303\u0304b") == "a\u0300\u0301\u0302b"
    assert clean("\x1b]0;title\x07\x1b[1;31mred\x1b[0m\x9b2Jx") == "redx"
    assert clean("one\u2028two\x85three\tfour  five") == "one two three four five"
    assert clean("\ud800x") == "\ufffdx"
    assert clean("abcdef", 4) == "abc…"


def test_cleaning_is_linear_on_hostile_text() -> None:
    """Megabytes of escapes, marks or spaces are cut before they cost anything."""
    for piece in ("\x1b]", "\x1b[", "\x1b[0", "\u0301", " \t", "\x9b", "<", "a@"):
        assert len(clean(piece * 1_000_000, 200)) <= 200
        assert len(escape.md_cell(piece * 1_000_000).replace("&#8203;", "")) < 3_000


ALL = [c for c in cases(SHARED) + cases(OWN) if c["sink"] in {"md_cell", "md_block"}]


def test_the_corpora_are_there() -> None:
    """The project's own corpus is never empty, so the tests below always test something."""
    assert len(cases(OWN)) >= 35
    if not SHARED.exists():
        pytest.skip("needs ../shared (recorded payloads)")
    assert len(cases(SHARED)) >= 60


@pytest.mark.parametrize("case", ALL, ids=lambda c: c["id"])
def test_text_is_shown_and_does_nothing(case: dict[str, Any]) -> None:
    """A hostile value stays in its cell or paragraph, adds no element, and calls nobody."""
    check = case.get("check", {})
    if case["sink"] == "md_cell":
        source = escape.md_cell(case["input"])
        html = rendered(row("left", source, "right"))
        found = cells(html)
        assert len(found) == 6, "three heads, three cells"
        assert found[3].strip() == "left"
        assert found[5].strip() == "right"
    else:
        source = escape.md_block(case["input"])
        html = rendered(f"before\n\n{source}\n\nafter\n")
        assert html.count("<p>") == 3
    assert set(tags(html)) <= QUIET
    for forbidden in check.get("no", ()):
        assert forbidden not in html
    for character in check.get("noinput", ""):
        assert character not in source
    for start in check.get("noline", ()):
        assert not any(line.startswith(start) for line in source.splitlines())
    for word in check.get("nobare", ()):
        assert word not in bare_text(html)
    assert len(source.replace("&#8203;", "")) <= check.get("maxlen", 4_000)
    source.encode()
