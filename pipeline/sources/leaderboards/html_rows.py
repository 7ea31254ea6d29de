"""Rows of a table in an HTML page, by BeautifulSoup.

The table is chosen by a CSS selector; without one, it is the only table that has the columns.
Spans are laid out as a browser would; header rows are those in thead, or all of th, or the first.
"""

from collections.abc import Callable
from typing import Final

from bs4 import BeautifulSoup, Tag
from soupsieve import SelectorSyntaxError

from pipeline.sources.leaderboards.grid import MAX_COLUMNS, MAX_ROWS, Grid, Refusal, Row, text_of
from pipeline.sources.leaderboards.normalise import label, web_address

_Cell = tuple[str, str | None]
"""The text of a cell and the link in it."""

_SPAN: Final = 200
"""Widest span that is laid out; a larger one is somebody's attempt to fill the memory."""


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
    try:
        soup = BeautifulSoup(text, "lxml")
        tables = [t for t in soup.select(selector or "table") if t.name == "table"]
    except SelectorSyntaxError:
        return Refusal(f"{selector!r} is not a CSS selector")
    except RecursionError:
        return Refusal("the page is nested too deeply")
    if selector:
        if len(tables) < nth:
            ids = tuple(str(t.get("id")) for t in soup.find_all("table") if isinstance(t, Tag) and t.get("id"))
            return Refusal(f"the table {selector!r} is gone", None, ids[:20])
        return _filled(_grid(tables[nth - 1]))
    grids = [g for g in map(_grid, tables) if isinstance(g, Grid) and fits(g.columns)]
    if len(grids) < nth or (len(grids) > 1 and nth == 1):
        found = "none" if not grids else str(len(grids))
        return Refusal(f"{found} of the {len(tables)} tables of the page has the columns: say which with `table`")
    return _filled(grids[nth - 1])


def _filled(grid: Grid | Refusal) -> Grid | Refusal:
    if isinstance(grid, Grid) and not grid.rows:
        return Refusal("the table has no rows: the page fills it by script, or lost them", None, grid.columns[:20])
    return grid


def _grid(table: Tag) -> Grid | Refusal:
    lines = [tr for tr in table.find_all("tr") if isinstance(tr, Tag) and tr.find_parent("table") is table]
    if len(lines) > MAX_ROWS:
        return Refusal(f"{len(lines)} rows, more than the {MAX_ROWS} that a board may have")
    laid = _laid_out(lines)
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


def _head_rows(lines: list[Tag]) -> int:
    in_head = sum(1 for tr in lines if tr.parent is not None and tr.parent.name == "thead")
    if in_head:
        return in_head
    leading = 0
    for tr in lines:
        cells = tr.find_all(["td", "th"], recursive=False)
        if not cells or any(isinstance(c, Tag) and c.name == "td" for c in cells):
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


def _laid_out(lines: list[Tag]) -> list[list[_Cell]] | Refusal:
    """The cells on a grid, with spans repeated in every place that they cover."""
    made: list[list[_Cell]] = []
    hanging: dict[int, tuple[int, _Cell]] = {}  # column -> rows that a cell above still covers, and that cell
    for tr in lines:
        row: list[_Cell] = []
        for cell in tr.find_all(["td", "th"], recursive=False):
            if not isinstance(cell, Tag):
                continue
            _cover(row, hanging)
            wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
            value = (_text(cell), _link(cell))
            for _ in range(wide):
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
    raw = str(cell.get(name) or "1")
    return min(int(raw), _SPAN) if raw.isascii() and raw.isdigit() and 0 < len(raw) < 6 and int(raw) else 1


def _text(cell: Tag) -> str:
    """The words of a cell; a superscript is a footnote, and hidden parts are for scripts."""
    if cell.find(["sup", "script", "style"]) is None:
        return label(cell.get_text())
    parts = [s for s in cell.find_all(string=True) if s.find_parent(["sup", "script", "style"]) is None]
    return label("".join(map(str, parts)))


def _link(cell: Tag) -> str | None:
    anchor = cell.find("a")
    return web_address(anchor.get("href")) if isinstance(anchor, Tag) else None
