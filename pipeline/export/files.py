"""All files of an export: name -> bytes. The same commit gives the same bytes."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.export.changelog import changelog
from pipeline.export.citation import citation
from pipeline.export.contract import ExportedCatalog
from pipeline.export.entries import ChangelogEntry
from pipeline.export.feed import feed
from pipeline.export.llms import llms_txt
from pipeline.export.records import exported
from pipeline.export.table import csv_bytes, parquet_bytes
from pipeline.layout.canonical import dumps
from pipeline.layout.catalog import Catalog
from pipeline.layout.curated import Curated
from pipeline.model.changes import ChangeSet
from pipeline.sources.links.states import links_of


@dataclass(frozen=True)
class Past:
    """The commits that changed the catalog, newest first.

    In a copy of the repository that was cut short, `since` is the day (YYYY-MM-DD) before which
    nothing is known.
    """

    entries: tuple[ChangelogEntry, ...] = ()
    since: str = ""


def export_files(
    catalog: Catalog, curated: Curated, past: Past | None = None, *, address: str = "", served_at: str = ""
) -> dict[str, bytes]:
    """The export.

    `address` is the repository's web address; `served_at` is the address of the folder that the
    files will be in, where that is known. Drafts are in none of the files.
    """
    past = past or Past()
    whole = exported(catalog, curated)
    names = {slug: family.name for slug, family in curated.listed.families.items()}
    entries = _public(past.entries, catalog, curated)
    feed_address = f"{served_at.rstrip('/')}/feed.atom" if served_at else ""
    return {
        "catalog.json": dumps(whole),
        "catalog.schema.json": schema_text().encode(),
        "catalog.csv": csv_bytes(whole),
        "catalog.parquet": parquet_bytes(whole),
        "CITATION.cff": citation(address, curated.sections.name),
        "CHANGELOG.md": changelog(entries, names, since=past.since),
        "feed.atom": feed(entries, names, name=curated.sections.name, address=address, served_at=feed_address),
        "llms.txt": llms_txt(whole, address, curated.sections.site or "", curated.sections.name),
    }


def _public(entries: Iterable[ChangelogEntry], catalog: Catalog, curated: Curated) -> list[ChangelogEntry]:
    """The entries without what is about today's drafts: the families, and the papers and links that only they have."""
    drafts = curated.families.keys() - curated.listed.families.keys()
    if not drafts:
        return list(entries)
    alone = _things(curated._replace(families={s: curated.families[s] for s in drafts}), catalog)
    hidden = alone - _things(curated.listed, catalog)
    return [
        entry._replace(changes=ChangeSet(changes=tuple(
            c for c in entry.changes.changes if c.family not in drafts and c.subject not in hidden
        )))
        for entry in entries
    ]  # fmt: skip


def _things(curated: Curated, catalog: Catalog) -> frozenset[str]:
    """The papers, collections and links of families."""
    found = set(links_of(curated))
    for slug, family in curated.families.items():
        observed = catalog.families.get(slug)
        found.update((*family.papers, *family.collections, *(observed.facts.texts("own_arxiv") if observed else ())))
    return frozenset(found)


def schema_text() -> str:
    """The JSON Schema of catalog.json."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **ExportedCatalog.model_json_schema()}
    return json.dumps(schema, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
