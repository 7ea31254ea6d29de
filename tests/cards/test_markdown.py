"""Markdown as blocks: text, links, tables and lines, whichever way they are written."""

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.markdown import Document, inline, plain

PAGE = """# Oak **7B**
First line with [a link](https://x.example/a) and `code`,
second line
- one
- **two**
**In bold**
##Tight
| a | b |
|---|---|
| 1 | [x](https://x.example/b) |

<div>
<a href="https://x.example/c"><img alt="Badge" src="i.png"></a>
<h2>HTML</h2>
</div>
<table><tr><td rowspan=2>A</td><td>B</td></tr>

<tr><td>C<br>D</td></tr></table>
```py
code
```
"""


def test_blocks_with_their_lines() -> None:
    """Headings of four kinds, paragraphs, items, HTML and code, each on its line."""
    doc = Document(PAGE.splitlines())
    found = [(b.kind, b.text.strip(), b.line) for b in doc.blocks]
    assert found == [
        ("heading", "Oak 7B", 1),
        ("paragraph", "First line with a link and code, second line", 2),
        ("item", "one", 4),
        ("item", "two", 5),
        ("heading", "In bold", 6),
        ("heading", "Tight", 7),
        ("paragraph", "", 13),
        ("heading", "HTML", 14),
        ("code", "code", 20),
    ]
    assert doc.blocks[1].line_at(doc.blocks[1].text.index("second")) == 3
    assert [s.path for s in doc.sections][1:] == ["oak 7b", "oak 7b / in bold", "oak 7b / tight", "oak 7b / html"]


def test_tables_of_both_kinds() -> None:
    """Bars and HTML give the same grid; a spanned cell is repeated where it reaches."""
    doc = Document(PAGE.splitlines())
    assert [(t.rows, t.lines) for t in doc.tables] == [
        ([["a", "b"], ["1", "x"]], [8, 10]),
        ([["A", "B"], ["A", "C D"]], [16, 18]),
    ]


def test_links_stand_at_their_words() -> None:
    """A link knows its words, its place in the plain text and, behind a picture, what the picture is called."""
    doc = Document(PAGE.splitlines())
    block = doc.blocks[1]
    (link,) = block.links
    assert (block.text[link.start : link.end], link.target) == ("a link", "https://x.example/a")
    badge = next(b for b in doc.blocks if b.line == 13).links[0]
    assert (badge.label, badge.target) == ("Badge", "https://x.example/c")


def test_marks_entities_and_hidden_characters_are_resolved() -> None:
    """Numbers split by marks grow together, and what cannot be seen is gone."""
    assert plain("**7**B &lt; 8\u200bB \\*") == "7B < 8B *"
    assert plain("![a picture](x.png) ~~gone~~") == "gone"


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=400))
@settings(max_examples=300)
def test_any_text_has_blocks_within_its_lines(text: str) -> None:
    """Every block, table and section stands on a line of the text, and links lie inside their words."""
    lines = text.replace("\r", "\n").split("\n")
    doc = Document(lines)
    for block in doc.blocks:
        assert 1 <= block.line <= len(lines)
        assert block.line_at(len(block.text)) <= len(lines) + 1
        assert all(0 <= k.start <= k.end <= len(block.text) + 1 for k in block.links)
    assert all(1 <= n <= len(lines) for table in doc.tables for n in table.lines)
    inline(text)


def test_two_rows_of_heads_are_one_but_a_row_of_figures_is_none() -> None:
    """A head over several columns is said with what stands below it; a first row without a name keeps its score."""
    text = "| | Corvid | Corvid |\n|-|-|-|\n| | 4B | 14B |\n| Layers | 20 | 40 |\n\n| | Model | Score |\n|-|-|-|\n| | Heron | 71.2 |\n| | Egret | 64.0 |"
    heads, board = Document(text.split("\n")).tables
    assert heads.rows == [["", "Corvid 4B", "Corvid 14B"], ["Layers", "20", "40"]]
    assert heads.lines == [1, 4]
    assert [row[2] for row in board.rows] == ["Score", "71.2", "64.0"]
