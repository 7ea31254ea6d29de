"""Every recorded file of a board is read, or refused for a stated reason."""

import gzip
import json
from fnmatch import fnmatchcase

import pytest

from pipeline.changes.trees import board_changes
from pipeline.model.changes import ChangeKind
from pipeline.model.curated import CuratedFamily
from pipeline.model.snapshots import BoardFacts, BoardSnapshot, Receipt
from pipeline.names.join import NameIndex
from pipeline.reconcile.catalog import join_board
from pipeline.sources.boards.read import read_board
from tests.sources.boards import recorded_table

RECORDED = recorded_table.RECORDED
needs_recorded = pytest.mark.skipif(not RECORDED.exists(), reason="needs ../shared (recorded payloads)")

# Recorded beside the boards and not one of them, and why each is refused.
REFUSED = {
    "*/scatterplot-data_*": "nothing at '/full'",
    "*/livebench*/categories_*": "column 'model' is not in the payload",
    "*/livebench*/cost_*": "column 'nq_AMPS_Hard' is new",
    "*/livebench/manifest.json": "column 'model' is not in the payload",
    "*/mmmu_leaderboard/index_202[56]*": "the table '#table1' is gone",
}


@needs_recorded
@pytest.mark.parametrize("file", [f for f in recorded_table.files() if recorded_table.board_of(f)])
def test_a_recorded_file_is_read_whole_or_refused_for_a_stated_reason(file: str) -> None:
    """Rows, and few rejects, each with its reason; never half a table from a file of another kind."""
    one = recorded_table.read(file, recorded_table.board_of(file) or "")
    expected = next((reason for pattern, reason in REFUSED.items() if fnmatchcase(file, pattern)), "")
    assert bool(one.refused) == bool(expected)
    assert expected in one.refused
    if not one.refused:
        assert one.rows >= 2 * one.editions
        assert one.rejects.total() <= 0.1 * one.rows or one.board in {"tau-knowledge", "epoch-capabilities-index"}
        assert all(one.rejects)


@needs_recorded
def test_the_page_of_boards_has_the_sums_of_all_recorded_files() -> None:
    """They are what the readers of today make, and no file is left out."""
    page = recorded_table.PAGE.read_text("utf-8")
    assert page == recorded_table.page_with_sums(page)
    assert [f for f in recorded_table.files() if recorded_table.board_of(f) is None] == []


@needs_recorded
def test_every_row_of_livebench_that_comes_or_leaves_is_told() -> None:
    """Counted from the raw files: of 29 states and a later one, each difference of names is told, and each state once."""
    names = [{line.partition(",")[0] for line in p.read_text("utf-8").splitlines()[1:] if line} for p in recorded_table.states()]
    steps = list(recorded_table.replay(recorded_table.states()))
    assert len(steps) == len(names) - 1 == 29
    for old, new, step in zip(names, names[1:], steps, strict=False):
        assert step.named(ChangeKind.STANDING_GAINED) == new - old
        assert step.named(ChangeKind.STANDING_LOST) == old - new
    assert sum(len(step.named(ChangeKind.STANDING_LOST)) for step in steps) >= 13


@needs_recorded
def test_two_editions_give_the_differences_that_the_files_hold() -> None:
    """Counted from the raw files: gained, lost and moved rows are exactly those, with their values."""
    folder = RECORDED / "leaderboards" / "lmarena_arena-catalog"
    days = ("2025-03-07", "2025-04-24")
    payloads = [gzip.decompress(next(folder.glob(f"leaderboard-text_{day}_*.json.gz")).read_bytes()) for day in days]
    raw = [json.loads(payload)["full"] for payload in payloads]
    board = recorded_table.board_of_slug("arena-text")
    families = {"deepseek-r1": CuratedFamily(slug="deepseek-r1", name="DeepSeek-R1", organization="deepseek", kind="llm",
                                             checkpoints=("deepseek-ai/DeepSeek-R1",))}  # fmt: skip
    observed = []
    for day, payload in zip(days, payloads, strict=True):
        facts = read_board(board, payload)
        assert isinstance(facts, BoardFacts)
        receipt = Receipt(url="https://example.org/", retrieved_at=f"{day}T00:00:00Z", sha256="0" * 64, size=1)
        snapshot = BoardSnapshot(facts=facts.model_copy(update={"edition": day}), receipt=receipt)
        observed.append(join_board(board, snapshot, NameIndex(families, [])))
    changes = list(board_changes(observed[0], observed[1], board))
    told = (ChangeKind.STANDING_GAINED, ChangeKind.STANDING_LOST, ChangeKind.STANDING_MOVED)
    gained, lost, moved = ({c.subject.partition(": ")[2]: c for c in changes if c.kind is kind} for kind in told)
    assert gained.keys() == raw[1].keys() - raw[0].keys()
    assert len(gained) == 18
    assert lost.keys() == raw[0].keys() - raw[1].keys() == set()
    beyond = {
        n for n, now in raw[1].items()
        if n in raw[0] and abs(now["rating"] - raw[0][n]["rating"]) > max(4.0, (now["rating_q975"] - now["rating_q025"]) / 2)
    }  # fmt: skip
    assert set(moved) == beyond
    assert len(beyond) == 8
    assert [(c.old, c.new) for c in changes if c.kind is ChangeKind.EDITION_MOVED] == [days]
    assert moved["deepseek-r1"].family == "deepseek-r1"
    assert (moved["deepseek-r1"].old, moved["deepseek-r1"].new) == ("1362.92", "1358.24")  # read off the two files by hand
