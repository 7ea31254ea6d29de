"""Changes of the past as sentences: what the feed is made of."""

import re
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


class CommitChanges(NamedTuple):
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
    if change.field in FIELDS and FIELDS[change.field].form == "count":
        values = re.sub(r"\d{4,}", lambda digits: f"{int(digits[0]):,}", values)  # both ends of a range
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


class DayChanges(NamedTuple):
    """A day (UTC) on which the list changed: its last moment and commit, and what changed, by family, or by subject where it is of none."""

    updated: str
    commit: str
    changes: dict[str, list[Change]]


def by_day(entries: Iterable[CommitChanges]) -> list[DayChanges]:
    """The days on which something changed for the list, newest first; families that came or went lead.

    Rows of boards that belong to no family of the list are left out: the board itself shows them.
    """
    found: dict[str, DayChanges] = {}
    told = [(instant(entry.date), entry.commit, change) for entry in entries for change in entry.changes.changes
            if change.family or change.kind not in _STANDINGS]  # fmt: skip
    for moment, commit, change in sorted(told, key=lambda one: one[0], reverse=True):
        day = found.setdefault(moment[:10], DayChanges(moment, commit, {}))
        day.changes.setdefault(change.family or change.subject, []).append(change)
    first = {day: sorted(one.changes.items(), key=lambda held: min(_FIRST.get(c.kind, 1) for c in held[1])) for day, one in found.items()}
    return [one._replace(changes=dict(first[day])) for day, one in found.items()]


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
    for kind, slugs in ((ChangeKind.FAMILY_ADDED, {*before} - {*after} - gone), (ChangeKind.FAMILY_REMOVED, {*after} - {*before} - new)):
        kept += [Change(kind=kind, family=slug, source="curated") for slug in slugs]
    return ChangeSet(changes=tuple(sorted(kept, key=lambda c: (c.family, c.subject, c.field, c.kind.value))))
