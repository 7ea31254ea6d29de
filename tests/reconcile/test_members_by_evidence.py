"""Members by evidence of kind: weighed again at each run, so that who shows none waits, and who loses it leaves."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.cards.card import read_card
from pipeline.kinds import kind_of_architecture
from pipeline.layout.catalog import parse_curated, parse_snapshots
from pipeline.model.snapshots import CardSnapshot, Receipt
from pipeline.reconcile.members import members
from pipeline.sources.hub.states import card_claims, card_facts
from tests.audit.audit_parts import RECEIPT, Tree, card, collection, family, hub, tree_of
from tests.faults.small_hub import COLLECTION, OWNER, curated, first_day
from tests.sources.days import Run
from tests.upstream import Upstream, model_from_card


def has(tree: Tree, slug: str, checkpoint: str) -> bool:
    """Whether a family has a checkpoint that nobody named."""
    return checkpoint in members(parse_curated(tree), parse_snapshots(tree))[slug]


CLASS = {"architectures": ("LlamaForCausalLM",)}


@pytest.mark.parametrize(
    ("kind", "task", "facts", "joins"),
    [
        ("llm", "text-generation", {}, True), ("llm", None, {}, True), ("", None, {}, False), ("", "text-generation", {}, False),
        ("llm", "text-to-speech", {}, False), ("llm", "sentence-similarity", {}, False), ("", "image-text-to-text", {}, False),
        (None, None, CLASS, True), (None, None, {}, False), (None, "text-generation", {}, True), ("", None, CLASS, False),
    ],
)  # fmt: skip
def test_kind_is_shown_by_card_or_task_or_architecture(kind: str | None, task: str | None, facts: dict[str, Any], *, joins: bool) -> None:
    """A card that was read shows it or not, whatever the task; a task of no list speaks against it; the class where none was read."""
    stranger, slug = "acme/Stilt-3B", "acme/stilt-0123456789abcdef01234567"
    said = {} if kind is None else {p: d.replace(b'"llm"', f'"{kind}"'.encode()) for p, d in card(stranger, role=None).items()}
    tree = tree_of(family("stilt", f'collections = ["{slug}"]'), collection(slug, stranger), hub(stranger, pipeline_tag=task, **facts), said)
    assert has(tree, "stilt", stranger) == joins


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("# Stilt\n", []), ("---\nlicense: mit\n---\n", []), ("# Stilt\n\nWeights.\n", []),
        ("---\ntags: [sentence-transformers]\n---\n# Stilt\n\nAn embedding model.\n", ["other"]),
    ],
)  # fmt: skip
def test_a_card_that_shows_no_kind_states_none(text: str, kinds: list[str]) -> None:
    """The Hub's task is not overruled by silence; a card of something else says so itself."""
    read = CardSnapshot(facts=card_facts(read_card("acme/Stilt-3B", text), None, 1), receipt=Receipt.model_validate(RECEIPT))
    assert [c.value for c in card_claims(read) if c.field == "kind"] == kinds


def test_evidence_is_weighed_again_at_each_run(tmp_path: Path) -> None:
    """One listing called a gated repository a language model; told rightly it is no member any more, and with no task a candidate."""
    stranger = f"{OWNER}/Stilt-3B"
    with Upstream(first_day()) as upstream:
        run, world = Run(upstream, tmp_path), upstream.world
        run.tree = {p: data.replace(f'match = ["{OWNER}/Egret-*"]'.encode(), b"match = []") for p, data in curated().items()}
        held = world.collections[COLLECTION]
        world = replace(world, collections={COLLECTION: {**held, "items": [*held["items"], {"id": stranger, "type": "model"}]}})
        for task, joins in (("text-generation", True), ("automatic-speech-recognition", False), (None, False)):
            facts = {"pipeline_tag": task} if task else {}
            upstream.world = world.with_models(model_from_card(stranger, "# Stilt\n\nWeights.\n", gated="manual", **facts))
            run()
            assert has(run.tree, "egret", stranger) == joins
        assert "a candidate" in run.reasons


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
