"""The cache of card texts: other people's, so outside git. Beside each lies its receipt, for after a run that died."""

import contextlib
import hashlib
from pathlib import Path

from pipeline.layout.canonical import dumps
from pipeline.layout.paths import flat
from pipeline.model.snapshots import Receipt
from pipeline.store.tree import write_atomically


class CardCache:
    """Cards by checkpoint and revision. A cache that cannot be read or written is no error: it is only slower."""

    def __init__(self, folder: Path, *, writable: bool = True) -> None:
        self._folder = folder / "cards"
        self._writable = writable

    def get(self, checkpoint: str, revision: str) -> bytes | None:
        """The card's bytes at a revision, or None. Not flushed to disk: hold them against their receipt."""
        try:
            return self._file(checkpoint, revision).read_bytes()
        except OSError:
            return None

    def receipt(self, checkpoint: str, revision: str, text: bytes) -> Receipt | None:
        """How a cached card was retrieved, if that is known and is of these very bytes."""
        try:
            found = Receipt.model_validate_json(self._file(checkpoint, revision).with_suffix(".json").read_bytes())
        except (OSError, ValueError):
            return None
        return found if (found.sha256, found.revision) == (hashlib.sha256(text).hexdigest(), revision) else None

    def put(self, checkpoint: str, revision: str, text: bytes, receipt: Receipt | None = None) -> None:
        """Keep a card, and its receipt where it is to become a snapshot."""
        file = self._file(checkpoint, revision)
        with contextlib.suppress(OSError):
            if self._writable:
                write_atomically(file, text, lasting=False)
            if self._writable and receipt is not None:
                write_atomically(file.with_suffix(".json"), dumps(receipt), lasting=False)

    def _file(self, checkpoint: str, revision: str) -> Path:
        name = revision if revision.isalnum() else hashlib.sha256(revision.encode()).hexdigest()[:40]
        return self._folder / flat(checkpoint) / f"{name}.md"
