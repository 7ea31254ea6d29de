"""Rows of a table in an HTML page, by BeautifulSoup.

The table is chosen by a CSS selector, or by its columns. Spans are laid out as a browser would; header rows are those
in thead, or all of th, or the first. A footer is no row, nor is a cell that spans the whole table, a heading inside it.
"""

from collections.abc import Iterator
from itertools import takewhile
from typing import Final, NamedTuple

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString
from soupsieve import SelectorSyntaxError

from pipeline.model.boards import Layout
from pipeline.sources.boards.cells import APART, UNSPOKEN, label, web_link
from pipeline.sources.boards.grid import MAX_COLUMNS, Grid, Refusal, check_length, fitting, grid_of

_SPAN: Final = 200
"""Widest span that is laid out; a larger one is somebody's attempt to fill the memory."""


class _Cell(NamedTuple):
    words: str
    link: str | None
    wide: int
    high: int
    heads: bool


def rows(text: str, layout: Layout, wanted: tuple[str, ...]) -> Grid:
    """The grid of the chosen table."""
    lowered = text.lower()
    if "<table" not in lowered:
        raise Refusal("the page has no table")
    if lowered.count("<table") > lowered.count("</table"):
        raise Refusal("the page ends inside a table: it was cut")
    try:
        soup = BeautifulSoup(text, "lxml", multi_valued_attributes=None)
        found = soup.select(layout.table) if layout.table else soup.find_all("table")
    except SelectorSyntaxError:
        raise Refusal(f"{layout.table!r} is not a CSS selector") from None
    except RecursionError:
        raise Refusal("the page is nested too deeply") from None
    tables = [t for t in found if t.name == "table"]
    try:
        if not layout.table:
            grid = fitting([t for t in tables if not any(map(_is_hidden, (t, *t.parents)))], _grid, layout.nth, wanted)
        elif len(tables) < layout.nth:
            ids = [str(t["id"]) for t in soup.find_all("table", id=True)]
            raise Refusal(f"the table {layout.table!r} is gone", None, ids)
        else:
            grid = _grid(tables[layout.nth - 1])
    finally:
        soup.clear(decompose=True)  # the tree is full of circles: taken apart here, it needs no collector
    if not grid.rows:
        raise Refusal("the table has no rows: the page fills it by script, or lost them", None, grid.columns)
    return grid


def _grid(table: Tag) -> Grid:
    lines = list(_lines(table))
    check_length(len(lines))
    laid = _laid_out([cells for cells, _ in lines])
    leading = sum(1 for _ in takewhile(lambda line: all(c.heads for c in line[0]), lines))
    heads = sum(in_head for _, in_head in lines) or leading or min(1, len(lines))
    # Over two header rows "Group / Column", a name that stands in both rows once.
    width = max(map(len, laid[:heads]), default=0)
    header = [" / ".join(dict.fromkeys(r[c].words for r in laid[:heads] if c < len(r) and r[c].words)) for c in range(width)]
    return grid_of(
        header,
        (
            (f"row {n}", [c.words for c in cells], next((c.link for c in cells if c.link), None))
            for n, ((own, _), cells) in enumerate(zip(lines, laid, strict=True), start=1)
            if n > heads and not (len(own) == 1 and own[0].wide >= width > 1)
        ),
    )


def _lines(table: Tag) -> Iterator[tuple[list[_Cell], bool]]:
    """The rows of a table, and whether each stands in its head; without its footer, and not those of a table inside it."""
    for child in table.find_all(["tr", "thead", "tbody"], recursive=False):
        for tr in [child] if child.name == "tr" else child.find_all("tr", recursive=False):
            yield [_cell(c) for c in tr.find_all(["td", "th"], recursive=False)], child.name == "thead"


def _cell(cell: Tag) -> _Cell:
    anchor = cell.find("a")
    link = web_link(anchor.get("href")) if isinstance(anchor, Tag) else None
    return _Cell(label("".join(_words(cell))), link, _span(cell, "colspan"), _span(cell, "rowspan"), cell.name == "th")


def _words(node: Tag) -> Iterator[str]:
    """The words of a cell: a footnote mark and a script say none, and what stands in blocks stands apart."""
    for child in node.children:
        if type(child) is NavigableString:  # and no comment
            yield child
        elif isinstance(child, Tag) and child.name not in UNSPOKEN and not _is_hidden(child):
            edge = " " if child.name in APART else ""
            yield edge
            yield from _words(child)
            yield edge


def _is_hidden(element: Tag) -> bool:
    """Whether a browser does not show an element: a key to sort by, or a tip."""
    style = str(element.get("style") or "").casefold().replace(" ", "")
    return element.has_attr("hidden") or "display:none" in style or "visibility:hidden" in style


def _laid_out(lines: list[list[_Cell]]) -> list[list[_Cell]]:
    """The cells on a grid, with spans repeated in every place that they cover."""
    made: list[list[_Cell]] = []
    hanging: dict[int, tuple[int, _Cell]] = {}  # column -> rows that a cell above still covers, and that cell
    for line in lines:
        row: list[_Cell] = []
        for cell in (*line, None):
            while len(row) in hanging:
                row.append(hanging[len(row)][1])
            if cell is None:
                break
            if cell.high > 1:  # this row takes one of them below
                hanging |= {len(row) + place: (cell.high, cell) for place in range(cell.wide)}
            row += [cell] * cell.wide
            if len(row) > MAX_COLUMNS:
                raise Refusal(f"more than {MAX_COLUMNS} columns")
        hanging = {c: (left - 1, cell) for c, (left, cell) in hanging.items() if left > 1}
        made.append(row)
    return made


def _span(cell: Tag, name: str) -> int:
    raw = str(cell.get(name) or "1")
    return min(int(raw), _SPAN) if raw.isascii() and raw.isdigit() and 0 < len(raw) < 6 and int(raw) else 1
