"""Every recorded file of a board is read, or refused for a stated reason."""

import gzip
import tomllib
from pathlib import Path

import pytest

from pipeline.compare.boards import board_changes
from pipeline.model.boards import CuratedBoard
from pipeline.model.changes import ChangeKind
from pipeline.model.curated import CuratedFamily
from pipeline.model.snapshots import BoardFacts, BoardSnapshot, Receipt
from pipeline.reconcile.names import NameIndex
from pipeline.reconcile.standings import join_board
from pipeline.sources.leaderboards import Refusal, read_board

ROOT = Path(__file__).parents[3]
RECORDED = ROOT.parent / "shared" / "recorded"
needs_recorded = pytest.mark.skipif(not RECORDED.exists(), reason="needs ../shared (recorded payloads)")

# Where recorded files lie, and the board that reads them.
PLACES = (
    ("leaderboards/lmarena_arena-catalog/leaderboard-text_*", "arena-text"),
    ("leaderboards/lmarena_arena-catalog/leaderboard-vision_*", "arena-vision"),
    ("leaderboards/fboulnois_csv/lmsys_*", "arena-text"),
    ("leaderboards/fboulnois_csv/lmarena_text_*", "arena-text"),
    ("leaderboards/fboulnois_csv/lmarena_vision_*", "arena-vision"),
    ("leaderboards/fboulnois_csv/huggingface_v1_*", "open-llm-leaderboard-v1"),
    ("leaderboards/fboulnois_csv/huggingface_v2_*", "open-llm-leaderboard-v2"),
    ("leaderboards/open_llm_leaderboard_v1_2023/*", "open-llm-leaderboard-v1"),
    ("leaderboards/livebench/table_*", "livebench"),
    ("leaderboards/aider/polyglot_*", "aider-polyglot"),
    ("leaderboards/aider/edit_*", "aider-edit"),
    ("leaderboards/mmmu/*", "mmmu"),
    ("html/mmmu_leaderboard/index_2024*", "mmmu"),
    ("awesome/XiongjieDai_GPU-Benchmarks_README.md", "gpu-inference"),
)

# Recorded beside the boards and not one of them: each is refused, and says why.
REFUSED = (
    ("leaderboards/lmarena_arena-catalog/scatterplot-data_*", "arena-text", "nothing at '/full'"),
    ("leaderboards/livebench/categories_*", "livebench", "column 'model' is not in the payload"),
    ("leaderboards/livebench/manifest.json", "livebench", "column 'model' is not in the payload"),
    ("html/mmmu_leaderboard/index_202[56]*", "mmmu", "the table '#table1' is gone"),
    ("html/lmarena_scatterplot.html", "arena-text", "HTML instead of JSON"),
    ("html/aider_edit.md", "aider-edit", "YAML"),
)


def _board(slug: str) -> CuratedBoard:
    path = ROOT / "catalog" / "curated" / "leaderboards" / f"{slug}.toml"
    return CuratedBoard.model_validate(tomllib.loads(path.read_text("utf-8")))


def _payload(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def _files(pattern: str) -> list[Path]:
    return sorted(RECORDED.glob(pattern)) if RECORDED.exists() else []


@needs_recorded
@pytest.mark.parametrize(("pattern", "slug"), PLACES)
def test_recorded_editions_are_read_whole(pattern: str, slug: str) -> None:
    """Rows, and few rejects, each with its reason."""
    files = _files(pattern)
    assert files, pattern
    for file in files:
        facts = read_board(_board(slug), _payload(file))
        assert isinstance(facts, BoardFacts), (file.name, facts)
        assert len(facts.rows) >= 20, file.name
        assert len(facts.rejects) <= 0.1 * len(facts.rows), file.name
        assert all(facts.rejects.values())
        metric = _board(slug).trend
        assert metric is not None
        assert sum(metric.name in r.scores for r in facts.rows.values()) >= 0.7 * len(facts.rows), file.name


@needs_recorded
@pytest.mark.parametrize(("pattern", "slug", "reason"), REFUSED)
def test_recorded_files_that_are_no_edition_are_refused(pattern: str, slug: str, reason: str) -> None:
    """Never half a table from a file of another kind."""
    for file in _files(pattern):
        result = read_board(_board(slug), _payload(file))
        assert isinstance(result, Refusal), file.name
        assert reason in result.reason, file.name


@needs_recorded
def test_the_detailed_tables_of_the_inference_board_read_by_a_changed_toml() -> None:
    """Names that stand once for several rows, told apart by a second column."""
    board = _board("gpu-inference")
    assert board.source is not None
    detailed = board.model_copy(update={
        "source": board.source.model_copy(update={"table": "Apple Silicon (snapshots in May 2024)", "fill_down": True}),
        "columns": board.columns.model_copy(update={"qualifier": "Model"}),  # type: ignore[union-attr]
        "scores": (board.scores[0].model_copy(update={"column": "tg 512"}),),
    })  # fmt: skip
    facts = read_board(detailed, (RECORDED / "awesome" / "XiongjieDai_GPU-Benchmarks_README.md").read_bytes())
    assert isinstance(facts, BoardFacts)
    assert facts.rows["M2 Ultra 76-Core GPU 192GB (70B F16)"].scores["generation-8b-q4"].value == 4.76
    assert len(facts.rows) == 11


# Read off the two files by hand: rating on 2025-03-07 and on 2025-04-24; None where the row is not there.
BY_HAND = {
    "RWKV-4-Raven-14B": ("921.612", "921.763"),
    "claude-3-5-sonnet-20241022": ("1283.51", "1282.95"),
    "claude-3-7-sonnet-20250219": ("1308.58", "1291.81"),
    "deepseek-r1": ("1362.92", "1358.24"),
    "deepseek-v3-0324": (None, ""),
    "gpt-4o-2024-08-06": ("1265.17", "1265.23"),
    "llama-3.1-405b-instruct-bf16": ("1268.57", "1268.79"),
    "mixtral-8x22b-instruct-v0.1": ("1147.46", "1147.52"),
    "qwen2.5-72b-instruct": ("1257.19", "1256.97"),
    "qwq-32b": (None, ""),
    "vicuna-13b": ("1041.81", "1041.92"),
}


@needs_recorded
def test_two_editions_give_the_differences_that_the_files_hold() -> None:
    """Counted from the raw files: gained, lost and moved rows are exactly those, with their values."""
    import json  # noqa: PLC0415  # the raw file, read without the code under test

    folder = RECORDED / "leaderboards" / "lmarena_arena-catalog"
    paths = [
        folder / "leaderboard-text_2025-03-07_b3b0fef8.json.gz",
        folder / "leaderboard-text_2025-04-24_ca6b3429.json.gz",
    ]
    raw = [json.loads(_payload(p))["full"] for p in paths]
    board = _board("arena-text")
    families = {"deepseek-r1": CuratedFamily(slug="deepseek-r1", name="DeepSeek-R1", organization="deepseek", kind="llm",
                                             checkpoints=("deepseek-ai/DeepSeek-R1",))}  # fmt: skip
    observed = []
    for day, path in zip(("2025-03-07", "2025-04-24"), paths, strict=True):
        facts = read_board(board, _payload(path))
        assert isinstance(facts, BoardFacts)
        receipt = Receipt(url=board.source.url, retrieved_at=f"{day}T00:00:00Z", sha256="0" * 64, size=1)  # type: ignore[union-attr]
        observed.append(join_board(board, BoardSnapshot(facts=facts, receipt=receipt), NameIndex(families, [])))
    changes = list(board_changes(observed[0], observed[1]))
    gained = {c.subject.partition(": ")[2] for c in changes if c.kind is ChangeKind.STANDING_GAINED}
    lost = {c.subject.partition(": ")[2] for c in changes if c.kind is ChangeKind.STANDING_LOST}
    moved = {c.subject.partition(": ")[2]: c for c in changes if c.kind is ChangeKind.STANDING_MOVED}
    assert gained == raw[1].keys() - raw[0].keys()
    assert lost == raw[0].keys() - raw[1].keys()
    assert set(moved) == {
        n for n in raw[0].keys() & raw[1].keys() if round(raw[0][n]["rating"], 4) != round(raw[1][n]["rating"], 4)
    }
    assert [c.new for c in changes if c.kind is ChangeKind.EDITION_MOVED] == ["2025-04-24"]
    assert moved["deepseek-r1"].family == "deepseek-r1"
    for name, (before, after) in BY_HAND.items():
        if before is None:
            assert name in gained
        else:
            assert (moved[name].old, moved[name].new) == (before, after), name
