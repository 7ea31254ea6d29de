"""What is proposed, what is set aside and why, from entries of listings; and drafts that hold, whatever an upstream says."""

import random
import tomllib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.discover.evidence import Entry, read_entry
from pipeline.discover.find import CandidateFamily, Found, find
from pipeline.layout.catalog import Curated, parse_curated, parse_snapshots
from pipeline.model.snapshots import CardFacts
from pipeline.sources.hub.discovery import drafts
from tests.discover.conftest import CURATED, LIST, entry

NONE = parse_snapshots({})


def found(*entries: Entry, curated: Curated = CURATED, **more: Any) -> Found:
    """Find, since the beginning of the year."""
    return find(entries, curated, NONE, since="2026-01-01", **more)


def test_new_family_is_grouped_and_says_why() -> None:
    """Sizes and variants of one name become one candidate of a maker that the list knows."""
    result = found(
        entry("river-ai/Brook-3-70B", safetensors={"total": 70_000_000_000}),
        entry("river-ai/Brook-3-7B", likes=900, safetensors={"total": 7_000_000_000},
              tags=["license:mit", "arxiv:2501.00001", "arxiv:2602.00002"]),
        entry("river-ai/Brook-3-7B-Instruct-2603"),
    )  # fmt: skip

    (one,) = result.candidates
    assert (one.slug, one.name, one.organization, one.kind) == ("brook-3", "Brook-3", "river", "llm")
    assert [s.id for s in one.checkpoints][-2:] == ["river-ai/Brook-3-7B", "river-ai/Brook-3-70B"]
    assert one.predecessor == "brook-2"
    assert one.papers == ("2602.00002",)
    assert "river-ai is watched" in one.reasons
    assert "links to the paper of brook-2 (2501.00001)" in one.reasons


def test_what_the_list_has_is_not_proposed() -> None:
    """Named members, what a pattern brings at the next refresh, and names of an older listing."""
    known = [entry("river-ai/Brook-2-7B"), entry("river-ai/Brook-2-70B-Chat"), entry("hill/Peak-1B")]
    result = found(*known, entry("hill/Peak-5B"), seen_before={"hill/Peak-1B"})

    assert result.known == 3
    assert not result.candidates
    assert [a.because for a in result.set_aside] == ["others of its family were there before"]


def test_new_checkpoint_of_a_family_is_told_apart() -> None:
    """A further size of a family without a pattern is a checkpoint for its file, also one that only reads text."""
    sizes = entry("hill/Slope-VL-30B", pipeline_tag="image-text-to-text"), entry("hill/Slope-VL-1B-it")
    result = found(*sizes)

    assert not result.candidates
    assert {c.checkpoint: c.family for c in result.checkpoints} == {e.id: "slope-vl" for e in sizes}
    assert "family name, though of the kind llm" in {c.rule for c in result.checkpoints}


ASIDE: list[tuple[str, dict[str, Any], str]] = [
    # a family by its slug, a checkpoint by its id, an organisation by its name
    ("river-ai/Brook-mini-1B", {}, "declined"),
    ("river-ai/Brook-9-70B", {}, "declined"),
    ("noise/Anything-3B", {}, "declined"),
    ("hill/Peak-5B-GGUF", {}, "repack"),
    ("hill/Peak-5B-it", {"library_name": "mlx"}, "repack"),
    ("hill/Peak-5B", {"gguf": {"total": 5}}, "repack"),
    ("hill/Peak-5B", {"tags": ["base_model:quantized:river-ai/Brook-2-7B"]}, "repack"),
    ("hill/Peak-5B", {"tags": ["base_model:river-ai/Brook-2-7B", "base_model:finetune:river-ai/Brook-2-7B"]}, "derivative"),
    ("hill/Peak-5B", {"cardData": {"base_model": "someone/Else-7B"}}, "derivative"),
    ("hill/Peak-5B", {"tags": ["lora"]}, "derivative"),
    ("someone/My-Brook-7B", {}, "derivative"),
    ("hill/Peak-5B-Distill-Brook", {}, "derivative"),
    ("river-ai/Stream-7B", {"tags": ["base_model:finetune:river-ai/Brook-2-7B"]}, "variant"),
    ("hill/Peak-TTS", {"pipeline_tag": None}, "other modality"),
    ("hill/Peak-Paint", {"pipeline_tag": "text-to-image"}, "other modality"),
    ("hill/PeakDiffusion-2B", {"pipeline_tag": None}, "no task"),
    ("hill/Peak-MT", {"pipeline_tag": "translation"}, "other modality"),
    ("hill/Peak-5B-it-assistant", {}, "not a model of its own"),
    ("hill/Peak-Paint", {"pipeline_tag": None, "library_name": "diffusers"}, "other modality"),
    ("hill/Peak-5B", {"likes": 3}, "too few likes"),
    ("hill/Peak-5B", {"createdAt": "2022-03-02T23:29:04.000Z"}, "too old"),
    ("hill/Peak-5B", {"private": True}, "hidden"),
    ("hill/2603-7B", {}, "no name"),
]


@pytest.mark.parametrize(("identity", "facts", "rule"), ASIDE)
def test_evidence_sets_aside(identity: str, facts: dict[str, Any], rule: str) -> None:
    """Repacks, derivatives, other modalities and what nothing speaks for: each with its rule and its evidence."""
    result = found(entry(identity, **facts))

    assert not result.candidates
    assert [(a.id, a.rule) for a in result.set_aside] == [(identity, rule)]
    assert result.set_aside[0].because


KEPT: list[tuple[str, dict[str, Any], str]] = [
    # native low precision is no repack where there is nothing it was made from
    ("hill/Peak-500B", {"tags": ["fp8", "compressed-tensors"]}, "llm"),
    # an instruct model of the family's own base
    ("hill/Peak-5B-Instruct", {"tags": ["base_model:hill/Peak-5B", "base_model:finetune:hill/Peak-5B"]}, "llm"),
    # a VLM is built from a language model and an encoder, also others'
    ("hill/View-8B", {"pipeline_tag": "image-text-to-text", "cardData": {"base_model": ["river-ai/Brook-2-7B", "hill/Eye-300M"]}}, "vlm"),
    ("hill/View-Brook-8B", {"pipeline_tag": "image-text-to-text"}, "vlm"),
    # a line of its own within its maker's, a name in one word
    ("river-ai/medbrook-4b", {}, "llm"),
    # a language model for one task, filed under it; one that makes text by diffusion
    ("hill/Peak-MT-2B", {"pipeline_tag": "translation", "tags": ["text-generation"]}, "llm"),
    ("hill/PeakDiffusion-2B", {}, "llm"),
    # nothing is stated at all, but its maker counts billions
    ("hill/Peak-Large-120B-2603", {"pipeline_tag": None, "library_name": None, "tags": None}, "llm"),
    # no task, but a configuration that speaks
    ("hill/Peak-5B", {"pipeline_tag": None, "config": {"architectures": ["PeakForCausalLM"]}}, "llm"),
    ("hill/Peak-5B", {"config": {"architectures": ["PeakVLForConditionalGeneration"]}}, "vlm"),
    ("hill/Peak-5B", {"pipeline_tag": "automatic-speech-recognition", "tags": ["image-text-to-text"]}, "vlm"),
]  # fmt: skip


@pytest.mark.parametrize(("identity", "facts", "kind"), KEPT)
def test_models_of_their_own_are_proposed(identity: str, facts: dict[str, Any], kind: str) -> None:
    """What looks like a derivative or a repack at a glance, and is none."""
    result = found(entry(identity, **facts))

    assert [(c.kind, c.checkpoints[0].id) for c in result.candidates] == [(kind, identity)]


def test_reader_has_the_last_word_and_a_slug_one_owner() -> None:
    """A card that describes a derivative sets its checkpoint aside; a slug in use is told apart by the owner's name."""
    card = CardFacts(id="hill/Peak-5B", reader=1, kind="llm", role="derivative")
    result = found(entry("hill/Peak-5B"), cards={"hill/Peak-5B": card})
    assert [(a.rule, a.because) for a in result.set_aside] == [("reader", "its card describes a derivative")]

    taken = b'slug = "peak"\nname = "Rocks"\norganization = "river"\nkind = "llm"\n'
    other = parse_curated({**LIST, "catalog/curated/families/peak.toml": taken})
    assert [c.slug for c in found(entry("hill/Peak-5B"), curated=other).candidates] == ["hill-peak"]


WIRE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
KEYS = st.sampled_from([
    "likes", "tags", "pipeline_tag", "cardData", "config", "baseModels", "safetensors", "createdAt", "gguf", "library_name", "private", "sha",
])  # fmt: skip


@given(st.dictionaries(KEYS, WIRE))
def test_no_field_of_a_listing_can_break_it(fields: dict[str, Any]) -> None:
    """Whatever an upstream puts into an entry, it is read or left out."""
    made = read_entry({"id": "hill/Peak-5B", **fields})
    assert made is not None
    find([made], CURATED, NONE)


@settings(max_examples=25)
@given(st.randoms(use_true_random=False))
def test_order_of_entries_does_not_matter(chance: random.Random) -> None:
    """The same entries in any order, some of them twice, give the same result."""
    entries = [entry(i, **facts) for i, facts, _ in [*ASIDE[:8], *KEPT]]
    entries = list({e.id: e for e in entries}.values())
    mixed = [*entries, *chance.sample(entries, 3)]
    chance.shuffle(mixed)

    assert find(mixed, CURATED, NONE) == find(entries, CURATED, NONE)


def candidate(**more: object) -> CandidateFamily:
    """A candidate of a known maker."""
    seen = Entry(id="river-ai/Brook-3-7B", created="2026-03-01T10:00:00Z", license="mit", total_params=7_000_000_000)
    return CandidateFamily.model_validate({
        "slug": "brook-3", "name": "Brook-3", "kind": "llm", "owner": "river-ai", "organization": "river", "checkpoints": (seen,),
        "reasons": ("river-ai is watched",), "score": 1.0, **more,
    })  # fmt: skip


def test_draft_is_a_valid_family_without_prose() -> None:
    """The list with the draft in it has no fault; the draft has no prose and says why it is there.

    It is a new file, or none: a family of an organisation that is not in organizations.toml would be a fault.
    """
    made = drafts([candidate(), candidate(slug="brook-2"), candidate(slug="brook-4", organization=None)], LIST)
    (text,) = (data.decode() for data in made.values())
    family = parse_curated({**LIST, **made}).families["brook-3"]

    assert family.draft
    assert family.checkpoints == ("river-ai/Brook-3-7B",)
    assert not family.prose.en
    assert not family.facts
    assert "# Why: river-ai is watched" in text
    assert "https://huggingface.co/api/models/river-ai/Brook-3-7B" in text


@given(st.text(max_size=60), st.text(max_size=60))
def test_words_from_upstream_stay_in_their_comment(reason: str, license_: str) -> None:
    """No licence, reason or name of a listing can add a key to the draft."""
    seen = Entry(id="river-ai/Brook-3-7B", license=license_)
    (text,) = drafts([candidate(reasons=(reason,), checkpoints=(seen,))], LIST).values()

    assert set(tomllib.loads(text.decode())) == {"slug", "name", "organization", "kind", "checkpoints", "draft", "links"}
