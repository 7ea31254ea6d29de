"""All files of an export: name -> bytes. The same commit gives the same bytes."""

import json
from collections.abc import Iterable

from pipeline.export.changelog import changelog
from pipeline.export.citation import citation
from pipeline.export.contract import ExportedCatalog
from pipeline.export.entries import Entry
from pipeline.export.feed import feed
from pipeline.export.llms import llms_txt
from pipeline.export.parquet import parquet_bytes
from pipeline.export.records import exported
from pipeline.export.table import csv_bytes
from pipeline.layout.canonical import dumps
from pipeline.layout.catalog import Catalog
from pipeline.layout.curated import Curated


def export_files(
    catalog: Catalog, curated: Curated, entries: Iterable[Entry] = (), *, address: str = ""
) -> dict[str, bytes]:
    """The export. `entries` are the commits that changed the catalog; `address` is the repository's web address."""
    whole = exported(catalog, curated)
    names = {slug: family.name for slug, family in curated.families.items()}
    past = tuple(entries)
    return {
        "catalog.json": dumps(whole),
        "catalog.schema.json": schema_text().encode(),
        "catalog.csv": csv_bytes(whole),
        "catalog.parquet": parquet_bytes(whole),
        "CITATION.cff": citation(address),
        "CHANGELOG.md": changelog(past, names),
        "feed.atom": feed(past, names, address=address),
        "llms.txt": llms_txt(whole, address),
    }


def schema_text() -> str:
    """The JSON Schema of catalog.json."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **ExportedCatalog.model_json_schema()}
    return json.dumps(schema, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
