"""What the Hub's API states: wire entries to snapshots' facts, and facts to claims.

The field names and oddities are those of the OpenAPI description and of huggingface_hub's
ModelInfo; the reader is our own because one bad entry must not cost a page.
"""

import re
from collections.abc import Iterable
from typing import Any, Final

from pipeline.model.claims import Claim, Locator, Reading, Reject, Value
from pipeline.model.ids import is_arxiv_id, is_checkpoint_id, is_sha
from pipeline.model.snapshots import (
    CheckpointFacts,
    CheckpointSnapshot,
    CollectionFacts,
    CollectionItem,
    Gguf,
    Safetensors,
)
from pipeline.sources.json_fields import count, mapping, text, texts, when

PUBLIC: Final = "https://huggingface.co"
UNKNOWN_CREATION: Final = "2022-03-02T23:29:04"
"""The Hub's floor for createdAt: the real date is earlier and unknown (hub-docs, api.md)."""

KEPT_TAGS: Final = frozenset({
    "gguf", "awq", "gptq", "bitsandbytes", "exl2", "exl3", "mlx", "onnx", "openvino", "lora", "peft", "adapter",
    "merge", "mergekit", "moe", "quantized", "4-bit", "8-bit", "2-bit", "3-bit", "6-bit", "fp8", "nvfp4", "mxfp4", "compressed-tensors",
    "reward-model", "embeddings", "feature-extraction", "sentence-transformers", "sentence-similarity", "text-embeddings-inference",
    "diffusers", "text-to-speech", "automatic-speech-recognition", "conversational", "vision", "multimodal", "code", "custom_code",
})  # fmt: skip
_TAG: Final = re.compile(r"(?:license|base_model|arxiv|dataset_free|pipeline):.{1,200}", re.IGNORECASE)
_RELATIONS: Final = ("finetune", "quantized", "adapter", "merge")

KIND_BY_TASK: Final = {
    "text-generation": "llm",
    "text2text-generation": "llm",
    "conversational": "llm",
    "image-text-to-text": "vlm",
    "visual-question-answering": "vlm",
    "image-to-text": "vlm",
    "video-text-to-text": "vlm",
    "any-to-any": "vlm",
    "audio-text-to-text": "other",
}
"""Hub task -> kind. A task that is not here (and is stated) means "other"."""


def entry_id(entry: object) -> str | None:
    """The repository id of one wire entry, or None where it has none that is valid."""
    if not isinstance(entry, dict):
        return None
    for key in ("id", "modelId"):
        value = entry.get(key)
        if isinstance(value, str) and is_checkpoint_id(value):
            return value
    return None


def checkpoint_facts(entry: dict[str, Any]) -> CheckpointFacts | None:
    """One entry of a listing, or one model's answer, as facts; None without a valid id."""
    checkpoint = entry_id(entry)
    if checkpoint is None:
        return None
    card = mapping(entry.get("cardData"))
    config = mapping(entry.get("config"))
    tags = texts(entry.get("tags"), limit=200)
    sha = entry.get("sha")
    gated = entry.get("gated")
    return CheckpointFacts(
        id=checkpoint,
        sha=sha if isinstance(sha, str) and is_sha(sha) else None,
        created_at=when(entry.get("createdAt")),
        last_modified=when(entry.get("lastModified")),
        gated=gated if gated in ("auto", "manual") else ("manual" if gated is True else None),
        pipeline_tag=text(entry, "pipeline_tag", 60),
        library=text(entry, "library_name", 60),
        tags=tuple(sorted(t for t in tags if t.lower() in KEPT_TAGS or _TAG.fullmatch(t))),
        model_type=text(config, "model_type", 80),
        architectures=texts(config.get("architectures"), 120, 5),
        license=_license(card, tags),
        license_name=text(card, "license_name", 120),
        license_link=text(card, "license_link", 500),
        languages=_languages(card),
        base_models=_base_models(card, entry, tags),
        base_relation=_relation(card, entry, tags),
        safetensors=_safetensors(entry),
        gguf=_gguf(entry),
        disabled=entry.get("disabled") is True,
    )


def _license(card: Any, tags: Iterable[str]) -> str | None:  # noqa: ANN401
    stated = texts(card.get("license"), 60)
    if stated:
        return stated[0].lower()
    named = [t[8:].lower() for t in tags if t.lower().startswith("license:")]
    return named[0] if len(named) == 1 else None


def _languages(card: Any) -> tuple[str, ...]:  # noqa: ANN401
    value = card.get("language")
    # YAML 1.1 reads the code of Norwegian as False; the Hub's JSON carries that on.
    items = [value] if isinstance(value, str | bool) else value if isinstance(value, list) else []
    fixed = ["no" if item is False else item for item in items]
    return texts(fixed, 20)


def _base_models(card: Any, entry: dict[str, Any], tags: Iterable[str]) -> tuple[str, ...]:  # noqa: ANN401
    stated = texts(card.get("base_model"), 200, 20)
    if not stated:
        models = mapping(entry.get("baseModels")).get("models")
        stated = tuple(i for i in (entry_id(m) for m in models[:20]) if i) if isinstance(models, list) else ()
    if not stated:
        stated = tuple(t.split(":")[-1] for t in tags if t.lower().startswith("base_model:"))
    return tuple(sorted({s for s in stated if is_checkpoint_id(s)}))


def _relation(card: Any, entry: dict[str, Any], tags: Iterable[str]) -> str | None:  # noqa: ANN401
    stated = text(card, "base_model_relation", 30) or text(dict(mapping(entry.get("baseModels"))), "relation", 30)
    if stated in _RELATIONS:
        return stated
    for tag in tags:
        parts = tag.split(":")
        if len(parts) == 3 and parts[0].lower() == "base_model" and parts[1] in _RELATIONS:
            return parts[1]
    return None


def _safetensors(entry: dict[str, Any]) -> Safetensors | None:
    stated = mapping(entry.get("safetensors"))
    by_type = {str(k)[:20]: n for k, v in mapping(stated.get("parameters")).items() if (n := count(v))}
    total = count(stated.get("total"))
    return Safetensors(total=total, parameters=dict(sorted(by_type.items()))) if total or by_type else None


def _gguf(entry: dict[str, Any]) -> Gguf | None:
    stated = mapping(entry.get("gguf"))
    if not stated:
        return None
    return Gguf(
        total=count(stated.get("total")),
        architecture=text(dict(stated), "architecture", 60),
        context_length=count(stated.get("context_length")),
    )


def collection_facts(slug: str, answer: object) -> CollectionFacts | None:
    """A collection's answer as facts; None where it is not one."""
    whole = mapping(answer)
    items = whole.get("items")
    if not isinstance(items, list):
        return None
    found: dict[str, CollectionItem] = {}
    for item in items:
        entry = mapping(item)
        identity = entry.get("id") or entry.get("item_id")
        kind = entry.get("type") or entry.get("repoType") or entry.get("item_type")
        if isinstance(identity, str) and isinstance(kind, str) and len(identity) < 200 and identity.isprintable():
            found[identity] = CollectionItem(type=kind[:20])
    return CollectionFacts(slug=slug, title=text(dict(whole), "title", 200) or "", items=dict(sorted(found.items())))


def api_url(checkpoint: str, sha: str | None) -> str:
    """The public address of the API's own statement about a checkpoint, at a revision where known."""
    return f"{PUBLIC}/api/models/{checkpoint}" + (f"/revision/{sha}" if sha else "")


def claims(snapshot: CheckpointSnapshot) -> Reading:
    """What a checkpoint's API facts state, with pointers into the Hub's own answer."""
    facts = snapshot.facts
    found: list[Claim] = []
    rejects: list[Reject] = []

    def place(pointer: str) -> Locator:
        return Locator(url=api_url(facts.id, facts.sha), revision=facts.sha, pointer=pointer)

    def say(field: str, value: Value | None, pointer: str, at: str, source: str) -> None:
        if value is not None and value not in ((), ""):
            found.append(Claim(subject=facts.id, field=field, value=value, locator=place(pointer),
                               source=source, at=f"/facts/{at}", rule=source))  # fmt: skip

    say("license", facts.license, "/cardData/license", "license", "hub.card_data")
    say("license_name", facts.license_name, "/cardData/license_name", "license_name", "hub.card_data")
    say("license_link", facts.license_link, "/cardData/license_link", "license_link", "hub.card_data")
    say("languages", tuple(sorted(facts.languages)), "/cardData/language", "languages", "hub.card_data")
    say("base_model", facts.base_models, "/cardData/base_model", "base_models", "hub.card_data")
    say("base_relation", facts.base_relation, "/baseModels/relation", "base_relation", "hub.card_data")
    say(
        "architecture",
        facts.architectures[0] if facts.architectures else None,
        "/config/architectures/0",
        "architectures/0",
        "hub.config",
    )
    say("cited_arxiv", _arxiv_tags(facts.tags), "/tags", "tags", "hub.tags")
    if facts.created_at and not facts.created_at.startswith(UNKNOWN_CREATION):
        say("release_date", facts.created_at[:10], "/createdAt", "created_at", "hub.created")
    if facts.pipeline_tag:
        say("kind", KIND_BY_TASK.get(facts.pipeline_tag, "other"), "/pipeline_tag", "pipeline_tag", "hub.task")
    if facts.safetensors is not None:
        total, reason = weigh(facts)
        if reason:
            rejects.append(Reject(locator=place("/safetensors/total"), reason=reason, field="total_params"))
        say("total_params", total, "/safetensors/total", "safetensors", "hub.safetensors")
    if facts.gguf is not None and facts.gguf.context_length:
        say("context_length", facts.gguf.context_length, "/gguf/context_length", "gguf/context_length", "hub.gguf")
    return Reading(claims=tuple(found), rejects=tuple(rejects))


_WHOLE: Final = frozenset({"F64", "F32", "F16", "BF16", "F8_E4M3", "F8_E5M2", "F8_E4M3FN", "F8_E5M2FN"})


def weigh(facts: CheckpointFacts) -> tuple[int | None, str]:
    """The parameter count that the weights support, or None and why not.

    The Hub counts elements. Packed quantised weights (several parameters in one integer) count
    for too little; and for some repositories its total differs from the sum over its own types.
    """
    stated = facts.safetensors
    if stated is None:
        return None, ""
    summed = sum(stated.parameters.values())
    total = stated.total or summed
    if not total:
        return None, ""
    if stated.total and summed and abs(summed - total) > 0.02 * total:
        return None, f"the total {total} is not the sum of its types, {summed}"
    packed = sum(n for kind, n in stated.parameters.items() if kind not in _WHOLE)
    if packed > 0.02 * total:
        kinds = ", ".join(sorted(k for k in stated.parameters if k not in _WHOLE))
        return None, f"packed weights ({kinds}): elements are not parameters"
    if total < 1_000_000:
        return None, f"{total} elements are too few for a language model"
    return total, ""


def _arxiv_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Papers that the Hub found linked anywhere in the card: cited, not necessarily the model's own."""
    return tuple(sorted({t[6:] for t in tags if t.lower().startswith("arxiv:") and is_arxiv_id(t[6:])}))
