"""The flat table as Parquet, typed: counts are 64-bit whole numbers, the rest is text."""

import io

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from pipeline.export.contract import ExportedCatalog
from pipeline.export.table import COLUMNS, COUNTS, rows


def parquet_bytes(catalog: ExportedCatalog) -> bytes:
    """catalog.parquet: the same bytes for the same catalog and the same version of pyarrow."""
    schema = pa.schema([(name, pa.int64() if name in COUNTS else pa.string()) for name in COLUMNS])
    table = pa.Table.from_pylist(list(rows(catalog)), schema=schema)
    sink = io.BytesIO()
    pq.write_table(table, sink, compression="zstd")
    return sink.getvalue()
