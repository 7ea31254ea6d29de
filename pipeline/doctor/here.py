"""What a run needs of this machine: git, the repository's name, a valid tree, a disk that can be written."""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from typing import Final

from pipeline.doctor import Check, Surroundings, judged
from pipeline.layout.curated import parse_curated, retired
from pipeline.model.findings import InputFaults
from pipeline.settings import origin_of
from pipeline.store.tree import NotATree, read_tree

OLDEST_GIT: Final = (2, 30)
ROOM: Final = 200 * 1024 * 1024
"""Bytes that a run may need for cards and drafts."""


def git(_around: Surroundings) -> Iterator[Check]:
    """Git, new enough for what proposals ask of it."""
    mend = f"install git {'.'.join(map(str, OLDEST_GIT))} or newer"
    try:
        done = subprocess.run(["git", "--version"], capture_output=True, check=False, text=True, timeout=30)  # noqa: S607
    except OSError:
        yield Check("git", "fails", "no git on the PATH", f"{mend}: proposals are its branches")
        return
    told = done.stdout.strip()[:60]
    version = re.search(r"(\d+)\.(\d+)", told)
    new = version is not None and (int(version[1]), int(version[2])) >= OLDEST_GIT
    yield judged("git", new, told or "it says no version", mend)


def repository(around: Surroundings) -> Iterator[Check]:
    """The repository that pull requests go to and that asks upstreams by its name."""
    named = around.settings.repository
    if named:
        good = re.fullmatch(r"[A-Za-z0-9-]{1,39}/[A-Za-z0-9._-]{1,100}", named)
        by = "GITHUB_REPOSITORY" if around.environment.get("GITHUB_REPOSITORY") else "the remote origin"
        saw = f"{named}, by {by}" if good else f"GITHUB_REPOSITORY is {named[:60]!r}"
        yield judged("repository", good, saw, "set it to owner/name")
        return
    host = origin_of(around.settings.root)[0][:100]
    saw = f"the remote origin is at {host}" if host else "neither GITHUB_REPOSITORY nor a remote origin names one"
    mend = f"GITHUB_SERVER_URL=https://{host}" if host else "git remote add origin …, or GITHUB_REPOSITORY=owner/name"
    yield Check("repository", "note", saw, f"{mend}: needed to publish on GitHub")


def tree(around: Surroundings) -> Iterator[Check]:
    """The curated files."""
    try:
        curated = parse_curated(read_tree(around.settings.root))
    except InputFaults as faults:
        saw = f"{len(faults.faults)} fault(s), the first in {faults.faults[0].path}"
        yield Check("tree", "fails", saw, "`awesome check` names each of them with its line")
    except NotATree as error:
        yield Check("tree", "fails", str(error), "call it in the list's folder, or with --root")
    else:
        yield Check("tree", "ok", f"{len(curated.families)} families, {len(curated.boards)} leaderboards")
        yield from (Check("tree", "note", note) for note in retired(curated))


def disk(around: Surroundings) -> Iterator[Check]:
    """The folders that a run writes, and the room that it may need."""
    settings = around.settings
    for name, folder, variable in (
        ("disk: tree", settings.root, "--root"),
        ("disk: state", settings.state, "AWESOME_STATE_DIR"),
        ("disk: cache", settings.cache, "AWESOME_CACHE_DIR"),
    ):
        there = next((p for p in (folder, *folder.parents) if p.exists()), folder)
        try:
            with tempfile.TemporaryFile(dir=there):
                pass
            free = shutil.disk_usage(there).free
        except OSError as error:
            mend = f"let this user write there, or name another folder with {variable}"
            yield Check(name, "fails", f"{folder}: {error.strerror or error}", mend)
            continue
        saw = f"{there} can be written" if free >= ROOM else f"{free // 2**20} MiB free"
        yield judged(name, free >= ROOM, saw, f"{ROOM // 2**20} MiB are needed")


PROBES: Final = (git, repository, tree, disk)
