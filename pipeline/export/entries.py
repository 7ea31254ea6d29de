"""Changes of the past as sentences: what the feed and the changelog are made of."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import Final, NamedTuple

from pipeline.fields import FIELDS
from pipeline.model.changes import Change, ChangeKind, ChangeSet
from pipeline.model.claims import Value
from pipeline.model.clean import clean

_LONGEST: Final = 200
_STANDINGS: Final = frozenset({ChangeKind.STANDING_GAINED, ChangeKind.STANDING_MOVED, ChangeKind.STANDING_LOST})
_FIRST: Final = {ChangeKind.FAMILY_ADDED: 0, ChangeKind.FAMILY_REMOVED: 0, **dict.fromkeys(_STANDINGS, 2)}


class ChangelogEntry(NamedTuple):
    """One commit that changed the catalog: its id, its own date (ISO 8601 with offset), what changed."""

    commit: str
    date: str
    changes: ChangeSet


def sentence(change: Change) -> str:
    """A change in one line of plain text, without the family's name."""
    field = FIELDS[change.field].en.name.lower() if change.field in FIELDS else change.field
    subject = change.subject if change.subject != change.family else ""
    about = " of ".join(part for part in (field, subject) if part)
    what = str(change.kind)
    if change.kind in {ChangeKind.FAMILY_ADDED, ChangeKind.FAMILY_REMOVED}:
        return what.removeprefix("family ")
    if change.old is None and change.new is None:
        return clean(f"{what}: {about}" if about else what, _LONGEST)
    values = " → ".join(shown(v) for v in (change.old, change.new) if v is not None)
    if change.kind is ChangeKind.FACT_LOST:
        values += " → no longer stated"
    return clean(f"{what}: {about}{' ' if about else ''}{values}", 2 * _LONGEST)


def shown(value: Value) -> str:
    """A value as text."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    return clean(", ".join(value) if isinstance(value, tuple) else value, _LONGEST)


class CommitChanges(NamedTuple):
    """One commit as readers see it: what changed, by the name of what it changed for."""

    commit: str
    date: str
    changes: dict[str, list[Change]]


def by_commit(entries: Iterable[ChangelogEntry], names: dict[str, str]) -> list[CommitChanges]:
    """The entries in which something changed for the list, newest first, with their dates in UTC.

    Added and removed families lead. Rows of boards that belong to no family of the list are left
    out: the board itself shows them. Commits of one second keep their order.
    """
    found = []
    for entry in sorted(entries, key=lambda e: instant(e.date), reverse=True):
        by_subject: dict[str, list[Change]] = {}
        for change in sorted(entry.changes.changes, key=lambda c: _FIRST.get(c.kind, 1)):
            if change.family or change.kind not in _STANDINGS:
                subject = clean(names.get(change.family, change.family) or change.subject, _LONGEST) or "(unnamed)"
                by_subject.setdefault(subject, []).append(change)
        if by_subject:
            found.append(CommitChanges(entry.commit, instant(entry.date), by_subject))
    return found


def instant(date: str) -> str:
    """A date with offset as the same moment in UTC ("2024-05-02T08:00:00Z"): such texts sort as the moments do."""
    return datetime.fromisoformat(date).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def without_drafts(changes: ChangeSet, before: Collection[str], after: Collection[str]) -> ChangeSet:
    """The changes as the public sees them: a draft is not there, and a family whose draft was accepted is new.

    `before` and `after` are the slugs of drafts in the two trees.
    """
    kept = [
        c for c in changes.changes
        if c.family not in before and c.family not in after and c.kind is not ChangeKind.FACT_DISPUTED  # the list says the same
    ]  # fmt: skip
    gone = {c.family for c in changes.changes if c.kind is ChangeKind.FAMILY_REMOVED}
    new = {c.family for c in changes.changes if c.kind is ChangeKind.FAMILY_ADDED}
    kept += [
        Change(kind=ChangeKind.FAMILY_ADDED, family=slug, source="curated") for slug in {*before} - {*after} - gone
    ]
    kept += [
        Change(kind=ChangeKind.FAMILY_REMOVED, family=slug, source="curated") for slug in {*after} - {*before} - new
    ]
    return ChangeSet(changes=tuple(sorted(kept, key=lambda c: (c.family, c.subject, c.field, c.kind.value))))
