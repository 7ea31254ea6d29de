"""A board's payload and its TOML -> one edition, or a refusal. Pure and total.

A format is a file beside this one: `<format>_rows.py` with `rows(payload, layout, wanted, fits)`.
"""

import gc
import importlib
import re
from typing import Protocol, cast

from pipeline.model.boards import BoardSource, Columns, CuratedBoard, Layout, ScoreColumn
from pipeline.model.snapshots import BoardFacts
from pipeline.sources.boards.cells import day_in
from pipeline.sources.boards.columns import Lookup, first_missing, needed, new_column, not_the_format
from pipeline.sources.boards.grid import MAX_BYTES, Fits, Grid, Refusal, text_of
from pipeline.sources.boards.rows import standings

READER_VERSION = 4
"""Raised when boards are read better: then each is fetched again, although its page says "not modified"."""

_DATED = re.compile(r"(?<!\d)(20\d{2})[-_.]?(\d{2})[-_.]?(\d{2})(?!\d)")

_COLUMNS_KEPT = 60
"""Columns of an edition that a snapshot names; wider tables are cut there."""


def read_board(
    board: CuratedBoard, payload: bytes, *, retrieved_at: str | None = None, content_type: str | None = None
) -> BoardFacts | Refusal:
    """One edition of a board, whole, or the reason why it was not read.

    Today's layout is tried first, then the former ones. `edition` is the TOML's, or the newest date of
    the edition column (a date after `retrieved_at` refuses the payload), else None: then no
    edition is shown (`reconcile.standings.edition_of`).
    """
    if board.source is None or board.columns is None:
        return Refusal("the TOML has no [source]: this board is a link")
    if len(payload) > MAX_BYTES:
        return Refusal(f"{len(payload)} bytes, more than the {MAX_BYTES} that a board may have")
    # While thousands of rows grow nothing of them is garbage: looking for some doubles the time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _of_any_layout(board, board.source, board.columns, payload, retrieved_at, content_type)
    finally:
        if collecting:
            gc.enable()


def _of_any_layout(  # a board whose file says where it is
    board: CuratedBoard,
    source: Layout,
    columns: Columns,
    payload: bytes,
    retrieved_at: str | None,
    content_type: str | None,
) -> BoardFacts | Refusal:
    result = _read(board, source, columns, board.scores, payload, retrieved_at, content_type)
    if isinstance(result, BoardFacts):
        return result
    for former in board.former:
        earlier = _read(board, former.source, former.columns, former.scores, payload, retrieved_at, content_type)
        if isinstance(earlier, BoardFacts):
            return earlier
        if not_the_format(source, payload, content_type) and not not_the_format(former.source, payload, content_type):
            result = earlier  # bytes of the former format: its reason is the one that helps
    return result


def _read(  # one layout and one payload
    board: CuratedBoard,
    layout: Layout,
    columns: Columns,
    scores: tuple[ScoreColumn, ...],
    payload: bytes,
    retrieved_at: str | None,
    content_type: str | None,
) -> BoardFacts | Refusal:
    if refusal := not_the_format(layout, payload, content_type):
        return refusal
    wanted = needed(columns, scores, layout)

    def fits(names: tuple[str, ...]) -> bool:
        return first_missing(wanted, Lookup(names)) is None

    grid = read_grid(payload, layout, wanted, fits)
    if isinstance(grid, Refusal):
        return grid
    lookup = Lookup(grid.columns)
    if refusal := first_missing(wanted, lookup) or new_column(layout, wanted, lookup):
        return refusal
    read = standings(grid, layout, columns, scores, board.sort_by)
    if isinstance(read, Refusal):
        return read
    edition = read.edition or _edition_in(payload, layout)
    if edition and retrieved_at and edition > retrieved_at[: len(edition)]:
        return Refusal(f"the edition {edition} lies after the retrieval ({retrieved_at[:10]})", columns.edition)
    return BoardFacts(
        slug=board.slug,
        # The TOML's edition is that of today's file; a payload of a former layout is an older one.
        edition=(board.edition if layout is board.source else "") or edition,
        columns=grid.columns[:_COLUMNS_KEPT],
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


def column_not_there(board: CuratedBoard, seen: tuple[str, ...]) -> Refusal | None:
    """The column that a TOML names although the edition that was last read never had it.

    None where today's layout or a former one fits what was seen: a payload that changes later is
    drift, and no fault of the file. Wide tables are stored cut, so they prove nothing.
    """
    if board.source is None or board.columns is None or not seen or len(seen) >= _COLUMNS_KEPT:
        return None
    lookup = Lookup(seen)
    today = first_missing(needed(board.columns, board.scores, board.source), lookup)
    earlier = (needed(f.columns, f.scores, f.source) for f in board.former)
    if today is None or any(first_missing(wanted, lookup) is None for wanted in earlier):
        return None
    return today


class Format(Protocol):
    """A file of this folder that reads one format."""

    def rows(self, payload: bytes, layout: Layout, wanted: tuple[str, ...], fits: Fits) -> Grid | Refusal:
        """The grid of the table that the layout names: `wanted` columns at least, or one that `fits`."""


def read_grid(payload: bytes, layout: Layout, wanted: tuple[str, ...], fits: Fits) -> Grid | Refusal:
    """The table in a payload, before any column has a meaning. A format's libraries are loaded when one is read."""
    found = cast("Format", importlib.import_module(f"{__package__}.{layout.format}_rows"))
    return found.rows(payload, layout, wanted, fits)
