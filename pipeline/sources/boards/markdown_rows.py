"""Rows of a GitHub-flavoured Markdown table, chosen by the heading above it.

https://github.github.com/gfm/#tables-extension-: a short row has empty cells.
"""

from pipeline import markdown
from pipeline.model.boards import Layout
from pipeline.sources.boards.cells import label
from pipeline.sources.boards.grid import Grid, Refusal, fitting, fold, grid_of


def rows(text: str, layout: Layout, wanted: tuple[str, ...]) -> Grid:
    """The grid of the chosen table."""
    tables = [t for t in markdown.Document(text.splitlines()).tables if t.raw]
    if not tables:
        raise Refusal("the document has no table")
    if sum(map(len, (row for t in tables for row in t.raw))) >= markdown.MAX_CELLS:
        raise Refusal(f"more than {markdown.MAX_CELLS} cells")
    last = [line.rstrip() for line in text.splitlines()[-2:]]
    if not text.endswith("\n") and [line.endswith("|") for line in last] == [True, False]:
        raise Refusal("the table ends inside a row: it was cut")
    if not layout.table:
        return fitting(tables, _grid, layout.nth, wanted)
    under = [t for t in tables if fold(t.section.title) == fold(layout.table)]
    if len(under) < (layout.nth or 1):
        headings = tuple(dict.fromkeys(t.section.title for t in tables if t.section.title))
        raise Refusal(f"no table number {layout.nth or 1} under the heading {layout.table!r}", None, headings)
    return _grid(under[(layout.nth or 1) - 1])


def _grid(table: markdown.Table) -> Grid:
    header, *below = ([cell.strip().replace("\\|", "|") for cell in row] for row in table.raw)
    lines = ((f"line {n}", row + [""] * (len(header) - len(row)), None) for n, row in zip(table.lines[1:], below, strict=True))
    return grid_of(map(label, header), lines)
