"""Repositories as listings state them, and why one is no new model for the list: a repack, a derivative, and so on.

Precision before recall: what no evidence shows to be a model of its own is set aside with that reason, and a person can
add it by hand.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Final, Literal

from pydantic import Field, TypeAdapter

from pipeline.kinds import LISTED, ListKind, kind_of_architecture, kind_of_task, last_of
from pipeline.layout.catalog import Curated, Snapshots
from pipeline.model.curated import CuratedFamily
from pipeline.model.frozen import Frozen
from pipeline.model.ids import is_arxiv_id
from pipeline.model.snapshots import CardFacts
from pipeline.names.dissected import is_repack_name
from pipeline.names.join import Join, NameIndex
from pipeline.names.vocabulary import COMMON
from pipeline.names.words import Words, line_of, stem_of, words
from pipeline.reconcile.members import declined_ids, is_brought, is_declined, members
from pipeline.sources.hub.states import UNKNOWN_CREATION, checkpoint_facts
from pipeline.sources.json_fields import count, texts
from pipeline.tables import table_beside

Rule = Literal[
    "declined", "hidden", "other modality", "no task", "repack", "derivative", "variant", "not a model of its own",
    "reader", "too few likes", "too old", "no name",
]  # fmt: skip


class Entry(Frozen):
    """A repository of weights as a listing states it. Absent fields were not stated."""

    id: str
    created: str = ""  # ISO 8601; empty where the Hub does not know it
    sha: str | None = None
    task: str | None = None
    library: str | None = None
    tags: frozenset[str] = Field(frozenset(), exclude=True)  # in no order, so in no output
    architecture: str | None = None
    license: str | None = None
    bases: tuple[str, ...] = ()
    relation: str | None = None
    papers: tuple[str, ...] = ()
    total_params: int | None = None  # as the Hub counted elements
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
    if not isinstance(wire, dict) or (facts := checkpoint_facts(wire)) is None:
        return None
    tags = frozenset(t.lower() for t in texts(wire.get("tags")))
    created = facts.created_at or ""
    return Entry(
        id=facts.id, created="" if created.startswith(UNKNOWN_CREATION) else created, sha=facts.sha,
        task=facts.pipeline_tag, library=facts.library, tags=tags, architecture=next(iter(facts.architectures), None), license=facts.license,
        bases=facts.base_models, relation=facts.base_relation,
        papers=tuple(sorted(t[6:] for t in tags if t.startswith("arxiv:") and is_arxiv_id(t[6:]))),
        total_params=facts.safetensors.total if facts.safetensors else None, gguf=bool(wire.get("gguf")),
        hidden=facts.disabled or wire.get("private") is True, likes=count(wire.get("likes")) or 0,
        trend=count(wire.get("trendingScore")) or 0, shown_by=(shown_by,) if shown_by else (),
    )  # fmt: skip


def joined(entries: Iterable[Entry]) -> dict[str, Entry]:
    """Entries by id: what several listings say of one repository put together, the richer one first."""
    found: dict[str, Entry] = {}
    for entry in sorted(entries, key=lambda e: (e.id.casefold(), e.id, -len(e.tags))):
        other = found.setdefault(entry.id, entry)
        kept = ("created", "sha", "task", "library", "total_params")
        stated = {name: getattr(other, name) or getattr(entry, name) for name in kept}
        likes, trend = max(entry.likes, other.likes), max(entry.trend, other.trend)
        shown = tuple(sorted({*entry.shown_by, *other.shown_by}))
        found[entry.id] = other.model_copy(update={**stated, "likes": likes, "trend": trend, "shown_by": shown})
    return found


class Signs(Frozen):
    """What shows that a repository is set aside: a word in its name, a tag, its library."""

    named: re.Pattern[str] | None = None
    tags: frozenset[str] = frozenset()
    libraries: frozenset[str] = frozenset()

    def on(self, entry: Entry, spared: AbstractSet[str] = frozenset()) -> str | None:
        """The sign that a repository bears; tags that are spared are none."""
        if entry.library is not None and entry.library.casefold() in self.libraries:
            return f"library {entry.library}"
        if self.named is not None and (named := self.named.search(entry.name)):
            return f"named {named[0].strip('-_.')}"
        tags = (entry.tags & self.tags) - spared
        return f"tagged {min(tags)}" if tags else None


_SIGNS: Final = TypeAdapter(dict[Rule, Signs]).validate_python(table_beside(__file__, "signs"))
BESIDE_BUILT: Final = frozenset({"automatic-speech-recognition", "text-to-speech", "text-to-image"})
"""What a model of a kind that is built from others may do besides."""
FILED_UNDER: Final = frozenset({"translation"})
"""Tasks under which language models stand beside older kinds: the tags, where there are any, tell which it is."""
SIZE_NAME: Final = re.compile(r"[-_]\d{1,4}(?:\.\d{1,2})?B(?:$|[-_])", re.IGNORECASE)
FIRST: Final = next(iter(LISTED))
"""The kind of a language model of which nothing more is shown."""
Because = tuple[Rule, str]


class Known:
    """What the list knows that evidence is weighed against, names of the Hub folded, and what it holds already.

    Lines of models ("qwen") are also learnt from the entries of makers on the list, so that others' fine-tunes of a
    family that the list does not have yet are known as such. `since` is an ISO day: older repositories are no news.
    `cards` are readings of cards beside those of the snapshots.
    """

    def __init__(
        self, curated: Curated, snapshots: Snapshots, entries: Iterable[Entry], *, since: str = "",
        cards: Mapping[str, CardFacts] | None = None,
    ) -> None:  # fmt: skip
        self.families, self.since, self.min_likes = curated.families, since, curated.watch.min_likes
        self.declined = declined_ids(curated)
        self.cards = {i: c.facts for i, c in snapshots.cards.items() if c.state == "read"} | dict(cards or {})
        self.makers = {h.casefold(): slug for slug, o in curated.organizations.organizations.items() for h in o.hub}
        self.by_maker: dict[str, list[CuratedFamily]] = {}
        names: list[tuple[str, str]] = []
        for family in self.families.values():
            maker, checkpoints = family.organization, [c.partition("/") for c in family.checkpoints]
            for owner, _, _ in checkpoints:
                self.makers.setdefault(owner.casefold(), maker)
            names += [(name, maker) for name in (family.name, *(n for _, _, n in checkpoints))]
            self.by_maker.setdefault(maker, []).append(family)
        self.watched = {*self.makers, *(w.casefold() for w in curated.watch.organizations)}
        learnt = ((e.name, self.maker(e.owner)) for e in entries if e.owner.casefold() in self.watched and not e.bases)
        self.lines = _lines_of_models(learnt) | _lines_of_models(names)
        self.papers = {p: slug for slug, f in self.families.items() for p in f.papers}
        self.built = {c.casefold() for f in self.families.values() if LISTED[f.kind].built for c in f.checkpoints}
        settled = {slug: {*self.families[slug].checkpoints, *ids} for slug, ids in members(curated, snapshots).items()}
        self._index = NameIndex(self.families, settled)
        collections = (snapshots.collections.get(c) for f in self.families.values() for c in f.collections)
        self._members = set().union(*settled.values(), *(c.facts.items for c in collections if c is not None))

    def maker(self, hub_name: str) -> str:
        """The maker behind a Hub name: the organisation's slug, else the name itself."""
        return self.makers.get(hub_name.casefold(), hub_name.casefold())

    def is_built(self, checkpoint: str) -> bool:
        """Whether a base model is itself of a kind that is built from others."""
        name = checkpoint.partition("/")[2]
        named = (kind.named.search(name) for kind in LISTED.values() if kind.built and kind.named is not None)
        return checkpoint.casefold() in self.built or any(named)

    def has(self, checkpoint: str) -> bool:
        """Whether the list has a checkpoint, or will by a family's pattern or collection at the next refresh."""
        return checkpoint in self._members or any(is_brought(checkpoint, f) for f in self.families.values())

    def join(self, entry: Entry, kind: ListKind) -> Join | None:
        """The family of the list that a new checkpoint belongs to: the same maker's, and of the same kind."""
        join, maker = self._index.join(entry.id), self.maker(entry.owner)
        if join is not None:
            family = self.families[join.family]
            return join if family.organization == maker and family.kind == kind else None
        key = key_of(entry.id)
        named = (f for f in self.by_maker.get(maker, ()) if key in _called(f))
        joins = (Join(f.slug, None, "family name" + f", though of the kind {kind}" * (f.kind != kind)) for f in named)
        return next(joins, None)


def _called(family: CuratedFamily) -> set[Words]:
    return {words(name) for name in (family.name, family.slug, *family.aliases)}


def key_of(checkpoint: str) -> Words:
    """The words of the family's name in a checkpoint's."""
    return words(stem_of(checkpoint.partition("/")[2]))


def _lines_of_models(names: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """Lines of models and who makes them, from pairs of a family's name and its maker.

    Who has a name or two in another's line ("Llama-Nemotron") does not make that line.
    """
    found: dict[str, Counter[str]] = {}
    for name, maker in names:
        if word := line_of(name):
            found.setdefault(word, Counter())[maker] += 1
    return {
        word: frozenset(maker for maker, number in makers.items() if 4 * number >= max(makers.values()))
        for word, makers in found.items()
    }


def judge(entry: Entry, known: Known) -> ListKind | Because:
    """The kind of a repository that may be new, or why it is set aside."""
    day = entry.created[:10]
    refused: dict[Rule, str] = {  # before its kind matters
        "hidden": "private or disabled" if entry.hidden else "",
        "too few likes": f"fewer than {known.min_likes}" if entry.likes < known.min_likes else "",
        "too old": f"created {day or 'at an unknown date'}" if known.since and day < known.since else "",
        "declined": "declined.toml" if is_declined(entry.id, known.declined) else "",
    }
    kind = next(((rule, why) for rule, why in refused.items() if why), None) or _kind_of(entry, known)
    return kind if isinstance(kind, tuple) else next(_objections(entry, kind, known), kind)


def _kind_of(entry: Entry, known: Known) -> ListKind | Because:
    stated = {kind_of_task(t) for t in (entry.task or "", *entry.tags)}
    shown = kind_of_architecture(entry.architecture or "")
    named = [k.name for k in LISTED.values() if entry.task is None and k.named is not None and k.named.search(entry.name)]
    kind = last_of({*stated, *named, shown or ""})
    built = kind is not None and LISTED[kind].built
    other_task = entry.task is not None and kind_of_task(entry.task) == "other" and not (built and kind in stated)
    if other_task and (entry.task not in FILED_UNDER or (entry.tags and not last_of(stated))):
        return "other modality", f"task {entry.task}"
    if other := _SIGNS["other modality"].on(entry, spared=BESIDE_BUILT if built else frozenset()):
        return "other modality", other
    if entry.task is not None:
        return kind or FIRST
    card = known.cards.get(entry.id)
    if card is not None and (read := last_of((card.kind,))) is not None:
        return read
    # Where nothing is stated at all, a name of a known maker's that counts billions is enough.
    counts = not entry.tags and entry.owner.casefold() in known.makers and SIZE_NAME.search(entry.name)
    if shown or last_of(stated) or counts:
        return kind or FIRST
    return "no task", "the Hub states no task, and neither tags nor configuration show a language model"


def _objections(entry: Entry, kind: ListKind, known: Known) -> Iterator[Because]:
    """Why a repository of a kind is no model of its own, or is none by its card."""
    if is_repack_name(entry.id):
        yield "repack", "by its name"
    if entry.gguf:
        yield "repack", "it holds GGUF files"
    for rule in ("repack", "not a model of its own", "derivative"):
        if sign := _SIGNS[rule].on(entry):
            yield rule, sign
    if entry.relation in {"quantized", "adapter"}:
        made = f"base_model:{entry.relation}:{next(iter(entry.bases), '?')}"
        yield "repack" if entry.relation == "quantized" else "derivative", made
    yield from _foreign_line(entry, kind, known)
    yield from _made_from(entry, kind, known)
    if (card := known.cards.get(entry.id)) is None:
        return
    if card.kind == "other":
        yield "reader", "its card describes neither a language nor a vision-language model"
    bases = [b for c in card.claims.get("base_model", ()) if isinstance(c.value, tuple) for b in c.value]
    own = card.role == "derivative" and LISTED[kind].built and not any(map(known.is_built, bases))
    if card.role in {"derivative", "repack"} and not own:
        yield "reader", f"its card describes a {card.role}" + (f" of {bases[0]}" if bases else "")


def _foreign_line(entry: Entry, kind: ListKind, known: Known) -> Iterator[Because]:
    """A name that carries another maker's line of models: "Jackrong/Qwen3.5-27B-…"."""
    own, built = known.maker(entry.owner), LISTED[kind].built
    for position, word in enumerate(w for w in words(entry.name) if w.isalpha()):
        makers = known.lines.get(word, frozenset())
        if own in makers or entry.owner.casefold() in makers:
            if built:
                return  # "LLaVA-OneVision-Qwen2": named after the language model inside
        elif makers and (position == 0 or (word not in COMMON and not (built and own in known.makers.values()))):
            yield "derivative", f"its name has {word!r}, a line of {', '.join(sorted(makers)[:3])}"


def _made_from(entry: Entry, kind: ListKind, known: Known) -> Iterator[Because]:
    """What its stated base models make of it: another maker's fine-tune, a maker's own variant, or a model of its own."""
    own = known.maker(entry.owner)
    for base in entry.bases:
        if base.casefold() == entry.id.casefold() or (LISTED[kind].built and not known.is_built(base)):
            continue
        relation, theirs = f"base_model:{entry.relation or 'stated'}:{base}", key_of(base)
        if known.maker(base.partition("/")[0]) != own:
            yield "derivative", relation
        elif theirs != key_of(entry.id) and any(theirs in {*_called(f), *map(key_of, f.checkpoints)} for f in known.by_maker.get(own, ())):
            yield "variant", f"{relation}, a family on the list: add it by hand if it is one of its own"

