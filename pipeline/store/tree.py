"""The working tree as text: read whole, written file by file under a lock, each file replaced whole.

There is no journal: the tree stands under git, and what it holds can be derived or asked for again. Inputs
are written before outputs, so a command that is killed leaves a tree in which every file is whole, and
`awesome check` either passes or says that `awesome derive` is due.
"""

import contextlib
import os
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from pipeline.layout import paths
from pipeline.model.outcomes import TreeBusy, WrongUsage

FOLDERS: Final = ("catalog", "snapshots", "history", "pages", "assets")
LOCK: Final = ".awesome.lock"


def check_root(root: Path) -> None:
    """Refuse (WrongUsage) a folder that is no list's root."""
    if not (root / paths.CURATED).is_dir():
        raise WrongUsage(f"{root} has no catalog/curated/: name the list's root with --root DIR or AWESOME_ROOT")


def read_tree(root: Path) -> dict[str, bytes]:
    """The files that the pipeline reads or writes: path from the root -> bytes.

    Symbolic links are not followed: a link out of the tree would bring in, or overwrite, what is
    not ours. CRLF checkouts are read as LF. WrongUsage where there is no catalog/curated folder below `root`.
    """
    check_root(root)
    readmes = (root / name for name in paths.READMES)
    found = {file.name: file.read_bytes() for file in readmes if file.is_file() and not file.is_symlink()}
    for folder in FOLDERS:
        found.update(_files(root / folder, f"{folder}/"))
    return {path: data.replace(b"\r\n", b"\n") if b"\r\n" in data[:4096] else data for path, data in found.items()}


def _files(folder: Path, prefix: str) -> Iterator[tuple[str, bytes]]:
    try:
        entries = sorted(os.scandir(folder), key=lambda e: e.name)
    except (FileNotFoundError, NotADirectoryError):
        return
    for entry in entries:
        if entry.name.startswith(".") or entry.is_symlink():
            continue
        if entry.is_dir():
            yield from _files(folder / entry.name, f"{prefix}{entry.name}/")
        elif entry.is_file():
            # While another command writes, a file may go between these two lines: then it is not there.
            with contextlib.suppress(FileNotFoundError), open(entry.path, "rb", 0) as file:  # noqa: PTH123  scandir's path
                yield prefix + entry.name, file.read()


def write_changes(root: Path, changes: Mapping[str, bytes | None]) -> tuple[str, ...]:
    """Apply a difference: inputs before outputs, deletions before what is written, each file replaced whole.

    Deletions come first because a file may change only the case of its name: where names do not tell case
    apart, it would else be written and then deleted. The caller holds the lock of the tree.

    ValueError where a path leads out of the tree: nothing was written. OSError where the disk is full or read-only:
    what is written already is whole.
    """
    # Makers before the families that name them: a list that is cut short between the two would not be valid.
    order = sorted(changes, key=lambda p: (not paths.is_input(p), changes[p] is not None, p != paths.ORGANIZATIONS, p))
    targets = {path: root / path for path in order}
    for path, target in targets.items():
        if not target.parent.resolve().is_relative_to(root.resolve()) or target.is_symlink():
            raise ValueError(f"{path} leads out of the tree (a symbolic link?)")
    for path, target in targets.items():
        data = changes[path]
        if data is None:
            target.unlink(missing_ok=True)
        else:
            # What a person wrote exists nowhere else yet; everything else can be made again.
            write_atomically(target, data, lasting=path.startswith(paths.CURATED))
    for folder in sorted({target.parent for target in targets.values()}, reverse=True):
        for draft in folder.glob(".*.tmp"):
            draft.unlink(missing_ok=True)  # of a command that was killed
        with contextlib.suppress(OSError):
            folder.rmdir()  # only when it is empty
    return tuple(order)


def write_folder(folder: Path, files: Mapping[str, bytes], mark: str, beside: str = "") -> None:
    """Bring files into a folder that anybody may read meanwhile; what is there already is not touched.

    Not flushed one by one to disk: whatever a power cut leaves, the next call compares and writes again. WrongUsage
    where it is a list's own, or holds more than hidden files and `beside` without the `mark` of an earlier call.
    """
    where, theirs = folder.resolve(), (p.name for p in sorted(folder.glob("[!.]*")) if p.name != beside)
    lists = (p for p in (where, *where.parents) if (p / paths.CURATED).is_dir())
    if any({*where.relative_to(p).parts[:1]} <= {*FOLDERS} for p in lists):
        raise WrongUsage(f"{folder} is a list's own folder: name an empty folder, such as out")
    if not (folder / mark).exists() and (held := next(theirs, "")):
        raise WrongUsage(f"{folder} holds {held}, which no earlier call wrote: name an empty folder, such as out")
    for name, data in sorted(files.items(), key=lambda file: file[0] != mark):
        with contextlib.suppress(FileNotFoundError):
            if (folder / name).read_bytes() == data:
                continue
        write_atomically(folder / name, data, lasting=False)


def write_atomically(target: Path, data: bytes, *, lasting: bool = True) -> None:
    """Write a temporary file beside the target and rename it over the target: readers see the old file or the new.

    What is not `lasting` is not flushed to the disk: after a power failure it may be empty.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".tmp")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            if lasting:
                file.flush()
                os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(target)
    except BaseException as error:
        Path(name).unlink(missing_ok=True)
        if isinstance(error, OSError):
            error.filename = str(target)
        raise


@contextlib.contextmanager
def locked(root: Path, patience: float = 0.0) -> Iterator[None]:
    """Keep other commands from writing this tree meanwhile; the lock dies with the process.

    TreeBusy where another command still holds it after so many seconds of `patience`.
    """
    import fcntl  # noqa: PLC0415  POSIX only, and only where something is written

    until = time.monotonic() + patience
    with (root / LOCK).open("a+") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError as error:
                if time.monotonic() >= until:
                    file.seek(0)
                    holder = file.read(80).strip() or "unknown process"
                    raise TreeBusy(f"another command is writing {root} ({holder}): wait for it to end") from error
            time.sleep(0.1)
        file.truncate(0)
        file.write(f"pid {os.getpid()}")
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)
