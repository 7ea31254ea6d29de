"""A board's payload and its TOML -> one edition, or a refusal. Pure and total.

A format is a file beside this one: `<format>_rows.py` with `rows(content, layout, wanted)`, which gives the grid of the table
that the layout names, or of the one that has the `wanted` columns; `content` is a text, or Parquet's bytes.
"""

import importlib
import re
from collections.abc import Callable
from typing import Any

from pipeline.model.boards import BoardSource, CuratedBoard, Layout, TableForm
from pipeline.model.snapshots import BoardFacts
from pipeline.sources.boards.cells import day_in
from pipeline.sources.boards.grid import (
    COLUMNS_KEPT,
    MAX_BYTES,
    Grid,
    Lookup,
    Refusal,
    first_missing,
    needed,
    new_column,
    not_the_format,
    text_of,
)
from pipeline.sources.boards.rows import RowReader

READER_VERSION = 4
"""Raised when boards are read better: then each is fetched again, although its page says "not modified"."""

_DATED = re.compile(r"(?<!\d)(20\d{2})[-_.]?(\d{2})[-_.]?(\d{2})(?!\d)")


def read_board(
    board: CuratedBoard, payload: bytes, *, retrieved_at: str | None = None, content_type: str | None = None
) -> BoardFacts | Refusal:
    """One edition of a board, whole, or the reason why it was not read.

    Today's form is tried first, then the former ones. `edition` is the TOML's, or the newest date of
    the edition column (a date after `retrieved_at` refuses the payload), else None: then no
    edition is shown (`reconcile.standings.edition_of`).
    """
    refusal = Refusal("the TOML has no [source]: this board is a link")
    if len(payload) > MAX_BYTES:
        return Refusal(f"{len(payload)} bytes, more than the {MAX_BYTES} that a board may have")
    for number, form in enumerate(board.forms):
        odd = not_the_format(form.source, payload, content_type)
        result = odd or _read(board, form, payload, retrieved_at)
        if isinstance(result, BoardFacts):
            return result
        # Of bytes in the format of a former table alone, that one's reason is the one that helps.
        if number == 0 or not (odd or not_the_format(board.forms[0].source, payload, content_type) is None):
            refusal = result
    return refusal


def _read(board: CuratedBoard, form: TableForm, payload: bytes, retrieved_at: str | None) -> BoardFacts | Refusal:
    wanted = needed(form)
    grid = read_grid(payload, form.source, wanted)
    if isinstance(grid, Refusal):
        return grid
    lookup = Lookup(grid.columns)
    if refusal := first_missing(wanted, lookup) or new_column(form.source, wanted, lookup):
        return refusal
    read = RowReader(lookup, form, board.sort_by).read(grid)
    if isinstance(read, Refusal):
        return read
    edition = read.edition or _edition_in(payload, form.source)
    if edition and retrieved_at and edition > retrieved_at[: len(edition)]:
        return Refusal(f"the edition {edition} lies after the retrieval ({retrieved_at[:10]})", form.columns.edition)
    return BoardFacts(
        slug=board.slug,
        # The TOML's edition is that of today's file; a payload of a former form is an older one.
        edition=(board.edition if form.source is board.source else "") or edition,
        columns=grid.columns[:COLUMNS_KEPT],
        rows=read.rows,
        rejects=read.rejects,
    )


def _edition_in(payload: bytes, layout: Layout) -> str | None:
    """The first date behind the text that the layout names, or in the address."""
    if isinstance(layout, BoardSource) and layout.dated_address:
        dated = _DATED.findall(layout.url)
        return day_in("-".join(dated[-1])) if dated else None
    text = text_of(payload, layout.encoding) if layout.edition_after else ""
    return None if isinstance(text, Refusal) else day_in(text.partition(layout.edition_after or "\0")[2][:60])


def read_grid(payload: bytes, layout: Layout, wanted: tuple[str, ...]) -> Grid | Refusal:
    """The table in a payload, before any column has a meaning. A format's libraries are loaded when one is read."""
    content = payload if layout.format == "parquet" else text_of(payload, layout.encoding)
    if isinstance(content, Refusal):
        return content
    rows: Callable[[Any, Layout, tuple[str, ...]], Grid | Refusal] = importlib.import_module(f"{__package__}.{layout.format}_rows").rows
    return rows(content, layout, wanted)
