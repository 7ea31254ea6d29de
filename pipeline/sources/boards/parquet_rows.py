"""Rows of a Parquet payload, by pyarrow (loaded only when a Parquet file is at hand)."""

from typing import Final

from pipeline.model.boards import Layout
from pipeline.sources.boards.grid import Grid, GridRow, Lookup, Refusal, first_missing, too_many_rows

_MAX_UNPACKED: Final = 512 * 1024 * 1024
"""Most bytes that the columns may unpack to, by the file's own account."""

_MAX_RAW_ROWS: Final = 2_000_000
"""Rows before `where` chooses: Arena's file holds every category, 25 times its models."""

_MOST: Final = 60
"""Columns that are read where none is asked for."""


def rows(payload: bytes, layout: Layout, wanted: tuple[str, ...]) -> Grid | Refusal:
    """The grid of the needed columns (the first ones, where none is named), and of the rows that the layout's `where` keeps."""
    import pyarrow as pa  # type: ignore[import-untyped]  # noqa: PLC0415  # a big library, for one format
    import pyarrow.compute as pc  # type: ignore[import-untyped]  # noqa: PLC0415  # a big library, for one format
    import pyarrow.parquet as pq  # type: ignore[import-untyped]  # noqa: PLC0415  # a big library, for one format

    try:
        file = pq.ParquetFile(pa.BufferReader(payload))
        meta = file.metadata
        names = tuple(file.schema_arrow.names)
        if refusal := _too_large(meta.num_rows, meta):
            return refusal
        lookup = Lookup(names)
        if refusal := first_missing(wanted, lookup):
            return refusal
        used = sorted({found for w in wanted or names[:_MOST] if (found := lookup.find(w))})
        table = file.read(columns=used, use_threads=False)
        for column, text in layout.where.items():
            cells = pc.cast(table.column(lookup.find(column) or column), pa.string())
            table = table.filter(pc.equal(cells, text))
        if not table.num_rows:
            stated = ", ".join(f"{c} = {t}" for c, t in layout.where.items())
            return Refusal(f"no row has {stated}" if stated else "the table has no rows")
        if refusal := too_many_rows(table.num_rows):
            return refusal
        cells_by_column = table.to_pydict()
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        return Refusal(f"not readable as Parquet: {type(error).__name__}")
    lines = enumerate(zip(*cells_by_column.values(), strict=True), start=1)
    made = [GridRow(f"row {i}", dict(zip(cells_by_column, line, strict=True))) for i, line in lines]
    return Grid(names, made, {})


def _too_large(count: int, meta: object) -> Refusal | None:
    if count > _MAX_RAW_ROWS:
        return Refusal(f"{count} rows, more than the {_MAX_RAW_ROWS} that are looked through")
    groups = getattr(meta, "num_row_groups", 0)
    unpacked = sum(meta.row_group(i).total_byte_size for i in range(groups))  # type: ignore[attr-defined]
    return Refusal(f"unpacks to {unpacked} bytes") if unpacked > _MAX_UNPACKED else None
