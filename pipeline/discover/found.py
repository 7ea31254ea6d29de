"""What discovery looks at and what it found: repositories of a listing; candidates, new checkpoints, and what was set aside.

Likes are read to rank and to pass over what nobody uses; they never enter a file of the list.
"""

from collections.abc import Iterable, Iterator
from typing import Literal

from pydantic import Field

from pipeline.kinds import ListKind
from pipeline.model.amounts import show_amount
from pipeline.model.clean import clean
from pipeline.model.curated import CuratedFamily, Link, Links
from pipeline.model.frozen import Frozen
from pipeline.model.ids import HUB_URL, is_arxiv_id
from pipeline.sources.hub.states import UNKNOWN_CREATION, api_url, checkpoint_facts
from pipeline.sources.json_fields import count, texts


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


class CandidateFamily(Frozen):
    """A family that the list does not have: its checkpoints, and every reason to propose it.

    `organization` is the maker's slug where the list knows the maker; without it nothing can be
    drafted, since a family names its organisation.
    """

    slug: str
    name: str
    kind: ListKind
    owner: str
    organization: str | None = None
    checkpoints: tuple[Entry, ...]
    papers: tuple[str, ...] = ()  # papers that its cards link to and that the list does not have
    predecessor: str | None = None
    reasons: tuple[str, ...]
    score: float = Field(ge=0)

    def draft(self) -> CuratedFamily | None:
        """The curated family that it would become; None while the list does not know its maker.

        It carries no prose and no fact of its own: a fact in a curated file counts as a person's, and the next refresh
        reads the same things from their sources, with evidence.
        """
        if self.organization is None:
            return None
        # The quick table links the smallest, the most liked and the largest.
        seen = self.checkpoints
        liked = max(range(len(seen)), key=lambda i: (seen[i].likes, seen[i].id), default=0)
        shown = (seen[i] for i in sorted({0, liked, len(seen) - 1}) if seen)
        links = tuple(Link(label=one.name, url=HUB_URL + one.id) for one in shown)
        return CuratedFamily(
            slug=self.slug, name=clean(self.name, limit=80), organization=self.organization, kind=self.kind,
            checkpoints=tuple(s.id for s in seen), predecessor=self.predecessor, draft=True,
            links=Links(checkpoints=links),
        )  # fmt: skip

    def comments(self, made: str = "found by `awesome discover`") -> Iterator[str]:
        """The draft's comment lines, without their mark: why it is proposed, and what the listing states and where."""
        yield f"Draft, {made}. Check the name, the kind and the checkpoints, write the"
        yield "prose, then take `draft` away. To decline it, add its slug to declined.toml with the reason."
        # How many like it belongs to the day: a file of the list has no counters.
        yield "Why: " + "; ".join(reason.partition(", the most liked")[0] for reason in self.reasons)
        for paper in self.papers[:5]:
            yield f"The card links to https://arxiv.org/abs/{paper} (is it the family's own paper? then: papers)"
        for seen in self.checkpoints:
            created = f"created {seen.created[:10]}" if seen.created else ""
            licence = f"licence {seen.license}" if seen.license else ""
            size = f"{show_amount(seen.total_params)} elements in its weights" if seen.total_params else ""
            if stated := list(filter(None, (created, licence, size))):
                yield f"{seen.id}: {', '.join(stated)} ({api_url(seen.id, seen.sha)})"


class NewCheckpoint(Frozen):
    """A checkpoint of a family that is on the list, which the family's file does not bring in."""

    family: str
    checkpoint: str
    created: str = ""
    likes: int = 0
    rule: str
    reasons: tuple[str, ...] = ()


Rule = Literal[
    "declined", "hidden", "other modality", "no task", "repack", "derivative", "variant", "not a model of its own",
    "reader", "too few likes", "too old", "no name",
]  # fmt: skip


class SetAside(Frozen):
    """A checkpoint that is not proposed: by which rule, and on what evidence."""

    id: str
    rule: Rule
    because: str


class Found(Frozen):
    """The whole result. `known` counts checkpoints that the list has already."""

    candidates: tuple[CandidateFamily, ...] = ()
    checkpoints: tuple[NewCheckpoint, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    known: int = 0
    seen: int = 0
