"""CHANGELOG.md: what changed on the list, day by day, from the commits themselves."""

from collections.abc import Iterable
from itertools import groupby
from typing import Final

from pipeline.export.entries import ChangelogEntry, CommitChanges, by_commit, sentence
from pipeline.export.templates import filled
from pipeline.model.changes import Change
from pipeline.render import escape

_SUBJECTS: Final = 100
_CHANGES: Final = 12
"""Families of one commit, and changes of one family, that are listed; git has the rest."""


def changelog(entries: Iterable[ChangelogEntry], names: dict[str, str], *, since: str = "") -> bytes:
    """The file; `names` are the families' names by slug. Before `since` (a day) nothing is known, where it is given."""
    days = groupby(by_commit(entries, names), key=lambda entry: entry.date[:10])
    return filled("CHANGELOG.md", days=[(day, list(map(_of_commit, held))) for day, held in days], since=since)


def _of_commit(one: CommitChanges) -> dict[str, object]:
    shown = list(one.changes.items())[:_SUBJECTS]
    subjects = [(escape.md_inline(name), [*map(_linked, changes[:_CHANGES]), *_more(len(changes) - _CHANGES)]) for name, changes in shown]
    return {"commit": one.commit, "subjects": subjects, "more": len(one.changes) - len(shown)}


def _more(count: int) -> tuple[str, ...]:
    return (f"and {count} more",) if count > 0 else ()


def _linked(change: Change) -> str:
    source = escape.url(change.url) if change.url else None
    link = f" ([source]({escape.href_in_markdown(source)}))" if source else ""
    return escape.md_inline(sentence(change), 400) + link
