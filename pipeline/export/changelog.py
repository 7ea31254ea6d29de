"""CHANGELOG.md: what changed on the list, day by day, from the commits themselves."""

from collections.abc import Iterable
from itertools import groupby
from typing import Final

from pipeline.export.entries import ChangelogEntry, by_commit, sentence
from pipeline.model.changes import Change
from pipeline.render import escape

_SUBJECTS: Final = 100
_CHANGES: Final = 12
"""Families of one commit, and changes of one family, that are listed; git has the rest."""


def changelog(entries: Iterable[ChangelogEntry], names: dict[str, str], *, since: str = "") -> bytes:
    """The file; `names` are the families' names by slug. Before `since` (a day) nothing is known, where it is given."""
    lines = [
        "# Changelog",
        "",
        "What changed on the list, newest first. Made from the commits by `awesome export`.",
        "",
    ]
    for day, held in groupby(by_commit(entries, names), key=lambda e: e.date[:10]):
        lines += [f"## {day}", ""]
        for entry in held:
            for name, changes in list(entry.changes.items())[:_SUBJECTS]:
                sentences = "; ".join(_linked(change) for change in changes[:_CHANGES])
                more = f"; and {len(changes) - _CHANGES} more" if len(changes) > _CHANGES else ""
                lines.append(f"- **{escape.md_inline(name)}**: {sentences}{more}")
            if len(entry.changes) > _SUBJECTS:
                lines.append(f"- and {len(entry.changes) - _SUBJECTS} more in commit `{entry.commit[:12]}`")
        lines.append("")
    if since:
        lines.append(f"What changed before {since} is not in the copy of the repository that this was made from.")
    return ("\n".join(lines).rstrip("\n") + "\n").encode()


def _linked(change: Change) -> str:
    source = escape.url(change.url) if change.url else None
    link = f" ([source]({escape.href_in_markdown(source)}))" if source else ""
    return escape.md_inline(sentence(change), 400) + link
