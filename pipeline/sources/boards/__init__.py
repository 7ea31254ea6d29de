"""Leaderboards: bytes of a payload and a TOML -> one edition of a board, or a refusal. Pure and total."""

import gc
from collections.abc import Callable

from pipeline.model.boards import Columns, CuratedBoard, Layout, ScoreColumn
from pipeline.model.snapshots import BoardFacts
from pipeline.sources.boards import csv_rows, drift, json_rows, markdown_rows, parquet_rows, yaml_rows
from pipeline.sources.boards.grid import MAX_BYTES, Grid, Refusal, too_many
from pipeline.sources.boards.rows import standings

__all__ = ["READER_VERSION", "Refusal", "column_not_there", "read_board"]

READER_VERSION = 2
"""Raised when boards are read better: then each is fetched again, although its page says "not modified"."""

_COLUMNS_KEPT = 60
"""Columns of an edition that a snapshot names; wider tables are cut there."""


def read_board(
    board: CuratedBoard, payload: bytes, *, retrieved_at: str | None = None, content_type: str | None = None
) -> BoardFacts | Refusal:
    """One edition of a board, whole, or the reason why it was not read.

    Today's layout is tried first, then the former ones. `edition` is the TOML's, or the newest date of
    the edition column (a date after `retrieved_at` refuses the payload), else None: then the receipt's
    date is the edition (`reconcile.standings.edition_of`).
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
        if drift.not_the_format(source, payload, content_type) and not drift.not_the_format(
            former.source, payload, content_type
        ):
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
    if refusal := drift.not_the_format(layout, payload, content_type):
        return refusal
    wanted = drift.needed(columns, scores, layout)

    def fits(names: tuple[str, ...]) -> bool:
        return drift.first_missing(wanted, drift.Lookup(names)) is None

    grid = _grid(layout, payload, wanted, fits)
    if isinstance(grid, Refusal):
        return grid
    lookup = drift.Lookup(grid.columns)
    refusal = (
        too_many(len(grid.rows), len(grid.columns))
        or drift.first_missing(wanted, lookup)
        or drift.new_column(layout, wanted, lookup)
    )
    if refusal:
        return refusal
    read = standings(grid, layout, columns, scores, board.sort_by)
    if isinstance(read, Refusal):
        return read
    if read.edition and retrieved_at and read.edition > retrieved_at[: len(read.edition)]:
        return Refusal(f"the edition {read.edition} lies after the retrieval ({retrieved_at[:10]})", columns.edition)
    return BoardFacts(
        slug=board.slug,
        # The TOML's edition is that of today's file; a payload of a former layout is an older one.
        edition=(board.edition if layout is board.source else "") or read.edition,
        columns=grid.columns[:_COLUMNS_KEPT],
        rows=read.rows,
        rejects=read.rejects,
    )


def column_not_there(board: CuratedBoard, seen: tuple[str, ...]) -> Refusal | None:
    """The column that a TOML names although the edition that was last read never had it.

    None where today's layout or a former one fits what was seen: a payload that changes later is
    drift, and no fault of the file. Wide tables are stored cut, so they prove nothing.
    """
    if board.source is None or board.columns is None or not seen or len(seen) >= _COLUMNS_KEPT:
        return None
    lookup = drift.Lookup(seen)
    today = drift.first_missing(drift.needed(board.columns, board.scores, board.source), lookup)
    earlier = (drift.needed(f.columns, f.scores, f.source) for f in board.former)
    if today is None or any(drift.first_missing(wanted, lookup) is None for wanted in earlier):
        return None
    return today


def _grid(
    layout: Layout, payload: bytes, wanted: tuple[str, ...], fits: Callable[[tuple[str, ...]], bool]
) -> Grid | Refusal:
    match layout.format:
        case "json":
            return json_rows.rows(payload, layout.path, keyed=layout.keyed, fits=fits)
        case "yaml":
            return yaml_rows.rows(payload, layout.path, keyed=layout.keyed, fits=fits)
        case "csv":
            return csv_rows.rows(payload)
        case "parquet":
            return parquet_rows.rows(payload, wanted, layout.where)
        case "html":
            # Half of the time that `awesome derive` needs to start, for a reader that it never calls.
            from pipeline.sources.boards import html_rows  # noqa: PLC0415

            return html_rows.rows(payload, layout.table, layout.nth, fits)
        case "markdown":
            return markdown_rows.rows(payload, layout.table, layout.nth, fits)
