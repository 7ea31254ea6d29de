"""Forge: where branches and pull requests live, as proposals need it.

Every write is compare-and-swap (branches) or found before it is made (everything else), so that
doing it again after a lost answer changes nothing.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping

from pipeline.github.git import Git
from pipeline.model.proposals import Commit, Person, Pull


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
