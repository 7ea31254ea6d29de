"""Rows of a CSV payload: after a preamble (`skip` lines) the column names, then a line a row."""

import csv
import io

from pipeline.model.boards import Layout
from pipeline.sources.boards.grid import Grid, Refusal, grid_of, unique_names


def rows(text: str, layout: Layout, wanted: tuple[str, ...]) -> Grid | Refusal:
    """The grid. A file that ends inside a row was cut, and is refused."""
    del wanted
    skip = layout.skip
    text = "".join(text.splitlines(keepends=True)[skip:])
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=layout.separator or _separator(text), strict=True)
    try:
        header = unique_names([c.strip() for c in next(reader, [])])
        lines = [(f"line {reader.line_num + skip}", cells, None) for cells in reader if any(map(str.strip, cells))]
    except csv.Error as error:
        return Refusal(f"not valid CSV at line {reader.line_num + skip}: {error}")
    if lines and len(lines[-1][1]) < len(header):
        return Refusal("the table ends inside a row: it was cut")
    return grid_of(header, lines) if lines else Refusal("the table has no rows", None, header[:20])


def _separator(text: str) -> str:
    """Tabs or semicolons where the first line has them and no comma; else commas."""
    first = text.partition("\n")[0]
    return next((sign for sign in "\t;" if sign in first and "," not in first), ",")
