"""The working tree as text: read whole, written atomically file by file, under a lock."""

import contextlib
import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from pipeline.layout import paths

FOLDERS: Final = ("catalog", "snapshots", "history", "pages", "assets")
LOCK: Final = ".awesome.lock"


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
    found: dict[str, bytes] = {}
    for name in paths.READMES:
        file = root / name
        if file.is_file() and not file.is_symlink():
            found[name] = file.read_bytes()
    for folder in FOLDERS:
        _walk(root / folder, f"{folder}/", found)
    return {path: data.replace(b"\r\n", b"\n") if b"\r\n" in data[:4096] else data for path, data in found.items()}


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
    """Apply a difference: each file whole or not at all, snapshots before what is derived from them.

    A run that dies in between leaves a tree that `derive` completes.

    Raises:
        ValueError: a path leads out of the tree.
    """
    base = root.resolve()
    order = sorted(changes, key=lambda p: (not paths.is_input(p), p))
    touched: set[Path] = set()
    for path in order:
        target = root / path
        if not target.parent.resolve().is_relative_to(base) or target.is_symlink():
            raise ValueError(f"{path} leads out of the tree (a symbolic link?)")
        data = changes[path]
        if data is None:
            target.unlink(missing_ok=True)
            touched.add(target.parent)
            continue
        write_atomically(target, data)
    for folder in sorted(touched):
        with contextlib.suppress(OSError):
            folder.rmdir()  # only when it is empty
    return tuple(order)


def write_atomically(target: Path, data: bytes) -> None:
    """Temporary file beside the target, flushed to disk, renamed over it, folder flushed."""
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".tmp")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    if os.name == "posix":
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


@contextlib.contextmanager
def locked(root: Path) -> Iterator[None]:
    """Keep other commands from writing this tree meanwhile; the lock dies with the process.

    Raises:
        TreeBusy: another command holds it.
    """
    import fcntl  # noqa: PLC0415  POSIX only, and only where something is written

    with (root / LOCK).open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.seek(0)
            holder = file.read(80).strip()
            raise TreeBusy(
                f"another command is writing {root} ({holder or 'unknown process'}): wait for it to end"
            ) from error
        file.truncate(0)
        file.write(f"pid {os.getpid()}")
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)
