"""Rows of a Parquet payload, by pyarrow (loaded only when a Parquet file is at hand)."""

from typing import Final

from pipeline.sources.boards.drift import Lookup, first_missing
from pipeline.sources.boards.grid import MAX_ROWS, Grid, Refusal, Row, too_many

_MAX_UNPACKED: Final = 512 * 1024 * 1024
"""Most bytes that the columns may unpack to, by the file's own account."""

_MAX_RAW_ROWS: Final = 2_000_000
"""Rows before `where` chooses: Arena's file holds every category, 25 times its models."""


def rows(payload: bytes, wanted: tuple[str, ...], where: dict[str, str]) -> Grid | Refusal:
    """The grid of the needed columns, and of the rows that `where` keeps."""
    import pyarrow as pa  # type: ignore[import-untyped]  # noqa: PLC0415  # a big library, for one format
    import pyarrow.compute as pc  # type: ignore[import-untyped]  # noqa: PLC0415  # a big library, for one format
    import pyarrow.parquet as pq  # type: ignore[import-untyped]  # noqa: PLC0415  # a big library, for one format

    try:
        file = pq.ParquetFile(pa.BufferReader(payload))
        meta = file.metadata
        names = tuple(file.schema_arrow.names)
        if refusal := too_many(0, len(names)) or _too_large(meta.num_rows, meta):
            return refusal
        lookup = Lookup(names)
        if refusal := first_missing(wanted, lookup):
            return refusal
        table = file.read(columns=sorted({found for w in wanted if (found := lookup.find(w))}), use_threads=False)
        for column, text in where.items():
            cells = pc.cast(table.column(lookup.find(column) or column), pa.string())
            table = table.filter(pc.equal(cells, text))
        if not table.num_rows:
            stated = ", ".join(f"{c} = {t}" for c, t in where.items())
            return Refusal(f"no row has {stated}" if where else "the table has no rows")
        if table.num_rows > MAX_ROWS:
            return Refusal(f"{table.num_rows} rows, more than the {MAX_ROWS} that a board may have")
        cells_by_column = table.to_pydict()
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        return Refusal(f"not readable as Parquet: {type(error).__name__}")
    used = list(cells_by_column)
    made = [Row(f"row {i}", dict(zip(used, line, strict=True)))
            for i, line in enumerate(zip(*cells_by_column.values(), strict=True), start=1)]  # fmt: skip
    return Grid(names, made, {})


def _too_large(count: int, meta: object) -> Refusal | None:
    if count > _MAX_RAW_ROWS:
        return Refusal(f"{count} rows, more than the {_MAX_RAW_ROWS} that are looked through")
    groups = getattr(meta, "num_row_groups", 0)
    unpacked = sum(meta.row_group(i).total_byte_size for i in range(groups))  # type: ignore[attr-defined]
    return Refusal(f"unpacks to {unpacked} bytes") if unpacked > _MAX_UNPACKED else None
