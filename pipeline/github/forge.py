"""Forge: where branches and pull requests live, as proposals need it; and what one holds before anything is written.

Every write is compare-and-swap (branches) or found before it is made (everything else), so that
doing it again after a lost answer changes nothing.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from pipeline.github.git import Git
from pipeline.layout import paths
from pipeline.model.proposals import BotState, Commit, Person, Pull
from pipeline.propose.objects import unpacked
from pipeline.propose.scopes import holds_its_objects
from pipeline.propose.wording import read_note


class Forge(ABC):
    """A place for branches and pull requests, read through a local repository; any of these may raise Refused."""

    _git: Git

    @abstractmethod
    def base(self) -> str:
        """The commit at the head of the branch that pull requests go to."""

    @abstractmethod
    def branches(self) -> dict[str, str]:
        """The bot's branches: name to head."""

    @abstractmethod
    def pulls(self) -> tuple[Pull, ...]:
        """The bot's pull requests, open, closed and merged, oldest first."""

    def _fetch(self, *commits: str) -> None:
        """Bring commits into the local repository, where they are not there by nature."""
        del commits

    def tree(self, commit: str) -> dict[str, str]:
        """Path to blob of a commit's whole tree."""
        self._fetch(commit)
        return self._git.tree(commit)

    def blobs(self, ids: Iterable[str]) -> dict[str, bytes]:
        """The content of blobs of commits that were looked at."""
        return self._git.blobs(ids)

    def commits(self, base: str, head: str, *known: str) -> tuple[Commit, ...]:
        """The commits that head has and base and what is known have not, oldest first."""
        self._fetch(base, head)
        return self._git.commits(base, head, *known)

    def merged(self, base: str, head: str) -> dict[str, str] | None:
        """Path to blob of what merging head into base would give; None where they conflict."""
        self._fetch(base, head)
        return self._git.merged(base, head)

    def write_commit(
        self, parent: str, files: Mapping[str, bytes | None], message: str, author: Person | None = None
    ) -> str:
        """A commit on `parent` with these files changed; no branch points at it yet."""
        self._fetch(parent)
        return self._git.write_commit(parent, files, message, author)

    def verified(self, commit: str) -> bool | None:
        """What the forge says of a commit's signature; None where nothing is to be said."""
        del commit
        return None

    @abstractmethod
    def move(self, branch: str, new: str | None, expected: str | None) -> None:
        """Point a branch at a commit (None: take it away) if it is where it was last seen (None: not there).

        Raises:
            Moved: it is somewhere else.
        """

    @abstractmethod
    def open_pull(self, branch: str, title: str, body: str, *, draft: bool) -> Pull:
        """A pull request from a branch; one that is already open is taken for it."""

    @abstractmethod
    def again(self, pull: Pull) -> Pull:
        """A pull request as it is now: a person may have written to it since it was listed."""

    @abstractmethod
    def edit_pull(self, pull: Pull, *, title: str, body: str, close: bool = False) -> Pull:
        """New words, and perhaps the end, in one write."""

    @abstractmethod
    def mark(self, pull: Pull, labels: tuple[str, ...], *, draft: bool | None = None) -> str:
        """Add labels; with `draft`, mark it as not ready, or (False) as ready, with these labels alone. What could not be done."""

    @abstractmethod
    def comment(self, pull: Pull, marker: str, text: str) -> str:
        """Say something once: a comment of the bot that begins with this marker is not made again. Why it could not be said, "" if it was."""

    def merge(self, pull: Pull) -> bool:
        """Merge at the head that was read, if checks passed and nothing forbids it; never where only a person merges."""
        del pull
        return False


RECONSIDER: Final = "reconsider"
"""The label on a closed pull request that takes a person's no back."""


class RemoteState(NamedTuple):
    """A forge's base, the bot's branches and pull requests, and what follows from them.

    `tree` is the catalog on the base; `known` is that with the inputs of open proposals in it:
    what a run starts from, so that nothing is asked or proposed twice. `own` has, by scope, the
    inputs that each open proposal brings. `declined` holds the fingerprints of what people closed.
    """

    forge: Forge
    base: str
    tree: dict[str, bytes]
    known: dict[str, bytes]
    branches: dict[str, str]
    pulls: tuple[Pull, ...]
    own: dict[str, dict[str, bytes | None]]
    declined: frozenset[str]

    @property
    def held(self) -> dict[str, tuple[str, ...]]:
        """The paths of open proposals that keep what is in them."""
        return {scope: tuple(files) for scope, files in self.own.items() if holds_its_objects(scope)}

    def open_pulls(self) -> list[tuple[Pull, BotState | None]]:
        """Open pull requests on the bot's branches, with the note of each."""
        return [(p, note_of(p)) for p in self.pulls if p.state == "open"]


def read_remote(forge: Forge) -> RemoteState:
    """Read the forge: the base's catalog, branches, pull requests and what is in them."""
    base = forge.base()
    branches = forge.branches()
    pulls = forge.pulls()
    whole = forge.tree(base)
    tree, blobs = catalog_of(forge, whole), _catalog(whole)
    known = dict(tree)
    own: dict[str, dict[str, bytes | None]] = {}
    for pull in pulls:
        note = note_of(pull)
        head = branches.get(pull.branch)
        if pull.state == "open" and note is not None and head is not None:
            own[note.scope] = _brought(forge, note.base, head, blobs)
            known = {p: c for p, c in {**known, **own[note.scope]}.items() if c is not None}
    closed = [n for p in pulls if p.state == "closed" and RECONSIDER not in p.labels and (n := note_of(p)) and not n.closed]
    declined = frozenset(one for note in closed for one in unpacked(note.objects + note.rows))
    return RemoteState(forge, base, tree, known, branches, pulls, own, declined)


def note_of(pull: Pull) -> BotState | None:
    """The bot's note in a pull request; nobody else's text is read for one."""
    return read_note(pull.body) if pull.by_bot else None


def catalog_of(forge: Forge, tree: Mapping[str, str]) -> dict[str, bytes]:
    """The catalog's files in a tree of blobs."""
    blobs = _catalog(tree)
    content = forge.blobs(blobs.values())
    return {path: content[blob] for path, blob in blobs.items()}


def _catalog(tree: Mapping[str, str]) -> dict[str, str]:
    return {path: blob for path, blob in tree.items() if paths.is_input(path) or paths.is_output(path)}


def _brought(forge: Forge, old_base: str, head: str, now: Mapping[str, str]) -> dict[str, bytes | None]:
    """The inputs that a branch changes against the base it was made on.

    Where main has moved on in the same object, main is right. Of the curated files only a
    family that main has not is the branch's own.
    """
    before, after = _catalog(forge.tree(old_base)), _catalog(forge.tree(head))
    changed = [
        path
        for path in sorted(before.keys() | after.keys())
        if paths.is_input(path) and before.get(path) != after.get(path) and before.get(path) == now.get(path)
        and (not path.startswith(paths.CURATED) or (path.startswith(paths.FAMILIES) and path not in now))
    ]  # fmt: skip
    content = forge.blobs(after[p] for p in changed if p in after)
    return {p: content[after[p]] if p in after else None for p in changed}
