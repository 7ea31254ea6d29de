"""What belongs to time: when a paper was last asked, a board's current ETag, a source's last success.

A local folder (in Actions, an orphan branch). Losing it costs requests, never facts. So it may lag
behind the tree and never run ahead of it: what a run notes of its answers is a draft until the tree
has them, and the drafts of a run that died are thrown away by the next.
"""

import json
from pathlib import Path
from typing import Any, Final

from pipeline.store.tree import write_atomically

_DRAFT: Final = ".draft"


class RunState:
    """A small JSON object per topic; unreadable files count as empty. With `draft`, writes wait for `settle`."""

    def __init__(self, folder: Path, *, writable: bool = True, draft: bool = False) -> None:
        self._folder = folder
        self._writable = writable
        self._ending = ".json" + (_DRAFT if draft else "")

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
            write_atomically(self._folder / f"{topic}{self._ending}", text.encode() + b"\n")


def settle(folder: Path) -> None:
    """Make the drafts of a run its state: the tree has what they are about."""
    for draft in sorted(folder.glob(f"*.json{_DRAFT}")):
        draft.replace(draft.with_suffix(""))


def discard(folder: Path) -> None:
    """Throw away the drafts of a run that died before its tree was written: it is asked again."""
    for draft in folder.glob(f"*.json{_DRAFT}"):
        draft.unlink(missing_ok=True)
