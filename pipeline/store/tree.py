"""The working tree as text: read whole, written whole through a journal, under a lock."""

import contextlib
import os
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from pipeline.layout import paths
from pipeline.store import journal
from pipeline.store.flush import flush_at_once

FOLDERS: Final = ("catalog", "snapshots", "history", "pages", "assets")
LOCK: Final = ".awesome.lock"
FEW: Final = 16
"""So many files are flushed one by one."""


class TreeBusy(RuntimeError):  # noqa: N818  it says what is the case
    """Another command is writing this tree."""


class NotATree(ValueError):  # noqa: N818  it says what is the case
    """The folder is not the root of a list."""


def read_tree(root: Path) -> dict[str, bytes]:
    """The files that the pipeline reads or writes: path from the root -> bytes.

    Symbolic links are not followed: a link out of the tree would bring in, or overwrite, what is
    not ours. CRLF checkouts are read as LF.

    Raises:
        NotATree: there is no catalog/curated folder below `root`.
    """
    if not (root / "catalog" / "curated").is_dir():
        raise NotATree(f"{root} has no catalog/curated/: name the list's root with --root DIR or AWESOME_ROOT")
    for _ in range(3):
        _finish_if_alone(root)
        mark = journal.mark(root)
        found = _scan(root)
        _overlay(found, journal.pending(root) or {})
        if journal.mark(root) == mark:
            break
    return {path: data.replace(b"\r\n", b"\n") if b"\r\n" in data[:4096] else data for path, data in found.items()}


def _finish_if_alone(root: Path) -> None:
    """Finish what a killed command began. While another one writes, or on a read-only disk, leave it."""
    if journal.left_behind(root):
        with contextlib.suppress(TreeBusy, OSError), locked(root):
            pass


def _overlay(found: dict[str, bytes], entries: Mapping[str, journal.Entry]) -> None:
    """A write that is being put in place counts as done: readers never see half of it."""
    for path, entry in entries.items():
        if entry.data is None:
            found.pop(path, None)
        else:
            found[path] = entry.data


def _scan(root: Path) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for name in paths.READMES:
        file = root / name
        if file.is_file() and not file.is_symlink():
            found[name] = file.read_bytes()
    for folder in FOLDERS:
        _walk(root / folder, f"{folder}/", found)
    return found


def _walk(folder: Path, prefix: str, found: dict[str, bytes]) -> None:
    try:
        entries = sorted(os.scandir(folder), key=lambda e: e.name)
    except (FileNotFoundError, NotADirectoryError):
        return
    for entry in entries:
        if entry.name.startswith(".") or entry.is_symlink():
            continue
        if entry.is_dir():
            _walk(folder / entry.name, f"{prefix}{entry.name}/", found)
        else:
            with open(entry.path, "rb") as file:  # noqa: PTH123  scandir's path, once per file of thousands
                found[prefix + entry.name] = file.read()


def difference(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> dict[str, bytes | None]:
    """What to write (bytes) and what to delete (None) so that `old` becomes `new`."""
    changed: dict[str, bytes | None] = {p: data for p, data in new.items() if old.get(p) != data}
    changed.update({p: None for p in old if p not in new})
    return dict(sorted(changed.items()))


def write_changes(root: Path, changes: Mapping[str, bytes | None]) -> tuple[str, ...]:
    """Apply a difference as one step: all of it happens, or nothing.

    Everything is written into the journal first. A run that dies before that has changed nothing;
    one that dies after it is finished by the next command that reads or locks the tree.

    Raises:
        ValueError: a path leads out of the tree; nothing was written.
    """
    order = sorted(changes, key=lambda p: (not paths.is_input(p), p))
    for path in order:
        _inside(root, path)
    if order:
        journal.commit(root, {p: _entry(root, p, changes[p]) for p in order})
        _put_in_place(root, {p: changes[p] for p in order})
        journal.clear(root)
    return tuple(order)


def _inside(root: Path, path: str) -> Path:
    target = root / path
    if not target.parent.resolve().is_relative_to(root.resolve()) or target.is_symlink():
        raise ValueError(f"{path} leads out of the tree (a symbolic link?)")
    return target


def _entry(root: Path, path: str, data: bytes | None) -> journal.Entry:
    replaces = journal.digest(_bytes(root / path)) if path.startswith(paths.CURATED) else None
    return journal.Entry(data, replaces)


def _bytes(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return None


def _put_in_place(root: Path, changes: Mapping[str, bytes | None]) -> None:
    """Each file whole, then all of them flushed; folders that became empty go.

    Deletions first: where file names do not tell case apart, a file that changed only the case of its
    name would else be written and then deleted. Many files are flushed at once, after the last one: until
    then the journal has them all. A person's file is whole on the disk before it has its name, since
    the journal will not put its content over one that it does not know.
    """
    many = len(changes) > FEW
    emptied: set[Path] = set()
    touched: set[Path] = set()
    unflushed: list[Path] = []
    for path, data in sorted(changes.items(), key=lambda one: one[1] is not None):
        target = _inside(root, path)
        if data is None:
            target.unlink(missing_ok=True)
            emptied.add(target.parent)
        else:
            lasting = not many or path.startswith(paths.CURATED)
            _replace(target, data, lasting=lasting)
            unflushed += () if lasting else (target,)
            touched.add(target.parent)
    if not many or not flush_at_once({root, *touched}):
        for place in (*unflushed, *sorted(touched)):
            journal.flush(place)
    for folder in sorted(emptied, reverse=True):
        with contextlib.suppress(OSError):
            folder.rmdir()  # only when it is empty


def _recover(root: Path) -> None:
    """Finish a whole journal, discard one that is not. The tree's lock is held.

    A file of a person that changed since the journal was written is left as the person has it.
    """
    if not journal.left_behind(root):
        return
    entries = journal.pending(root) or {}
    kept = {
        p: e.data
        for p, e in entries.items()
        if e.replaces is None or journal.digest(_bytes(root / p)) in {e.replaces, journal.digest(e.data)}
    }
    _put_in_place(root, kept)
    for folder in {(root / p).parent for p in entries}:
        for draft in folder.glob(".*.tmp"):
            draft.unlink(missing_ok=True)
    journal.clear(root)


def write_atomically(target: Path, data: bytes, *, lasting: bool = True) -> None:
    """Temporary file beside the target, flushed to disk, renamed over it, folder flushed.

    What is not `lasting` is not flushed: after a power failure it may be gone or empty, and whoever
    reads it must be able to tell.
    """
    _replace(target, data, lasting=lasting)
    if lasting:
        journal.flush(target.parent)


def _replace(target: Path, data: bytes, *, lasting: bool = True) -> None:
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
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


@contextlib.contextmanager
def locked(root: Path, patience: float = 0.0) -> Iterator[None]:
    """Keep other commands from writing this tree meanwhile; the lock dies with the process.

    What a killed command left half done is finished first. `patience`: seconds to wait for a turn.

    Raises:
        TreeBusy: another command holds it.
    """
    import fcntl  # noqa: PLC0415  POSIX only, and only where something is written

    with (root / LOCK).open("a+") as file:
        until = time.monotonic() + patience
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError as error:
                if time.monotonic() < until:
                    time.sleep(0.1)
                    continue
                file.seek(0)
                holder = file.read(80).strip()
                raise TreeBusy(
                    f"another command is writing {root} ({holder or 'unknown process'}): wait for it to end"
                ) from error
        file.truncate(0)
        file.write(f"pid {os.getpid()}")
        file.flush()
        try:
            _recover(root)
            yield
        finally:
            file.truncate(0)
