"""Run state where no disk lasts: an orphan branch of one commit, rewritten after each run.

Losing it costs requests, never facts. Only the known topics are read and written: small JSON objects, whoever made them.
"""

import json
from pathlib import Path
from typing import Final

from pipeline.github.git import Git, credentials
from pipeline.settings import Settings
from pipeline.store.tree import write_atomically

BRANCH: Final = "catalog-bot/state"
TOPICS: Final = ("boards", "discovery", "hub", "links", "papers", "repositories", "sources")
LARGEST: Final = 4 * 1024 * 1024
"""Bytes of one topic."""


def restore(settings: Settings, remote: str = "origin") -> tuple[str, ...]:
    """Bring the branch's topics into the state folder; what it has not, or has in no usable form, is left alone.

    Raises:
        GitFailed: there is no such branch, or git refused.
    """
    git = Git(settings.root, secret=credentials(settings.github_server, settings.github_token))
    git.run("fetch", "--quiet", "--depth=1", "--no-tags", remote, f"refs/heads/{BRANCH}")
    tree = git.tree("FETCH_HEAD")
    found = {t: git.blobs([tree[f"{t}.json"]])[tree[f"{t}.json"]] for t in TOPICS if f"{t}.json" in tree}
    taken = {t: data for t, data in found.items() if _usable(data)}
    for topic, data in taken.items():
        write_atomically(settings.state / f"{topic}.json", data)
    return tuple(sorted(taken))


def save(settings: Settings, remote: str = "origin") -> tuple[str, ...]:
    """Replace the branch by one commit of the state folder's topics.

    Raises:
        GitFailed: git refused.
    """
    git = Git(settings.root, secret=credentials(settings.github_server, settings.github_token))
    topics = {t: data for t in TOPICS if _usable(data := _read(settings.state / f"{t}.json"))}
    message = "Run state: when sources were asked and last answered\n"
    commit = git.write_commit(None, {f"{topic}.json": data for topic, data in topics.items()}, message)
    git.run("push", "--quiet", "--force", remote, f"{commit}:refs/heads/{BRANCH}")
    return tuple(sorted(topics))


def _read(file: Path) -> bytes:
    try:
        return b"" if file.is_symlink() else file.read_bytes()
    except OSError:
        return b""


def _usable(data: bytes) -> bool:
    if not 0 < len(data) <= LARGEST:
        return False
    try:
        return isinstance(json.loads(data), dict)
    except (ValueError, RecursionError):
        return False
