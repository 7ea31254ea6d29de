"""Rows of a GitHub-flavoured Markdown table, chosen by the heading above it.

https://github.github.com/gfm/#tables-extension-: a short row has empty cells.
"""

from pipeline import markdown
from pipeline.model.boards import Layout
from pipeline.sources.boards.cells import label, name
from pipeline.sources.boards.grid import Grid, Refusal, fitting, fold, grid_of, unique_names


def rows(text: str, layout: Layout, wanted: tuple[str, ...]) -> Grid | Refusal:
    """The grid of the chosen table."""
    tables = [t for t in markdown.parse(text.splitlines()).tables if t.raw]
    if not tables:
        return Refusal("the document has no table")
    if sum(map(len, (row for t in tables for row in t.raw))) >= markdown.MAX_CELLS:
        return Refusal(f"more than {markdown.MAX_CELLS} cells")
    if _is_cut(text):
        return Refusal("the table ends inside a row: it was cut")
    if not layout.table:
        return fitting(map(_grid, tables), layout.nth, wanted)
    under = [t for t in tables if fold(t.section.title) == fold(layout.table)]
    if len(under) < layout.nth:
        headings = tuple(dict.fromkeys(t.section.title for t in tables if t.section.title))
        return Refusal(f"no table number {layout.nth} under the heading {layout.table!r}", None, headings[:20])
    return _grid(under[layout.nth - 1])


def _grid(table: markdown.Table) -> Grid | Refusal:
    header, *below = ([cell.strip().replace("\\|", "|") for cell in row] for row in table.raw)
    columns = unique_names([label(c) for c in header])
    if not below:
        return Refusal("the table has no rows", None, columns[:20])
    padded = (row + [""] * (len(columns) - len(row)) for row in below)
    named = ((n, cells, name(cells[0])) for n, cells in zip(table.lines[1:], padded, strict=True))
    return grid_of(columns, ((f"line {n}", cells, found[1] if isinstance(found, tuple) else None) for n, cells, found in named))


def _is_cut(text: str) -> bool:
    """Whether the text ends inside a line of a table whose other lines are closed by a bar."""
    last = text.splitlines()[-2:]
    return not text.endswith("\n") and len(last) == 2 and last[0].rstrip().endswith("|") and not last[1].rstrip().endswith("|")
