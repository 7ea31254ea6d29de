"""What works from here, and what to do about what does not: `awesome doctor`. Nothing is written, nothing is kept.

In here is what a run needs of this machine; upstreams and GitHub have a file each, which is imported when it is looked at.
"""

import re
import shutil
import tempfile
from collections.abc import Collection, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Final, Literal, NamedTuple

from pipeline.github.git import Git
from pipeline.layout.catalog import Curated, parse_curated
from pipeline.model.outcomes import GitFailed, InputFaults, WrongUsage
from pipeline.settings import Settings, origin_of
from pipeline.store.tree import read_tree

Outcome = Literal["ok", "note", "fails"]
"""It works; something is missing that nothing needs; something will not work."""
OLDEST_GIT: Final = (2, 30)
ROOM: Final = 200
"""Mebibytes that a run may need for cards and drafts."""


class Check(NamedTuple):
    """One thing looked at: what was seen, and what a person does about it ("" where nothing is to be done)."""

    name: str
    outcome: Outcome
    saw: str
    mend: str = ""


def judged(name: str, good: object, saw: str, mend: str, bad: Outcome = "fails") -> Check:
    """A check that is ok, or else bad with what mends it."""
    return Check(name, "ok", saw) if good else Check(name, bad, saw, mend)


def examined(settings: Settings, environment: Mapping[str, str], groups: Collection[str]) -> Iterator[Check]:
    """Each check of some groups, as soon as it is made: of "here", "sources", "github"."""
    curated, seen = tree(settings.root)
    for group in groups:
        if group == "here":
            yield from (git(), repository(settings, environment), seen, *disk(settings))
        else:
            yield from import_module(f"{__name__}.{group}").checks(settings, curated)


def git() -> Check:
    """Git, new enough for what proposals ask of it."""
    mend = f"install git {'.'.join(map(str, OLDEST_GIT))} or newer"
    try:
        told = Git(Path()).text("--version")[:60]
    except GitFailed as error:
        return Check("git", "fails", str(error), f"{mend}: proposals are its branches")
    version = re.search(r"(\d+)\.(\d+)", told)
    new = version is not None and (int(version[1]), int(version[2])) >= OLDEST_GIT
    return judged("git", new, told or "it says no version", mend)


def repository(settings: Settings, environment: Mapping[str, str]) -> Check:
    """The repository that pull requests go to and that asks upstreams by its name."""
    if named := settings.repository:
        good = re.fullmatch(r"[A-Za-z0-9-]{1,39}/[A-Za-z0-9._-]{1,100}", named)
        by = "GITHUB_REPOSITORY" if environment.get("GITHUB_REPOSITORY") else "the remote origin"
        saw = f"{named}, by {by}" if good else f"GITHUB_REPOSITORY is {named[:60]!r}"
        return judged("repository", good, saw, "set it to owner/name")
    host = origin_of(settings.root)[0][:100]
    saw = f"the remote origin is at {host}" if host else "neither GITHUB_REPOSITORY nor a remote origin names one"
    mend = f"GITHUB_SERVER_URL=https://{host}" if host else "git remote add origin …, or GITHUB_REPOSITORY=owner/name"
    return Check("repository", "note", saw, f"{mend}: needed to publish on GitHub")


def tree(root: Path) -> tuple[Curated, Check]:
    """The curated files, none where they have faults (the others look at what needs no tree), and what was seen."""
    try:
        curated = parse_curated(read_tree(root))
    except InputFaults as error:
        saw = f"{len(error.faults)} fault(s), the first in {error.faults[0].path}"
        return parse_curated({}), Check("tree", "fails", saw, "`awesome check` names each of them with its line")
    except WrongUsage as error:
        return parse_curated({}), Check("tree", "fails", str(error), "call it in the list's folder, or with --root")
    return curated, Check("tree", "ok", f"{len(curated.families)} families, {len(curated.boards)} leaderboards")


def disk(settings: Settings) -> Iterator[Check]:
    """The folders that a run writes, and the room that it may need."""
    for name, folder, variable in (
        ("disk: tree", settings.root, "--root"),
        ("disk: state", settings.state, "AWESOME_STATE_DIR"),
        ("disk: cache", settings.cache, "AWESOME_CACHE_DIR"),
    ):
        there = next((p for p in (folder, *folder.parents) if p.exists()), folder)
        try:
            with tempfile.TemporaryFile(dir=there):
                free = shutil.disk_usage(there).free // 2**20
        except OSError as error:
            mend = f"let this user write there, or name another folder with {variable}"
            yield Check(name, "fails", f"{folder}: {error.strerror or error}", mend)
            continue
        saw = f"{there} can be written" if free >= ROOM else f"{free} MiB free"
        yield judged(name, free >= ROOM, saw, f"{ROOM} MiB are needed")
