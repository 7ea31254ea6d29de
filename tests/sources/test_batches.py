"""Batches: each asked by itself, taken in order, and none able to end the others. A source is a folder, nowhere else named."""

import importlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import pipeline.sources
from pipeline.model.outcomes import WrongUsage
from pipeline.model.reports import LogLine
from pipeline.refresh import refresh
from pipeline.settings import Settings
from pipeline.sources.asking import LOG, OURS, Asking, Batch, Gathered, Options, Stage
from pipeline.sources.declared import default_sources, sources
from pipeline.store.tree import read_tree
from tests.sources.days import ask_here, collect


@pytest.fixture
def heard(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """A listener."""
    LOG.addHandler(caplog.handler)
    yield caplog
    LOG.removeHandler(caplog.handler)


def lines(heard: pytest.LogCaptureFixture) -> list[LogLine]:
    """The events that were logged."""
    return [vars(record)["event"] for record in heard.records]


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

    def stages() -> Iterator[Stage]:
        yield Stage([Batch("arxiv", "papers", f"batch {n}", ask) for n, ask in enumerate(asks)], 2)
        if then is not None:
            raise then

    return ask_here(Asking(Gathered("arxiv"), stages(), "run-1"))


def test_a_batch_that_breaks_ends_neither_its_source_nor_its_neighbours(heard: pytest.LogCaptureFixture) -> None:
    """The source is partial, what the others brought counts, and the log names the fault's place."""
    done = asked(fine, broken, fine)
    assert done.report().outcome == "partial"
    assert set(done.files) == {"snapshots/huggingface/a--b.json"}
    (kept,) = done.report().kept
    assert kept.subject == "arxiv: batch 1"
    assert kept.reason.startswith(f"{OURS}: KeyError in test_batches.py:")
    (fault,) = [line for line in lines(heard) if line.event == "fault"]
    assert (fault.level, fault.batch, fault.run) == ("error", "batch 1", "run-1")


def test_a_fault_of_the_plan_ends_the_source_and_one_of_the_disk_the_run() -> None:
    """What came before stays, and the source is not whole; a full disk is no upstream's failure, and no batch will fare better."""
    done = asked(fine, then=ValueError("a plan that cannot be made"))
    assert done.report().outcome == "partial"
    assert done.files
    with pytest.raises(OSError, match="No space left"):
        asked(full)


def test_batches_are_never_per_model(settings: Settings, heard: pytest.LogCaptureFixture) -> None:
    """The names of what a run asks: listings, papers, boards; readable, and few."""
    tree = read_tree(settings.root)
    for source in default_sources():
        tree.update(collect(source, tree, settings, Options()).files)
    names = [f"{line.source}: {line.batch}" for line in lines(heard) if line.event == "batch-ended"]

    assert "huggingface: listing of Qwen" in names
    assert "huggingface: collection Qwen/qwen25-66e81a666513e518adb90d9e" in names
    assert "leaderboards: board mmmu" in names
    assert "arxiv: 10 papers, batch 1 of 1" in names
    assert sum(n.startswith("huggingface: cards") for n in names) == 1
    assert len(names) == len(set(names)) == 15


def test_the_size_of_a_batch_changes_no_byte(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cards asked five at a time come to the same snapshots and the same report as in one batch."""
    tree = read_tree(settings.root)
    whole = collect("huggingface", tree, settings, Options())
    shutil.rmtree(settings.cache)
    monkeypatch.setattr("pipeline.sources.hub.ask.PER_BATCH", 5)
    parts = collect("huggingface", tree, settings, Options())

    assert parts.files == whole.files
    assert parts.report() == whole.report()


def test_what_batches_cost_adds_up_to_what_the_source_cost(settings: Settings, heard: pytest.LogCaptureFixture) -> None:
    """Requests and bytes of the batches, asked in threads, are those of the report."""
    report = collect("huggingface", read_tree(settings.root), settings, Options(run="run-2")).report()

    ended = [line for line in lines(heard) if line.event == "batch-ended"]
    assert sum(line.requests or 0 for line in ended) == report.requests.logical
    assert sum(line.bytes or 0 for line in ended) == report.requests.bytes
    assert {line.run for line in lines(heard)} == {"run-2"}
    (last,) = [line for line in lines(heard) if line.event == "source-ended"]
    assert (last.requests, last.outcome, last.moved) == (report.requests.logical, "ok", report.written)


DECLARATION = '''"""A shelf of books."""
from pipeline.model.policy import Policy
from pipeline.sources.declared import Source

SOURCE = Source(name="shelf", label="the shelf", policy=Policy(), place=9, default=False)
'''
ASK = '''"""What the shelf is asked."""
from pipeline.sources.asking import Batch, Stage


def stages(job):
    def one(part):
        part.answered = True
        part.objects += 1

    yield Stage([Batch("shelf", "book", "the only book", one)])
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
