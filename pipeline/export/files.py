"""All files of an export: name -> bytes. The same commit gives the same bytes."""

import hashlib
import json
from collections.abc import Sequence
from typing import Final

from pipeline.export.contract import ExportedCatalog, ExportedOrigin, schema_text
from pipeline.export.feed import CommitChanges, changes_feed, models_feed
from pipeline.export.records import exported
from pipeline.export.table import SEPARATORS, csv_bytes, parquet_bytes, tables
from pipeline.export.texts import checked, citation, filled, llms_txt
from pipeline.layout.canonical import dumps
from pipeline.layout.catalog import Catalog
from pipeline.layout.curated import Curated

_ABOUT: Final = (
    "Open large language models and vision-language models: sizes, context, training data, licences, memory and scores, "
    "every value with the page, revision and line that states it."
)


def export_files(
    catalog: Catalog, curated: Curated, past: Sequence[CommitChanges] = (), *, address: str = "", served_at: str = ""
) -> dict[str, bytes]:
    """The export: the catalog in each form, and datapackage.json. Drafts are in none of the files.

    README.md is a data set card (https://huggingface.co/docs/hub/datasets-cards). `past` are the commits that changed
    the catalog; `address` is the repository's web address, `served_at` that of the folder of the files, if it is known.
    """
    last = max(past, key=lambda one: one.moment, default=None)
    origin = ExportedOrigin(
        commit=last.commit if last else None, date=last.moment[:10] if last else None,
        repository=address or None, site=curated.sections.site, name=curated.sections.name,
    )  # fmt: skip
    whole = exported(catalog, curated, origin)
    flat, places = tables(whole, catalog), [one for one in (origin.site, origin.repository) if checked(one)]
    card = {"name": origin.name, "tables": flat, "commit": origin.commit, "day": origin.date, "places": places}
    made = {
        "catalog.json": dumps(whole),
        "catalog.schema.json": schema_text("catalog", ExportedCatalog).encode(),
        **{f"{table.name}.csv": csv_bytes(table) for table in flat},
        **{f"{table.name}.parquet": parquet_bytes(table) for table in flat},
        "CITATION.cff": citation(origin),
        "feed.atom": changes_feed(past, whole, served_at),
        "new.atom": models_feed(whole, served_at),
        "llms.txt": llms_txt(whole),
        "README.md": filled("card.md", about=_ABOUT, **card),
    }
    # https://datapackage.org: a resource for each table as CSV and as Parquet, and catalog.json, with bytes and digest
    sums = {path: (len(data), hashlib.sha256(data).hexdigest()) for path, data in made.items()}
    package = json.loads(filled("datapackage.json", about=_ABOUT, tables=flat, sums=sums, origin=origin, separators=SEPARATORS))
    return made | {"datapackage.json": (json.dumps(package, indent=2, ensure_ascii=False) + "\n").encode()}
