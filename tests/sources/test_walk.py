"""The walk over the whole Hub: counted rightly, resumed after a crash, stopped where the last one was."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.discover import tally as tallying
from pipeline.discover.evidence import Known
from pipeline.discover.tally import Tally, page_delta
from pipeline.model.progress import Silent
from pipeline.settings import Settings, read_settings
from pipeline.sources.hub import walk as walking
from pipeline.sources.hub.walk import Walked, least_seconds, walk
from pipeline.store.walks import WalkFiles
from tests.upstream import Limits, Model, ModelTable, Upstream, World

HERE = Path(__file__).parents[2]
KNOWN = Known(min_likes=10, makers={"river-ai": "river"})


class Told(Silent):
    """Progress that remembers what was said."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def say(self, text: str) -> None:
        """Keep a line."""
        self.lines.append(text)


def model(name: str, day: int, **more: Any) -> Model:
    """A repository made on a day of March."""
    return Model(facts={
        "id": name, "createdAt": f"2026-03-{day:02d}T00:00:00.000Z", "likes": 500, "pipeline_tag": "text-generation",
        "library_name": "transformers", "tags": ["license:mit"], **more,
    })  # fmt: skip


def world(*models: Model) -> World:
    """A Hub of these models."""
    return World(name="small", date="2026-03-31", models=ModelTable({m.id: m for m in models}))


def hub(count: int, *, first: int = 0) -> list[Model]:
    """Models of one maker, several a day."""
    return [model(f"river-ai/Brook{n}-7B", 1 + n // 3) for n in range(first, first + count)]


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten models a page, so that small worlds have pages."""
    monkeypatch.setattr(walking, "PAGE", 10)
    monkeypatch.setattr(walking, "CHECKPOINT_EVERY", 3)


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    """A Hub of sixty-five models."""
    with Upstream(world(*hub(65))) as up:
        yield up


@pytest.fixture
def here(upstream: Upstream, tmp_path: Path) -> Settings:
    """A folder for the run's state, and this Hub."""
    return read_settings(upstream.environment(), tmp_path)


def run(here: Settings, progress: Silent | None = None, **more: Any) -> Walked:
    """One run of the walk."""
    return walk(here, KNOWN, progress or Silent(), **more)


def pages(upstream: Upstream) -> list[str]:
    """The cursors of listing requests so far; the first page has none."""
    return [dict(parse_qsl(r.query)).get("cursor", "") for r in upstream.requests("/api/models")]


def test_complete_walk_counts_everything(here: Settings, upstream: Upstream) -> None:
    """Every model once: by maker, kind, licence, size and outcome; and the candidates with their likes."""
    upstream.world = world(
        *hub(20), model("paint/Canvas", 5, pipeline_tag="text-to-image"), model("river-ai/Brook9-7B-GGUF", 6),
        model("someone/Small-1B", 7, likes=20), model("river-ai/Dale-9B", 8, safetensors={"total": 9_000_000_000}, tags=[]),
    )  # fmt: skip
    done = run(here)

    assert (done.complete, done.new, done.asked, done.tally.seen) == (True, 24, 3, 24)
    counts = {name: dict(c) for name, c in done.tally.counts.items()}
    assert counts["organizations"] == {"river-ai": 22, "paint": 1, "someone": 1}
    assert counts["kinds"] == {"llm": 23, "other": 1}
    assert counts["licenses"] == {"mit": 23, "not stated": 1}
    assert counts["sizes"] == {"not stated": 23, "3B to 10B": 1}
    assert counts["outcomes"] == {"candidate": 21, "other modality": 1, "repack": 1, "too few likes": 1}
    assert len(done.entries()) == 21


def test_second_walk_asks_only_for_what_is_new(here: Settings, upstream: Upstream) -> None:
    """One page suffices, models of the last day that it had are not counted twice, and a third finds nothing."""
    run(here)
    upstream.world = world(*hub(65), *hub(4, first=65), model("river-ai/Late-7B", 22))
    upstream.log.clear()
    second = run(here)
    third = run(here)

    assert (second.complete, second.new, second.tally.seen) == (True, 5, 70)
    assert (third.complete, third.new, third.tally.seen) == (True, 0, 70)
    assert len(pages(upstream)) == 2


def test_budget_stops_and_the_next_run_goes_on(here: Settings, upstream: Upstream) -> None:
    """Two pages, then two, then the rest: no page twice, the same counts as in one go."""
    first = run(here, most=2)
    second = run(here, most=2)
    third = run(here)

    assert [w.complete for w in (first, second, third)] == [False, False, True]
    assert third.tally.seen == 65
    assert len(pages(upstream)) == len(set(pages(upstream))) == 7
    assert "goes on from there" in first.report.message


def test_failure_keeps_what_was_had(here: Settings, upstream: Upstream) -> None:
    """The fourth page cannot be had: the run says so, the next one begins with it."""
    fault = upstream.fault("/api/models*", "html200", None, after=3)
    failed = run(here)
    fault.times = 0
    asked = set(pages(upstream)[:3])
    upstream.log.clear()
    done = run(here)

    assert failed.report.outcome == "partial"
    assert failed.tally.seen == 30
    assert (done.complete, done.tally.seen) == (True, 65)
    assert not asked & set(pages(upstream))


def test_again_starts_over(here: Settings, upstream: Upstream) -> None:
    """Only where it is asked for."""
    run(here)
    upstream.log.clear()
    done = run(here, again=True)
    assert (done.tally.seen, len(pages(upstream))) == (65, 7)


def test_limits_of_the_hub_are_kept_and_told(here: Settings, upstream: Upstream) -> None:
    """The Hub allows three requests a second: nothing is refused, and the run said how long it would take."""
    upstream.conduct.limits = Limits(anonymous={"api": 3, "resolvers": 1, "pages": 1}, window=1.0)
    told = Told()
    done = run(here, told)

    assert done.complete
    assert {r.status for r in upstream.requests("/api/models")} == {200}
    assert "the Hub allows 500 requests in 300 s" in told.lines[0]
    assert "the Hub allows 3 requests in 1 s" in told.lines[1]


def test_two_thousand_pages_take_a_quarter_of_an_hour() -> None:
    """Five hundred requests in five minutes: the first window is free, three more must pass."""
    assert least_seconds(2000, (500, 300)) == 900
    assert least_seconds(500, (500, 300)) == 0
    assert least_seconds(2000, (1000, 300)) == 300


def test_hostile_state_is_no_state(here: Settings, upstream: Upstream) -> None:
    """A checkpoint that is not ours, or damaged, costs requests and nothing else."""
    run(here, most=4)
    for text in ("", "[]", "{}", '{"version": 1, "tally": {"pages": "x"}}', "null"):
        (here.state / "whole-hub" / "checkpoint.json").write_text(text, encoding="utf-8")
        assert run(here).tally.seen == 65
    assert upstream.requests("/api/models")


def test_line_that_a_crash_cut_is_asked_again(here: Settings, upstream: Upstream) -> None:
    """Half a line at the journal's end: that page counts as not had."""
    run(here, most=2)
    journal = here.state / "whole-hub" / "journal.jsonl"
    files = WalkFiles(here.state / "whole-hub")
    files.append({"page": 3, "seen": 10})
    journal.write_bytes(journal.read_bytes()[:-5])
    done = run(here)

    assert done.tally.seen == 65
    assert len(set(pages(upstream))) == 7


def test_killed_walk_goes_on_without_asking_again(tmp_path: Path) -> None:
    """Kill -9 in the middle, three times: at most the page in flight is asked twice, and the counts are the undisturbed ones."""
    with Upstream(World.synthetic(25_000, 50), latency=0.02) as upstream:
        (tmp_path / "catalog" / "curated").mkdir(parents=True)
        environment = {**os.environ, **upstream.environment(), "HF_TOKEN": "", "PYTHONPATH": str(HERE)}
        words = [sys.executable, "-m", "pipeline", "--root", str(tmp_path), "discover", "--whole-hub", "--json", "-q"]
        for asked in (4, 9, 15):
            process = subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL)
            until = time.monotonic() + 60
            while len(upstream.requests("/api/models")) < asked and time.monotonic() < until:
                time.sleep(0.005)
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
        done = subprocess.run(words, env=environment, capture_output=True, text=True, check=True)
        queries = pages(upstream)

    counted = json.loads(done.stdout)["whole_hub"]
    assert (counted["complete"], counted["seen"], counted["pages"]) == (True, 25_000, 25)
    assert counted["organizations"] == {f"org-{n:05d}": 500 for n in range(50)}
    assert len(set(queries)) == 25
    assert len(queries) <= 25 + 3


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 40), max_size=60), st.randoms(use_true_random=False))
def test_counts_do_not_depend_on_how_pages_are_cut(numbers: list[int], chance: random.Random) -> None:
    """The same entries in pages of any size come to the same tally, also through JSON in between."""
    entries = [
        {"id": f"o{n % 5}/Model{n}-7B", "likes": n * 30, "pipeline_tag": "text-generation", "tags": [f"license:l{n % 3}"],
         "createdAt": f"2026-01-{n % 28 + 1:02d}"} for n in numbers
    ]  # fmt: skip
    whole = Tally()
    whole.apply(page_delta(entries, KNOWN))
    parts = Tally()
    start = 0
    while start < len(entries):
        size = chance.randint(1, 9)
        parts.apply(json.loads(json.dumps(page_delta(entries[start : start + size], KNOWN))))
        parts = Tally.from_json(json.loads(json.dumps(parts.as_json())))
        start += size

    assert (parts.counts, parts.seen, parts.newest) == (whole.counts, whole.seen, whole.newest)
    assert set(parts.edge) == set(whole.edge)
    assert parts.best() == whole.best()


def test_tally_stays_small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A million makers do not make a million counts, and no model is lost from the sum."""
    monkeypatch.setattr(tallying, "MOST_NAMES", 50)
    monkeypatch.setattr(tallying, "MOST_CANDIDATES", 20)
    tally = Tally()
    for start in range(0, 2000, 100):
        tally.apply(
            page_delta(
                (
                    {"id": f"maker{n}/Model-7B", "likes": n, "pipeline_tag": "text-generation"}
                    for n in range(start, start + 100)
                ),
                KNOWN,
            )
        )

    assert len(tally.counts["organizations"]) <= 101
    assert sum(tally.counts["organizations"].values()) == 2000
    assert len(tally.candidates) <= 40
    assert tally.best()[0]["likes"] == 1999


KEYS = st.sampled_from(["id", "likes", "tags", "createdAt", "pipeline_tag", "safetensors"])
LEAVES = st.none() | st.integers() | st.text(max_size=9)
WIRE = st.recursive(LEAVES, lambda i: st.dictionaries(KEYS, i | st.lists(i, max_size=3), max_size=6), max_leaves=12)


@given(st.lists(WIRE, max_size=6))
def test_any_page_can_be_counted(page: list[Any]) -> None:
    """Entries of any shape: counted or passed over, never an error."""
    tally = Tally()
    tally.apply(page_delta(page, KNOWN))
    assert json.loads(json.dumps(tally.as_json())) == tally.as_json()
