"""From the entries of listings to what may be new on the list.

What the list has is left out; what evidence speaks against is set aside; the rest is joined to families of the list,
or grouped by the family's name in the checkpoints' names, and ranked.
"""

import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from pydantic import Field

from pipeline.discover.evidence import FIRST, Entry, Known, Rule, joined, judge, key_of
from pipeline.kinds import ListKind, last_of
from pipeline.layout.catalog import Curated, Snapshots
from pipeline.model.amounts import show_amount
from pipeline.model.clean import clean
from pipeline.model.curated import CuratedFamily, Link, Links
from pipeline.model.frozen import Frozen
from pipeline.model.ids import HUB_URL, is_slug
from pipeline.model.snapshots import CardFacts
from pipeline.names.words import Words, named_version, slug_of, stem_of
from pipeline.sources.hub.states import api_url


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


class Lookup(NamedTuple):
    """What was found out about one thing.

    `id` is the thing as the Hub spells it today; `items` are the checkpoints that it comes to: itself, a
    collection's, those whose cards link to a paper. `found` judges them beside all their makers
    publish; `own_papers` are those that the card of the first candidate calls its own.
    """

    id: str
    title: str = ""
    items: tuple[str, ...] = ()
    found: Found = Found()
    own_papers: tuple[str, ...] = ()

    @property
    def candidates(self) -> tuple[CandidateFamily, ...]:
        """The families that the list does not have and that one of the items is of, most items first."""
        held = {c.slug: sum(s.id in self.items for s in c.checkpoints) for c in self.found.candidates}
        ranked = sorted(self.found.candidates, key=lambda c: (-held[c.slug], -c.score, c.slug))
        return tuple(c for c in ranked if held[c.slug])


def find(
    entries: Iterable[Entry], curated: Curated, snapshots: Snapshots, *,
    since: str = "", cards: Mapping[str, CardFacts] | None = None, seen_before: Collection[str] = (),
) -> Found:  # fmt: skip
    """What the entries hold that the list does not.

    `since` is an ISO day: repositories created before it are no news. `cards` are readings of
    candidates' cards; `seen_before` are ids (of an older listing) that are no news either.
    """
    listed, before = joined(entries), frozenset(seen_before)
    known = Known(curated, snapshots, listed.values(), since=since, cards=cards)
    stems_before = {(known.maker(i.partition("/")[0]), key_of(i)) for i in before}
    aside: list[SetAside] = []
    fresh: list[NewCheckpoint] = []
    groups: dict[tuple[str, Words], list[tuple[Entry, ListKind]]] = {}

    new = [entry for entry in listed.values() if entry.id not in before and not known.has(entry.id)]
    for entry in new:
        verdict, group = judge(entry, known), (known.maker(entry.owner), key_of(entry.id))
        if isinstance(verdict, tuple):
            aside.append(SetAside(id=entry.id, rule=verdict[0], because=verdict[1]))
        elif join := known.join(entry, verdict):
            fresh.append(NewCheckpoint(
                family=join.family, checkpoint=entry.id, created=entry.created[:10], likes=entry.likes, rule=join.rule,
                reasons=entry.shown_by,
            ))  # fmt: skip
        elif not any(c.isalpha() for word in group[1] for c in word):
            aside.append(SetAside(id=entry.id, rule="no name", because="its name holds no family's name"))
        elif group in stems_before:
            aside.append(SetAside(id=entry.id, rule="too old", because="others of its family were there before"))
        else:
            groups.setdefault(group, []).append((entry, verdict))
    kept: dict[str, CandidateFamily] = {}
    candidates = (_candidate(group, known) for group in groups.values())
    for one in sorted(candidates, key=lambda c: (-c.score, c.slug, c.owner)):
        if one.slug in known.declined:
            aside += [SetAside(id=c.id, rule="declined", because=f"declined.toml: {one.slug}") for c in one.checkpoints]
        else:
            # A slug that nobody has: with the owner's name where it must be told apart.
            taken, longer = {*curated.families, *kept}, slug_of(f"{one.owner}-{one.slug}")
            names = one.slug, longer, *(f"{longer[:50]}-{number}" for number in range(2, 2 + len(taken)))
            slug = next(s for s in names if s not in taken and is_slug(s))
            kept[slug] = one.model_copy(update={"slug": slug})
    return Found(
        candidates=tuple(kept.values()), checkpoints=tuple(sorted(fresh, key=lambda c: (-c.likes, c.checkpoint))),
        set_aside=tuple(sorted(aside, key=lambda a: (a.rule, a.id.casefold()))),
        known=len(listed) - len(new), seen=len(listed),
    )  # fmt: skip


def _candidate(group: list[tuple[Entry, ListKind]], known: Known) -> CandidateFamily:
    entries = sorted((e for e, _ in group), key=lambda e: (e.total_params or 0, e.created, e.id.casefold()))
    lead = max(entries, key=lambda e: (e.likes, e.id))
    own, name = known.maker(lead.owner), stem_of(lead.name)
    organization = own if own in known.makers.values() else None
    watched = lead.owner.casefold() in known.watched
    papers = known.papers
    cited = sorted({(p, papers[p]) for e in entries for p in e.papers if p in papers})
    reasons = list(dict.fromkeys(filter(None, [
        f"{lead.owner} is watched" if watched else "",
        *(reason for e in entries for reason in e.shown_by),
        *(f"links to the paper of {slug} ({p})" for p, slug in cited[:3]),
        f"{len(entries)} checkpoint{'s' if len(entries) > 1 else ''}, the most liked with {lead.likes} likes",
        f"the Hub states the task {lead.task}" if lead.task else "",
    ])))  # fmt: skip
    shown = 3.0 * any(r.startswith("collection ") for r in reasons) + 2.0 * ("trending" in reasons) + 0.5 * bool(cited)
    score = shown + 3.0 * watched + 1.0 * (organization is not None) + math.log10(1 + lead.likes)
    return CandidateFamily(
        slug=slug_of(name) or "unnamed", name=name, kind=last_of(k for _, k in group) or FIRST, owner=lead.owner, organization=organization,
        checkpoints=tuple(entries),
        papers=tuple(dict.fromkeys(p for e in entries for p in e.papers if p not in papers))[:10],
        predecessor=_predecessor(name, known.by_maker.get(own, ())), reasons=tuple(reasons), score=round(score, 3),
    )  # fmt: skip


def _predecessor(name: str, families: Iterable[CuratedFamily]) -> str | None:
    """The latest of a maker's families with the same words and a lower version; a hint for the editor."""
    stem, number = named_version(name)
    named = [(*named_version(f.name), f.slug) for f in families]
    older = [(version, slug) for of, version, slug in named if of == stem and version and version < (number or ())]
    return max(older)[1] if older else None
