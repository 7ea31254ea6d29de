"""Forge: where branches and pull requests live, as proposals need it.

Every write is compare-and-swap (branches) or found before it is made (everything else), so that
doing it again after a lost answer changes nothing.
"""

from collections.abc import Iterable, Mapping
from typing import Protocol

from pipeline.model.proposals import Commit, Person, Pull


class Forge(Protocol):
    """A place for branches and pull requests; any of these may raise Refused."""

    def base(self) -> str:
        """The commit at the head of the branch that pull requests go to."""

    def branches(self) -> dict[str, str]:
        """The bot's branches: name to head."""

    def pulls(self) -> tuple[Pull, ...]:
        """The bot's pull requests, open, closed and merged, oldest first."""

    def tree(self, commit: str) -> dict[str, str]:
        """Path to blob of a commit's whole tree."""

    def blobs(self, ids: Iterable[str]) -> dict[str, bytes]:
        """The content of blobs."""

    def commits(self, base: str, head: str) -> tuple[Commit, ...]:
        """The commits that head has and base has not, oldest first."""

    def merged(self, base: str, head: str) -> dict[str, str] | None:
        """Path to blob of what merging head into base would give; None where they conflict."""

    def write_commit(
        self, parent: str, files: Mapping[str, bytes | None], message: str, author: Person | None = None
    ) -> str:
        """A commit on `parent` with these files changed; no branch points at it yet."""

    def verified(self, commit: str) -> bool | None:
        """What the forge says of a commit's signature; None where nothing is to be said."""

    def move(self, branch: str, new: str | None, expected: str | None) -> None:
        """Point a branch at a commit (None: take it away) if it is where it was last seen (None: not there).

        Raises:
            Moved: it is somewhere else.
        """

    def open_pull(self, branch: str, title: str, body: str, *, draft: bool) -> Pull:
        """A pull request from a branch; one that is already open is taken for it."""

    def again(self, pull: Pull) -> Pull:
        """A pull request as it is now: a person may have written to it since it was listed."""

    def edit_pull(self, pull: Pull, *, title: str, body: str, close: bool = False) -> Pull:
        """New words, and perhaps the end, in one write."""

    def mark(self, pull: Pull, labels: tuple[str, ...], *, draft: bool = False) -> str:
        """Add labels, those it has stay; with `draft`, mark it as not ready. What could not be done, "" for nothing."""

    def comment(self, pull: Pull, marker: str, text: str) -> None:
        """Say something once: a comment of the bot with this marker is not made again."""

    def merge(self, pull: Pull) -> bool:
        """Merge at the head that was read, if checks passed and nothing forbids it."""

    def dashboard(self, marker: str, title: str, body: str) -> str:
        """The one issue with this marker, made or rewritten if it differs; its address."""
