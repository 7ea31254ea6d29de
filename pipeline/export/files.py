"""All files of an export: name -> bytes. The same commit gives the same bytes."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from pipeline.export.contract import ExportedCatalog, ExportedOrigin, schema_text
from pipeline.export.entries import ChangelogEntry, instant
from pipeline.export.feed import changes_feed, models_feed
from pipeline.export.llms import llms_txt
from pipeline.export.records import exported
from pipeline.export.table import FlatTable, csv_bytes, parquet_bytes, tables
from pipeline.export.templates import filled
from pipeline.layout.canonical import dumps
from pipeline.layout.catalog import Catalog
from pipeline.layout.curated import Curated
from pipeline.model.curated import NAME
from pipeline.render import escape


def export_files(
    catalog: Catalog, curated: Curated, past: Sequence[ChangelogEntry] = (), *, address: str = "", served_at: str = ""
) -> dict[str, bytes]:
    """The export.

    `past` are the commits that changed the catalog. `address` is the repository's web address; `served_at` is the address of the folder that the
    files will be in, where that is known. Drafts are in none of the files.
    """
    last = max(past, key=lambda one: instant(one.date), default=None)
    origin = ExportedOrigin(
        commit=last.commit if last else None, date=instant(last.date)[:10] if last else None,
        repository=address or None, site=curated.sections.site, name=curated.sections.name,
    )  # fmt: skip
    whole = exported(catalog, curated, origin)
    flat = tables(whole, catalog)
    files = {
        "catalog.json": dumps(whole),
        "catalog.schema.json": schema_text("catalog", ExportedCatalog).encode(),
        **{f"{table.name}.csv": csv_bytes(table) for table in flat},
        **{f"{table.name}.parquet": parquet_bytes(table) for table in flat},
        "CITATION.cff": citation(address, origin.name, origin.date or ""),
        "feed.atom": changes_feed(past, whole, address=address, served_at=served_at),
        "new.atom": models_feed(whole, address=address, served_at=served_at),
        "llms.txt": llms_txt(whole, address),
        "README.md": _card(flat, origin),
    }
    return files | {"datapackage.json": _datapackage(flat, files, origin)}


def citation(address: str = "", name: str = NAME, day: str = "") -> bytes:
    """CITATION.cff (version 1.2.0): how to cite the list; its version is the day of the last change (YYYY-MM-DD)."""
    title, authors = f"{name}: a list of open models in which every fact carries its evidence", f"The maintainers and contributors of {name}"
    return filled("CITATION.cff", title=title, authors=authors, day=day, address=escape.url(address) if address else None)


_PROFILES: Final = "https://datapackage.org/profiles/2.0"
_ABOUT: Final = (
    "Open large language models and vision-language models: sizes, context, training data, licences, memory and scores, "
    "every value with the page, revision and line that states it."
)


def _datapackage(tables: Iterable[FlatTable], files: Mapping[str, bytes], origin: ExportedOrigin) -> bytes:
    """datapackage.json (https://datapackage.org): a resource for each table as CSV, and catalog.json with its schema; each with its bytes and digest."""
    made = {"created": f"{origin.date}T00:00:00Z", "version": origin.date} if origin.date else {}
    home = origin.site or origin.repository
    package = {
        "$schema": f"{_PROFILES}/datapackage.json", "name": "awesome-llm-vlm", "title": origin.name, "description": _ABOUT,
        **made, **({"homepage": home} if home else {}),
        "licenses": [{"name": "CC0-1.0", "path": "https://creativecommons.org/publicdomain/zero/1.0/"}],
        "resources": [
            *(
                {
                    "name": table.name, "type": "table", **_file(f"{table.name}.csv", "csv", "text/csv", files),
                    "description": f"{table.description}.",
                    "schema": {"$schema": f"{_PROFILES}/tableschema.json", "fields": [
                        {"name": one.name, "type": one.type, **({"delimiter": " ", "itemType": "string"} if one.type == "list" else {}),
                         "description": f"{one.description}."} for one in table.columns]},
                }
                for table in tables
            ),
            {
                "name": "catalog-json", "type": "json", **_file("catalog.json", "json", "application/json", files),
                "description": "Everything, by family; catalog.schema.json describes it.",
            },
        ],
    }  # fmt: skip
    return (json.dumps(package, indent=2, ensure_ascii=False) + "\n").encode()


def _file(path: str, form: str, media: str, files: Mapping[str, bytes]) -> dict[str, object]:
    digest = hashlib.sha256(files[path]).hexdigest()
    return {"path": path, "format": form, "mediatype": media, "encoding": "utf-8", "bytes": len(files[path]), "hash": f"sha256:{digest}"}


def _card(tables: Iterable[FlatTable], origin: ExportedOrigin) -> bytes:
    """README.md of the folder: a data set card (https://huggingface.co/docs/hub/datasets-cards), a configuration a table."""
    places = [one for one in (origin.site, origin.repository) if one and escape.url(one)]
    return filled("card.md", name=origin.name, about=_ABOUT, tables=list(tables), commit=origin.commit, day=origin.date, places=places)
