"""People's commits on the bot's branches: which are kept, which stop the bot, which are its own."""

import hashlib
from collections.abc import Collection, Mapping
from typing import Final, NamedTuple

from pipeline.layout import paths
from pipeline.model.proposals import Commit
from pipeline.propose.objects import files_digest

_SCOPE: Final = "Catalog-Bot-Scope: "
_PLAN: Final = "Catalog-Bot-Plan: "
_FILES: Final = "Catalog-Bot-Files: "


class History(NamedTuple):
    """A branch's commits, sorted: the bot's own newest one, those of people that are kept, and the others."""

    ours: Commit | None
    people: tuple[Commit, ...]
    others: tuple[Commit, ...]


def signed(message: str, scope: str, plan: str, files: Mapping[str, bytes | None]) -> str:
    """A commit message with the bot's trailers: a digest of the files makes them worthless on any other commit."""
    digest = files_digest({path: None if content is None else blob_id(content) for path, content in files.items()})
    return f"{message.rstrip()}\n\n{_SCOPE}{scope}\n{_PLAN}{plan}\n{_FILES}{digest}\n"


def blob_id(content: bytes) -> str:
    """The id that git gives a file's content."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def trailer(commit: Commit, name: str) -> str:
    """The value of a trailer of the bot, "" if the commit has none."""
    lines = [line for line in commit.message.rstrip().rpartition("\n\n")[2].splitlines() if line.startswith(name)]
    return lines[-1].removeprefix(name).strip() if lines else ""


def is_ours(commit: Commit, known: Collection[str] = ()) -> bool:
    """Whether the bot made a commit: it noted it, or its trailers match what it changes.

    A person who amends the bot's commit changes its files and not its trailers, or loses them.
    """
    if commit.sha in known:
        return True
    return bool(trailer(commit, _FILES)) and trailer(commit, _FILES) == files_digest(commit.paths)


def plan_of(commit: Commit) -> str:
    """The digest of the proposal that a commit of the bot carries out."""
    return trailer(commit, _PLAN)


def scope_of(commit: Commit) -> str:
    """The scope that a commit of the bot is for."""
    return trailer(commit, _SCOPE)


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
