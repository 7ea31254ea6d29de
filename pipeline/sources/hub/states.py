"""What the Hub's API states: wire entries to snapshots' facts, and facts to claims.

Fields are named as in the OpenAPI description and in huggingface_hub's ModelInfo; one bad entry costs no page.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from pipeline.kinds import kind_of_task
from pipeline.layout import kinds
from pipeline.model import snapshots as model
from pipeline.model.claims import MOST_RESULTS, CardReading, Claim, Reject, StatedResult, Value, by_field, stated_result
from pipeline.model.ids import HUB_URL, is_arxiv_id, is_checkpoint_id, is_collection_id, is_sha
from pipeline.names.dissected import ModelName, is_repack_name, parse_name
from pipeline.names.vocabulary import code_of
from pipeline.sources.json_fields import Json, count, mapping, text, texts, when
from pipeline.tables import table_beside

UNKNOWN_CREATION: Final = "2022-03-02T23:29:04"
"""The Hub's floor for createdAt: the real date is earlier and unknown (hub-docs, api.md)."""

_TABLE: Final = table_beside(__file__)
_PACKED: Final = frozenset(_TABLE["packed"])
KEPT_TAGS: Final = _PACKED.union(_TABLE["others"])
_TAG: Final = re.compile(r"(?:license|base_model|arxiv|dataset_free|pipeline):.{1,200}", re.IGNORECASE)
_QUANTISED: Final = "base_model:quantized:"
_RELATIONS: Final = ("finetune", "quantized", "adapter", "merge")


def entry_id(entry: object) -> str | None:
    """The repository id of one wire entry, or None where it has none that is valid."""
    stated = (mapping(entry).get(key) for key in ("id", "modelId"))
    return next((value for value in stated if isinstance(value, str) and is_checkpoint_id(value)), None)


def checkpoint_facts(wire: object) -> model.CheckpointFacts | None:
    """One entry of a listing, or one model's answer, as facts; None without a valid id."""
    entry, checkpoint = mapping(wire), entry_id(wire)
    if checkpoint is None:
        return None
    card, config, tags = mapping(entry.get("cardData")), mapping(entry.get("config")), texts(entry.get("tags"), limit=200)
    sha, gated, spoken = entry.get("sha"), entry.get("gated"), card.get("language")
    licences = texts(card.get("license"), 60) or [t[8:] for t in tags if t.lower().startswith("license:")]
    languages = spoken if isinstance(spoken, list) else [spoken]
    others = (name for name in _base_models(card, entry, tags) if name.casefold() != checkpoint.casefold())
    bases = tuple(others)  # no repository is its own base
    return model.CheckpointFacts(
        id=checkpoint,
        sha=sha if isinstance(sha, str) and is_sha(sha) else None,
        created_at=when(entry.get("createdAt")), last_modified=when(entry.get("lastModified")),
        gated=gated if gated in ("auto", "manual") else ("manual" if gated is True else None),
        pipeline_tag=text(entry, "pipeline_tag", 60), library=text(entry, "library_name", 60),
        tags=tuple(sorted(t for t in tags if t.lower() in KEPT_TAGS or _TAG.fullmatch(t))),
        model_type=text(config, "model_type", 80), architectures=texts(config.get("architectures"), 120, 5),
        license=", ".join(dict.fromkeys(s.lower() for s in licences)) or None,
        license_name=text(card, "license_name", 1_000), license_link=text(card, "license_link", 500),
        # YAML 1.1 reads the code of Norwegian as False; the Hub's JSON carries that on.
        languages=texts(["no" if item is False else item for item in languages], 20),
        base_models=bases, base_relation=_relation(card, entry, tags) if bases else None,
        safetensors=_safetensors(mapping(entry.get("safetensors"))), gguf=_gguf(mapping(entry.get("gguf"))),
        results=_results(entry.get("evalResults")), disabled=entry.get("disabled") is True,
    )  # fmt: skip


def _base_models(card: Json, entry: Json, tags: Iterable[str]) -> tuple[str, ...]:
    models = mapping(entry.get("baseModels")).get("models")
    stated: Iterable[str] = texts(card.get("base_model"), 200, 20)
    if not stated and isinstance(models, list):
        stated = [i for i in map(entry_id, models[:20]) if i]
    if not stated:
        stated = [t.split(":")[-1] for t in tags if t.lower().startswith("base_model:")]
    return tuple(sorted({s for s in stated if is_checkpoint_id(s)}))


def _relation(card: Json, entry: Json, tags: Iterable[str]) -> str | None:
    stated = text(card, "base_model_relation", 30) or text(mapping(entry.get("baseModels")), "relation", 30)
    if stated in _RELATIONS:
        return stated
    parts = (tag.split(":") for tag in tags if tag.lower().startswith("base_model:"))
    return next((p[1] for p in parts if len(p) == 3 and p[1] in _RELATIONS), None)


def _safetensors(stated: Json) -> model.Safetensors | None:
    by_type = {str(k)[:20]: n for k, v in mapping(stated.get("parameters")).items() if (n := count(v))}
    total = count(stated.get("total"))
    return model.Safetensors(total=total, parameters=dict(sorted(by_type.items()))) if total or by_type else None


def _gguf(stated: Json) -> model.Gguf | None:
    total, most = count(stated.get("total")), count(stated.get("context_length"))
    return model.Gguf(total=total, architecture=text(stated, "architecture", 60), context_length=most) if stated else None


def _results(answer: object) -> tuple[str, ...]:
    """What the files in `.eval_results/` of a repository state; files that the Hub could not read have an `error`."""
    found: list[str] = []
    for item in answer[:MOST_RESULTS] if isinstance(answer, list) else []:
        entry = mapping(mapping(item).get("data", item))
        benchmark, source, value = mapping(entry.get("dataset")), mapping(entry.get("source")), entry.get("value")
        score = str(value) if isinstance(value, int | float | str) and not isinstance(value, bool) else ""
        named = text(benchmark, "id"), text(benchmark, "task_id"), text(entry, "notes"), text(source, "url", 500)
        found.append(str(StatedResult(named[0] or "", named[1] or "", score, named[2] or "", named[3] or "")))
    return tuple(line for line in dict.fromkeys(found) if stated_result(line))


def collection_facts(slug: str, answer: object, reject: Callable[[str], None] = lambda _item: None) -> model.CollectionFacts | None:
    """A collection's answer as facts; None where it is not one. `reject` is called with what is no item."""
    whole = mapping(answer)
    items = whole.get("items")
    if not isinstance(items, list):
        return None
    found: dict[str, model.CollectionItem] = {}
    for number, item in enumerate(items, 1):
        entry = mapping(item)
        identity = entry.get("id") or entry.get("item_id")
        kind = entry.get("type") or entry.get("repoType") or entry.get("item_type")
        # Papers and collections have other names than repositories.
        forms = (is_checkpoint_id,) if kind == "model" else (is_checkpoint_id, is_arxiv_id, is_collection_id)
        if isinstance(identity, str) and isinstance(kind, str) and any(form(identity) for form in forms):
            # A data set may have the name of a model: as on the Hub, all but models stand under their type.
            found[identity if kind == "model" else f"{kind[:20]}s/{identity}"] = model.CollectionItem(type=kind[:20])
        else:
            reject(f"item {number}")
    return model.CollectionFacts(slug=slug, title=text(whole, "title", 200) or "", items=dict(sorted(found.items())))


def quantised_of(entries: Iterable[tuple[str, Json]]) -> dict[str, tuple[str, ...]]:
    """Of one owner's listing by ids: checkpoint -> the owner's copies, by their names, else by the Hub's tags.

    The Hub calls quantised whatever has fewer bits than its base, the next version too: a copy says by its name that it
    is one. What a copy states of its base may be its original's own.
    """
    listed, named, found = dict(entries), defaultdict[ModelName, set[str]](set), defaultdict[str, set[str]](set)
    copies = set(filter(is_repack_name, listed))
    for identity in listed.keys() - copies:
        named[parse_name(identity).model].add(identity)
    for copy in copies:
        tagged = {tag.removeprefix(_QUANTISED) for tag in texts(listed[copy].get("tags")) if tag.startswith(_QUANTISED)}
        originals = named.get(parse_name(copy).model, tagged)
        for base in filter(is_checkpoint_id, originals & tagged or originals):
            found[base].add(copy)
    return {base: tuple(sorted(several)) for base, several in found.items()}


def api_url(checkpoint: str, sha: str | None) -> str:
    """The public address of the API's own statement about a checkpoint, at a revision where known."""
    return f"{HUB_URL}api/models/{checkpoint}" + (f"/revision/{sha}" if sha else "")


def claims(snapshot: model.CheckpointSnapshot) -> Iterator[Claim]:
    """What a checkpoint's API facts state, at the page on which people see it, with pointers into the Hub's answer."""
    facts = snapshot.facts
    page = f"{HUB_URL}{facts.id}" + (f"/tree/{facts.sha}" if facts.sha else "")
    copies = f"{HUB_URL}models?author={facts.id.partition('/')[0]}&other=base_model:quantized:{facts.id}"
    kept = kinds.CHECKPOINTS.path(facts.id)
    for field, value, source, place, at in _stated(facts):
        if value is not None and value not in ((), ""):
            url, sha, pointer = (copies, None, None) if source == "hub.listing" else (page, facts.sha, place)
            yield Claim(field, value, facts.id, source, url, sha, None, pointer, kept, f"/facts/{at}", source)


def _stated(facts: model.CheckpointFacts) -> Iterator[tuple[str, Value | None, str, str, str]]:
    """Field, value, voice, the pointer into the Hub's answer, and the place in the snapshot."""
    yield "license", facts.license, "hub.card_data", "/cardData/license", "license"
    yield "license_name", facts.license_name, "hub.card_data", "/cardData/license_name", "license_name"
    yield "license_link", facts.license_link, "hub.card_data", "/cardData/license_link", "license_link"
    codes = {code for stated in facts.languages if (code := code_of(stated))}
    yield "languages", tuple(sorted(codes)), "hub.card_data", "/cardData/language", "languages"
    yield "base_model", facts.base_models, "hub.card_data", "/cardData/base_model", "base_models"
    yield "base_relation", facts.base_relation, "hub.card_data", "/baseModels/relation", "base_relation"
    yield "architecture", next(iter(facts.architectures), None), "hub.config", "/config/architectures/0", "architectures/0"
    yield "copies", facts.copies, "hub.listing", "", "copies"
    yield "results", facts.results, "hub.eval_results", "/evalResults", "results"
    # Papers that the Hub found linked anywhere in the card: cited, not necessarily the model's own.
    cited = {t[6:] for t in facts.tags if t.lower().startswith("arxiv:") and is_arxiv_id(t[6:])}
    yield "cited_arxiv", tuple(sorted(cited)), "hub.tags", "/tags", "tags"
    if facts.created_at and not facts.created_at.startswith(UNKNOWN_CREATION):
        yield "release_date", facts.created_at[:10], "hub.created", "/createdAt", "created_at"
    if facts.pipeline_tag:
        yield "kind", kind_of_task(facts.pipeline_tag), "hub.task", "/pipeline_tag", "pipeline_tag"
    yield "total_params", weigh(facts), "hub.safetensors", "/safetensors/total", "safetensors"
    if facts.gguf is not None:
        yield "context_length", facts.gguf.context_length or None, "hub.gguf", "/gguf/context_length", "gguf/context_length"


_WHOLE: Final = frozenset({"F64", "F32", "F16", "BF16", "F8_E4M3", "F8_E5M2", "F8_E4M3FN", "F8_E5M2FN"})


def weigh(facts: model.CheckpointFacts) -> int | None:
    """The parameter count that the weights support.

    The Hub counts elements: packed weights (several parameters in one integer) count for too little, some totals differ
    from the sum over their types, and fewer than a million elements are no language model.
    """
    stated = facts.safetensors
    if stated is None or (not stated.parameters and not _PACKED.isdisjoint(t.lower() for t in facts.tags)):
        return None
    summed = sum(stated.parameters.values())
    total = stated.total or summed
    packed = sum(n for kind, n in stated.parameters.items() if kind not in _WHOLE)
    unsure = stated.total and summed and abs(summed - total) > 0.02 * total
    return None if unsure or packed > 0.02 * total or total < 1_000_000 else total


MOST_REJECTS: Final = 40
"""A card of tables can give hundreds; the first ones tell the story, and the count is kept in the last."""


def card_facts(reading: CardReading, revision: str | None, reader: int) -> model.CardFacts:
    """A reading without its passages: the repository keeps values and lines, never upstream sentences."""
    rejects = [Reject(line=r.line, reason=r.reason, field=r.field) for r in reading.rejects]
    if len(rejects) > MOST_REJECTS:
        more = len(rejects) - MOST_REJECTS
        rejects = [*rejects[:MOST_REJECTS], Reject(line=rejects[MOST_REJECTS].line, reason=f"and {more} more")]
    return model.CardFacts(
        id=reading.id, revision=revision, reader=reader, claims=by_field(reading.claims), rejects=tuple(rejects),
        kind=reading.kind.value if reading.kind_shown else "", kind_line=reading.kind_line,
        role=reading.role.value if reading.role else None, role_line=reading.role_line,
    )  # fmt: skip


def line_url(checkpoint: str, revision: str | None, line: int | None) -> str:
    """The card on the Hub, opened as source at a line; without a revision, the repository's page: lines move."""
    if revision is None:
        return f"{HUB_URL}{checkpoint}"
    return f"{HUB_URL}{checkpoint}/blob/{revision}/README.md" + (f"?code=true#L{line}" if line else "")


def card_claims(snapshot: model.CardSnapshot) -> Iterator[Claim]:
    """What a card states, each claim at its line (also of one that became gated), and a kind and a role where shown."""
    facts, sha, kept = snapshot.facts, snapshot.facts.revision, kinds.CARDS.path(snapshot.facts.id)
    for field, stated in facts.claims.items():
        for n, one in enumerate(stated):
            url, at = line_url(facts.id, sha, one.line), f"/facts/claims/{field}/{n}/value"
            yield Claim(field, one.value, facts.id, "card", url, sha, one.line, None, kept, at, one.rule, one.about)
    if snapshot.was_read:
        for field, value, line in (("kind", facts.kind, facts.kind_line), ("role", facts.role, facts.role_line)):
            if value:
                url, at = line_url(facts.id, sha, line), f"/facts/{field}"
                yield Claim(field, value, facts.id, "card", url, sha, line, None, kept, at, "card as a whole")
