"""Rows of a Parquet payload, by pyarrow (loaded only when a Parquet file is at hand)."""

from typing import Final

from pipeline.model.boards import Layout
from pipeline.sources.boards.grid import COLUMNS_KEPT, Grid, GridRow, Refusal, check_size, column_of, lacking

_MAX_UNPACKED: Final = 512 * 1024 * 1024
"""Most bytes that the columns may unpack to, by the file's own account."""
_MAX_RAW_ROWS: Final = 2_000_000
"""Rows before `where` chooses: Arena's file holds every category, 25 times its models."""


def rows(payload: bytes, layout: Layout, wanted: tuple[str, ...]) -> Grid:
    """The grid of the needed columns (the first ones, where none is named), and of the rows that the layout's `where` keeps."""
    import pyarrow as pa  # type: ignore[import-untyped]  # noqa: PLC0415  # a big library, for one format
    import pyarrow.compute as pc  # type: ignore[import-untyped]  # noqa: PLC0415  # a big library, for one format
    import pyarrow.parquet as pq  # type: ignore[import-untyped]  # noqa: PLC0415  # a big library, for one format

    try:
        file = pq.ParquetFile(pa.BufferReader(payload))
        meta, columns = file.metadata, tuple(file.schema_arrow.names)
        if meta.num_rows > _MAX_RAW_ROWS:
            raise Refusal(f"{meta.num_rows} rows, more than the {_MAX_RAW_ROWS} that are looked through")
        unpacked = sum(meta.row_group(i).total_byte_size for i in range(meta.num_row_groups))
        if unpacked > _MAX_UNPACKED:
            raise Refusal(f"unpacks to {unpacked} bytes")
        if refusal := lacking(wanted, columns):
            raise refusal
        used = sorted({found for w in wanted or columns[:COLUMNS_KEPT] if (found := column_of(w, columns))})
        table = file.read(columns=used, use_threads=False)
        for column, text in layout.where.items():
            cells = pc.cast(table.column(column_of(column, columns) or column), pa.string())
            table = table.filter(pc.equal(cells, text))
        check_size(table.num_rows)
        lines = table.to_pylist()
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        raise Refusal(f"not readable as Parquet: {type(error).__name__}") from None
    return Grid(columns, [GridRow(f"row {i}", line) for i, line in enumerate(lines, start=1)], {})
