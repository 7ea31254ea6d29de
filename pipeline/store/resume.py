"""What a run that died had already been told, so that the next one does not ask again.

Each source that was asked to its end leaves its snapshots and report in the state folder until the
run is over. They are taken up only for the same question (the same inputs and options) and only
while they are fresh: a day later the world may say something else.
"""

import base64
import contextlib
import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from pipeline.layout import paths
from pipeline.model.reports import SourceReport
from pipeline.store.tree import write_atomically

FOLDER: Final = "resume"
FRESH: Final = timedelta(hours=6)


def question(source: str, tree: Mapping[str, bytes], options: str) -> str:
    """A digest of all that a source's answer depends on here: the inputs and how they are asked for."""
    digest = hashlib.sha256(f"{source}\n{options}\n".encode())
    for path in sorted(tree):
        if paths.is_input(path):
            digest.update(f"{path}\n{len(tree[path])}\n".encode())
            digest.update(tree[path])
    return digest.hexdigest()


def keep(state: Path, source: str, asked: str, at: datetime, files: Mapping[str, bytes], report: SourceReport) -> None:
    """Note a source's answer. A disk that cannot be written costs the note, not the run."""
    note = {
        "question": asked,
        "at": at.isoformat(),
        "report": report.model_dump(mode="json"),
        "files": {path: base64.b64encode(data).decode() for path, data in sorted(files.items())},
    }
    with contextlib.suppress(OSError):
        write_atomically(state / FOLDER / f"{source}.json", json.dumps(note, sort_keys=True).encode())


def recall(state: Path, source: str, asked: str, now: datetime) -> tuple[dict[str, bytes], SourceReport] | None:
    """What a run that died had of this source, or None."""
    try:
        note = json.loads((state / FOLDER / f"{source}.json").read_bytes())
        at = datetime.fromisoformat(note["at"])
        if note["question"] != asked or not timedelta() <= now - at < FRESH:
            return None
        files = {path: base64.b64decode(data, validate=True) for path, data in note["files"].items()}
        report = SourceReport.model_validate(note["report"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    if report.source != source or not all(path.startswith((paths.SNAPSHOTS, paths.HISTORY)) for path in files):
        return None
    message = f"taken up from a run that did not end ({at:%Y-%m-%d %H:%M} UTC)"
    return files, report.model_copy(update={"message": message})


def forget(state: Path) -> None:
    """The run is over: the next one asks again."""
    for file in (state / FOLDER).glob("*.json"):
        with contextlib.suppress(OSError):
            file.unlink()
