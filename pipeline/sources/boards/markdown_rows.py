"""Rows of a GitHub-flavoured Markdown table, chosen by the heading above it.

https://github.github.com/gfm/#tables-extension-: a short row has empty cells, a long one is cut.
"""

from collections.abc import Iterator
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

from pipeline.model.boards import Layout
from pipeline.sources.boards.cells import label, name
from pipeline.sources.boards.columns import fitting, fold
from pipeline.sources.boards.grid import Grid, Refusal, grid_of, told_apart


class _Table(NamedTuple):
    """A table: the heading above it, its header, its lines of cells with their places."""

    heading: str
    header: tuple[str, ...]
    lines: list[tuple[str, list[str], str | None]]


def rows(text: str, layout: Layout, wanted: tuple[str, ...]) -> Grid | Refusal:
    """The grid of the chosen table."""
    # Cells are read as cells of any format are: what their inline markup says is not asked here.
    tables = list(_tables(MarkdownIt("commonmark").enable("table").disable("inline").parse(text)))
    if not tables:
        return Refusal("the document has no table")
    if _is_cut(text):
        return Refusal("the table ends inside a row: it was cut")
    if not layout.table:
        return fitting(map(_grid, tables), layout.nth, wanted)
    under = [t for t in tables if fold(t.heading) == fold(layout.table)]
    if len(under) < layout.nth:
        headings = tuple(dict.fromkeys(t.heading for t in tables if t.heading))
        return Refusal(f"no table number {layout.nth} under the heading {layout.table!r}", None, headings[:20])
    return _grid(under[layout.nth - 1])


def _grid(table: _Table) -> Grid | Refusal:
    if not table.lines:
        return Refusal("the table has no rows", None, table.header[:20])
    return grid_of(table.header, table.lines)


def _tables(tokens: list[Token]) -> Iterator[_Table]:
    heading = ""
    header: tuple[str, ...] = ()
    place = ""
    cells: list[str] = []
    lines: list[tuple[str, list[str], str | None]] = []
    for position, token in enumerate(tokens):
        match token.type:
            case "heading_open":
                heading = label(tokens[position + 1].content)
            case "table_open":
                lines = []
            case "tr_open":
                cells = []
                place = f"line {token.map[0] + 1}" if token.map else "a row"
            case "th_open" | "td_open":
                cells.append(tokens[position + 1].content)
            case "thead_close":
                header = told_apart([label(c) for c in cells])
            case "tr_close" if token.level > 1 and tokens[position - 1].type == "td_close":
                lines.append((place, cells, _link(cells)))
            case "table_close":
                yield _Table(heading, header, lines)


def _link(cells: list[str]) -> str | None:
    named = name(cells[0]) if cells else None
    return named[1] if isinstance(named, tuple) else None


def _is_cut(text: str) -> bool:
    """Whether the text ends inside a line of a table whose other lines are closed by a bar."""
    last = text.splitlines()[-2:]
    return not text.endswith("\n") and len(last) == 2 and last[0].rstrip().endswith("|") and not last[1].rstrip().endswith("|")
