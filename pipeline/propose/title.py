"""Titles and commit messages: counts, dates and allow-listed ids only, never a word from upstream."""

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Final

from pipeline.model.changes import Change, ChangeKind
from pipeline.propose.objects import lanes
from pipeline.propose.risk import ORDER
from pipeline.propose.scopes import FAMILY, NEW, REFRESH
from pipeline.render import escape

OUTPUTS: Final = "outputs"
"""The scope of outputs that follow from main's own inputs."""

_LANE_TITLE: Final = {
    "huggingface": "Refresh from the Hugging Face Hub",
    "arxiv": "Refresh papers from arXiv",
    "leaderboards": "Refresh leaderboards",
    "links": "Refresh links and repositories",
}
_PLURAL: Final = {
    ChangeKind.FAMILY_ADDED: "families added",
    ChangeKind.FAMILY_REMOVED: "families removed",
    ChangeKind.ACCESS_CHANGED: "changes of access",
    ChangeKind.COLLECTION_GAINED: "items gained by collections",
    ChangeKind.COLLECTION_LOST: "items lost by collections",
}


def counted(kind: ChangeKind, count: int) -> str:
    """`1 licence changed`, `3 facts gained`."""
    if count == 1:
        return f"1 {kind.value}"
    if kind in _PLURAL:
        return f"{count:,} {_PLURAL[kind]}"
    noun, _, rest = kind.value.partition(" ")
    return f"{count:,} {noun}s {rest}"


def counts(changes: Collection[Change]) -> list[str]:
    """How many of each kind, the important kinds first."""
    found = Counter(c.kind for c in changes)
    return [counted(kind, found[kind]) for kind in ORDER if found[kind]]


def about(scope: str) -> str:
    """What a scope is about, in words."""
    if scope in lanes():
        return _LANE_TITLE[scope]
    if scope == OUTPUTS:
        return "Derive the outputs from what was merged"
    for start, words in ((FAMILY, "Check"), (NEW, "Add"), (REFRESH, "Refresh")):
        if scope.startswith(start):
            return f"{words} {scope.removeprefix(start).replace('-and-', ', ')}"
    kind, _, name = scope.partition("-")
    return f"Check {kind} {name}"


def title_of(scope: str, changes: Collection[Change]) -> str:
    """The title: what it is about, and the two most important counts."""
    said = counts(changes)
    more = ", ".join(said[:2]) + (" and more" if len(said) > 2 else "")
    return escape.pr_title(f"{about(scope)} - {more}" if more else about(scope))


def commit_message(scope: str, changes: Collection[Change], files: Mapping[str, object]) -> str:
    """Subject and body of the one commit: the bot's own words."""
    subject = escape.commit(about(scope))
    lines = [f"- {escape.commit(line)}" for line in counts(changes)] or ["- no change in what the list says"]
    inputs = sum(1 for p in files if p.startswith(("snapshots/", "history/", "catalog/curated/")))
    ending = f"{inputs} input files; {len(files) - inputs} files derived from them."
    return "\n".join([subject, "", *lines, "", ending, ""])
