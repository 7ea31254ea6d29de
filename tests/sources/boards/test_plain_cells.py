"""Folding runs of plain cells saves time, and changes nothing that is read."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.sources.boards import html_rows
from pipeline.sources.boards.grid import Grid, Refusal
from pipeline.sources.boards.plain_cells import folded, opened

FOLDING = "table"
WHOLE = "table:not(.none)"  # a selector that looks further gets the page as it stands
CELLS = (
    "<td>1</td>", "<td>Heron 7B</td>", "<td></td>", "<td> 2.5\n</td>", '<td class="score">3</td>', "<TD>4</TD>",
    '<td class="a b" align="left">5 &plusmn; 1</td>', "<td>R&amp;D</td>", "<td>6&nbsp</td>", "<td>a &lt; b</td>",
    '<td title="a>b">7</td>', '<td title="<td>x</td><td>y</td>">8</td>', "<td colspan=2>9</td>", '<td rowspan="2">10</td>',
    '<td ROWSPAN="2">11</td>', '<td><a href="https://example.org/h">Heron</a></td>', "<td><b>12</b><sup>1</sup></td>",
    "<td><sup>1</sup></td>", "<td><b><i>13</i></b></td>", "<td>14", "<th>15</th>", "<td><!-- 16 --></td>", "<td>17<br>18</td>",
    "<td><table><tr><td>19</td> <td>20</td></tr></table></td>", "<td><script>f('<td>1</td><td>2</td>')</script></td>",
    "<!-- <td>21</td><td>22</td> -->", "stray", "<td\nid='x'>23</td >",
)  # fmt: skip


def _read(page: str, selector: str) -> Grid | Refusal:
    return html_rows.rows(page.encode(), selector, 1, lambda _names: True)


@given(
    st.lists(st.lists(st.sampled_from(CELLS), max_size=7), min_size=1, max_size=6), st.sampled_from(["", " ", "\n  "])
)
@example(
    [
        ["<td>a</td>", "<td>b</td>"],
        ['<td rowspan="2">1</td>', "<td>2</td>", "<td>3</td>"],
        ["<td>4</td>", "<td>5</td>"],
    ],
    "",
)
def test_a_folded_page_reads_like_the_page(lines: list[list[str]], between: str) -> None:
    """Spans, markup, links, notes, comments and broken cells between plain ones: the same grid or the same refusal."""
    page = "<table>" + "".join(f"<tr>{between.join(cells)}</tr>\n" for cells in lines) + "</table>"
    assert _read(page, FOLDING) == _read(page, WHOLE)


@given(st.lists(st.text(st.characters(exclude_characters="<&\ue000", codec="utf-8")), min_size=2, max_size=6))
def test_what_is_folded_opens_again(words: list[str]) -> None:
    """A run is one cell, and its words come back whole."""
    one = folded("".join(f"<td>{w}</td>" for w in words))
    assert one.count("<td>") == 1
    assert opened(one.removeprefix("<td>").removesuffix("</td>")) == words


@pytest.mark.parametrize(
    "page",
    [
        "<td>\ue000</td><td>2</td>",
        '<td>1</td><td colspan="2">2</td>',
        '<td>1</td><td class="x" rowspan="2">2</td>',
        '<td>1</td><td title="a>b">2</td>',
        "<td>1</td><td><b>2</b></td>",
    ],
)
def test_cells_that_are_more_than_words_stay(page: str) -> None:
    """The mark itself, spans, odd attributes and markup are left to the parser."""
    assert folded(page) == page
