"""One repository of a listing as discovery sees it: the evidence that listings give, and who showed it.

Likes are read to rank and to pass over what nobody uses; they never enter a file of the list.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from pipeline.model.ids import is_arxiv_id, is_checkpoint_id, is_sha
from pipeline.sources.hub.states import UNKNOWN_CREATION, entry_id
from pipeline.sources.json_fields import count, mapping, text, texts, when

RELATIONS: Final = frozenset({"finetune", "quantized", "adapter", "merge"})


@dataclass(frozen=True, slots=True)
class Entry:
    """A repository of weights as a listing states it. Absent fields were not stated."""

    id: str
    created: str = ""  # ISO 8601; empty where the Hub does not know it
    sha: str | None = None
    task: str | None = None
    library: str | None = None
    tags: frozenset[str] = frozenset()
    architecture: str | None = None
    license: str | None = None
    bases: tuple[str, ...] = ()
    relation: str | None = None
    papers: tuple[str, ...] = ()
    total: int | None = None  # parameters, as the Hub counted elements
    gguf: bool = False
    hidden: bool = False  # private or disabled
    likes: int = 0
    trend: int = 0
    shown_by: tuple[str, ...] = ()

    @property
    def owner(self) -> str:
        """The Hub name of who publishes it."""
        return self.id.partition("/")[0]

    @property
    def name(self) -> str:
        """The name part of the id."""
        return self.id.partition("/")[2]


def read_entry(wire: object, shown_by: str = "") -> Entry | None:
    """One wire entry; None where it has no valid id."""
    identity = entry_id(wire)
    if identity is None or not isinstance(wire, dict):
        return None
    card, config = mapping(wire.get("cardData")), mapping(wire.get("config"))
    raw = wire.get("tags")
    tags = [t for t in raw[:400] if isinstance(t, str) and len(t) < 300] if isinstance(raw, list) else []
    created = when(wire.get("createdAt")) or ""
    sha = wire.get("sha")
    architectures = config.get("architectures")
    first = architectures[0] if isinstance(architectures, list) and architectures else None
    bases, relation = _bases(wire, card, tags)
    return Entry(
        id=identity,
        created="" if created.startswith(UNKNOWN_CREATION) else created,
        sha=sha if isinstance(sha, str) and is_sha(sha) else None,
        task=text(wire, "pipeline_tag", 60),
        library=text(wire, "library_name", 60),
        tags=frozenset(t.lower() for t in tags),
        architecture=first[:120] if isinstance(first, str) else None,
        license=_license(card, tags),
        bases=bases,
        relation=relation,
        papers=tuple(dict.fromkeys(t[6:] for t in tags if t.startswith("arxiv:") and is_arxiv_id(t[6:]))),
        total=count(mapping(wire.get("safetensors")).get("total")),
        gguf="gguf" in wire and bool(wire["gguf"]),
        hidden=wire.get("private") is True or wire.get("disabled") is True,
        likes=count(wire.get("likes")) or 0,
        trend=count(wire.get("trendingScore")) or 0,
        shown_by=(shown_by,) if shown_by else (),
    )


def _bases(wire: Mapping[str, Any], card: Mapping[str, Any], tags: Iterable[str]) -> tuple[tuple[str, ...], str | None]:
    """Base models and the relation to them: the Hub's own view, the card's data, the tags."""
    bases = texts(card.get("base_model"), 200, 20)
    stated = mapping(wire.get("baseModels"))
    relation = text(card, "base_model_relation", 30) or text(stated, "relation", 30)
    if not bases and isinstance(models := stated.get("models"), list):
        bases = tuple(i for i in (entry_id(m) for m in models[:20]) if i)
    found = list(bases)
    for tag in tags:
        if not tag.startswith("base_model:"):
            continue
        parts = tag.split(":")
        if parts[1] in RELATIONS:
            relation = relation or parts[1]
        if not bases:
            found.append(parts[-1])
    return tuple(sorted({b for b in found if is_checkpoint_id(b)})), relation if relation in RELATIONS else None


def _license(card: Mapping[str, Any], tags: Iterable[str]) -> str | None:
    stated = texts(card.get("license"), 60)
    if stated:
        return stated[0].lower()
    return next((t[8:68].lower() for t in tags if t.startswith("license:")), None)


def joined(entries: Iterable[Entry]) -> dict[str, Entry]:
    """Entries by id: what several listings say of one repository put together, the richer one first."""
    found: dict[str, Entry] = {}
    for entry in sorted(entries, key=lambda e: (e.id.casefold(), e.id, -len(e.tags))):
        other = found.setdefault(entry.id, entry)
        stated = {name: getattr(other, name) or getattr(entry, name) for name in ("created", "sha", "task", "library", "total")}
        likes, trend = max(entry.likes, other.likes), max(entry.trend, other.trend)
        shown = tuple(sorted({*entry.shown_by, *other.shown_by}))
        found[entry.id] = replace(other, **stated, likes=likes, trend=trend, shown_by=shown)
    return found
