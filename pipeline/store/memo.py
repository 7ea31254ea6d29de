"""The memo of derivations on disk: one file in the cache for each tree and version of the code. Safe to delete.

A file that is cut, damaged, of other code or too large counts as none. It holds notes only (names,
digests, rows of the lists, curated files as JSON); the outputs stand in the tree. It is replaced as a
whole, and holds what the last run used: it grows with the catalog, and not with time.
"""

import contextlib
import hashlib
import os
import sys
import tempfile
from pathlib import Path
from typing import Final

import jinja2
import pydantic

MOST: Final = 256 * 2**20
"""Bytes of a memo that is still kept; beyond, every derivation is a full one."""
_MAGIC: Final = b"awesome memo 1\n"
_ROOMS: Final = ("derive", "render", "reconcile", "sources", "history", "layout", "model", "ports")
"""What derive is made of: another byte of it, another memo."""


def code_version() -> bytes:
    """The digest of all code that derive runs, and of what it runs on."""
    here = Path(__file__).parent.parent
    made = hashlib.sha256(f"{sys.version} {pydantic.VERSION} {jinja2.__version__}".encode())
    for room in _ROOMS:
        for file in sorted((here / room).rglob("*.py")):
            data = file.read_bytes()
            made.update(b"%s %d\n" % (file.name.encode(), len(data)) + data)
    return made.digest()


class OnDisk:
    """The memo of one tree. `save` writes it, if it says anything new."""

    def __init__(self, cache: Path, root: Path) -> None:
        self._file = cache / "derive" / f"{hashlib.sha256(os.fsencode(root.resolve())).hexdigest()[:16]}.memo"
        self._version = code_version()
        self._notes = self._read()
        self._used: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        """The note last put under a key, or None."""
        note = self._used.get(key)
        if note is None:
            note = self._notes.get(key)
            if note is not None:
                self._used[key] = note
        return note

    def put(self, key: str, note: bytes) -> None:
        """Keep a note."""
        self._used[key] = note

    def output(self, digest: bytes) -> bytes | None:
        """Nothing: outputs stand in the tree."""
        del digest
        return None

    def keep(self, digest: bytes, output: bytes) -> None:
        """Nothing: outputs stand in the tree."""

    def save(self) -> None:
        """Replace the file by what this run used. A disk that will not take it costs nothing but time."""
        if self._used == self._notes or self._size() > MOST:
            return
        with contextlib.suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(dir=self._file.parent, prefix=".", suffix=".tmp")
            try:
                with os.fdopen(descriptor, "wb") as file:
                    made = hashlib.sha256()
                    for part in self._parts():
                        made.update(part)
                        file.write(part)
                    file.write(made.digest())
                Path(name).replace(self._file)
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise

    def _size(self) -> int:
        return sum(len(key) + len(note) + 8 for key, note in self._used.items())

    def _parts(self) -> "list[bytes]":
        parts = [_MAGIC + self._version]
        for key, note in self._used.items():
            name = key.encode()
            parts.append(len(name).to_bytes(4, "big") + len(note).to_bytes(4, "big") + name + note)
        return parts

    def _read(self) -> dict[str, bytes]:
        head = _MAGIC + self._version
        try:
            if self._file.stat().st_size > MOST + 2**16:
                return {}
            data = self._file.read_bytes()
        except OSError:
            return {}
        if not data.startswith(head) or hashlib.sha256(memoryview(data)[:-32]).digest() != data[-32:]:
            return {}
        notes: dict[str, bytes] = {}
        at, end = len(head), len(data) - 32
        while at < end:
            middle = at + 8 + int.from_bytes(data[at : at + 4], "big")
            last = middle + int.from_bytes(data[at + 4 : at + 8], "big")
            notes[data[at + 8 : middle].decode()] = data[middle:last]
            at = last
        return notes
