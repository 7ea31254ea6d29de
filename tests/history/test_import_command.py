"""awesome history import: recorded files of boards become history, and doing it again changes no byte."""

import gzip
import json
import shutil
from pathlib import Path

import pytest

from tests.on_disk import PROJECT, run

RECORDED = PROJECT.parent / "shared" / "recorded"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A small list: the project's own boards, and nothing else."""
    root = tmp_path / "list"
    shutil.copytree(PROJECT / "catalog" / "curated" / "leaderboards", root / "catalog" / "curated" / "leaderboards")
    return root


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where Arena's editions are recorded."""
    folder = tmp_path / "recorded" / "lmarena_arena-catalog"
    folder.mkdir(parents=True)
    return folder


def _files(root: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in sorted((root / "history").glob("*"))}


def _run(root: Path, folder: Path) -> str:
    result = run(root, "history", "import", str(folder), code=0)
    return result.output


def test_recorded_editions_are_imported_once(tree: Path, folder: Path) -> None:
    """Two editions of a board, packed or not; a refused file is said and changes nothing."""
    for day, rating in (("2025-03-07", 1300.0), ("2025-04-24", 1350.0)):
        rows = {f"model-{i}": {"rating": rating - i, "rating_q025": rating - i - 2, "rating_q975": rating - i + 2}
                for i in range(30)}  # fmt: skip
        packed = gzip.compress(json.dumps({"full": rows}).encode())
        folder.joinpath(f"leaderboard-text_{day}_0123abcd.json.gz").write_bytes(packed)
    folder.joinpath("leaderboard-vision_2025-04-24_0123abcd.json").write_text("{}")
    folder.parent.joinpath("arena_text_rows_1.json").write_text("{}")
    said = _run(tree, folder.parent)
    assert "arena_text_rows_1.json: refused by arena-text-hub: not an array of rows" in said
    assert "leaderboard-vision_2025-04-24_0123abcd.json: refused by arena-vision" in said
    once = _files(tree)
    lines = once["arena-text.tsv"].decode().splitlines()
    assert lines[1] == "2025-03-07\tmodel-0\t1300"
    assert len(lines) == 1 + 20 + 20, "the twenty leading rows of each edition, no family being listed"
    _run(tree, folder.parent)
    assert _files(tree) == once


def test_a_row_that_cannot_be_read_is_named(tree: Path, folder: Path) -> None:
    """The rest of the edition is imported."""
    rows = {f"model-{i}": {"rating": 1300 - i, "rating_q025": 1290 - i, "rating_q975": 1310 - i} for i in range(12)}
    rows["model-3"]["rating"] = "~1297"  # type: ignore[assignment]  # as a page may write it
    (folder / "leaderboard-text_2025-03-07_0123abcd.json").write_text(json.dumps({"full": rows}))
    said = _run(tree, folder.parent)
    assert "rows not used: 1 (" in said
    assert "model-3" in said
    assert len(_files(tree)["arena-text.tsv"].decode().splitlines()) == 1 + 11


@pytest.mark.skipif(not RECORDED.exists(), reason="needs ../shared (recorded payloads)")
def test_the_whole_recorded_past_fits_and_is_stable(tree: Path) -> None:
    """Everything recorded, imported twice: the same bytes, under three megabytes."""
    _run(tree, RECORDED)
    once = _files(tree)
    assert sum(map(len, once.values())) <= 3 * 1024 * 1024
    assert len(once) >= 7
    _run(tree, RECORDED)
    assert _files(tree) == once
