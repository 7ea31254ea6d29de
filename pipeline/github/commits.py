"""Commits on the bot's branches: its own one on the base, people's curated ones kept beneath it."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from typing import Final, NamedTuple

from pipeline.github.forge import RemoteState
from pipeline.layout import paths
from pipeline.model.proposals import Commit, Proposal
from pipeline.model.reports import RunReport
from pipeline.propose.objects import Files, files_digest, is_new_family
from pipeline.propose.plan import Rules, propose

_SCOPE: Final = "Catalog-Bot-Scope: "
_PLAN: Final = "Catalog-Bot-Plan: "
_FILES: Final = "Catalog-Bot-Files: "


class Outside(Exception):  # noqa: N818  it is what the file is
    """A proposal would write where the bot may not: the fault is ours, and nothing is sent."""


class Conflict(Exception):  # noqa: N818  it is what happened
    """A person's commit and main changed the same curated file, each in its own way."""


class Built(NamedTuple):
    """A commit ready to be pointed at: the proposal as it became, and people's commits beneath."""

    head: str
    proposal: Proposal
    people: tuple[str, ...] = ()


def signed(message: str, scope: str, plan: str, files: Files) -> str:
    """A commit message with the bot's trailers: a digest of the files makes them worthless on any other commit."""
    digest = files_digest({path: None if content is None else blob_id(content) for path, content in files.items()})
    return f"{message.rstrip()}\n\n{_SCOPE}{scope}\n{_PLAN}{plan}\n{_FILES}{digest}\n"


def blob_id(content: bytes) -> str:
    """The id that git gives a file's content."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def _trailer(commit: Commit, name: str) -> str:
    lines = [line for line in commit.message.rstrip().rpartition("\n\n")[2].splitlines() if line.startswith(name)]
    return lines[-1].removeprefix(name).strip() if lines else ""


def is_ours(commit: Commit) -> bool:
    """Whether the bot made a commit: its trailers match what it changes.

    A person who amends the bot's commit changes its files and not its trailers, or loses them.
    """
    return _trailer(commit, _FILES) == files_digest(commit.paths)


def carries(commit: Commit, proposal: Proposal, base: str) -> bool:
    """Whether a commit of the bot is already what the proposal wants, on this base."""
    return commit.parents == (base,) and _trailer(commit, _PLAN) == proposal.plan


def sort_history(commits: Iterable[Commit], known: str) -> tuple[Commit | None, tuple[Commit, ...], tuple[Commit, ...]]:
    """Of a branch's commits: the bot's newest (`known`, or by trailers), people's that are kept, the others."""
    ours: Commit | None = None
    people: list[Commit] = []
    others: list[Commit] = []
    for commit in commits:
        if commit.sha == known or is_ours(commit):
            ours = commit
        elif not commit.clean_merge:  # "Update branch" brings main in, and nothing of its own
            curated = commit.paths and all(path.startswith(paths.CURATED) for path in commit.paths)
            (people if curated else others).append(commit)
    return ours, tuple(people), tuple(others)


def check_paths(files: Files, base: Collection[str]) -> None:
    """The bot writes machine-owned files, and families that are not there yet; nothing else.

    Raises:
        Outside: it would.
    """
    for path, content in files.items():
        fresh = is_new_family(path, base) and path.endswith(".toml") and content is not None
        tidy = not path.startswith("/") and not {"", ".", "..", ".git", ".github"} & set(path.lower().split("/"))
        if not tidy or "\\" in path or not path.isprintable() or not (paths.is_machine(path) or fresh):
            raise Outside(f"the bot may not write {path!r}")


def build(remote: RemoteState, planned: Proposal, people: Sequence[Commit], rules: Rules, report: RunReport) -> Built | None:
    """Commits for a proposal on the base and its tree; None when people's commits left it nothing to say.

    Raises:
        Outside: the proposal is not within bounds.
        InputFaults: a person's curated file cannot be read.
    """
    check_paths(planned.files, remote.tree)
    proposal: Proposal | None = planned
    edits = {path: content for commit in people for path, content in _content(remote, commit).items()}
    if people:
        inputs = {p: c for p, c in planned.files.items() if paths.is_input(p)} | edits
        proposal = propose(planned.scope, remote.tree, inputs, rules, report)
    if proposal is None:
        return None
    parent, kept = remote.base, []
    for commit in people:
        if commit.parents != (parent,):
            parent = remote.forge.write_commit(parent, _content(remote, commit), commit.message, commit.author)
        else:
            parent = commit.sha
        kept.append(parent)
    files = {p: c for p, c in proposal.files.items() if p not in edits}
    message = signed(planned.commit_message, planned.scope, planned.plan, files)
    return Built(remote.forge.write_commit(parent, files, message), proposal, tuple(kept))


def check_conflicts(remote: RemoteState, old_base: str, people: Sequence[Commit]) -> None:
    """Whether main changed, since the branch was made, what a person changed on it.

    Raises:
        Conflict: it did.
    """
    before, now = ((remote.forge.git.tree(base) if people else {}) for base in (old_base, remote.base))
    last = {path: blob for commit in people for path, blob in commit.paths.items()}
    for path, blob in sorted(last.items()):
        if now.get(path) not in {before.get(path), blob}:
            raise Conflict(path)


def _content(remote: RemoteState, commit: Commit) -> dict[str, bytes | None]:
    found = remote.forge.git.contents({path: blob for path, blob in commit.paths.items() if blob})
    return {path: found.get(path) for path in commit.paths}
