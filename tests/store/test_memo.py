"""The memo on disk: of use once, and never of harm."""

from pathlib import Path

import pytest

from pipeline.derive import derive
from pipeline.store import memo as memory
from pipeline.store.memo import OnDisk
from tests.render.world import small_tree

Tree = dict[str, bytes]


@pytest.fixture
def tree() -> Tree:
    """A small list with its outputs."""
    inputs = small_tree()
    return inputs | derive(inputs)


def saved(tmp_path: Path, tree: Tree) -> Path:
    """The file of a memo of this tree."""
    memo = OnDisk(tmp_path, Path("/list"))
    assert tree == tree | derive(tree, memo)
    memo.save()
    return next(tmp_path.rglob("*.memo"))


class Made(OnDisk):
    """Counts what had to be made again."""

    def __init__(self, cache: Path, root: Path) -> None:
        super().__init__(cache, root)
        self.puts: list[str] = []

    def put(self, key: str, note: bytes) -> None:
        """Keep a note."""
        self.puts.append(key)
        super().put(key, note)


def test_nothing_is_made_again_where_nothing_moved(tmp_path: Path, tree: Tree) -> None:
    """A second process finds every piece, and leaves the file as it is."""
    file = saved(tmp_path, tree)
    before = file.read_bytes()
    memo = Made(tmp_path, Path("/list"))
    assert tree == tree | derive(tree, memo)
    memo.save()
    assert memo.puts == []
    assert file.read_bytes() == before
    assert str(tmp_path) not in before.decode("utf-8", "replace")


def test_one_family_that_moved_does_not_cost_the_others(tmp_path: Path, tree: Tree) -> None:
    """A card that states something else makes its family and the pages that show it, nothing else."""
    saved(tmp_path, tree)
    path = "snapshots/cards/lumen--Silent-1B.json"
    tree[path] = tree[path].replace(
        b'"claims": {}', b'"claims": {"context_length": [{"value": 4096, "line": 3, "rule": "stated"}]}'
    )
    memo = Made(tmp_path, Path("/list"))
    outputs = derive(tree, memo)
    assert outputs == derive(tree)
    assert sorted(memo.puts) == ["family silent", "page README.md", "page README_zh.md", "sound snapshots"]


@pytest.mark.parametrize("damage", ["cut", "flipped", "other code", "empty", "a folder"])
def test_a_damaged_memo_counts_as_none(
    tmp_path: Path, tree: Tree, damage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever became of the file: the outputs are right, and the next save replaces it."""
    file = saved(tmp_path, tree)
    data = file.read_bytes()
    if damage == "cut":
        file.write_bytes(data[: len(data) // 2])
    elif damage == "flipped":
        middle = len(data) // 2
        file.write_bytes(data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :])
    elif damage == "other code":
        monkeypatch.setattr(memory, "code_version", lambda: b"x" * 32)
    elif damage == "empty":
        file.write_bytes(b"")
    else:
        file.unlink()
        file.mkdir()
    memo = Made(tmp_path, Path("/list"))
    assert tree == tree | derive(tree, memo)
    assert any(key.startswith("family ") for key in memo.puts)
    memo.save()


def test_a_memo_holds_what_the_last_run_used(tmp_path: Path, tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    """A family that left takes its notes along; a memo that would be too large is not written."""
    file = saved(tmp_path, tree)
    assert b"family silent" in file.read_bytes()
    small = {p: d for p, d in tree.items() if "ilent" not in p}
    memo = OnDisk(tmp_path, Path("/list"))
    derive(small, memo)
    memo.save()
    assert b"family silent" not in file.read_bytes()
    before = file.read_bytes()
    monkeypatch.setattr(memory, "MOST", 100)
    memo = OnDisk(tmp_path, Path("/list"))
    derive(tree, memo)
    memo.save()
    assert file.read_bytes() == before


def test_a_cache_that_cannot_be_written_costs_time_only(tmp_path: Path, tree: Tree) -> None:
    """A file where the cache's folder should be: derived all the same, and no complaint."""
    (tmp_path / "derive").write_bytes(b"")
    memo = OnDisk(tmp_path, Path("/list"))
    assert tree == tree | derive(tree, memo)
    memo.save()
    assert [p.name for p in tmp_path.iterdir()] == ["derive"]
