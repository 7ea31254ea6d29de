"""The catalog as one flat table: a row a checkpoint, and a row for each family without any."""

import csv
import io
from collections.abc import Iterator
from typing import Final

from pipeline.export.contract import ExportedCatalog, ExportedCheckpoint, ExportedFamily
from pipeline.render.escape import csv_cell

Cell = str | int | None
TEXTS: Final = (
    "family", "name", "kind", "organization", "checkpoint", "state", "access", "role", "license", "release_date",
    "languages", "base_model", "base_relation", "vision_encoder", "base_llm", "architecture", "revision", "url",
)  # fmt: skip
COUNTS: Final = ("total_params", "active_params", "context_length", "context_length_extended", "training_tokens")
COLUMNS: Final = (*TEXTS[:8], *COUNTS, *TEXTS[8:])
"""Column names in order; several values in a cell are joined with a space."""


def rows(catalog: ExportedCatalog) -> Iterator[dict[str, Cell]]:
    """The rows, by family and checkpoint."""
    names = {slug: one.name for slug, one in catalog.organizations.items()}
    for family in catalog.families:
        organization = names.get(family.organization, family.organization)
        if not family.checkpoints:
            yield _of_family(family, organization)
        for one in family.checkpoints:
            yield {**_of_family(family, organization), **_of_checkpoint(one)}


def _of_family(family: ExportedFamily, organization: str) -> dict[str, Cell]:
    empty: dict[str, Cell] = dict.fromkeys(COLUMNS)
    return {**empty, "family": family.slug, "name": family.name, "kind": family.kind, "organization": organization}


def _of_checkpoint(one: ExportedCheckpoint) -> dict[str, Cell]:
    found: dict[str, Cell] = {"checkpoint": one.id}
    for column in COLUMNS[5:]:
        value = getattr(one, column)
        found[column] = " ".join(value) if isinstance(value, tuple) else value
    return found


def csv_bytes(catalog: ExportedCatalog) -> bytes:
    """catalog.csv (RFC 4180, UTF-8): a spreadsheet takes no cell of it for a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for row in rows(catalog):
        cells = (row[column] for column in COLUMNS)
        writer.writerow(["" if c is None else csv_cell(c, 2_000) if isinstance(c, str) else c for c in cells])
    return text.getvalue().encode()
