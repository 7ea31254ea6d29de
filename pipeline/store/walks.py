"""A walk's place on disk: a checkpoint now and then, and a journal of the pages since; a crash loses nothing that was had.

Every page is appended to the journal and flushed to disk before the next is asked for. At a
checkpoint the journal starts anew. A journal's line that a crash cut in the middle is not there.
"""

import json
import os
from pathlib import Path
from typing import Any

from pipeline.store.tree import write_atomically


class WalkFiles:
    """One walk's files, in a folder of the run's state."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._checkpoint = folder / "checkpoint.json"
        self._journal = folder / "journal.jsonl"

    def read(self) -> tuple[dict[str, Any] | None, list[dict[str, Any]]]:
        """The last checkpoint, and the journal's whole lines; an unreadable checkpoint counts as none."""
        try:
            found = json.loads(self._checkpoint.read_bytes())
        except (OSError, ValueError):
            found = None
        return (found if isinstance(found, dict) else None), self._lines()

    def _lines(self) -> list[dict[str, Any]]:
        try:
            data = self._journal.read_bytes()
        except OSError:
            return []
        lines: list[dict[str, Any]] = []
        whole = 0
        for line in data.split(b"\n")[:-1]:
            try:
                found = json.loads(line)
            except ValueError:
                break
            if not isinstance(found, dict):
                break
            lines.append(found)
            whole += len(line) + 1
        if whole < len(data):
            with self._journal.open("r+b") as file:
                file.truncate(whole)
        return lines

    def append(self, line: dict[str, Any]) -> None:
        """One page, on disk when this returns."""
        self.folder.mkdir(parents=True, exist_ok=True)
        data = json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode(errors="replace") + b"\n"
        with self._journal.open("ab") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())

    def checkpoint(self, whole: dict[str, Any]) -> None:
        """Everything so far; the journal starts anew (one that a crash leaves behind is told by its page numbers)."""
        write_atomically(
            self._checkpoint, json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")
        )
        with self._journal.open("wb") as file:
            file.flush()
            os.fsync(file.fileno())
