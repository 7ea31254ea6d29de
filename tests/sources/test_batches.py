"""Batches: each asked by itself, taken in order, and none able to end the others; boards that are counted again every day."""

import importlib
import json
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

import pipeline.sources
from pipeline.cards.card import read_card
from pipeline.layout import kinds, paths
from pipeline.layout.catalog import parse_curated
from pipeline.model.changes import ChangeKind
from pipeline.model.outcomes import WrongUsage
from pipeline.model.reports import LogLine
from pipeline.refresh import refresh
from pipeline.settings import Settings, read_settings
from pipeline.sources.asking import LOG, OURS, Batch, Gathered, Job, Options, Run, Stage, Threads
from pipeline.sources.declared import default_sources, sources
from pipeline.sources.hub.ask import model_words, stages_apart
from pipeline.store.state import read_state
from pipeline.store.tree import read_tree
from tests.sources.days import ask_here, collect
from tests.upstream import Upstream
from tests.upstream.embedded import ARENA_URL


@pytest.fixture
def heard(caplog: pytest.LogCaptureFixture) -> Iterator[Callable[[], list[LogLine]]]:
    """The events that were logged so far."""
    LOG.addHandler(caplog.handler)
    yield lambda: [vars(record)["event"] for record in caplog.records]
    LOG.removeHandler(caplog.handler)


def fine(part: Gathered) -> None:
    """A batch that brings something."""
    part.answered = True
    part.files["snapshots/huggingface/a--b.json"] = b"{}"


def broken(_part: Gathered) -> None:
    """A batch in which this program is wrong."""
    raise KeyError("nobody thought of this")


def full(_part: Gathered) -> None:
    """A batch that this machine's disk ends."""
    raise OSError(28, "No space left on device")


def asked(*asks: Callable[[Gathered], None], then: Exception | None = None) -> Gathered:
    """A source of such batches, which cannot say what to ask next where there is something `then`."""

    def stages(_job: Job) -> Iterator[Stage]:
        yield Stage([Batch(f"batch {n}", ask) for n, ask in enumerate(asks)], 2)
        if then is not None:
            raise then

    return ask_here(Job("arxiv", {}, read_settings({}, Path()), Options(run=Run("run-1")), stages=stages))


def test_a_batch_that_breaks_ends_neither_its_source_nor_its_neighbours(heard: Callable[[], list[LogLine]]) -> None:
    """The source is partial, what the others brought counts, and the log names the fault's place."""
    done = asked(fine, broken, fine)
    assert done.report().outcome == "partial"
    assert set(done.files) == {"snapshots/huggingface/a--b.json"}
    (kept,) = done.report().kept
    assert kept.subject == "arxiv: batch 1"
    assert kept.reason.startswith(f"{OURS}: KeyError in test_batches.py:")
    (fault,) = [line for line in heard() if line.event == "fault"]
    assert (fault.level, fault.batch, fault.run) == ("error", "batch 1", "run-1")


def test_a_fault_of_the_plan_ends_the_source_and_one_of_the_disk_the_run() -> None:
    """What came before stays, and the source is not whole; a full disk is no upstream's failure, and no batch will fare better."""
    done = asked(fine, then=ValueError("a plan that cannot be made"))
    assert done.report().outcome == "partial"
    assert done.files
    with pytest.raises(OSError, match="No space left"):
        asked(full)


def test_what_a_run_notes_counts_when_its_tree_is_written(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The state may lag behind the tree and never run ahead of it, and a dry run writes none."""
    refresh(settings, Options(dry_run=True))
    monkeypatch.setattr("pipeline.refresh.write_changes", lambda _root, _files: full(Gathered("arxiv")))
    with pytest.raises(OSError, match="No space left"):
        refresh(settings, Options())
    monkeypatch.undo()
    topics = ("hub", "papers", "boards")
    assert not any(read_state(settings.state, topic) for topic in topics)
    refresh(settings, Options())
    assert all(read_state(settings.state, topic) for topic in topics)


def test_batches_are_never_per_model(settings: Settings, heard: Callable[[], list[LogLine]]) -> None:
    """The names of what a run asks: listings, papers, boards; readable, and few."""
    tree = read_tree(settings.root)
    for source in default_sources():
        tree.update(collect(source, tree, settings, Options()).files)
    names = [f"{line.source}: {line.batch}" for line in heard() if line.event == "batch-ended"]

    assert "huggingface: listing of Qwen" in names
    assert "huggingface: collection Qwen/qwen25-66e81a666513e518adb90d9e" in names
    assert "leaderboards: board mmmu" in names
    assert "arxiv: 10 papers, batch 1 of 1" in names
    assert sum(n.startswith("huggingface: cards") for n in names) == 1
    assert len(names) == len(set(names)) == 15


def test_neither_size_nor_place_of_a_batch_changes_a_byte(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cards asked five at a time, or read elsewhere by the same words of the list, come to the same snapshots and report."""
    tree = read_tree(settings.root)
    whole = collect("huggingface", tree, settings, Options())

    def ask(_: Threads, batch: Batch, job: Job) -> Gathered:
        stages = partial(stages_apart, data=json.loads(json.dumps(batch.data)))
        return ask_here(Job("huggingface", {}, job.settings, Options(), stages=stages)) if batch.data else job.ask(batch)

    with patch("pipeline.sources.hub.ask.read_card", wraps=read_card) as reading, patch.object(Threads, "ask", ask):
        apart = collect("huggingface", tree, settings, Options(shards=2))
    shutil.rmtree(settings.cache)
    monkeypatch.setattr("pipeline.sources.hub.ask.PER_BATCH", 5)
    parts = collect("huggingface", tree, settings, Options())

    assert parts.files == whole.files == apart.files
    assert parts.report() == whole.report()
    assert {call.args[2] for call in reading.mock_calls} == {model_words(parse_curated(tree))}


def test_what_batches_cost_adds_up_to_what_the_source_cost(settings: Settings, heard: Callable[[], list[LogLine]]) -> None:
    """Requests and bytes of the batches, asked in threads, are those of the report."""
    report = collect("huggingface", read_tree(settings.root), settings, Options(run=Run("run-2"))).report()

    ended = [line for line in heard() if line.event == "batch-ended"]
    assert sum(line.requests or 0 for line in ended) == report.requests.logical
    assert sum(line.bytes or 0 for line in ended) == report.requests.bytes
    assert {line.run for line in heard()} == {"run-2"}
    (last,) = [line for line in heard() if line.event == "source-ended"]
    assert (last.requests, last.outcome, last.moved) == (report.requests.logical, "ok", report.written)


DECLARATION = '''"""A shelf of books."""
from pipeline.sources.declared import Policy, Source

SOURCE = Source(name="shelf", label="the shelf", policy=Policy(), place=9, default=False)
'''
ASK = '''"""What the shelf is asked."""
from pipeline.sources.asking import Batch, Stage


def stages(job):
    def one(part):
        part.answered = True
        part.objects += 1

    yield Stage([Batch("the only book", one)])
'''


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One more folder beside those of the sources."""
    folder = tmp_path / "more" / "shelf"
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text(DECLARATION, encoding="utf-8")
    (folder / "ask.py").write_text(ASK, encoding="utf-8")
    monkeypatch.setattr(pipeline.sources, "__path__", [*pipeline.sources.__path__, str(folder.parent)])
    importlib.invalidate_caches()
    sources.cache_clear()


@pytest.mark.usefixtures("shelf")
def test_a_folder_is_a_source(settings: Settings) -> None:
    """It is asked where it is named, and its report stands last."""
    try:
        done = refresh(settings, Options(), sources=("links", "shelf"))
        assert [s.source for s in done.report.sources] == ["links", "shelf"]
        assert done.report.sources[-1].outcome == "ok"
        assert "shelf" not in default_sources()
    finally:
        sources.cache_clear()


def test_what_is_no_folder_is_no_source(settings: Settings) -> None:
    """A wrong name is refused with those that there are."""
    with pytest.raises(WrongUsage, match="huggingface, arxiv, leaderboards, links, github"):
        refresh(settings, Options(), sources=("shelf",))


ROW = "qwen2.5-72b-instruct"


def _arena(upstream: Upstream) -> dict[str, Any]:
    return dict(json.loads(upstream.world.files[ARENA_URL.partition("://")[2]].content))


def _counted_again(upstream: Upstream, by: dict[str, float]) -> None:
    """The board as it says after some ratings moved, with their intervals."""
    said = _arena(upstream)
    for name, step in by.items():
        said["full"][name] = {k: v + step for k, v in said["full"][name].items()}
    upstream.world = upstream.world.with_file(ARENA_URL, json.dumps(said).encode(), "text/plain; charset=utf-8")


def test_a_move_within_the_noise_changes_no_byte_and_proposes_nothing(settings: Settings, upstream: Upstream) -> None:
    """Every rating a third of a point further, three days running: the tree stays, and nobody is asked."""
    refresh(settings, Options())
    before = read_tree(settings.root)
    for _ in range(3):
        _counted_again(upstream, dict.fromkeys(_arena(upstream)["full"], 0.3))
        done = refresh(settings, Options(recheck=True))
        assert done.files == {}
        assert not done.report.changes
        assert done.report.exit_code == 0
    assert read_tree(settings.root) == before


def test_many_small_steps_one_way_are_news_in_the_end(settings: Settings, upstream: Upstream) -> None:
    """What is compared is the edition that the list has, so nothing creeps past."""
    refresh(settings, Options())
    runs = 0
    while not (done := refresh(settings, Options(recheck=True))).files and runs < 60:
        _counted_again(upstream, {ROW: 1.0})
        runs += 1
    assert 2 <= runs < 60
    moved = [c for c in done.report.changes if c.kind is ChangeKind.STANDING_MOVED]
    assert [c.subject for c in moved] == [f"arena: {ROW}"]


def test_an_edition_with_news_is_taken_whole(settings: Settings, upstream: Upstream) -> None:
    """One row moved far, all others a little: all values are the new edition's, and one is told."""
    refresh(settings, Options())
    _counted_again(upstream, dict.fromkeys(_arena(upstream)["full"], 0.3) | {ROW: 40.0})
    said = _arena(upstream)["full"]
    done = refresh(settings, Options(recheck=True))
    kept = json.loads(read_tree(settings.root)[kinds.BOARDS.path("arena")])["facts"]["rows"]
    assert all(kept[n]["scores"]["rating"]["value"] == round(said[n]["rating"], 4) for n in kept)
    assert [c.subject for c in done.report.changes if c.kind is ChangeKind.STANDING_MOVED] == [f"arena: {ROW}"]


def test_a_board_that_is_read_otherwise_is_fetched_again(settings: Settings, upstream: Upstream, root: Path) -> None:
    """A second score in the board's file reaches the list, although the page says that it was not modified."""
    refresh(settings, Options())
    upstream.log.clear()
    assert refresh(settings, Options(recheck=True)).files == {}
    board = root / paths.BOARDS / "arena.toml"
    text = board.read_text(encoding="utf-8")
    added = '[[scores]]\nname = "least"\ncolumn = "rating_q025"\n\n[aliases]'
    board.write_text(text.replace("[aliases]", added), encoding="utf-8")
    refresh(settings, Options())
    kept = json.loads(read_tree(settings.root)[kinds.BOARDS.path("arena")])["facts"]["rows"]
    assert all("least" in row["scores"] for row in kept.values())


def test_rows_that_could_not_be_used_are_named_and_counted(settings: Settings, upstream: Upstream) -> None:
    """Five with place and reason, the others as a number: nothing is left out in silence."""
    said = _arena(upstream)
    said["full"] |= {f"model-{n}": {"rating": 1000 + n, "rating_q025": 990 + n, "rating_q975": 1010 + n} for n in range(60)}
    said["full"] |= {f"broken-{n}": {"rating": "~1000", "rating_q025": 990, "rating_q975": 1010} for n in range(8)}
    upstream.world = upstream.world.with_file(ARENA_URL, json.dumps(said).encode(), "text/plain; charset=utf-8")
    done = refresh(settings, Options())
    (boards,) = (s for s in done.report.sources if s.source == "leaderboards")
    assert len(boards.rejects) == 6
    assert "broken-0" in boards.rejects[0].reason
    assert boards.rejects[-1].reason == "3 further rows could not be used either"


def test_a_makers_own_results_stand_beside_the_boards(settings: Settings) -> None:
    """On families' pages, marked as the maker's and in no order; no board has a row or a score of them."""
    refresh(settings, Options())
    tree = read_tree(settings.root)
    assert len([p for p, text in tree.items() if p.startswith("pages/families/") and b"checked by nobody here" in text]) >= 3
    assert [p for p, text in tree.items() if "leaderboards" in p and b"mmlu-pro" in text.lower()] == []


def test_adding_a_board_of_a_known_format_touches_one_file(settings: Settings, upstream: Upstream, root: Path) -> None:
    """One TOML, and the next run fetches, reads, joins, shows and remembers it: nothing else is told."""
    url = "https://raw.githubusercontent.com/lake-club/races/main/races.csv"
    rows = (f"{name},{1500 - n},2024-01-03\n" for n, name in enumerate(_arena(upstream)["full"]))
    table = "bird,points,day\n" + "".join(rows)
    upstream.world = upstream.world.with_file(url, table.encode(), "text/plain; charset=utf-8")
    refresh(settings, Options())
    before = read_tree(settings.root)
    path = f"{paths.BOARDS}lake-races.toml"
    (root / path).write_text(
        f'slug = "lake-races"\nname = "Lake races"\nurl = "https://example.org/races"\n'
        f'[prose]\nen = "Birds race."\nzh = "鸟儿赛跑。"\n[source]\nurl = "{url}"\nformat = "csv"\n'
        '[columns]\nmodel = "bird"\nedition = "day"\n[[scores]]\nname = "points"\ncolumn = "points"\n',
        encoding="utf-8",
    )
    refresh(settings, Options())
    after = read_tree(settings.root)
    added = {p for p in after.keys() - before.keys() if not p.startswith((".state", ".cache"))}
    assert added == {
        path, kinds.BOARDS.path("lake-races"), kinds.HISTORIES.path("lake-races"), "catalog/observed/leaderboards/lake-races.json",
    }  # fmt: skip
    observed = json.loads(after["catalog/observed/leaderboards/lake-races.json"])
    assert sum(bool(row.get("family")) for row in observed["standings"].values()) >= 5
    assert "Lake races" in after["README.md"].decode()
    assert "鸟儿赛跑。" in after["README_zh.md"].decode()
