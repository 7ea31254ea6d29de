"""All files of an export: name -> bytes. The same commit gives the same bytes."""

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.export.changelog import changelog
from pipeline.export.contract import ExportedCatalog, ExportedOrigin, schema_text
from pipeline.export.datapackage import card, datapackage
from pipeline.export.entries import ChangelogEntry, instant
from pipeline.export.feed import changes_feed, models_feed
from pipeline.export.llms import llms_txt
from pipeline.export.records import exported
from pipeline.export.table import csv_bytes, parquet_bytes, tables
from pipeline.export.templates import filled
from pipeline.layout.canonical import dumps
from pipeline.layout.catalog import Catalog
from pipeline.layout.curated import Curated
from pipeline.model.changes import ChangeSet
from pipeline.model.curated import NAME
from pipeline.render import escape
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
    entries = _public(past.entries, catalog, curated)
    last = max(past.entries, key=lambda one: instant(one.date), default=None)
    origin = ExportedOrigin(
        commit=last.commit if last else None, date=instant(last.date)[:10] if last else None,
        repository=address or None, site=curated.sections.site, name=curated.sections.name,
    )  # fmt: skip
    whole = exported(catalog, curated, origin)
    names = {slug: family.name for slug, family in curated.listed.families.items()}
    flat = tables(whole, catalog)
    files = {
        "catalog.json": dumps(whole),
        "catalog.schema.json": schema_text("catalog", ExportedCatalog).encode(),
        **{f"{table.name}.csv": csv_bytes(table) for table in flat},
        **{f"{table.name}.parquet": parquet_bytes(table) for table in flat},
        "CITATION.cff": citation(address, origin.name, origin.date or ""),
        "CHANGELOG.md": changelog(entries, names, since=past.since),
        "feed.atom": changes_feed(entries, names, name=origin.name, address=address, served_at=served_at),
        "new.atom": models_feed(whole, address=address, served_at=served_at),
        "llms.txt": llms_txt(whole, address),
        "README.md": card(flat, origin),
    }
    return files | {"datapackage.json": datapackage(flat, files, origin)}


def citation(address: str = "", name: str = NAME, day: str = "") -> bytes:
    """CITATION.cff (version 1.2.0): how to cite the list; its version is the day of the last change (YYYY-MM-DD)."""
    title, authors = f"{name}: a list of open models in which every fact carries its evidence", f"The maintainers and contributors of {name}"
    return filled("CITATION.cff", title=title, authors=authors, day=day, address=escape.url(address) if address else None)


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
