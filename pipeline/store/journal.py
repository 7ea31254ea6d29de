"""The journal of a write: many files become one step. All new contents first, then they are put in place.

It lies beside the tree, in `.state/journal/`, so that whoever opens the tree finds it: whether a run
died before (nothing happened) or after (it is finished by the next command) is one rename.
"""

import contextlib
import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

PLACE: Final = ".state/journal"
_NAME: Final = "pending"
_DRAFT: Final = "pending.new"


class Entry(NamedTuple):
    """One file: its new bytes (None: deleted), and the digest of what it replaces where a person owns it."""

    data: bytes | None
    replaces: str | None = None


def digest(data: bytes | None) -> str:
    """What identifies a content; "" for no file."""
    return "" if data is None else hashlib.sha256(data).hexdigest()


def commit(root: Path, entries: Mapping[str, Entry]) -> None:
    """Write everything down, flushed to disk. From its last rename on, the write has happened."""
    folder = root / PLACE
    folder.mkdir(parents=True, exist_ok=True)
    bodies = b"".join(e.data for e in entries.values() if e.data is not None)
    head = {
        "version": 1,
        "sha256": digest(bodies),
        "files": [[p, None if e.data is None else len(e.data), e.replaces] for p, e in entries.items()],
    }
    draft = folder / _DRAFT
    with draft.open("wb") as file:
        file.write(json.dumps(head, ensure_ascii=True).encode() + b"\n")
        file.write(bodies)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / _NAME)
    flush(folder)


def pending(root: Path) -> dict[str, Entry] | None:
    """The write that a killed command left behind, or None. One that is not whole counts as none."""
    try:
        line, _, bodies = (root / PLACE / _NAME).read_bytes().partition(b"\n")
        head = json.loads(line)
        if head["version"] != 1 or head["sha256"] != digest(bodies):
            return None
        entries: dict[str, Entry] = {}
        at = 0
        for path, size, replaces in head["files"]:
            entries[path] = Entry(None if size is None else bodies[at : at + size], replaces)
            at += size or 0
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return entries


def left_behind(root: Path) -> bool:
    """Whether there is anything to finish or to discard: two looks at the disk."""
    folder = root / PLACE
    return (folder / _NAME).exists() or (folder / _DRAFT).exists()


def clear(root: Path) -> None:
    """The write is in place (or was never whole): forget it."""
    folder = root / PLACE
    for name in (_NAME, _DRAFT):
        with contextlib.suppress(FileNotFoundError):
            (folder / name).unlink()
    if folder.is_dir():
        flush(folder)


def mark(root: Path) -> int | None:
    """A number that changes whenever a write begins or ends."""
    try:
        return (root / PLACE).stat().st_mtime_ns
    except OSError:
        return None


def flush(place: Path) -> None:
    """Make a file's content, or renames in a folder, last (POSIX only)."""
    if os.name == "posix":
        descriptor = os.open(place, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
