"""Members by evidence of kind: weighed again at each run, so that who shows none waits, and who loses it leaves."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.kinds import kind_of_architecture
from pipeline.layout.curated import parse_curated
from pipeline.layout.snapshots import parse_snapshots
from pipeline.reconcile.members import index_by_owner, members
from pipeline.sources.hub.states import card_claims
from tests.faults.small_hub import COLLECTION, OWNER, curated, first_day
from tests.sources.days import Run
from tests.upstream import Upstream, model_from_card

STRANGER = f"{OWNER}/Stilt-3B"
SPEAKS = "# Stilt\n\nA large language model with a context length of 8192 tokens. It is a chat model for conversation.\n"
SILENT = "# Stilt\n\nWeights.\n"


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    """The small hub's family, with its collection and without its pattern."""
    with Upstream(first_day()) as upstream:
        run = Run(upstream, tmp_path)
        run.tree = {p: data.replace(f'match = ["{OWNER}/Egret-*"]'.encode(), b"match = []") for p, data in curated().items()}
        yield run


def serve(run: Run, words: str, **facts: Any) -> None:
    """A repository that nobody named joins the collection, with a card and facts."""
    world = run.upstream.world
    collection = world.collections[COLLECTION]
    items = [i for i in collection["items"] if i["id"] != STRANGER] + [{"id": STRANGER, "type": "model"}]
    world = world.with_models(model_from_card(STRANGER, words, **facts))
    run.upstream.world = replace(world, collections={COLLECTION: {**collection, "items": items}})


def is_member(run: Run) -> bool:
    """Whether the family has it after one more run."""
    run()
    curated, snapshots = parse_curated(run.tree), parse_snapshots(run.tree)
    return STRANGER in members(curated.families["egret"], curated, snapshots, index_by_owner(snapshots))


@pytest.mark.parametrize("words", ["# Stilt\n", "---\nlicense: mit\n---\n", SILENT])
def test_a_card_that_shows_no_kind_states_none(run: Run, words: str) -> None:
    """The Hub's task is not overruled by silence; a card of something else says so itself."""
    for text, stated in ((words, []), ("---\ntags: [sentence-transformers]\n---\n# Stilt\n\nAn embedding model.\n", ["other"])):
        serve(run, text, pipeline_tag="text-generation")
        run()
        (card,) = (c for c in parse_snapshots(run.tree).cards.values() if c.facts.id == STRANGER)
        assert [c.value for c in card_claims(card) if c.field == "kind"] == stated


LLM = {"config": {"architectures": ["LlamaForCausalLM"], "model_type": "llama"}}


@pytest.mark.parametrize(
    ("words", "task", "joins"),
    [
        (SPEAKS, "text-generation", True), (SPEAKS, None, True), (SILENT, None, False), (SILENT, "text-generation", False),
        (SPEAKS, "text-to-speech", False), (SPEAKS, "sentence-similarity", False), (SILENT, "image-text-to-text", False),
    ],
)  # fmt: skip
def test_kind_is_shown_by_task_or_card(run: Run, words: str, task: str | None, *, joins: bool) -> None:
    """A card that was read shows it or not, whatever the task; a task of no list speaks against the card."""
    serve(run, words, **({"pipeline_tag": task} if task else {}))
    assert is_member(run) == joins


def test_without_a_card_the_architecture_shows_it(run: Run) -> None:
    """A gated card is not readable: the class of the configuration speaks, unless the name says that it speaks aloud."""
    serve(run, SILENT, gated="manual", **LLM)
    assert is_member(run)
    serve(run, SILENT, gated="manual")
    assert not is_member(run)
    assert "a candidate" in run.reasons


def test_who_loses_the_evidence_leaves(run: Run) -> None:
    """One listing called it a language model; once it is told rightly it is no member any more."""
    serve(run, SILENT, gated="manual", pipeline_tag="text-generation")
    assert is_member(run)
    serve(run, SILENT, gated="manual", pipeline_tag="automatic-speech-recognition")
    assert not is_member(run)


@pytest.mark.parametrize(
    ("architecture", "kind"),
    [
        ("Qwen3ForCausalLM", "llm"), ("T5ForConditionalGeneration", "llm"), ("LlavaForConditionalGeneration", "vlm"),
        ("Qwen9VLForConditionalGeneration", "vlm"), ("WhisperForConditionalGeneration", None), ("BertModel", None),
        ("StiltTTSForCausalLM", None), ("Qwen3ForSequenceClassification", None), ("StiltForConditionalGeneration", None),
    ],
)  # fmt: skip
def test_an_architecture_shows_a_kind_or_nothing(architecture: str, kind: str | None) -> None:
    """What may be anything shows nothing."""
    assert kind_of_architecture(architecture) == kind
