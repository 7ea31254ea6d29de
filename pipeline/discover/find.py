"""From the entries of listings to what may be new on the list.

What the list has is left out; what evidence speaks against is set aside; the rest is joined to families of the list,
or grouped by the family's name in the checkpoints' names, and ranked.
"""

import math
import re
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from pipeline.discover.evidence import FIRST, Known, judge, lines_of_models
from pipeline.discover.found import CandidateFamily, Entry, Found, NewCheckpoint, SetAside, joined
from pipeline.kinds import LISTED, ListKind, last_of
from pipeline.layout.curated import Curated
from pipeline.layout.snapshots import Snapshots
from pipeline.model.curated import CuratedFamily
from pipeline.model.ids import is_slug
from pipeline.model.snapshots import CardFacts
from pipeline.names.dissected import matches
from pipeline.names.join import Join, NameIndex
from pipeline.names.stems import slug_of, stem_of
from pipeline.names.words import Words, words
from pipeline.reconcile.members import declined_ids, index_by_owner, members

_VERSION: Final = re.compile(r"(?:^|-)(\d+(?:\.\d+)*)(?=-|$)")

def find(
    entries: Iterable[Entry],
    curated: Curated,
    snapshots: Snapshots,
    *,
    since: str = "",
    cards: Mapping[str, CardFacts] | None = None,
    seen_before: Collection[str] = (),
) -> Found:
    """What the entries hold that the list does not.

    `since` is an ISO day: repositories created before it are no news. `cards` are readings of
    candidates' cards; `seen_before` are ids (of an older listing) that are no news either.
    """
    listed = joined(entries)
    read = {**{i: c.facts for i, c in snapshots.cards.items() if c.state == "read"}, **(cards or {})}
    known = knowledge(curated, since=since, cards=read, entries=listed.values())
    place = Place(curated, snapshots, listed)
    before = frozenset(seen_before)
    stems_before = {(known.maker(i.partition("/")[0]), _key(i)) for i in before}
    aside: list[SetAside] = []
    fresh: list[NewCheckpoint] = []
    groups: dict[tuple[str, Words], list[tuple[Entry, ListKind]]] = {}
    for entry in listed.values():
        if entry.id in before or place.has(entry.id):
            continue
        verdict = judge(entry, known)
        maker, key = known.maker(entry.owner), _key(entry.id)
        if isinstance(verdict, tuple):
            aside.append(SetAside(id=entry.id, rule=verdict[0], because=verdict[1]))
        elif join := place.join(entry, verdict, maker):
            fresh.append(NewCheckpoint(
                family=join.family, checkpoint=entry.id, created=entry.created[:10], likes=entry.likes, rule=join.rule,
                reasons=entry.shown_by,
            ))  # fmt: skip
        elif not any(c.isalpha() for word in key for c in word):
            aside.append(SetAside(id=entry.id, rule="no name", because="its name holds no family's name"))
        elif (maker, key) in stems_before:
            aside.append(SetAside(id=entry.id, rule="too old", because="others of its family were there before"))
        else:
            groups.setdefault((maker, key), []).append((entry, verdict))
    kept: dict[str, CandidateFamily] = {}
    candidates = (_candidate(group, place, known) for group in groups.values())
    for one in sorted(candidates, key=lambda c: (-c.score, c.slug, c.owner)):
        if one.slug in known.declined:
            because = f"declined.toml: {one.slug}"
            aside += [SetAside(id=s.id, rule="declined", because=because) for s in one.checkpoints]
        else:
            slug = _free(one, {*curated.families, *kept})
            kept[slug] = one.model_copy(update={"slug": slug})
    return Found(
        candidates=tuple(kept.values()), checkpoints=tuple(sorted(fresh, key=lambda c: (-c.likes, c.checkpoint))),
        set_aside=tuple(sorted(aside, key=lambda a: (a.rule, a.id.casefold()))),
        known=sum(i in before or place.has(i) for i in listed), seen=len(listed),
    )  # fmt: skip


def knowledge(
    curated: Curated, *, since: str = "", cards: Mapping[str, CardFacts] | None = None, entries: Iterable[Entry] = ()
) -> Known:
    """What evidence is weighed against, from the curated files and the cards that were read.

    Lines of models are also learnt from the entries of makers on the list, so that others'
    fine-tunes of a family that the list does not have yet are known as such.
    """
    makers = {h.casefold(): slug for slug, o in curated.organizations.organizations.items() for h in o.hub}
    names: list[tuple[str, str]] = []
    families: dict[str, set[Words]] = {}
    for family in curated.families.values():
        checkpoints = [c.partition("/") for c in family.checkpoints]
        for owner, _, _ in checkpoints:
            makers.setdefault(owner.casefold(), family.organization)
        names += [(name, family.organization) for name in (family.name, *(n for _, _, n in checkpoints))]
        keys = families.setdefault(family.organization, set())
        keys.update(words(n) for n in (family.name, family.slug, *family.aliases))
        keys.update(words(stem_of(n)) for _, _, n in checkpoints)
    watched = {*makers, *(w.casefold() for w in curated.watch.organizations)}
    own = (e for e in entries if e.owner.casefold() in watched and not e.bases)
    learnt = lines_of_models([(e.name, makers.get(e.owner.casefold(), e.owner.casefold())) for e in own])
    return Known(
        declined=declined_ids(curated), makers=makers, lines={**learnt, **lines_of_models(names)},
        families={slug: frozenset(keys) for slug, keys in families.items()},
        built=frozenset(c.casefold() for f in curated.families.values() if LISTED[f.kind].built for c in f.checkpoints),
        cards=cards or {}, watched=frozenset(watched), min_likes=curated.watch.min_likes, since=since,
    )  # fmt: skip


class Place:
    """Where a checkpoint stands with respect to the families of the list; `names` are further ids that may stand there."""

    def __init__(self, curated: Curated, snapshots: Snapshots, names: Collection[str]) -> None:
        self._families = curated.families
        by_owner = index_by_owner(snapshots)
        settled = {s: {*f.checkpoints, *members(f, curated, snapshots, by_owner)} for s, f in curated.families.items()}
        self._index = NameIndex(curated.families, (*snapshots.checkpoints, *names), settled)
        self._members = {c for ids in settled.values() for c in ids}
        self._patterned = [f for f in curated.families.values() if f.match]
        self.by_maker: dict[str, list[CuratedFamily]] = {}
        for family in curated.families.values():
            held = (snapshots.collections[c].facts.items for c in family.collections if c in snapshots.collections)
            self._members.update(i for items in held for i in items)
            self.by_maker.setdefault(family.organization, []).append(family)
        self.papers = {p: s for s, f in curated.families.items() for p in f.papers}

    def has(self, checkpoint: str) -> bool:
        """Whether the list has a checkpoint, or will by a family's pattern or collection at the next refresh."""
        return checkpoint in self._members or any(
            any(matches(p, checkpoint) for p in f.match) and not any(matches(p, checkpoint) for p in f.exclude)
            for f in self._patterned
        )

    def join(self, entry: Entry, kind: ListKind, maker: str) -> Join | None:
        """The family of the list that a new checkpoint belongs to: the same maker's, and of the same kind."""
        join = self._index.join(entry.id)
        if join is not None:
            family = self._families[join.family]
            return join if family.organization == maker and family.kind == kind else None
        key = _key(entry.id)
        for family in self.by_maker.get(maker, ()):
            if key in {words(n) for n in (family.name, family.slug, *family.aliases)}:
                return Join(family.slug, None, "family name" + (f", though of the kind {kind}" if family.kind != kind else ""))
        return None


def _key(checkpoint: str) -> Words:
    return words(stem_of(checkpoint.partition("/")[2]))


def _candidate(group: list[tuple[Entry, ListKind]], place: Place, known: Known) -> CandidateFamily:
    entries = sorted((e for e, _ in group), key=lambda e: (e.total_params or 0, e.created, e.id.casefold()))
    lead = max(entries, key=lambda e: (e.likes, e.id))
    own = known.maker(lead.owner)
    name = stem_of(lead.name)
    organization = own if own in known.makers.values() else None
    watched = lead.owner.casefold() in known.watched
    cited = sorted({(p, place.papers[p]) for e in entries for p in e.papers if p in place.papers})
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
        papers=tuple(dict.fromkeys(p for e in entries for p in e.papers if p not in place.papers))[:10],
        predecessor=_predecessor(name, place.by_maker.get(own, ())), reasons=tuple(reasons), score=round(score, 3),
    )  # fmt: skip


def _predecessor(name: str, families: Iterable[CuratedFamily]) -> str | None:
    """The latest of a maker's families with the same words and a lower version; a hint for the editor."""

    def apart(name: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
        before, version, after = [*_VERSION.split("-".join(words(name)), maxsplit=1), "", ""][:3]
        return (before, after), tuple(map(int, filter(None, version.split("."))))

    shape, version = apart(name)
    older = [(v, f.slug) for f in families for s, v in (apart(f.name),) if s == shape and () < v < version]
    return max(older)[1] if older else None


def _free(candidate: CandidateFamily, taken: Collection[str]) -> str:
    """A slug that nobody has: with the owner's name where it must be told apart."""
    longer = slug_of(f"{candidate.owner}-{candidate.slug}")
    names = candidate.slug, longer, *(f"{longer[:50]}-{number}" for number in range(2, 2 + len(taken)))
    return next(s for s in names if s not in taken and is_slug(s))
