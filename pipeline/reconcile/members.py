"""Which checkpoints a family has: those a person named, and those that its patterns and collections bring.

What nobody named must show by evidence that it belongs; what shows no kind waits as a candidate.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from pipeline.kinds import kind_of_architecture, kind_of_task
from pipeline.layout.catalog import Curated, Snapshots
from pipeline.model.claims import Value
from pipeline.model.curated import CuratedFamily
from pipeline.model.snapshots import CardSnapshot, CheckpointFacts, CollectionFacts
from pipeline.names.dissected import is_repack_name, matches
from pipeline.names.vocabulary import OTHER_NAME
from pipeline.names.words import named_version

_TEXT_TASKS: Final = frozenset({"translation", "summarization", "question-answering"})
"""Tasks of no list that language models are published under as well: the card decides."""
_NOT_OURS: Final = frozenset({"finetune-of-other", "quantized", "adapter", "merge"})
_CONVERTED: Final = "-hf"
"""What makers put behind the name of weights that they rewrote for transformers."""
_DEPTH: Final = 3
"""Collections inside one another that are looked into."""
_INNER: Final = 20
"""Collections of one collection that are asked for."""


def hub_names(curated: Curated, family: CuratedFamily) -> frozenset[str]:
    """The Hub names under which a family's maker publishes."""
    organization = curated.organizations.organizations.get(family.organization)
    return frozenset({*(organization.hub if organization else ()), *(c.partition("/")[0] for c in family.checkpoints)})


def declined_ids(curated: Curated) -> frozenset[str]:
    """What a person decided to keep out."""
    return frozenset(d.id for d in curated.declined.declined)


def is_declined(checkpoint: str, declined: Collection[str]) -> bool:
    """Whether a checkpoint, or its whole organisation, is kept out."""
    return checkpoint in declined or f"{checkpoint.partition('/')[0]}/*" in declined


def is_brought(checkpoint: str, family: CuratedFamily) -> bool:
    """Whether a family's patterns ask for a checkpoint, whatever evidence says of it."""
    wanted, left_out = (any(matches(p, checkpoint) for p in patterns) for patterns in (family.match, family.exclude))
    return wanted and not left_out


def shown_kind(facts: CheckpointFacts, card: CardSnapshot | None) -> str | None:
    """The kind that evidence shows: the card's, the task's, the architecture's; None where nothing shows it.

    A task of no list speaks against whatever a card says; a name such as "…-TTS" against an architecture.
    """
    task = kind_of_task(facts.pipeline_tag) if facts.pipeline_tag else None
    if task == "other" and facts.pipeline_tag not in _TEXT_TASKS:
        return task
    if card is not None and card.was_read:
        return card.facts.kind or "other"
    if task is not None or OTHER_NAME.search(facts.id.partition("/")[2]):
        return task
    return next(filter(None, map(kind_of_architecture, facts.architectures)), None)


def _belongs(checkpoint: str, family: CuratedFamily, snapshots: Snapshots) -> bool:
    """Whether evidence admits a checkpoint of the family's maker that nobody named."""
    hub, card = snapshots.checkpoints.get(checkpoint), snapshots.cards.get(checkpoint)
    if hub is None or is_repack_name(checkpoint) or hub.facts.base_relation in _NOT_OURS or hub.facts.gguf is not None:
        return False
    if card is not None and card.was_read and card.facts.role in {"derivative", "repack"}:
        return False
    return shown_kind(hub.facts, card) == family.kind


def members(curated: Curated, snapshots: Snapshots) -> dict[str, list[str]]:
    """The checkpoints of each family, named ones first; the families in the order of their slugs."""
    declined, owned = declined_ids(curated), dict[str, list[str]]()
    for checkpoint in sorted(snapshots.checkpoints):
        owned.setdefault(checkpoint.partition("/")[0], []).append(checkpoint)
    found: dict[str, list[str]] = {}
    for slug, family in sorted(curated.families.items()):
        makers = hub_names(curated, family)
        matched = (c for p in family.match for c in owned.get(p.partition("/")[0], ()) if matches(p, c))
        collected = (c for collection in family.collections for c in models_in(collection, snapshots))
        brought = (c for c in (*matched, *collected) if c.partition("/")[0] in makers and c not in family.checkpoints)
        belong = (c for c in brought if not any(matches(p, c) for p in family.exclude) and _belongs(c, family, snapshots))
        found[slug] = [c for c in dict.fromkeys((*family.checkpoints, *belong)) if not is_declined(c, declined)]
    return found


def copies(members: Mapping[str, Mapping[str, Value]]) -> dict[str, str]:
    """Copy -> the member of which it is a quantised or converted one: by the base that it states, else by its name ("…-hf" of another)."""
    found: dict[str, str] = {}
    for checkpoint, facts in members.items():
        bases = facts.get("base_model")
        if checkpoint.casefold().endswith(_CONVERTED) and checkpoint[: -len(_CONVERTED)] in members:
            found[checkpoint] = checkpoint[: -len(_CONVERTED)]
            continue
        stated = [base for base in bases if base in members and base != checkpoint] if isinstance(bases, tuple) else []
        if not is_repack_name(checkpoint) and facts.get("role") != "repack":  # what the Hub calls quantised may be the next version
            stated = [base for base in stated if facts.get("base_relation") == "quantized" and _version(base) == _version(checkpoint)]
        elif not bases:
            name = checkpoint.partition("/")[2].casefold()
            stated = sorted((c for c in members if name.startswith(c.partition("/")[2].casefold() + "-")), key=len, reverse=True)
        if stated:
            found[checkpoint] = stated[0]
    roots = {copy: found.get(found.get(original, original), found.get(original, original)) for copy, original in found.items()}
    return {copy: original for copy, original in roots.items() if original not in found}


def _version(checkpoint: str) -> tuple[int, ...] | None:
    return named_version(checkpoint.partition("/")[2])[1]


def inner_collections(facts: CollectionFacts) -> list[str]:
    """The slugs of the collections that a collection holds."""
    return [i.partition("/")[2] for i, item in facts.items.items() if item.type == "collection"][:_INNER]


def models_in(slug: str, snapshots: Snapshots, *, gone: bool = False, seen: frozenset[str] = frozenset()) -> Iterator[str]:
    """The models of a collection and of the collections in it; of vanished ones too where `gone` says so."""
    found = snapshots.collections.get(slug)
    if found is None or slug in seen or len(seen) > _DEPTH or not (gone or found.state == "present"):
        return
    yield from (i for i, item in found.facts.items.items() if item.type == "model")
    for inner in inner_collections(found.facts):
        yield from models_in(inner, snapshots, gone=gone, seen=seen | {slug})
