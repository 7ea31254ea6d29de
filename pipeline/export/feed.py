"""The feeds (RFC 4287), of changes, an entry a day, and of new models, an entry a family, and one for what comes to it in a later month."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

from pipeline.export.contract import ExportedCatalog
from pipeline.export.entries import CommitChanges, DayChanges, by_day, sentence
from pipeline.export.llms import in_short, page_of
from pipeline.export.table import day_of
from pipeline.export.templates import filled
from pipeline.model.clean import clean
from pipeline.render import escape

_ENTRIES: Final = 50
_LINES: Final = 100
_NAMED: Final = 3
_NEVER: Final = "1970-01-01T00:00:00Z"


class _FeedEntry(NamedTuple):
    """What one entry of a feed says; `identity` makes its id. `lines`: what changed, each with a name and a page."""

    title: str
    identity: str
    updated: str
    link: str
    content: str = ""
    published: str = ""
    lines: Iterable[tuple[str, str | None, str]] = ()


def changes_feed(entries: Iterable[CommitChanges], whole: ExportedCatalog, *, address: str = "", served_at: str = "") -> bytes:
    """feed.atom: an entry a day on which the list changed (UTC), with a line a family that leads to its page.

    `address` is the repository's web address, where it has one: entries then link to the day's last
    commit. `served_at` is the folder in which the feed will be, where that is known.
    """
    families = {one.slug: one for one in whole.families}
    made = [_of_day(one, families, whole, address) for one in by_day(entries)[:_ENTRIES]]
    return _feed("changes", address or whole.origin.name, made, whole, address, f"{served_at.rstrip('/')}/feed.atom" if served_at else "")


def models_feed(whole: ExportedCatalog, *, address: str = "", served_at: str = "") -> bytes:
    """new.atom: an entry a family by its first release, and one a later month in which checkpoints came to it; each links to the family's page.

    The newest come first. What came late to the list stands where its release stands: who reads on has no old models as news.
    """
    made = [one for family in whole.families for one in _of_family(family, whole, address)]
    made.sort(key=lambda one: one.updated, reverse=True)
    identity = f"{address or whole.origin.name} new models"
    return _feed("new models", identity, made[:_ENTRIES], whole, address, f"{served_at.rstrip('/')}/new.atom" if served_at else "")


def _named(names: list[str]) -> str:
    return ", ".join(names[:_NAMED]) + ("" if len(names) <= _NAMED else f" and {len(names) - _NAMED} more")


def _of_day(one: DayChanges, families: dict[str, Any], whole: ExportedCatalog, address: str) -> _FeedEntry:
    names = {key: clean(families[key].name if key in families else key, 200) or "(unnamed)" for key in one.changes}
    pages = {key: escape.url(page_of(families[key], address, whole.origin.site or "")) for key in one.changes if key in families}
    lines = [(names[key], pages.get(key), clean("; ".join(map(sentence, changes)), 2_000)) for key, changes in list(one.changes.items())[:_LINES]]
    link = f"{address}/commit/{one.commit}" if address else whole.origin.site or ""
    return _FeedEntry(f"{one.updated[:10]}: {_named(list(names.values()))}", f"changes of {one.updated[:10]}", one.updated, link, lines=lines)


def _of_family(one: Any, whole: ExportedCatalog, address: str) -> Iterator[_FeedEntry]:  # noqa: ANN401
    """A family in short, and what it is good for; published on the day that a source states: the making of a repository is none."""
    if not one.release_date:
        return
    page, about = page_of(one, address, whole.origin.site or ""), f"{in_short(one, whole)}."
    day = f"{day_of(one.release_date.first)[0]}T00:00:00Z"
    prose = clean("\n\n".join(filter(None, (about, one.prose.en, one.prose.zh))), 4_000)
    yield _FeedEntry(one.name, f"family:{one.slug}", day, page, prose, "" if "first" in one.release_date.by else day)
    later = defaultdict(list)
    for member in one.checkpoints:
        if member.state != "gone" and not member.copy_of and (member.release_date or "")[:7] > one.release_date.first[:7]:
            later[member.release_date[:7]].append(member)
    for month, members in later.items():
        names = [clean(member.id.partition("/")[2], 100) for member in members]
        latest = max(f"{day_of(member.release_date)[0]}T00:00:00Z" for member in members)
        yield _FeedEntry(f"{one.name}: {_named(names)}", f"family:{one.slug}:{month}", latest, page, f"{', '.join(names)}. {about}")


def _feed(what: str, identity: str, entries: list[_FeedEntry], whole: ExportedCatalog, address: str, own: str) -> bytes:
    base, self_address = (escape.url(one) if one else None for one in (address or whole.origin.site, own))
    updated = max((one.updated for one in entries), default=_NEVER)
    told = (one._replace(title=clean(one.title, 300), link=(escape.url(one.link) if one.link else None) or "") for one in entries)
    return filled("feed.atom", title=f"{whole.origin.name}: {what}", identity=identity, updated=updated, author=whole.origin.name,
                  entries=told, address=base, own=self_address)  # fmt: skip
