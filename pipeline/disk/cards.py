"""The cache of card texts, keyed by revision: other people's text, so it stays outside git."""

import hashlib
from pathlib import Path

from pipeline.disk.tree import write_atomically
from pipeline.layout.paths import flat


class CardCache:
    """Cards by checkpoint and revision. A cache that cannot be read or written is no error: it is only slower."""

    def __init__(self, folder: Path, *, writable: bool = True) -> None:
        self._folder = folder / "cards"
        self._writable = writable

    def get(self, checkpoint: str, revision: str) -> bytes | None:
        """The card's bytes at a revision, or None."""
        try:
            return self._file(checkpoint, revision).read_bytes()
        except OSError:
            return None

    def put(self, checkpoint: str, revision: str, text: bytes) -> None:
        """Keep a card."""
        if self._writable:
            try:
                write_atomically(self._file(checkpoint, revision), text)
            except OSError:
                return

    def _file(self, checkpoint: str, revision: str) -> Path:
        name = revision if revision.isalnum() else hashlib.sha256(revision.encode()).hexdigest()[:40]
        return self._folder / flat(checkpoint) / f"{name}.md"
