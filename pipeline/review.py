"""Whether a pull request changes only what its author may, and what follows from it.

The folder names the owner. A person changes catalog/curated/ and code; the machine's files follow
from them, so a pull request either leaves them alone (they are proposed after the merge) or brings
exactly what derives. Snapshots and histories are the bot's alone.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from pipeline.changes.trees import compare_trees, difference
from pipeline.derive import derive
from pipeline.layout import paths
from pipeline.model.changes import Change
from pipeline.propose.rows import rows_of
from pipeline.render.escape import md_code

Tree = Mapping[str, bytes]
MOST: Final = 300
"""Rows of the derived diff in the summary; the step summary of GitHub holds a mebibyte."""
BY_THE_MACHINE: Final = "it is made by the machine: edit catalog/curated/ (or pin the fact) and leave this file alone"
BY_THE_BOT: Final = "only the bot's own pull requests bring what upstreams state: curate or pin the fact instead"


@dataclass(frozen=True)
class Review:
    """What a pull request does. `refusals` are (path, reason); none means that it may be merged."""

    changed: tuple[str, ...]
    refusals: tuple[tuple[str, str], ...]
    pending: dict[str, bytes | None]
    changes: tuple[Change, ...]

    @property
    def code(self) -> bool:
        """Whether anything but the catalog's own files is touched: else there is no code to test."""
        return not self.changed or not all(paths.is_input(p) or paths.is_output(p) for p in self.changed)


def review(changed: Collection[str], base: Tree, head: Tree, *, by_bot: bool) -> Review:
    """Judge a pull request by the files that it changes, and the trees before and after.

    InputFaults where input files of the pull request are wrong.
    """
    derived = {p: c for p, c in head.items() if not paths.is_output(p)} | derive(head)
    pending = difference(head, derived)
    refusals: list[tuple[str, str]] = []
    for path in sorted(changed):
        if paths.is_output(path) and path in pending:
            refusals.append((path, BY_THE_MACHINE))
        elif not by_bot and path.startswith((paths.SNAPSHOTS, paths.HISTORY)):
            refusals.append((path, BY_THE_BOT))
        elif by_bot and not paths.is_machine(path) and not (path.startswith(paths.FAMILIES) and path not in base):
            refusals.append((path, "the bot writes the machine's files and new families, nothing else"))
    if by_bot:
        refusals += [(p, "it does not follow from the inputs of this branch") for p in pending if p not in dict(refusals)]
    return Review(tuple(sorted(changed)), tuple(refusals), pending, compare_trees(base, derived))


def summary(found: Review) -> str:
    """The review as Markdown, for the step summary."""
    lines = ["## What this changes in the catalog", ""]
    if found.refusals:
        lines += ["### Refused", "", *(f"- {md_code(p)}: {why}" for p, why in found.refusals[:MOST]), ""]
    lines += [row.text for row in rows_of(found.changes[:MOST])] or ["Nothing in the catalog."]
    lines += ["", f"… and {len(found.changes) - MOST} more"] if len(found.changes) > MOST else []
    if found.pending and not found.refusals:
        lines += ["", f"{len(found.pending)} file(s) of the machine follow from this; they are proposed after the merge."]
    return "\n".join(lines) + "\n"
