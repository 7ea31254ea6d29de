"""The recipes of docs/leaderboards.md: each TOML reads what stands below it, the third over real HTTP."""

import json
import re
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from pipeline.layout import paths
from pipeline.layout.curated import parse_curated
from pipeline.layout.snapshots import parse_snapshots
from pipeline.model.boards import BoardSource, CuratedBoard
from pipeline.model.curated import CuratedFamily
from pipeline.model.snapshots import BoardFacts
from pipeline.names.join import NameIndex
from pipeline.settings import read_settings
from pipeline.sources.asking import Gathered, Options
from pipeline.sources.boards.ask import MOST, names_in
from pipeline.sources.boards.grid import Refusal
from pipeline.sources.boards.read import read_board
from tests.sources.days import collect, gentle
from tests.upstream import Upstream, WebFile

PAGE: Final = (Path(__file__).parents[3] / "docs" / "leaderboards.md").read_text("utf-8")


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
    facts = read_board(board, payload)
    assert isinstance(facts, BoardFacts), facts
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
    join = NameIndex({"heron": heron}, []).join("Heron (FC)", board)
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
