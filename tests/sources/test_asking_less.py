"""Asking less: what answered lately is passed over where nothing of it moved, and nothing that moved is missed."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.layout import kinds, paths
from pipeline.sources.hub.wanted import SPARE
from tests.sources.days import Run, with_facts
from tests.upstream import Upstream, World, model_from_card

OWNERS = 40


def name(number: int, which: str = "Reed") -> str:
    """A repository of the n-th maker."""
    return f"maker{number:02d}/{which}-7B"


def world(**facts: Any) -> World:
    """Forty makers of one model each, and of one that nobody named."""
    card = "---\nlicense: mit\npipeline_tag: text-generation\n---\n# Reed\n\nA language model with 7 billion parameters.\n"
    ids = [name(n, which) for n in range(OWNERS) for which in ("Reed", "Rush")]
    models = [model_from_card(i, card, pipeline_tag="text-generation", **facts) for i in ids]
    return World(date="2026-03-01", models={m.id: m for m in models})


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    """These makers' Hub."""
    with Upstream(world(lastModified="2026-02-01T00:00:00.000Z")) as up:
        yield up


@pytest.fixture
def run(upstream: Upstream, tmp_path: Path) -> Run:
    """A list with a family of each maker, asked about once."""
    run = Run(upstream, tmp_path)
    run.tree = {
        kinds.FAMILIES.path(f"reed-{n:02d}"): f'slug = "reed-{n:02d}"\nname = "Reed {n}"\norganization = "m"\nkind = "llm"\n'
        f'checkpoints = ["{name(n)}"]\n'.encode() for n in range(OWNERS)
    }  # fmt: skip
    run.tree[paths.ORGANIZATIONS] = b'[organizations.m]\nname = "M"\n'
    run()
    return run


def listings(run: Run) -> set[str]:
    """The makers whose listings the last run asked for."""
    return {dict(p.split("=") for p in e.query.split("&"))["author"] for e in run.upstream.requests("/api/models") if "author=" in e.query}


def test_a_second_run_asks_for_few_and_a_third_for_others(run: Run, upstream: Upstream) -> None:
    """One question for what moved, twenty listings nevertheless, and those of the next run are the other ones."""
    before = dict(run.tree)
    assert run() == 0
    second = listings(run)
    assert (len(second), len(upstream.log)) == (SPARE, SPARE + 1)
    assert "not asked" in run.report.message
    run()
    assert not second & listings(run)
    assert run.tree == before


@pytest.mark.parametrize("fault", ["edited", "gated", "gone", "new"])
def test_what_moved_is_asked_for_at_once(run: Run, upstream: Upstream, fault: str) -> None:
    """An edit, a gate, a repository that vanished or came: whichever maker it is."""
    late = name(OWNERS - 1)
    if fault == "edited":
        upstream.world = with_facts(upstream.world, late, sha="e" * 40, lastModified="2026-03-01T10:00:00.000Z")
    elif fault == "gated":
        upstream.world = with_facts(upstream.world, late, gated="auto")
    elif fault == "gone":
        upstream.world = upstream.world.without_models(late)
    else:
        path = kinds.FAMILIES.path("reed-39")
        run.tree[path] = run.tree[path].replace(b'checkpoints = ["', b'checkpoints = ["maker39/Rush-7B", "')
    before = run.tree[kinds.CHECKPOINTS.path(late)]
    run()
    assert late.partition("/")[0] in listings(run)
    if fault == "new":
        assert kinds.CHECKPOINTS.path("maker39/Rush-7B") in run.tree
    else:
        assert run.tree[kinds.CHECKPOINTS.path(late)] != before


@pytest.mark.parametrize("how", ["another order", "a failure", "no state", "--recheck"])
def test_where_nobody_can_tell_all_are_asked(run: Run, upstream: Upstream, how: str) -> None:
    """A Hub that sorts otherwise or fails, a state that is lost, a person who insists."""
    if how == "another order":
        upstream.fault("/api/models?sort=*", "altered", 1, alter=lambda body: json.dumps(json.loads(body)[::-1]).encode())
        upstream.world = with_facts(upstream.world, name(0), lastModified="2026-02-02T00:00:00.000Z")
    elif how == "a failure":
        upstream.fault("/api/models?sort=*", "status", 4, code=403)
    elif how == "no state":
        (run.settings.state / "hub.json").write_text('{"listed": {"huggingface/maker00": [1]}, "began": 7}', encoding="utf-8")
    run(recheck=how == "--recheck")
    assert len(listings(run)) == OWNERS


def test_a_listing_that_failed_is_asked_first(run: Run, upstream: Upstream) -> None:
    """What could not be had in one run is the first question of the next."""
    upstream.fault("/api/models?author=maker33*", "status", 9, code=403)
    (run.settings.state / "hub.json").unlink()
    run()
    assert "huggingface/maker33" in run.reasons
    upstream.faults.clear()
    run()
    asked = [e.query for e in upstream.requests("/api/models") if "author=" in e.query]
    assert any("author=maker33" in query for query in asked[:6])
