"""Rows of a table in an HTML page, by BeautifulSoup.

The table is chosen by a CSS selector, or by its columns. Spans are laid out as a browser would; header rows are those
in thead, or all of th, or the first. A footer is no row, nor is a cell that spans the whole table, a heading inside it.
"""

from itertools import takewhile
from typing import NamedTuple

from bs4 import BeautifulSoup, Tag
from soupsieve import SelectorSyntaxError

from pipeline.markdown import laid_out
from pipeline.model.boards import Layout
from pipeline.sources.boards.cells import APART, UNSPOKEN, label, web_link
from pipeline.sources.boards.grid import Grid, Refusal, check_size, fitting, grid_of


class _Cell(NamedTuple):
    words: str
    link: str | None
    heads: bool


def rows(text: str, layout: Layout, wanted: tuple[str, ...]) -> Grid:
    """The grid of the chosen table."""
    lowered = text.lower()
    if "<table" not in lowered:
        raise Refusal("the page has no table")
    if lowered.count("<table") > lowered.count("</table"):
        raise Refusal("the page ends inside a table: it was cut")
    soup = BeautifulSoup(text, "lxml", multi_valued_attributes=None)
    try:
        tables = [t for t in soup.select(layout.table or "table") if t.name == "table"]
    except SelectorSyntaxError:
        raise Refusal(f"{layout.table!r} is not a CSS selector") from None
    if not layout.table:
        return fitting([t for t in tables if not any(map(_is_hidden, (t, *t.parents)))], _grid, layout.nth, wanted)
    if len(tables) < (layout.nth or 1):
        ids = [str(t["id"]) for t in soup.find_all("table", id=True)]
        raise Refusal(f"the table {layout.table!r} is gone", None, ids)
    return _grid(tables[(layout.nth or 1) - 1])


def _grid(table: Tag) -> Grid:
    # Without its footer, and not the rows of a table inside it.
    trs = [tr for tr in table.find_all("tr") if tr.find_parent(["table", "tfoot"]) is table]
    lines: list[list[_Cell]] = []
    for line in laid_out(map(_cell, tr.find_all(["td", "th"], recursive=False)) for tr in trs):
        lines.append(line)
        check_size(len(lines), len(line))
    leading = sum(1 for _ in takewhile(lambda line: all(c.heads for c in line), lines))
    heads = sum(tr.find_parent(["table", "thead"]) is not table for tr in trs) or leading or min(1, len(lines))
    # Over two header rows "Group / Column", a name that stands in both rows once.
    width = max(map(len, lines[:heads]), default=0)
    header = [" / ".join(dict.fromkeys(line[c].words for line in lines[:heads] if c < len(line) and line[c].words)) for c in range(width)]
    return grid_of(
        header,
        (
            (f"row {n}", [c.words for c in cells], next((c.link for c in cells if c.link), None))
            for n, cells in enumerate(lines, start=1)
            if n > heads and not (len(cells) >= width > 1 and cells[0] is cells[-1])
        ),
    )


def _cell(cell: Tag) -> tuple[_Cell, str, str]:
    """A cell with how far it spans."""
    anchor = cell.find("a")
    link = web_link(anchor.get("href")) if isinstance(anchor, Tag) else None
    wide, tall = (str(cell.get(name, "")) for name in ("colspan", "rowspan"))
    return _Cell(label(_words(cell)), link, cell.name == "th"), wide, tall


def _words(cell: Tag) -> str:
    """The words of a cell: a footnote mark and a script say none, and what stands in blocks stands apart."""
    for inner in cell.find_all():
        if inner.name in UNSPOKEN or _is_hidden(inner):
            inner.extract()
        elif inner.name in APART:
            inner.insert_before(" ")
            inner.insert_after(" ")
    return cell.get_text()


def _is_hidden(element: Tag) -> bool:
    """Whether a browser does not show an element: a key to sort by, or a tip."""
    style = str(element.get("style") or "").casefold().replace(" ", "")
    return element.has_attr("hidden") or "display:none" in style or "visibility:hidden" in style
