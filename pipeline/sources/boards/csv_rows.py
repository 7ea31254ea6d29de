"""Rows of a CSV payload: after a preamble (`skip` lines) the column names, then a line a row."""

import csv
import io

from pipeline.model.boards import Layout
from pipeline.sources.boards.grid import Grid, Refusal, grid_of


def rows(text: str, layout: Layout, _: tuple[str, ...]) -> Grid:
    """The grid. A file that ends inside a row was cut, and is refused."""
    text = "".join(text.splitlines(keepends=True)[layout.skip :])
    first = text.partition("\n")[0]
    # Tabs or semicolons where the first line has them and no comma; else commas.
    separator = layout.separator or next((sign for sign in "\t;" if sign in first and "," not in first), ",")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        header = [c.strip() for c in next(reader, [])]
        lines = [(f"line {reader.line_num + layout.skip}", cells, None) for cells in reader if any(map(str.strip, cells))]
    except csv.Error as error:
        raise Refusal(f"not valid CSV at line {reader.line_num + layout.skip}: {error}") from None
    if lines and len(lines[-1][1]) < len(header):
        raise Refusal("the table ends inside a row: it was cut")
    return grid_of(header, lines)
