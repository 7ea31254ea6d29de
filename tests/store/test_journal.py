"""A write of many files is one step, whenever it is cut short."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from pipeline.store import journal
from pipeline.store import tree as disk
from pipeline.store.tree import locked, read_tree, write_changes

OLD = {
    "catalog/curated/families/a.toml": b"name = 'a'\n",
    "catalog/observed/families/a.json": b"1\n",
    "snapshots/cards/a--b.json": b"old\n",
    "README.md": b"# old\n",
}
CHANGES: dict[str, bytes | None] = {
    "catalog/observed/families/a.json": b"2\n",
    "catalog/observed/families/b.json": b"3\n",
    "snapshots/cards/a--b.json": None,
    "snapshots/huggingface/a--b.json": b"new\n",
    "README.md": b"# new\n",
}
NEW = {p: d for p, d in {**OLD, **CHANGES}.items() if d is not None}


def lay(root: Path, files: Mapping[str, bytes]) -> Path:
    """A tree on disk."""
    for path, data in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)
    return root


def on_disk(root: Path) -> dict[str, bytes]:
    """Every file but the lock and the run's own folder, read without the code under test."""
    return {
        f.relative_to(root).as_posix(): f.read_bytes()
        for f in root.rglob("*")
        if f.is_file() and ".state" not in f.parts and f.name != disk.LOCK
    }


def die_at(moment: int, root: Path) -> bool:
    """Write in a child that ends without any cleaning up at its n-th flush to disk; whether it got that far."""
    child = os.fork()
    if child == 0:
        real, left = os.fsync, [moment]

        def fsync(fd: Any) -> None:
            left[0] -= 1
            if left[0] == 0:
                os._exit(9)
            real(fd)

        os.fsync = fsync
        with locked(root):
            write_changes(root, CHANGES)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) == 9


def moments() -> Iterator[int]:
    """More moments than the write has."""
    yield from range(1, 30)


def test_killed_at_any_moment_the_tree_is_untouched_or_complete(tmp_path: Path) -> None:
    """Kill the writer at each flush: readers see the old or the new tree, and after one look the disk is it."""
    died = 0
    outcomes = set()
    for moment in moments():
        root = lay(tmp_path / str(moment), OLD)
        if not die_at(moment, root):
            break
        died += 1
        seen = read_tree(root)
        outcomes.add("old" if seen == OLD else "new" if seen == NEW else "mixed")

        assert on_disk(root) == seen
        assert not journal.left_behind(root)
        with locked(root):
            write_changes(root, CHANGES)
        assert on_disk(root) == NEW
    assert outcomes == {"old", "new"}
    assert died >= 8  # the journal, its folder, four files, their folders


def test_readers_never_see_half_of_a_write_that_goes_on(tmp_path: Path) -> None:
    """While another command holds the lock and puts files in place, a reader sees all of it as done."""
    root = lay(tmp_path, OLD)
    with locked(root):
        journal.commit(root, {p: journal.Entry(d) for p, d in CHANGES.items()})

        assert read_tree(root) == NEW
        assert on_disk(root) == OLD


def test_a_journal_that_is_not_whole_is_discarded(tmp_path: Path) -> None:
    """A cut journal is no write: nothing is put in place, and it is gone afterwards."""
    root = lay(tmp_path, OLD)
    journal.commit(root, {p: journal.Entry(d) for p, d in CHANGES.items()})
    file = root / journal.PLACE / "pending"
    file.write_bytes(file.read_bytes()[:-3])

    assert read_tree(root) == OLD
    assert not journal.left_behind(root)


def test_a_persons_later_edit_is_not_overwritten(tmp_path: Path) -> None:
    """What a person wrote into a curated file after the crash stays; the rest of the write is finished."""
    root = lay(tmp_path, OLD)
    curated = "catalog/curated/families/a.toml"
    entry = journal.Entry(b"name = 'machine'\n", journal.digest(OLD[curated]))
    journal.commit(root, {curated: entry, "README.md": journal.Entry(b"# new\n")})
    (root / curated).write_bytes(b"name = 'person'\n")

    assert read_tree(root) == {**OLD, curated: b"name = 'person'\n", "README.md": b"# new\n"}


def test_a_link_out_of_the_tree_stops_the_whole_write(tmp_path: Path) -> None:
    """One path that leads elsewhere: nothing at all is written."""
    root = lay(tmp_path / "tree", OLD)
    (tmp_path / "elsewhere").mkdir()
    (root / "pages").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(ValueError, match="out of the tree"):
        write_changes(root, {"README.md": b"# new\n", "pages/x.md": b"x"})
    assert on_disk(root)["README.md"] == OLD["README.md"]
    assert not list((tmp_path / "elsewhere").iterdir())
