"""Rows of a CSV (or tab-separated) payload, its first line the column names."""

import csv
import io

from pipeline.sources.boards.grid import MAX_ROWS, Grid, Refusal, Row, text_of


def rows(payload: bytes) -> Grid | Refusal:  # one return for each way to fail
    """The grid. A file that ends inside a row was cut, and is refused."""
    text = text_of(payload)
    if isinstance(text, Refusal):
        return text
    first = text.split("\n", 1)[0]
    delimiter = "\t" if "\t" in first and "," not in first else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    made: list[Row] = []
    broken: dict[str, str] = {}
    short = False
    try:
        header = tuple(c.strip() for c in next(reader, []))
        if len(set(header)) != len(header):
            twice = sorted({c for c in header if header.count(c) > 1})
            return Refusal(f"two columns have the same name: {', '.join(map(repr, twice))}")
        for cells in reader:
            if not cells or (len(cells) == 1 and not cells[0].strip()):
                continue
            place = f"line {reader.line_num}"
            short = len(cells) < len(header)
            if len(cells) == len(header):
                made.append(Row(place, dict(zip(header, cells, strict=True))))
            else:
                broken[place] = f"{len(cells)} cells under {len(header)} columns"
            if len(made) > MAX_ROWS:
                return Refusal(f"more than the {MAX_ROWS} rows that a board may have")
    except csv.Error as error:
        return Refusal(f"not valid CSV at line {reader.line_num}: {error}")
    if short:
        return Refusal("the table ends inside a row: it was cut")
    if not made:
        return Refusal("the table has no rows", None, header[:20])
    return Grid(header, made, broken)
