"""The tree on disk: each file is replaced whole, inputs before outputs, one writer at a time."""

import os
import threading
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest

from pipeline.changes.trees import difference
from pipeline.model.outcomes import TreeBusy
from pipeline.store.tree import LOCK, locked, read_tree, write_changes
from tests.crash.dying import run
from tests.on_disk import write_tree

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
INPUTS = {p for p in CHANGES if p.startswith("snapshots/")}


def write(root: Path) -> None:
    """All changes, under the lock."""
    with locked(root):
        write_changes(root, CHANGES)


def test_killed_at_any_moment_every_file_is_whole(tmp_path: Path) -> None:
    """Each file is the old or the new one, no output is new before all inputs are, and the next write makes good."""
    mixed = 0
    for moment in range(1, 100):
        root = write_tree(OLD, tmp_path / str(moment))
        if run(partial(write, root), root, at=moment).code != -9:
            break
        seen = read_tree(root)
        moved = {path for path in CHANGES if seen.get(path) == CHANGES[path]}
        assert all(seen.get(path) in {OLD.get(path), NEW.get(path)} for path in {*OLD, *NEW, *seen})
        assert moved <= INPUTS or moved >= INPUTS
        mixed += seen not in (OLD, NEW)
        write(root)
        assert read_tree(root) == NEW
        assert not list(root.rglob(".*.tmp"))
    assert mixed
    assert moment > 12  # a temporary file, its mode and its name for each of four files, and a deletion


def test_a_difference_applied_gives_the_new_tree(tmp_path: Path) -> None:
    """And folders that became empty go."""
    root = write_tree(OLD, tmp_path)
    written = write_changes(root, difference(OLD, NEW))

    assert read_tree(root) == NEW
    assert set(written) == set(CHANGES)
    assert not (root / "snapshots/cards").exists()


def test_a_link_out_of_the_tree_stops_the_whole_write(tmp_path: Path) -> None:
    """One path that leads elsewhere: nothing at all is written. A pipe is no file: nobody waits for what it may say."""
    root = write_tree(OLD, tmp_path / "tree")
    os.mkfifo(root / "catalog/curated/pipe.toml")
    (tmp_path / "elsewhere").mkdir()
    (root / "pages").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(ValueError, match="out of the tree"):
        write_changes(root, {"README.md": b"# new\n", "pages/x.md": b"x"})
    assert read_tree(root) == OLD
    assert not list((tmp_path / "elsewhere").iterdir())


def test_a_name_that_changed_only_its_case_is_not_lost(tmp_path: Path) -> None:
    """Where names do not tell case apart both names are one file: written first and deleted then, it would be gone."""
    root = write_tree({**OLD, "snapshots/huggingface/heron-lab--Egret.json": b"old"}, tmp_path)
    folder = "snapshots/huggingface/"
    written = write_changes(root, {f"{folder}Heron-Lab--Egret.json": b"new", f"{folder}heron-lab--Egret.json": None})

    assert written == (f"{folder}heron-lab--Egret.json", f"{folder}Heron-Lab--Egret.json"), "the order in which it happens"
    assert read_tree(root)["snapshots/huggingface/Heron-Lab--Egret.json"] == b"new"


def test_the_second_writer_waits_as_long_as_it_has_patience(tmp_path: Path) -> None:
    """None and too little of it: refused, the holder named. Enough of it: the lock is had when it is free."""
    with ExitStack() as first:
        first.enter_context(locked(tmp_path))
        for patience in (0.0, 0.15):
            with pytest.raises(TreeBusy, match=f"pid {os.getpid()}"), locked(tmp_path, patience):
                pass
        threading.Timer(0.3, first.close).start()
        with locked(tmp_path, 10.0):
            pass
    assert (tmp_path / LOCK).read_text() == ""
