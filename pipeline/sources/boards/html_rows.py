"""Rows of a table in an HTML page, by BeautifulSoup.

The table is chosen by a CSS selector; without one, it is the only table that has the columns.
Spans are laid out as a browser would; header rows are those in thead, or all of th, or the first.
"""

import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString
from bs4.filter import SoupStrainer
from soupsieve import SelectorSyntaxError

from pipeline.sources.boards.grid import MAX_COLUMNS, MAX_ROWS, Grid, Refusal, Row, text_of
from pipeline.sources.boards.normalise import label, web_address
from pipeline.sources.boards.plain_cells import folded, opened, unmarked

_Cell = tuple[str, str | None]
"""The text of a cell and the link in it."""

_ALONE: Final = re.compile(r"(?:table)?(?:[#.][A-Za-z0-9_-]{1,100}){0,5}")
"""A selector that looks at nothing but a table's own name, id and classes."""

_TABLES: Final = SoupStrainer("table")

_NO_WORDS: Final = ("sup", "script", "style")
"""Elements whose text is no word of a cell: footnote marks, and what a browser does not show."""

_AROUND_WORDS: Final = frozenset({"a", "b", "strong", "i", "em", "span", "p", "div", "code", "u", "small", "font"})
"""Elements that a cell's words may stand in alone, and that change nothing about them."""

_SPAN: Final = 200
"""Widest span that is laid out; a larger one is somebody's attempt to fill the memory."""


class _Page(NamedTuple):
    """What the bytes of a page may hold: links, and footnotes or scripts. What they lack is not looked for."""

    links: bool
    notes: bool


def rows(  # one return for each way to fail
    payload: bytes, selector: str, nth: int, fits: Callable[[tuple[str, ...]], bool]
) -> Grid | Refusal:
    """The grid of the chosen table."""
    text = text_of(payload)
    if isinstance(text, Refusal):
        return text
    lowered = text.lower()
    if "<table" not in lowered:
        return Refusal("the page has no table")
    if lowered.count("<table") > lowered.count("</table"):
        return Refusal("the page ends inside a table: it was cut")
    page = _Page(links="<a" in lowered, notes=any(f"<{m}" in lowered for m in _NO_WORDS))
    try:
        # A selector that looks around the table or into it needs all of the page as it stands.
        alone = _ALONE.fullmatch(selector) is not None
        soup = BeautifulSoup(
            folded(text) if alone else text,
            "lxml",
            parse_only=_TABLES if alone else None,
            multi_valued_attributes=None,
        )
        tables = [t for t in (soup.select(selector) if selector else soup.find_all("table")) if t.name == "table"]
    except SelectorSyntaxError:
        return Refusal(f"{selector!r} is not a CSS selector")
    except RecursionError:
        return Refusal("the page is nested too deeply")
    grid = _chosen(tables, selector, nth, fits, page, soup)
    soup.clear(decompose=True)  # the tree is full of circles: taken apart here, it needs no collector
    return grid


def _chosen(  # the tables of a page, and how to choose one
    tables: list[Tag],
    selector: str,
    nth: int,
    fits: Callable[[tuple[str, ...]], bool],
    page: _Page,
    soup: BeautifulSoup,
) -> Grid | Refusal:
    if selector:
        if len(tables) < nth:
            ids = tuple(str(t.get("id")) for t in soup.find_all("table") if isinstance(t, Tag) and t.get("id"))
            return Refusal(f"the table {selector!r} is gone", None, ids[:20])
        return _filled(_grid(tables[nth - 1], page))
    grids = [g for g in (_grid(t, page) for t in tables) if isinstance(g, Grid) and fits(g.columns)]
    if len(grids) < nth or (len(grids) > 1 and nth == 1):
        found = "none" if not grids else str(len(grids))
        return Refusal(f"{found} of the {len(tables)} tables of the page has the columns: say which with `table`")
    return _filled(grids[nth - 1])


def _filled(grid: Grid | Refusal) -> Grid | Refusal:
    if isinstance(grid, Grid) and not grid.rows:
        return Refusal("the table has no rows: the page fills it by script, or lost them", None, grid.columns[:20])
    return grid


def _grid(table: Tag, page: _Page) -> Grid | Refusal:
    lines = list(_lines(table))
    if len(lines) > MAX_ROWS:
        return Refusal(f"{len(lines)} rows, more than the {MAX_ROWS} that a board may have")
    laid = _laid_out(lines, _Looks(table, page))
    if isinstance(laid, Refusal):
        return laid
    heads = _head_rows(lines)
    header = _header(laid[:heads])
    made: list[Row] = []
    broken: dict[str, str] = {}
    for index, cells in enumerate(laid[heads:], start=heads + 1):
        place = f"row {index}"
        if not cells or all(not c[0] for c in cells):
            continue
        if len(cells) != len(header):
            broken[place] = f"{len(cells)} cells under {len(header)} columns"
            continue
        link = next((link for _, link in cells if link), None)
        made.append(Row(place, dict(zip(header, (c[0] for c in cells), strict=True)), link))
    return Grid(header, made, broken)


def _lines(table: Tag) -> Iterator[Tag]:
    """The rows of a table, and not those of a table inside it."""
    for child in table.children:
        if isinstance(child, Tag):
            if child.name == "tr":
                yield child
            elif child.name in {"thead", "tbody", "tfoot"}:
                yield from (tr for tr in child.children if isinstance(tr, Tag) and tr.name == "tr")


def _cells(tr: Tag) -> list[Tag]:
    return [c for c in tr.children if isinstance(c, Tag) and c.name in {"td", "th"}]


class _Looks:
    """What is looked up once for a table, because looking into each cell takes ten times as long."""

    def __init__(self, table: Tag, page: _Page) -> None:
        self._links: dict[int, str | None] = {}
        for anchor in table.find_all("a") if page.links else ():
            cell = anchor.parent
            while cell is not None and cell.name not in {"td", "th"}:
                cell = cell.parent
            if cell is not None:
                self._links.setdefault(id(cell), web_address(anchor.get("href")))
        self._has_notes = page.notes and table.find(_NO_WORDS) is not None

    def cells(self, cell: Tag) -> list[_Cell]:
        """The words of a cell, or of those that are folded into it."""
        inner = cell
        while len(inner.contents) == 1:
            only = inner.contents[0]
            if type(only) is NavigableString:  # and no comment
                link = self._links.get(id(cell)) if self._links else None
                return [(label(words.strip()), link) for words in opened(only)]
            if not isinstance(only, Tag) or only.name not in _AROUND_WORDS:
                break
            inner = only
        return [self._cell(cell)]

    def _cell(self, cell: Tag) -> _Cell:
        """The words of a cell and its link; a superscript is a footnote, and scripts are no words."""
        if self._has_notes:
            parts = [s for s in cell.find_all(string=True) if s.find_parent(_NO_WORDS) is None]
            words = "".join(map(str, parts))
        else:
            words = cell.get_text()
        return label(unmarked(words)), self._links.get(id(cell))


def _head_rows(lines: list[Tag]) -> int:
    in_head = sum(1 for tr in lines if tr.parent is not None and tr.parent.name == "thead")
    if in_head:
        return in_head
    leading = 0
    for tr in lines:
        cells = _cells(tr)
        if not cells or any(c.name == "td" for c in cells):
            break
        leading += 1
    return leading or min(1, len(lines))


def _header(laid: list[list[_Cell]]) -> tuple[str, ...]:
    """Column names; over two header rows "Group / Column", a name that stands in both rows once."""
    width = max((len(r) for r in laid), default=0)
    names: list[str] = []
    for column in range(width):
        parts = list(dict.fromkeys(r[column][0] for r in laid if column < len(r) and r[column][0]))
        names.append(" / ".join(parts))
    return _told_apart(names)


def _told_apart(names: list[str]) -> tuple[str, ...]:
    """Names with "#2" added to a second column of the same name, so that no cell hides another."""
    seen: dict[str, int] = {}
    made: list[str] = []
    for text in names:
        seen[text] = seen.get(text, 0) + 1
        made.append(text if seen[text] == 1 else f"{text}#{seen[text]}")
    return tuple(made)


def _laid_out(lines: list[Tag], looks: _Looks) -> list[list[_Cell]] | Refusal:
    """The cells on a grid, with spans repeated in every place that they cover."""
    made: list[list[_Cell]] = []
    hanging: dict[int, tuple[int, _Cell]] = {}  # column -> rows that a cell above still covers, and that cell
    for tr in lines:
        row: list[_Cell] = []
        for cell in _cells(tr):
            if hanging:
                _cover(row, hanging)
            wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
            values = looks.cells(cell)
            for value in values if len(values) > 1 else values * wide:
                if hanging and len(values) > 1:
                    _cover(row, hanging)
                if high > 1:
                    hanging[len(row)] = (high, value)  # this row takes one of them below
                row.append(value)
            if len(row) > MAX_COLUMNS:
                return Refusal(f"more than {MAX_COLUMNS} columns")
        _cover(row, hanging)
        hanging = {c: (left - 1, value) for c, (left, value) in hanging.items() if left > 1}
        made.append(row)
    return made


def _cover(row: list[_Cell], hanging: dict[int, tuple[int, _Cell]]) -> None:
    """Appends the cells that hang into a row from above."""
    while len(row) in hanging:
        row.append(hanging[len(row)][1])


def _span(cell: Tag, name: str) -> int:
    if not cell.attrs:
        return 1
    raw = str(cell.get(name) or "1")
    return min(int(raw), _SPAN) if raw.isascii() and raw.isdigit() and 0 < len(raw) < 6 and int(raw) else 1
