"""All files of an export: name -> bytes. The same commit gives the same bytes.

The feeds (RFC 4287) are of changes, an entry a day, and of new models, an entry a family and one for what comes later.
"""

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from itertools import chain, groupby
from typing import Any, Final, NamedTuple

from pipeline.export.records import COLUMNS, ExportedCatalog, ExportedOrigin, exported, schema_text
from pipeline.export.table import SEPARATORS, csv_bytes, day_of, parquet_bytes, tables
from pipeline.export.texts import filled, in_short, llms_txt, page_of
from pipeline.fields import FIELDS
from pipeline.layout.canonical import dumps
from pipeline.layout.catalog import Catalog, Curated
from pipeline.model.changes import Change, ChangeKind
from pipeline.model.clean import clean
from pipeline.render import escape

_ENTRIES: Final = 50
_LINES: Final = 100
_NAMED: Final = 3
_LONGEST: Final = 200
_STANDINGS: Final = frozenset({ChangeKind.STANDING_GAINED, ChangeKind.STANDING_MOVED, ChangeKind.STANDING_LOST})
_FAMILIES: Final = frozenset({ChangeKind.FAMILY_ADDED, ChangeKind.FAMILY_REMOVED})


class CommitChanges(NamedTuple):
    """One commit that changed the catalog: its id, its moment in UTC ("2024-05-02T08:00:00Z"), what changed."""

    commit: str
    moment: str
    changes: tuple[Change, ...]


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
    flat = tables(whole, catalog)
    made = {
        "catalog.json": dumps(whole),
        "catalog.schema.json": schema_text("catalog", ExportedCatalog).encode(),
        **{f"{table.name}.csv": csv_bytes(table) for table in flat},
        **{f"{table.name}.parquet": parquet_bytes(table) for table in flat},
        "CITATION.cff": filled("CITATION.cff", origin=origin),
        "feed.atom": changes_feed(past, whole, served_at),
        "new.atom": models_feed(whole, served_at),
        "llms.txt": llms_txt(whole),
        "README.md": filled("card.md", about=COLUMNS["about"], tables=flat, origin=origin),
    }
    # https://datapackage.org: a resource for each table as CSV and as Parquet, and catalog.json, with bytes and digest
    sums = {path: (len(data), hashlib.sha256(data).hexdigest()) for path, data in made.items()}
    package = json.loads(filled("datapackage.json", about=COLUMNS["about"], tables=flat, sums=sums, origin=origin, separators=SEPARATORS))
    return made | {"datapackage.json": (json.dumps(package, indent=2, ensure_ascii=False) + "\n").encode()}


def without_drafts(changes: tuple[Change, ...], before: Collection[str], after: Collection[str]) -> tuple[Change, ...]:
    """The changes as the public sees them: a draft is not there, and a family whose draft was accepted is new.

    `before` and `after` are the slugs of drafts in the two trees.
    """
    of = {kind: {c.family for c in changes if c.kind is kind} for kind in _FAMILIES}
    added = {*before} - {*after} - of[ChangeKind.FAMILY_REMOVED]
    removed = {*after} - {*before} - of[ChangeKind.FAMILY_ADDED]
    drafts = {*before, *after}
    kept = [c for c in changes if c.family not in drafts and c.kind is not ChangeKind.FACT_DISPUTED]  # the list says the same
    kept += [Change(kind=ChangeKind.FAMILY_ADDED, family=slug, source="curated") for slug in added]
    kept += [Change(kind=ChangeKind.FAMILY_REMOVED, family=slug, source="curated") for slug in removed]
    return tuple(sorted(kept, key=lambda c: (c.family, c.subject, c.field, c.kind.value)))


def _entry(title: str, identity: str, updated: str, link: str, **more: object) -> dict[str, Any]:
    """What one entry of a feed says; `identity` makes its id. `lines`: what changed, each with a name and a page."""
    said = {"title": clean(title, 300), "identity": identity, "updated": updated, "link": escape.url(link) or ""}
    return said | {"content": "", "published": "", "lines": ()} | more


def changes_feed(past: Iterable[CommitChanges], whole: ExportedCatalog, served_at: str = "") -> bytes:
    """feed.atom: an entry a day on which the list changed (UTC), with a line a family that leads to its page.

    Families that came or went lead, and standings come last. With the repository's address entries link to the day's
    last commit; `served_at` is the folder in which the feed will be, where that is known. Rows of boards that belong
    to no family of the list are left out: the board shows them.
    """
    told = ((one, [c for c in one.changes if c.family or c.kind not in _STANDINGS]) for one in past)
    newest = sorted((one for one in told if one[1]), key=lambda one: one[0].moment, reverse=True)
    families, address = {one.slug: one for one in whole.families}, whole.origin.repository
    first = dict.fromkeys(_FAMILIES, 0) | dict.fromkeys(_STANDINGS, 2)
    days = []
    for day, commits in groupby(newest, key=lambda one: one[0].moment[:10]):
        (last, changed), *earlier = commits
        changes: dict[str, list[Change]] = defaultdict(list)
        for change in chain(changed, *(others for _, others in earlier)):
            changes[change.family or change.subject].append(change)
        lines = []
        for key, own in sorted(changes.items(), key=lambda held: min(first.get(c.kind, 1) for c in held[1])):
            name, page = (families[key].name, escape.url(page_of(families[key], whole.origin))) if key in families else (key, None)
            lines.append((clean(name, 200) or "(unnamed)", page, clean("; ".join(map(_sentence, own)), 2_000)))
        title = f"{day}: {_named([name for name, _, _ in lines])}"
        link = f"{address}/commit/{last.commit}" if address else whole.origin.site or ""
        days.append(_entry(title, f"changes of {day}", last.moment, link, lines=lines[:_LINES]))
    return _feed("changes", "feed.atom", days, whole, served_at)


def models_feed(whole: ExportedCatalog, served_at: str = "") -> bytes:
    """new.atom: an entry a family by its first release, and one a later month in which checkpoints came; each links to its page.

    The newest come first. What came late to the list stands where its release stands: who reads on has no old models as news.
    An entry is published on a day that a source states, not when a repository was made.
    """
    made = []
    for one in (family for family in whole.families if family.release_date):
        page, about = page_of(one, whole.origin), f"{in_short(one, whole)}."
        day = f"{day_of(one.release_date.first)[0]}T00:00:00Z"
        prose = clean("\n\n".join(filter(None, (about, one.prose.en, one.prose.zh))), 4_000)
        stated = "" if "first" in one.release_date.by else day
        made.append(_entry(one.name, f"family:{one.slug}", day, page, content=prose, published=stated))
        later = defaultdict(list)
        for member in one.checkpoints:
            if member.state != "gone" and not member.copy_of and (member.release_date or "")[:7] > one.release_date.first[:7]:
                later[member.release_date[:7]].append(member)
        for month, members in later.items():
            names = [clean(member.id.partition("/")[2], 100) for member in members]
            latest = max(f"{day_of(member.release_date)[0]}T00:00:00Z" for member in members)
            said = f"{', '.join(names)}. {about}"
            made.append(_entry(f"{one.name}: {_named(names)}", f"family:{one.slug}:{month}", latest, page, content=said))
    made.sort(key=lambda one: one["updated"], reverse=True)
    return _feed("new models", "new.atom", made, whole, served_at)


def _named(names: list[str]) -> str:
    return ", ".join(names[:_NAMED]) + ("" if len(names) <= _NAMED else f" and {len(names) - _NAMED} more")


def _sentence(change: Change) -> str:
    spec, what = FIELDS.get(change.field), str(change.kind)
    subject = change.subject if change.subject != change.family else ""
    about = " of ".join(filter(None, (spec.en.name.lower() if spec else change.field, subject)))
    if change.kind in _FAMILIES:
        return what.removeprefix("family ")
    shown = (", ".join(value) if isinstance(value, tuple) else str(value) for value in (change.old, change.new) if value is not None)
    values = " → ".join(clean(text, _LONGEST) for text in shown)
    if spec and spec.form == "count":
        values = re.sub(r"\d{4,}", lambda digits: f"{int(digits[0]):,}", values)  # both ends of a range
    values += " → no longer stated" if change.kind is ChangeKind.FACT_LOST else ""
    return clean(": ".join(filter(None, (what, f"{about} {values}".strip()))), 2 * _LONGEST)


def _feed(what: str, file: str, entries: list[dict[str, Any]], whole: ExportedCatalog, served_at: str) -> bytes:
    origin, newest = whole.origin, entries[:_ENTRIES]
    identity = (origin.repository or origin.name) + (f" {what}" if file != "feed.atom" else "")
    return filled(
        "feed.atom", title=f"{origin.name}: {what}", identity=identity,
        updated=max((one["updated"] for one in newest), default="1970-01-01T00:00:00Z"), author=origin.name, entries=newest,
        address=escape.url(origin.repository or origin.site), own=escape.url(served_at and f"{served_at.rstrip('/')}/{file}"),
    )  # fmt: skip
