"""All files of an export: name -> bytes. The same commit gives the same bytes."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from pipeline.export.contract import ExportedCatalog, ExportedOrigin, schema_text
from pipeline.export.entries import CommitChanges, instant
from pipeline.export.feed import changes_feed, models_feed
from pipeline.export.llms import llms_txt
from pipeline.export.records import exported
from pipeline.export.table import SEPARATORS, FlatTable, csv_bytes, parquet_bytes, tables
from pipeline.export.templates import filled
from pipeline.layout.canonical import dumps
from pipeline.layout.catalog import Catalog
from pipeline.layout.curated import Curated
from pipeline.model.curated import NAME
from pipeline.render import escape


def export_files(
    catalog: Catalog, curated: Curated, past: Sequence[CommitChanges] = (), *, address: str = "", served_at: str = ""
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
        "CITATION.cff": citation(address, origin.name, origin.date or "", origin.site or ""),
        "feed.atom": changes_feed(past, whole, address=address, served_at=served_at),
        "new.atom": models_feed(whole, address=address, served_at=served_at),
        "llms.txt": llms_txt(whole, address),
        "README.md": _card(flat, origin),
    }
    return files | {"datapackage.json": _datapackage(flat, files, origin)}


def citation(address: str = "", name: str = NAME, day: str = "", site: str = "") -> bytes:
    """CITATION.cff (version 1.2.0): how to cite the list; its version is the day of the last change (YYYY-MM-DD)."""
    title, authors = f"{name}: a list of open models in which every fact carries its evidence", f"The maintainers and contributors of {name}"
    repository, home = (escape.url(one) if one else None for one in (address, site))
    return filled("CITATION.cff", title=title, authors=authors, day=day, address=repository, site=home)


_ABOUT: Final = (
    "Open large language models and vision-language models: sizes, context, training data, licences, memory and scores, "
    "every value with the page, revision and line that states it."
)


def _datapackage(tables: Iterable[FlatTable], files: Mapping[str, bytes], origin: ExportedOrigin) -> bytes:
    """datapackage.json (https://datapackage.org): a resource for each table as CSV and as Parquet, and catalog.json; each with its bytes and digest."""
    sums = {path: (len(data), hashlib.sha256(data).hexdigest()) for path, data in files.items()}
    text = filled("datapackage.json", about=_ABOUT, tables=list(tables), sums=sums, origin=origin, separators=SEPARATORS)
    return (json.dumps(json.loads(text), indent=2, ensure_ascii=False) + "\n").encode()


def _card(tables: Iterable[FlatTable], origin: ExportedOrigin) -> bytes:
    """README.md of the folder: a data set card (https://huggingface.co/docs/hub/datasets-cards), a configuration a table."""
    places = [one for one in (origin.site, origin.repository) if one and escape.url(one)]
    return filled("card.md", name=origin.name, about=_ABOUT, tables=list(tables), commit=origin.commit, day=origin.date, places=places)
