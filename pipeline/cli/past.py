"""The commits that changed the catalog, read from git: id, date, and the difference each one made."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from pipeline.changes.trees import COMPARED, compare_trees
from pipeline.export.files import CommitChanges, without_drafts
from pipeline.github.git import NOTHING, Git
from pipeline.layout import kinds, paths
from pipeline.model.changes import Change
from pipeline.model.outcomes import InputFaults

_LAST: Final = 253_402_300_799
"""The last second of the year 9999."""
_DRAFT: Final = re.compile(rb"^draft[ \t]*=[ \t]*true\b", re.MULTILINE)


def past_changes(root: Path, *, note: Callable[[str], None]) -> list[CommitChanges]:
    """The commits of the current branch that changed the catalog, newest first, each with its changes.

    A shallow clone has no history before its first commit, and that commit would look as if it had
    made everything: it is left out, and the day is told. GitFailed without git or a repository.
    """
    git, cut = Git(root), frozenset[str]()
    if git.text("rev-parse", "--is-shallow-repository") == "true":
        # The commits at which it was cut: git shows them without parents.
        cut = frozenset((root / git.text("rev-parse", "--git-path", "shallow")).read_text("ascii").split())
    entries: list[CommitChanges] = []
    folders = (paths.OBSERVED, paths.EVIDENCE, paths.FAMILIES)
    for line in git.text("log", "--first-parent", "--format=%H %P %ct", "--", *folders).splitlines():
        commit, *parents, seconds = line.split()
        changes = () if commit in cut else _changes_of(git, parents[0] if parents else NOTHING, commit)
        if changes is None:
            note(f"commit {commit[:12]}: its catalog has another form than today's; left out of the feed")
        elif changes:
            entries.append(CommitChanges(commit, _day_and_time(seconds), changes))
    if cut:
        since = _day_and_time(git.text("log", "--first-parent", "--format=%ct").split()[-1])[:10]
        note(f"this clone is shallow: what changed before {since} is not in the feed (git fetch --unshallow brings it)")
    return entries


def _changes_of(git: Git, parent: str, commit: str) -> tuple[Change, ...] | None:
    """What one commit changed for the public; None where the catalog had another form."""
    names = git.text("diff-tree", "-r", "--name-only", "--no-renames", "-z", parent, commit, "--", *COMPARED)
    wanted = {twin for n in names.split("\0") if n.endswith((".json", ".toml")) for twin in _twins(n)}
    old, new = (git.files(one, wanted.__contains__) for one in (parent, commit))
    try:
        return without_drafts(compare_trees(old, new), _drafts(old), _drafts(new))
    except InputFaults:
        return None


def _drafts(tree: Mapping[str, bytes]) -> frozenset[str]:
    """The slugs of the drafts among the families' files, whatever form these had then."""
    return frozenset(kinds.FAMILIES.stem_of(path) for path, data in tree.items() if kinds.FAMILIES.holds(path) and _DRAFT.search(data))


def _day_and_time(seconds: str) -> str:
    """A commit's time in UTC; one that no calendar has (a broken clock) becomes the nearest that it has."""
    return datetime.fromtimestamp(min(max(int(seconds), 0), _LAST), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _twins(path: str) -> set[str]:
    """A file of the catalog with what it is compared together with: its evidence, and the curated files of its name."""
    stem = path.rpartition("/")[2].rpartition(".")[0]
    beside = {path.replace(paths.OBSERVED, paths.EVIDENCE), path.replace(paths.EVIDENCE, paths.OBSERVED)}
    return {path, *beside, f"{paths.FAMILIES}{stem}.toml", f"{paths.BOARDS}{stem}.toml"}
