"""The catalog as one flat table, CSV or Parquet: a row a checkpoint, and a row for each family without any."""

import csv
import io
from collections.abc import Iterator
from typing import Any, Final

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from pipeline.export.contract import ExportedCatalog
from pipeline.fields import shown_in
from pipeline.model.licences import least_free, licences_of
from pipeline.render.escape import csv_cell

Cell = str | int | None
_OF_FAMILY: Final = ("family", "name", "kind", "organization")
_OF_CHECKPOINT: Final = ("checkpoint", "state", "access")
_LAST: Final = ("license_terms", "release_date_source", "revision", "url")
_FIELDS: Final = tuple(spec.name for spec in shown_in("csv"))
COLUMNS: Final = (*_OF_FAMILY, *_OF_CHECKPOINT, *_FIELDS, *_LAST)
"""Column names in order; several values in a cell are joined with a space."""
COUNTS: Final = frozenset(spec.name for spec in shown_in("csv") if spec.form == "count")


def rows(catalog: ExportedCatalog) -> Iterator[dict[str, Cell]]:
    """The rows, by family and checkpoint."""
    names = {slug: one.name for slug, one in catalog.organizations.items()}
    for family in catalog.families:
        maker = names.get(family.organization, family.organization)
        own = {"family": family.slug, "name": family.name, "kind": family.kind, "organization": maker}
        for one in family.checkpoints or (None,):
            yield {**dict.fromkeys(COLUMNS), **own, **(_of_checkpoint(one) if one is not None else {})}


def _of_checkpoint(one: Any) -> dict[str, Cell]:  # noqa: ANN401  its fields come from the field table
    values = {column: getattr(one, column) for column in ("state", "access", *_FIELDS, "revision", "url")}
    values["release_date_source"] = one.evidence["release_date"].source if "release_date" in one.evidence else None
    values["license_terms"] = least_free(licences_of(values | {"license_link": one.license_link}))
    flat = {column: " ".join(value) if isinstance(value, tuple) else value for column, value in values.items()}
    return {"checkpoint": one.id, **flat}


def csv_bytes(catalog: ExportedCatalog) -> bytes:
    """catalog.csv (RFC 4180, UTF-8): a spreadsheet takes no cell of it for a formula."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    for row in rows(catalog):
        writer.writerow({c: csv_cell(value, 2_000) if isinstance(value, str) else value for c, value in row.items()})
    return text.getvalue().encode()


def parquet_bytes(catalog: ExportedCatalog) -> bytes:
    """catalog.parquet, counts as 64-bit whole numbers: the same bytes for the same catalog and version of pyarrow."""
    schema = pa.schema([(name, pa.int64() if name in COUNTS else pa.string()) for name in COLUMNS])
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(list(rows(catalog)), schema=schema), sink, compression="zstd")
    return sink.getvalue()
