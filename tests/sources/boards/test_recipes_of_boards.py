"""The recipes of docs/leaderboards.md, the boards that the project carries, and what was recorded of them: each is read as it says."""

import gzip
import io
import json
import re
import tomllib
from contextlib import nullcontext
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]
import pytest

from pipeline.changes.trees import board_changes
from pipeline.layout import paths
from pipeline.layout.catalog import parse_curated, parse_snapshots
from pipeline.model.boards import BoardSource, CuratedBoard
from pipeline.model.changes import ChangeKind
from pipeline.model.curated import CuratedFamily
from pipeline.model.snapshots import BoardSnapshot, Receipt
from pipeline.names.join import NameIndex
from pipeline.reconcile.catalog import join_board
from pipeline.settings import read_settings
from pipeline.sources.asking import Gathered, Options
from pipeline.sources.boards.ask import MOST, names_in
from pipeline.sources.boards.grid import Refusal
from tests.on_disk import PROJECT
from tests.sources.boards import recorded_table
from tests.sources.boards.recorded_table import facts_of
from tests.sources.days import collect, gentle
from tests.upstream import Upstream, WebFile

PAGE: Final = (PROJECT / "docs" / "leaderboards.md").read_text("utf-8")


def _blocks(heading: str) -> tuple[CuratedBoard, list[bytes], bytes]:
    """The board of a recipe, what its addresses answer, and its file."""
    section = PAGE.partition(f"### {heading}\n")[2].partition("\n### ")[0].partition("\n## ")[0]
    toml, *payloads = [text.encode() for text in re.findall(r"```\w+\n(.*?)```", section, re.DOTALL)]
    slug = toml.decode().partition('slug = "')[2].partition('"')[0]
    (board,) = parse_curated({f"{paths.BOARDS}{slug}.toml": toml}).boards.values()
    return board, payloads, toml


@pytest.mark.parametrize(
    ("heading", "edition", "interval"),
    [("A board in JSON", "2026-03-01", (None, None)), ("A board in HTML", None, (64.1, 64.9))],
)
def test_a_recipe_reads_what_it_shows(heading: str, edition: str | None, interval: tuple[float | None, float | None]) -> None:
    """One row, under the board's own name, with its interval where the board states one."""
    board, (payload,), _ = _blocks(heading)
    facts = facts_of(board, payload)
    score = facts.rows["Heron"].scores["speed"]
    assert (score.value, (score.low, score.high), facts.edition) == (64.5, interval, edition)


def _asked(upstream: Upstream, folder: Path, files: dict[str, bytes], tree: dict[str, bytes]) -> Gathered:
    upstream.world = replace(upstream.world, files={p: WebFile(c, "application/json") for p, c in files.items()})
    with gentle():
        return collect("leaderboards", tree, read_settings(upstream.environment(), folder), Options(max_wait=1))


def test_one_file_a_model_is_asked_for_by_its_listing(upstream: Upstream, tmp_path: Path) -> None:
    """Names that the pattern does not fit are left alone; the mean is formed, and a missing file is a row that says so."""
    board, (listing, scores), toml = _blocks("One file a model")
    more = listing.replace(b'{"path": "README.md"}', b'{"path": "results/Gone/scores.json"}, {"path": "README.md"}, ' + b", ".join(
        b'{"path": "results/Bird %d/scores.json"}' % n for n in range(6)))  # fmt: skip
    files = {"example.org/sea/index.json": more, "example.org/sea/results/Heron (FC)/scores.json": scores}
    files |= {f"example.org/sea/results/Bird {n}/scores.json": b'[{"score": 1}, {"score": %d}]' % n for n in range(6)}
    collected = _asked(upstream, tmp_path, files, {f"{paths.BOARDS}{board.slug}.toml": toml})
    facts = parse_snapshots(collected.files).boards[board.slug].facts
    assert facts.rows["Heron (FC)"].scores["speed"].value == 65.0
    assert len(facts.rows) == 7
    assert list(facts.rejects) == ["/Gone"]
    heron = CuratedFamily(slug="heron", name="Heron", organization="lake", kind="llm", checkpoints=("lake/Heron",))
    join = NameIndex({"heron": heron}).join("Heron (FC)", board)
    assert join is not None
    assert join.rule == "words of the Hub id; read as 'Heron' by the board's `strip`"


@pytest.mark.parametrize(
    ("listing", "listed", "named", "found"),
    [
        (b'["heron", "teal", "heron"]', "", "{}", ["heron", "teal"]),
        (b'{"files": {"heron": 1, "teal": 2}}', "/files", "{}", ["heron", "teal"]),
        (b'[{"name": "heron.json"}, {"name": "README.md"}, {"size": 3}]', "/*/name", "{}.json", ["heron"]),
        (b"heron.json\nnotes.txt\nteal.json\n", "", "{}.json", ["heron", "teal"]),
        (b'<a href="heron.json">h</a> <a href="../../etc/passwd.json">x</a>', "", "{}.json", ["heron"]),
        (b'["../secret", "a?b", "http://other"]', "", "{}", None),
        (b"[]", "/files", "{}", None),
        (b"not JSON", "/files", "{}", None),
        (b"\xff", "", "{}", None),
        (json.dumps([f"b{n}" for n in range(MOST + 1)]).encode(), "", "{}", None),
    ],
    ids=["names", "keys", "members", "lines", "links", "unsafe", "empty", "no JSON", "no text", "too many"],
)
def test_a_listing_names_files_or_is_refused(listing: bytes, listed: str, named: str, found: list[str] | None) -> None:
    """JSON, lines or links; a name that could lead elsewhere is no name."""
    source = BoardSource.model_validate({
        "listing": "https://example.org/all", "url": "https://example.org/{}.json", "format": "json", "keyed": True,
        "listed": listed, "named": named,
    })  # fmt: skip
    with pytest.raises(Refusal) if found is None else nullcontext():
        assert names_in(listing, source) == found


def test_a_file_that_is_not_had_refuses_the_board(upstream: Upstream, tmp_path: Path) -> None:
    """Its own absence is a row's; a server that fails is the whole board's, and nothing is taken."""
    board, (listing, scores), toml = _blocks("One file a model")
    files = {"example.org/sea/index.json": listing, "example.org/sea/results/Heron (FC)/scores.json": scores}
    upstream.fault("*/results/*", "status", 9, code=503)
    collected = _asked(upstream, tmp_path, files, {f"{paths.BOARDS}{board.slug}.toml": toml})
    assert collected.files == {}
    assert collected.outcome == "failed"


FOLDER = PROJECT / "catalog" / "curated" / "leaderboards"

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
    facts = facts_of(BOARDS[slug], sink.getvalue())
    assert (facts.edition, {n: (r.scores["rating"].value, r.votes, r.license) for n, r in facts.rows.items()}) == (
        "2026-09-13", dict.fromkeys(("heron-7b", "teal"), (1300.25, 900, "MIT")))  # fmt: skip


def test_the_livebench_categories_are_means_of_their_tasks() -> None:
    """Seven categories, and the mean of the seven."""
    board = BOARDS["livebench"]
    columns = [c for s in board.scores for c in s.mean_of]
    payload = f"model,{','.join(columns)}\nHeron,{','.join(str(10 + i) for i in range(len(columns)))}\n"
    facts = facts_of(board, payload.encode())
    scores = facts.rows["Heron"].scores
    parts = [scores[n].value for n in next(s for s in board.scores if s.name == "average").mean_of_scores]
    assert len(parts) == 7
    assert scores["average"].value == pytest.approx(sum(parts) / 7, abs=1e-3)


def test_the_hubs_own_leaderboard_joins_by_id() -> None:
    """Names there are Hub ids; a fraction among per cents is told apart."""
    entries = [{"rank": i, "modelId": f"lake/Heron-{i}B", "value": 50.0 + i, "filename": "x", "verified": False,
                "author": {"name": "lake", "type": "org"}} for i in range(1, 9)]  # fmt: skip
    entries.append({**entries[0], "modelId": "lake/Fraction", "value": 0.412})
    facts = facts_of(BOARDS["hub-mmlu-pro"], json.dumps(entries).encode())
    assert len(facts.rows) == 8
    assert list(facts.rejects) == ["/8"]


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
        facts = facts_of(board, payload)
        receipt = Receipt(url="https://example.org/", retrieved_at=f"{day}T00:00:00Z", sha256="0" * 64, size=1)
        snapshot = BoardSnapshot(facts=facts.model_copy(update={"edition": day}), receipt=receipt)
        observed.append(join_board(board, snapshot, NameIndex(families)))
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
