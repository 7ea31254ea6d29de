"""Commits on the bot's branches: its own one on the base, people's curated ones kept beneath it."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from typing import Final, NamedTuple

from pipeline.github.forge import Forge
from pipeline.layout import paths
from pipeline.model.proposals import Commit, Proposal
from pipeline.model.reports import RunReport
from pipeline.propose.objects import files_digest
from pipeline.propose.plan import Rules, propose

_SCOPE: Final = "Catalog-Bot-Scope: "
_PLAN: Final = "Catalog-Bot-Plan: "
_FILES: Final = "Catalog-Bot-Files: "


class Outside(Exception):  # noqa: N818  it is what the file is
    """A proposal would write where the bot may not: the fault is ours, and nothing is sent."""


class Conflict(Exception):  # noqa: N818  it is what happened
    """A person's commit and main changed the same curated file, each in its own way."""


class History(NamedTuple):
    """A branch's commits, sorted: the bot's own newest one, those of people that are kept, and the others."""

    ours: Commit | None
    people: tuple[Commit, ...]
    others: tuple[Commit, ...]


class Built(NamedTuple):
    """A commit ready to be pointed at: the proposal as it became, and people's commits beneath."""

    head: str
    proposal: Proposal
    people: tuple[str, ...] = ()


def signed(message: str, scope: str, plan: str, files: Mapping[str, bytes | None]) -> str:
    """A commit message with the bot's trailers: a digest of the files makes them worthless on any other commit."""
    digest = files_digest({path: None if content is None else blob_id(content) for path, content in files.items()})
    return f"{message.rstrip()}\n\n{_SCOPE}{scope}\n{_PLAN}{plan}\n{_FILES}{digest}\n"


def blob_id(content: bytes) -> str:
    """The id that git gives a file's content."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def _trailer(commit: Commit, name: str) -> str:
    """The value of a trailer of the bot, "" if the commit has none."""
    lines = [line for line in commit.message.rstrip().rpartition("\n\n")[2].splitlines() if line.startswith(name)]
    return lines[-1].removeprefix(name).strip() if lines else ""


def is_ours(commit: Commit, known: Collection[str] = ()) -> bool:
    """Whether the bot made a commit: it noted it, or its trailers match what it changes.

    A person who amends the bot's commit changes its files and not its trailers, or loses them.
    """
    return commit.sha in known or _trailer(commit, _FILES) == files_digest(commit.paths)


def carries(commit: Commit | None, proposal: Proposal, base: str) -> bool:
    """Whether a commit of the bot is already what the proposal wants, on this base."""
    return commit is not None and commit.parents == (base,) and _trailer(commit, _PLAN) == proposal.plan


def sort_history(commits: Collection[Commit], known: Collection[str]) -> History:
    """The commits of a branch beyond the base, oldest first, by what the bot does about them."""
    ours: Commit | None = None
    people: list[Commit] = []
    others: list[Commit] = []
    for commit in commits:
        if is_ours(commit, known):
            ours = commit
        elif commit.clean_merge:
            continue  # "Update branch": brings main in, and nothing of its own; the rebuild does the same
        elif commit.paths and all(path.startswith(paths.CURATED) for path in commit.paths):
            people.append(commit)
        else:
            others.append(commit)
    return History(ours, tuple(people), tuple(others))


def check_paths(files: Mapping[str, bytes | None], base: Mapping[str, object]) -> None:
    """The bot writes machine-owned files, and families that are not there yet; nothing else.

    Raises:
        Outside: it would.
    """
    for path, content in files.items():
        fresh = path.startswith(paths.FAMILIES) and path.endswith(".toml") and path not in base and content is not None
        parts = path.split("/")
        tidy = not path.startswith("/") and not {"", ".", "..", ".git", ".github"} & {p.lower() for p in parts}
        if not tidy or "\\" in path or not path.isprintable() or not (paths.is_machine(path) or fresh):
            raise Outside(f"the bot may not write {path!r}")


def build(
    forge: Forge, base: str, tree: Mapping[str, bytes], planned: Proposal, people: Sequence[Commit], rules: Rules,
    report: RunReport,
) -> Built | None:  # fmt: skip
    """Commits for a proposal on the base and its tree; None when people's commits left it nothing to say.

    Raises:
        Conflict: main changed what a person changed here.
        Outside: the proposal is not within bounds.
        InputFaults: a person's curated file cannot be read.
    """
    check_paths(planned.files, tree)
    proposal: Proposal | None = planned
    edits = {path: content for commit in people for path, content in _content(forge, commit).items()}
    if people:
        inputs = {p: c for p, c in planned.files.items() if paths.is_input(p)} | edits
        proposal = propose(planned.scope, tree, inputs, rules, report)
    if proposal is None:
        return None
    parent, kept = base, []
    for commit in people:
        if commit.parents == (parent,):
            parent = commit.sha
        else:
            parent = forge.write_commit(parent, _content(forge, commit), commit.message, commit.author)
        kept.append(parent)
    files = {p: c for p, c in proposal.files.items() if p not in edits}
    message = signed(planned.commit_message, planned.scope, planned.plan, files)
    return Built(forge.write_commit(parent, files, message), proposal, tuple(kept))


def check_conflicts(forge: Forge, old_base: str, base: str, people: Sequence[Commit]) -> None:
    """Whether main changed, since the branch was made, what a person changed on it.

    Raises:
        Conflict: it did.
    """
    if old_base == base or not people:
        return
    before, now = forge.tree(old_base), forge.tree(base)
    last = {path: blob for commit in people for path, blob in commit.paths.items()}
    for path, blob in sorted(last.items()):
        if now.get(path) not in {before.get(path), blob}:
            raise Conflict(path)


def _content(forge: Forge, commit: Commit) -> dict[str, bytes | None]:
    blobs = forge.blobs(b for b in commit.paths.values() if b)
    return {path: blobs[blob] if blob else None for path, blob in commit.paths.items()}
