"""What the job that asks hands to the job that writes: the snapshots and histories that moved, and the run's report.

One file, and whoever opens it trusts nothing in it. The asking job reads hostile input, so it may hold
anything: only snapshots and histories at their own places, byte for byte as the machine writes them, are
taken, and everything else about the catalog is derived again from them.
"""

import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from pipeline import history
from pipeline.layout.canonical import dumps
from pipeline.layout.kinds import collected_kinds, snapshot_kinds
from pipeline.model.frozen import Frozen
from pipeline.model.outcomes import InputFaults
from pipeline.model.reports import RunReport
from pipeline.store.tree import write_atomically

NAME: Final = "handover.json"
LARGEST: Final = 256 * 2**20
"""Bytes of a handover; a first run over ten thousand families brings about a third of that."""
_NAME: Final = r"\w[\w.-]{0,199}"


class BadHandover(ValueError):  # noqa: N818  it says what it is
    """Something that no asking job of ours would send: nothing of it is taken."""


class Handover(Frozen):
    """Files by path, and how the sources answered."""

    files: dict[str, bytes] = {}
    report: RunReport


def write_handover(folder: Path, what: Handover) -> None:
    """Lay what a run hands over into a folder; ValueError where something is in it already."""
    if folder.exists() and any(folder.iterdir()):
        raise ValueError(f"{folder} is not empty: what is handed over takes a folder of its own")
    write_atomically(folder / NAME, dumps(what))


def read_handover(folder: Path) -> Handover:
    """Open what somebody else laid; BadHandover: no regular file, too large, or what the machine does not write."""
    try:
        descriptor = os.open(folder / NAME, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        raise BadHandover(f"there is no {NAME} that can be read: {error.strerror}") from error
    with os.fdopen(descriptor, "rb") as file:
        state = os.fstat(descriptor)
        if not stat.S_ISREG(state.st_mode) or state.st_size > LARGEST:
            raise BadHandover(f"{NAME} is no regular file of at most {LARGEST} bytes")
        data = file.read(LARGEST)
    try:
        found = Handover.model_validate_json(data)
    except ValidationError as error:
        raise BadHandover(f"{NAME} is not what a run hands over: {error.error_count()} fault(s)") from error
    _check(found.files)
    return found


def _check(files: Mapping[str, bytes]) -> None:
    """Refuse files that are not byte for byte what the machine writes at their places."""
    places = "|".join(f"{kind.place}{_NAME}{re.escape(kind.ending)}" for kind in collected_kinds())
    for path in files:
        if not re.fullmatch(places, path, re.ASCII):
            raise BadHandover(f"not at the place of a snapshot: {path!r}")
    try:
        written = {kind.path(key): dumps(one) for kind in snapshot_kinds() for key, one in kind.read(files).items()}
        written |= {path: history.dump(history.parse(files[path], path)) for path in files.keys() - written.keys()}
    except InputFaults as faults:
        raise BadHandover(f"{len(faults.faults)} file(s) are no snapshots, such as {faults.faults[0]}") from faults
    for path, data in files.items():
        if written[path] != data:
            raise BadHandover(f"{path} is not in the form that the machine writes")
