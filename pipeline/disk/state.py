"""What belongs to time: when a paper was last asked, a board's current ETag, a source's last success.

A local folder (in Actions, an orphan branch). Losing it costs requests, never facts.
"""

import json
from pathlib import Path
from typing import Any

from pipeline.disk.tree import write_atomically


class RunState:
    """A small JSON object per topic; unreadable files count as empty."""

    def __init__(self, folder: Path, *, writable: bool = True) -> None:
        self._folder = folder
        self._writable = writable

    def read(self, topic: str) -> dict[str, Any]:
        """What is known of a topic."""
        try:
            found = json.loads((self._folder / f"{topic}.json").read_bytes())
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def write(self, topic: str, value: dict[str, Any]) -> None:
        """Replace a topic."""
        if self._writable:
            text = json.dumps(value, sort_keys=True, indent=1, ensure_ascii=False)
            write_atomically(self._folder / f"{topic}.json", text.encode() + b"\n")
