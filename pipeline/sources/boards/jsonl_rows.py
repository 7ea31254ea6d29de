"""Rows of JSON Lines: one object a line."""

from pipeline.model.boards import Layout
from pipeline.sources.boards.grid import Fits, Grid, Refusal, text_of
from pipeline.sources.boards.json_rows import parse_text, rows_in


def rows(payload: bytes, layout: Layout, wanted: tuple[str, ...], fits: Fits) -> Grid | Refusal:
    """The grid of all lines; one line that is no JSON refuses the file, since it may have been cut there."""
    del wanted
    text = text_of(payload, layout.encoding)
    if isinstance(text, Refusal):
        return text
    entries = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            entry = parse_text(line)
            if isinstance(entry, Refusal):
                return Refusal(f"line {number}: {entry.reason}")
            entries.append(entry)
    return rows_in(entries, layout.model_copy(update={"path": "", "keyed": False, "by_column": False}), fits)
