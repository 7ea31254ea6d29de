"""The boards that the project carries: whole descriptions, in both languages, and one file each."""

import io
import json
import tomllib
from pathlib import Path

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]
import pytest

from pipeline.model.boards import CuratedBoard
from pipeline.model.snapshots import BoardFacts
from pipeline.sources.boards.read import read_board

FOLDER = Path(__file__).parents[3] / "catalog" / "curated" / "leaderboards"

BOARDS = {p.stem: CuratedBoard.model_validate(tomllib.loads(p.read_text("utf-8"))) for p in sorted(FOLDER.glob("*.toml"))}
READ = [s for s, b in BOARDS.items() if b.source is not None]


@pytest.mark.parametrize("slug", READ)
def test_a_board_is_described_in_both_languages_and_ended_ones_lead_on(slug: str) -> None:
    """Two to four sentences each, a label for each score that the list may show; what ended is an archive."""
    board = BOARDS[slug]
    assert 2 <= board.prose.en.count(".") <= 8
    assert board.prose.zh.count("。") >= 1
    assert any("\u4e00" <= c <= "\u9fff" for c in board.prose.zh)
    assert all(s.label for s in board.scores)
    assert board.metric is not None
    assert board.source is not None
    assert board.source.url.startswith("https://")
    assert board.state == "active" or (board.ended and board.refresh in {"never", "month"})
    assert board.successor is None or board.successor in BOARDS


@pytest.mark.parametrize("slug", ["arena-text-hub", "arena-vision-hub"])
def test_arenas_data_set_is_read_in_the_form_that_its_users_state(slug: str) -> None:
    """Eleven columns, every category in one file, intervals that may be absent."""
    row = {"model_name": "heron-7b", "organization": "lake", "license": "MIT", "rating": 1300.25, "rating_lower": 1295.0, "rating_upper": None,
           "variance": 2.5, "vote_count": 900, "rank": 1, "category": "overall", "leaderboard_publish_date": "2026-09-13"}  # fmt: skip
    pq.write_table(pa.Table.from_pylist([row, {**row, "category": "coding", "rating": 1.0}, {**row, "model_name": "teal"}]), sink := io.BytesIO())
    facts = read_board(BOARDS[slug], sink.getvalue())
    assert isinstance(facts, BoardFacts)
    assert (facts.edition, {n: (r.scores["rating"].value, r.votes, r.license) for n, r in facts.rows.items()}) == (
        "2026-09-13", dict.fromkeys(("heron-7b", "teal"), (1300.25, 900, "MIT")))  # fmt: skip


def test_the_livebench_categories_are_means_of_their_tasks() -> None:
    """Seven categories, and the mean of the seven."""
    board = BOARDS["livebench"]
    columns = [c for s in board.scores for c in s.mean_of]
    payload = f"model,{','.join(columns)}\nHeron,{','.join(str(10 + i) for i in range(len(columns)))}\n"
    facts = read_board(board, payload.encode())
    assert isinstance(facts, BoardFacts)
    scores = facts.rows["Heron"].scores
    parts = [scores[n].value for n in next(s for s in board.scores if s.name == "average").mean_of_scores]
    assert len(parts) == 7
    assert scores["average"].value == pytest.approx(sum(parts) / 7, abs=1e-3)


def test_the_hubs_own_leaderboard_joins_by_id() -> None:
    """Names there are Hub ids; a fraction among per cents is told apart."""
    entries = [{"rank": i, "modelId": f"lake/Heron-{i}B", "value": 50.0 + i, "filename": "x", "verified": False,
                "author": {"name": "lake", "type": "org"}} for i in range(1, 9)]  # fmt: skip
    entries.append({**entries[0], "modelId": "lake/Fraction", "value": 0.412})
    facts = read_board(BOARDS["hub-mmlu-pro"], json.dumps(entries).encode())
    assert isinstance(facts, BoardFacts)
    assert len(facts.rows) == 8
    assert list(facts.rejects) == ["/8"]
