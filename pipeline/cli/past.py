"""The commits that changed the catalog, read from git: id, date, and the difference each one made."""

import re
import subprocess
import tomllib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Self

from pipeline.changes.trees import compare_trees
from pipeline.export.entries import Entry, without_drafts
from pipeline.export.files import Past
from pipeline.layout import paths
from pipeline.model.changes import ChangeSet
from pipeline.model.findings import InputFaults

_EMPTY_TREE: Final = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
_KEPT: Final = (paths.OBSERVED, paths.EVIDENCE, paths.FAMILIES, paths.LINKS, paths.COLLECTIONS, paths.BOARDS)
_LAST: Final = 253_402_300_799
"""The last second of the year 9999."""
_TIME_OUT: Final = 300
_REMOTE: Final = re.compile(
    r"(?:https://|ssh://git@|git@)(github\.com)[/:]([A-Za-z0-9-]{1,39}/[A-Za-z0-9._-]{1,100}?)(?:\.git)?/?"
)


class NoGit(RuntimeError):  # noqa: N818  it says what is the case
    """The folder has no readable git history."""


def past_changes(root: Path, *, note: Callable[[str], None]) -> Past:
    """The commits of the current branch that changed the catalog, newest first, each with its changes.

    A shallow clone has no history before its first commit, and that commit would look as if it had
    made everything: it is left out, and the day is told.

    Raises:
        NoGit: git is missing, or the folder is not a repository.
    """
    cut = _cut(root)
    log = _git(
        root, "log", "--first-parent", "--format=%H %P %ct", "--", paths.OBSERVED, paths.EVIDENCE, paths.FAMILIES
    )
    entries: list[Entry] = []
    since = ""
    with _Blobs(root) as blobs:
        for line in log.decode().splitlines():
            commit, *parents, seconds = line.split()
            date = _day_and_time(int(seconds))
            if commit in cut:
                since = date[:10]
                continue
            changes = _changes_of(root, blobs, parents[0] if parents else _EMPTY_TREE, commit)
            if changes is None:
                note(f"commit {commit[:12]}: its catalog has another form than today's; left out of the changelog")
            elif changes:
                entries.append(Entry(commit, date, changes))
    if cut:
        since = since or _oldest(root)
        note(
            f"this clone is shallow: what changed before {since} is in neither the changelog nor the feed "
            "(`git fetch --unshallow` brings it)"
        )
    return Past(tuple(entries), since)


def _changes_of(root: Path, blobs: "_Blobs", parent: str, commit: str) -> ChangeSet | None:
    """What one commit changed for the public; None where the catalog had another form."""
    names = _git(root, "diff-tree", "-r", "--name-only", "--no-renames", "-z", parent, commit, "--", *_KEPT)
    changed = {n for n in names.decode(errors="replace").split("\0") if n.endswith((".json", ".toml"))}
    wanted = {twin for n in changed for twin in _twins(n)}
    old, new = _tree(blobs, parent, wanted), _tree(blobs, commit, wanted)
    try:
        return without_drafts(compare_trees(old, new), _drafts(old), _drafts(new))
    except InputFaults:
        return None


def _drafts(tree: Mapping[str, bytes]) -> frozenset[str]:
    """The slugs of the drafts among the families' files of a tree."""
    found = set()
    for path, data in tree.items():
        if path.startswith(paths.FAMILIES) and b"draft" in data:
            try:
                said = tomllib.loads(data.decode("utf-8-sig"))
            except ValueError:
                continue  # that commit's own check said so
            if said.get("draft") is True:
                found.add(path[len(paths.FAMILIES) : -len(".toml")])
    return frozenset(found)


def _cut(root: Path) -> frozenset[str]:
    """The commits at which a shallow clone was cut: git shows them without parents."""
    if _git(root, "rev-parse", "--is-shallow-repository").strip() != b"true":
        return frozenset()
    file = root / _git(root, "rev-parse", "--git-path", "shallow").decode().strip()
    return frozenset(file.read_text("ascii").split())


def _oldest(root: Path) -> str:
    """The day of the oldest commit that is here."""
    times = _git(root, "log", "--first-parent", "--format=%ct").split()
    return _day_and_time(int(times[-1]))[:10]


def _day_and_time(seconds: int) -> str:
    """A commit's time in UTC; one that no calendar has (a broken clock) becomes the nearest that it has."""
    return datetime.fromtimestamp(min(max(seconds, 0), _LAST), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _twins(path: str) -> set[str]:
    """A file of the catalog with what it is compared together with: its evidence, and how a board is read."""
    found = {path, path.replace(paths.OBSERVED, paths.EVIDENCE), path.replace(paths.EVIDENCE, paths.OBSERVED)}
    if path.startswith((paths.OBSERVED + "families/", paths.EVIDENCE)):
        found.add(paths.FAMILIES + path.rpartition("/")[2].removesuffix(".json") + ".toml")
    if path.startswith(paths.OBSERVED + "leaderboards/"):
        found.add(paths.BOARDS + path.rpartition("/")[2].removesuffix(".json") + ".toml")
    return found


def _tree(blobs: "_Blobs", commit: str, wanted: set[str]) -> dict[str, bytes]:
    found = ((name, blobs.read(f"{commit}:{name}")) for name in sorted(wanted))
    return {name: data for name, data in found if data is not None}


class _Blobs:
    """One `git cat-file --batch` for all files that are asked for."""

    def __init__(self, root: Path) -> None:
        command = ["git", "-C", str(root), "cat-file", "--batch"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603  a list, no shell

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.stdin:
            self._process.stdin.close()
        self._process.wait(timeout=_TIME_OUT)
        if self._process.stdout:
            self._process.stdout.close()

    def read(self, name: str) -> bytes | None:
        """A file at a commit, or None where it was not there."""
        inward, outward = self._process.stdin, self._process.stdout
        if inward is None or outward is None or "\n" in name:
            return None
        inward.write(name.encode() + b"\n")
        inward.flush()
        head = outward.readline().split()
        if len(head) != 3 or not head[2].isdigit():
            return None
        data = outward.read(int(head[2]))
        outward.read(1)
        return data


def remote_address(root: Path) -> str:
    """The web address of the remote called origin, where it is one of GitHub's; else nothing."""
    try:
        remote = _git(root, "config", "--get", "remote.origin.url").decode(errors="replace").strip()
    except NoGit:
        return ""
    match = _REMOTE.fullmatch(remote)
    return f"https://{match[1]}/{match[2]}" if match else ""


def _git(root: Path, *arguments: str) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603  a list, no shell
            ["git", "-C", str(root), *arguments],  # noqa: S607  the git of the person who runs it
            check=True, capture_output=True, timeout=_TIME_OUT,
        )  # fmt: skip
    except FileNotFoundError as error:
        raise NoGit("git is not installed") from error
    except subprocess.CalledProcessError as error:
        raise NoGit(error.stderr.decode(errors="replace").strip() or "git failed") from error
    return done.stdout
