"""The feeds (RFC 4287), of changes, an entry a commit, and of new models, an entry a family; and the changelog, made from the commits themselves."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any, Final, NamedTuple

from pipeline.export.contract import ExportedCatalog
from pipeline.export.entries import ChangelogEntry, CommitChanges, by_commit, sentence
from pipeline.export.llms import in_short, page_of
from pipeline.export.table import day_of
from pipeline.export.templates import filled
from pipeline.model.changes import Change
from pipeline.model.clean import clean
from pipeline.model.curated import NAME
from pipeline.render import escape

_ENTRIES: Final = 50
_LINES: Final = 100
_NAMED: Final = 3
_NEVER: Final = "1970-01-01T00:00:00Z"


class _FeedEntry(NamedTuple):
    """What one entry of a feed says; `identity` makes its id."""

    title: str
    identity: str
    updated: str
    link: str
    content: str
    published: str = ""


def changes_feed(
    entries: Iterable[ChangelogEntry], names: dict[str, str], *, name: str = NAME, address: str = "", served_at: str = ""
) -> bytes:
    """feed.atom: an entry a commit that changed the list; ids and dates are the commits' own.

    `address` is the repository's web address, where it has one: entries then link to their
    commits. `served_at` is the folder in which the feed will be, where that is known.
    """
    made = [_of_commit(one, address) for one in by_commit(entries, names)[:_ENTRIES]]
    return _feed(f"{name}: changes", (address or name), made, address, f"{served_at.rstrip('/')}/feed.atom" if served_at else "")


def models_feed(whole: ExportedCatalog, *, address: str = "", served_at: str = "") -> bytes:
    """new.atom: an entry a family by its first release, the newest first; each links to the family's page.

    A family that came late to the list stands where its release stands: who reads on has no old models as news.
    """
    families: Iterable[Any] = whole.families
    by_slug = sorted((one for one in families if one.release_date), key=lambda one: one.slug)
    dated = sorted(by_slug, key=lambda one: one.release_date.first, reverse=True)
    name = whole.origin.name
    made = [_of_family(one, whole, address) for one in dated[:_ENTRIES]]
    return _feed(f"{name}: new models", f"{address or name} new models", made, address, f"{served_at.rstrip('/')}/new.atom" if served_at else "")


def _of_commit(one: CommitChanges, address: str) -> _FeedEntry:
    subjects = list(one.changes)
    more = "" if len(subjects) <= _NAMED else f" and {len(subjects) - _NAMED} more"
    first = next((c.url for changes in one.changes.values() for c in changes if c.url), "")
    lines = [f"{name}: {'; '.join(sentence(c) for c in changes)}" for name, changes in one.changes.items()]
    if len(lines) > _LINES:
        lines = [*lines[:_LINES], f"and {len(lines) - _LINES} more"]
    link = f"{address}/commit/{one.commit}" if address else first
    return _FeedEntry(", ".join(subjects[:_NAMED]) + more, one.commit, one.date, link, "\n".join(clean(t, 1_000) for t in lines))


def _of_family(one: Any, whole: ExportedCatalog, address: str) -> _FeedEntry:  # noqa: ANN401
    """A family in short, and what it is good for; published on the day that a source states: the making of a repository is none."""
    day = f"{day_of(one.release_date.first)[0]}T00:00:00Z"
    content = clean("\n\n".join(filter(None, (f"{in_short(one, whole)}.", one.prose.en, one.prose.zh))), 4_000)
    published = "" if "first" in one.release_date.by else day
    return _FeedEntry(one.name, f"family:{one.slug}", day, page_of(one, address, whole.origin.site or ""), content, published)


def _feed(title: str, identity: str, entries: list[_FeedEntry], address: str, own: str) -> bytes:
    base, self_address = (escape.url(one) if one else None for one in (address, own))
    updated = max((one.updated for one in entries), default=_NEVER)
    told = (one._replace(title=clean(one.title, 300), link=(escape.url(one.link) if one.link else None) or "") for one in entries)
    return filled("feed.atom", title=title, identity=identity, updated=updated, author=title.rpartition(": ")[0],
                  entries=told, address=base, own=self_address)  # fmt: skip


_CHANGES: Final = 12
"""Changes of one family in one commit that the changelog lists; git has the rest."""


def changelog(entries: Iterable[ChangelogEntry], names: dict[str, str], *, since: str = "") -> bytes:
    """CHANGELOG.md, day by day; `names` are the families' names by slug. Before `since` (a day) nothing is known, where it is given."""
    days = groupby(by_commit(entries, names), key=lambda entry: entry.date[:10])
    return filled("CHANGELOG.md", days=[(day, list(map(_listed, held))) for day, held in days], since=since)


def _listed(one: CommitChanges) -> dict[str, object]:
    shown = list(one.changes.items())[:_LINES]
    more = {name: [f"and {len(changes) - _CHANGES} more"] if len(changes) > _CHANGES else [] for name, changes in shown}
    subjects = [(escape.md_inline(name), [*map(_linked, changes[:_CHANGES]), *more[name]]) for name, changes in shown]
    return {"commit": one.commit, "subjects": subjects, "more": len(one.changes) - len(shown)}


def _linked(change: Change) -> str:
    source = escape.url(change.url) if change.url else None
    link = f" ([source]({escape.href_in_markdown(source)}))" if source else ""
    return escape.md_inline(sentence(change), 400) + link
