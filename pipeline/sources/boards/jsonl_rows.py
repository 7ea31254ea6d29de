"""Rows of JSON Lines: one object a line."""

from pipeline.model.boards import Layout
from pipeline.sources.boards.grid import Grid, Refusal
from pipeline.sources.boards.json_rows import parse, rows_in


def rows(text: str, layout: Layout, _: tuple[str, ...]) -> Grid:
    """The grid of all lines; one line that is no JSON refuses the file, since it may have been cut there."""
    entries = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            try:
                entries.append(parse(line))
            except Refusal as refusal:
                raise Refusal(f"line {number}: {refusal}") from None
    return rows_in(entries, layout.model_copy(update={"path": "", "keyed": False, "by_column": False}))
