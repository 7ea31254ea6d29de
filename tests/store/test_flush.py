"""Many files are flushed at once; until then the journal has them."""

import os
from pathlib import Path
from typing import Any

import pytest

from pipeline.store import flush, journal
from pipeline.store.tree import read_tree, write_changes

CURATED = "catalog/curated/families/a.toml"
MANY: dict[str, bytes | None] = {f"snapshots/cards/a--{n}.json": b"%d\n" % n for n in range(60)}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A tree with one family."""
    (tmp_path / CURATED).parent.mkdir(parents=True)
    (tmp_path / CURATED).write_bytes(b"name = 'a'\n")
    return tmp_path


def flushed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The flushes of single files and folders from now on."""
    calls: list[int] = []
    real = os.fsync

    def fsync(fd: Any) -> None:
        calls.append(1)
        real(fd)

    monkeypatch.setattr(os, "fsync", fsync)
    return calls


def test_sixty_files_do_not_wait_sixty_times(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The journal, its folder, and a person's file are flushed by themselves; all others in one call."""
    calls = flushed(monkeypatch)
    write_changes(root, {**MANY, CURATED: b"name = 'b'\n"})

    assert len(calls) <= 5
    assert len(read_tree(root)) == 61


def test_where_there_is_no_such_call_each_is_flushed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another system than Linux: sixty files, sixty flushes."""
    monkeypatch.setattr("pipeline.store.flush.sys.platform", "darwin")
    calls = flushed(monkeypatch)
    write_changes(root, MANY)

    assert len(calls) > 60


def test_what_a_power_failure_emptied_is_written_again(root: Path) -> None:
    """Names in place, contents lost, the journal not yet cleared: the next command has it all."""
    journal.commit(root, {p: journal.Entry(data) for p, data in MANY.items()})
    (root / "snapshots/cards").mkdir(parents=True)
    for path in MANY:
        (root / path).write_bytes(b"")

    assert {p: d for p, d in read_tree(root).items() if p != CURATED} == MANY
    assert (root / "snapshots/cards/a--7.json").read_bytes() == b"7\n"


def test_a_disk_that_fails_is_told(tmp_path: Path) -> None:
    """A folder that is not there cannot be flushed."""
    with pytest.raises(OSError, match="No such file"):
        flush.flush_at_once({tmp_path / "gone"})
