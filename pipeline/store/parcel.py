"""A parcel: the snapshots (and board histories) that moved and the run's report, handed from the job that asks to the job that writes.

Whoever opens it trusts nothing in it. The asking job reads hostile input, so its parcel may hold
anything: only regular files at the places of snapshots, within bounds, in the machine's own form
are taken, and everything else about the catalog is derived again from them.
"""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from pydantic import ValidationError

from pipeline import history
from pipeline.layout.canonical import dumps
from pipeline.layout.kinds import collected_kinds, snapshot_kinds
from pipeline.model.findings import InputFaults
from pipeline.model.reports import RunReport
from pipeline.store.tree import write_atomically

REPORT: Final = "report.json"
MOST_FILES: Final = 20_000
LARGEST_FILE: Final = 8 * 1024 * 1024
LARGEST_WHOLE: Final = 256 * 1024 * 1024
LONGEST_NAME: Final = 200
_NAME_SIGNS: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")


class BadParcel(ValueError):  # noqa: N818  it says what it is
    """Something in a parcel that no asking job of ours would send: nothing of it is taken."""


class Parcel(NamedTuple):
    """What was brought: snapshots by path, and how the sources answered."""

    files: dict[str, bytes]
    report: RunReport


def write_parcel(folder: Path, files: Mapping[str, bytes], report: RunReport) -> None:
    """Lay a parcel into an empty folder.

    Raises:
        ValueError: the folder has something in it already.
    """
    if folder.exists() and any(folder.iterdir()):
        raise ValueError(f"{folder} is not empty: a parcel takes a folder of its own")
    for path, data in sorted(files.items()):
        write_atomically(folder / path, data)
    write_atomically(folder / REPORT, dumps(report))


def read_parcel(folder: Path) -> Parcel:
    """Open a parcel that somebody else laid.

    Raises:
        BadParcel: a link, a device, a strange name, a file elsewhere, too much of anything, or a file
            that is not what the machine writes.
    """
    files: dict[str, bytes] = {}
    report: bytes | None = None
    total = 0
    for path, file in _walk(folder, ""):
        size = file.stat(follow_symlinks=False).st_size
        total += size
        if size > LARGEST_FILE or total > LARGEST_WHOLE or len(files) >= MOST_FILES:
            raise BadParcel(f"too much: {path} ({size} bytes, {total} so far, {len(files)} files)")
        data = Path(file.path).read_bytes()
        if path == REPORT:
            report = data
        else:
            files[path] = data
    if report is None:
        raise BadParcel(f"there is no {REPORT}")
    try:
        said = RunReport.model_validate_json(report)
    except ValidationError as error:
        raise BadParcel(f"{REPORT} is not a run's report: {error.error_count()} fault(s)") from error
    _check_form(files)
    return Parcel(files, said)


def _walk(folder: Path | str, prefix: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Every file with its path, refusing what is neither a folder nor a regular file of an expected place."""
    for entry in sorted(os.scandir(folder), key=lambda e: e.name):
        path = prefix + entry.name
        name = entry.name
        if not set(name) <= _NAME_SIGNS or name.startswith(".") or len(name) > LONGEST_NAME:
            raise BadParcel(f"a name that no snapshot has: {path!r}")
        if entry.is_symlink():
            raise BadParcel(f"a symbolic link: {path}")
        if entry.is_dir(follow_symlinks=False):
            if not any(kind.place.startswith(f"{path}/") for kind in collected_kinds()):
                raise BadParcel(f"a folder that no snapshot is in: {path}")
            yield from _walk(entry.path, f"{path}/")
        elif not entry.is_file(follow_symlinks=False):
            raise BadParcel(f"neither file nor folder: {path}")
        elif path != REPORT and not any(k.place == prefix and name.endswith(k.ending) for k in collected_kinds()):
            raise BadParcel(f"not at the place of a snapshot: {path}")
        else:
            yield path, entry


def _check_form(files: Mapping[str, bytes]) -> None:
    """Refuse files that are not byte for byte what the machine writes at their places.

    Raises:
        BadParcel: the first of them.
    """
    try:
        written = {
            kind.path(identifier): dumps(content)
            for kind in snapshot_kinds()
            for identifier, content in kind.read(files).items()
        }
        for path in files.keys() - written.keys():
            written[path] = history.dump(history.parse(files[path], path))
    except InputFaults as faults:
        raise BadParcel(f"{len(faults.faults)} file(s) are no snapshots, such as {faults.faults[0]}") from faults
    for path, data in files.items():
        if written[path] != data:
            raise BadParcel(f"{path} is not in the form that the machine writes")
