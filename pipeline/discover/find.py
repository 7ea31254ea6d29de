"""From the entries of listings to what may be new on the list. Pure.

The steps: leave out what the list has; set aside what evidence speaks against; join the rest to
families of the list; group what is left by the family's name in the checkpoints' names; rank.
"""

import math
from collections.abc import Collection, Iterable, Mapping

from pipeline.discover.entries import Entry, joined
from pipeline.discover.evidence import Because, Known, by_reader, kind_of, lines_of_models, not_own, refusal
from pipeline.discover.found import CandidateFamily, Found, ListedCheckpoint, NewCheckpoint, SetAside
from pipeline.kinds import ListKind
from pipeline.layout.curated import Curated
from pipeline.layout.snapshots import Snapshots
from pipeline.model.curated import CuratedFamily
from pipeline.model.ids import is_slug
from pipeline.model.snapshots import CardFacts
from pipeline.names.join import Join, NameIndex
from pipeline.names.patterns import matches
from pipeline.names.stems import key_of, stem_of
from pipeline.names.words import Words
from pipeline.reconcile.members import declined_ids, index_by_owner, members


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
    place = _Place(curated, snapshots, listed)
    before = frozenset(seen_before)
    stems_before = {(known.maker(i.partition("/")[0]), _key(i)) for i in before}
    aside: list[SetAside] = []
    fresh: list[NewCheckpoint] = []
    groups: dict[tuple[str, Words], list[tuple[Entry, ListKind]]] = {}
    have = 0
    for entry in sorted(listed.values(), key=lambda e: e.id.casefold()):
        if entry.id in before or place.has(entry.id):
            have += 1
            continue
        verdict = judge(entry, known)
        if isinstance(verdict, tuple):
            aside.append(SetAside(id=entry.id, rule=verdict[0], because=verdict[1]))
            continue
        join = place.join(entry, verdict, known)
        if join is not None:
            fresh.append(NewCheckpoint(family=join.family, checkpoint=entry.id, created=entry.created[:10],
                                       likes=entry.likes, rule=join.rule, reasons=_shown(entry)))  # fmt: skip
            continue
        key = (known.maker(entry.owner), _key(entry.id))
        if not key[1] or not any(any(c.isalpha() for c in w) for w in key[1]):
            aside.append(SetAside(id=entry.id, rule="no name", because="its name holds no family's name"))
        elif key in stems_before:
            aside.append(SetAside(id=entry.id, rule="too old", because="others of its family were there before"))
        else:
            groups.setdefault(key, []).append((entry, verdict))
    candidates = [_candidate(group, place, known) for group in groups.values()]
    taken = frozenset(curated.families)
    kept: list[CandidateFamily] = []
    for candidate in sorted(candidates, key=lambda c: (-c.score, c.slug, c.owner)):
        if candidate.slug in known.declined:
            aside += [
                SetAside(id=s.id, rule="declined", because=f"declined.toml: {candidate.slug}")
                for s in candidate.checkpoints
            ]
            continue
        slug = _free(candidate, taken | {k.slug for k in kept})
        kept.append(candidate.model_copy(update={"slug": slug}))
    return Found(
        candidates=tuple(kept), checkpoints=tuple(sorted(fresh, key=lambda c: (-c.likes, c.checkpoint))),
        set_aside=tuple(sorted(aside, key=lambda a: (a.rule, a.id.casefold()))), known=have, seen=len(listed),
    )  # fmt: skip


def judge(entry: Entry, known: Known) -> ListKind | Because:
    """The kind of a repository that may be new, or why it is set aside."""
    out = refusal(entry, known)
    if out is not None:
        return out
    card = known.cards.get(entry.id)
    kind = kind_of(entry, card)
    if isinstance(kind, tuple):
        return kind
    return not_own(entry, kind, known) or by_reader(card, kind, known) or kind


def knowledge(
    curated: Curated, *, since: str = "", cards: Mapping[str, CardFacts] | None = None, entries: Iterable[Entry] = ()
) -> Known:
    """What evidence is weighed against, from the curated files and the cards that were read.

    Lines of models are also learnt from the entries of makers on the list, so that others'
    fine-tunes of a family that the list does not have yet are known as such.
    """
    makers = {h.casefold(): slug for slug, o in curated.organizations.organizations.items() for h in o.hub}
    for slug, family in curated.families.items():
        del slug
        for checkpoint in family.checkpoints:
            makers.setdefault(checkpoint.partition("/")[0].casefold(), family.organization)
    names = [(f.name, f.organization) for f in curated.families.values()]
    names += [(c.partition("/")[2], f.organization) for f in curated.families.values() for c in f.checkpoints]
    watched = {w.casefold() for w in curated.watch.organizations}
    lines = lines_of_models(names)
    learnt = lines_of_models([
        (e.name, makers.get(e.owner.casefold(), e.owner.casefold())) for e in entries if e.owner.casefold() in watched and not e.bases
    ])  # fmt: skip
    families: dict[str, set[Words]] = {}
    for family in curated.families.values():
        keys = families.setdefault(family.organization, set())
        keys.update(key_of(n) for n in (family.name, family.slug, *family.aliases))
        keys.update(key_of(stem_of(c.partition("/")[2])) for c in family.checkpoints)
    return Known(
        declined=declined_ids(curated), makers=makers, lines={**learnt, **lines}, listed=frozenset(lines),
        families={slug: frozenset(keys) for slug, keys in families.items()},
        seeing=frozenset(c.casefold() for f in curated.families.values() if f.kind == "vlm" for c in f.checkpoints),
        cards=cards or {}, watched=frozenset(watched), min_likes=curated.watch.min_likes, since=since,
    )  # fmt: skip


class _Place:
    """Where an entry stands with respect to the families of the list."""

    def __init__(self, curated: Curated, snapshots: Snapshots, listed: Mapping[str, Entry]) -> None:
        self._curated = curated
        by_owner = index_by_owner(snapshots)
        settled = {s: set(members(f, curated, snapshots, by_owner)) for s, f in curated.families.items()}
        for slug, family in curated.families.items():
            settled[slug].update(family.checkpoints)
        self._index = NameIndex(curated.families, (*snapshots.checkpoints, *listed), settled)
        for slug, family in curated.families.items():
            items = (snapshots.collections[c].facts.items for c in family.collections if c in snapshots.collections)
            settled[slug].update(i for held in items for i in held)
        self.members = frozenset(c for ids in settled.values() for c in ids)
        self._patterned: dict[str, list[CuratedFamily]] = {}
        for family in curated.families.values():
            for owner in {p.partition("/")[0] for p in family.match}:
                self._patterned.setdefault(owner, []).append(family)
        self.papers = {p: s for s, f in curated.families.items() for p in f.papers}
        self.by_maker: dict[str, list[CuratedFamily]] = {}
        for family in curated.families.values():
            self.by_maker.setdefault(family.organization, []).append(family)

    def has(self, checkpoint: str) -> bool:
        """Whether the list has a checkpoint, or will by a family's pattern or collection at the next refresh."""
        if checkpoint in self.members:
            return True
        return any(
            any(matches(p, checkpoint) for p in f.match) and not any(matches(p, checkpoint) for p in f.exclude)
            for f in self._patterned.get(checkpoint.partition("/")[0], ())
        )

    def join(self, entry: Entry, kind: ListKind, known: Known) -> Join | None:
        """The family of the list that a new checkpoint belongs to: the same maker's, and of the same kind."""
        own = known.maker(entry.owner)
        join = self._index.join(entry.id)
        if join is None:
            key = _key(entry.id)
            for family in self.by_maker.get(own, ()):
                if key in {key_of(n) for n in (family.name, family.slug, *family.aliases)}:
                    rule = "family name" if family.kind == kind else f"family name, though of the kind {kind}"
                    return Join(family.slug, None, rule)
        if join is None:
            return None
        family = self._curated.families[join.family]
        return join if family.organization == own and family.kind == kind else None


def _key(checkpoint: str) -> Words:
    return key_of(stem_of(checkpoint.partition("/")[2]))


def _candidate(group: list[tuple[Entry, ListKind]], place: _Place, known: Known) -> CandidateFamily:
    entries = [e for e, _ in group]
    kinds = [k for _, k in group]
    lead = max(entries, key=lambda e: (e.likes, e.id))
    own = known.maker(lead.owner)
    name = stem_of(lead.name)
    organization = own if own in known.makers.values() else None
    watched = own in known.watched or lead.owner.casefold() in known.watched
    reasons = dict.fromkeys([f"{lead.owner} is watched"] if watched else [])
    reasons.update(dict.fromkeys(r for e in entries for r in _shown(e)))
    cited = sorted({(p, place.papers[p]) for e in entries for p in e.papers if p in place.papers})
    reasons.update(dict.fromkeys(f"links to the paper of {slug} ({p})" for p, slug in cited[:3]))
    papers = tuple(dict.fromkeys(p for e in entries for p in e.papers if p not in place.papers))
    likes = max(e.likes for e in entries)
    reasons[f"{len(entries)} checkpoint{'s' if len(entries) > 1 else ''}, the most liked with {likes} likes"] = None
    if len(set(kinds)) == 1 and lead.task:
        reasons[f"the Hub states the task {lead.task}"] = None
    score = (
        3.0 * any(r.startswith("collection ") for r in reasons)
        + 3.0 * watched
        + 1.0 * (organization is not None)
        + 2.0 * ("trending" in reasons)
        + 0.5 * bool(cited)
        + math.log10(1 + likes)
    )
    return CandidateFamily(
        slug=_slug(name), name=name, kind="vlm" if "vlm" in kinds else "llm", owner=lead.owner, organization=organization,
        checkpoints=tuple(_seen(e) for e in sorted(entries, key=_order)), papers=papers[:10],
        predecessor=_predecessor(name, own, place), reasons=tuple(reasons), score=round(score, 3),
    )  # fmt: skip


def _order(entry: Entry) -> tuple[int, str, str]:
    return (entry.total or 0, entry.created, entry.id.casefold())


def _seen(entry: Entry) -> ListedCheckpoint:
    return ListedCheckpoint(id=entry.id, created=entry.created, sha=entry.sha, license=entry.license, total_params=entry.total,
                likes=entry.likes)  # fmt: skip


def _shown(entry: Entry) -> tuple[str, ...]:
    return entry.shown_by


def _predecessor(name: str, maker: str, place: _Place) -> str | None:
    """The latest family of the same maker with the same words and a lower version; a hint for the editor."""
    shape, version = _shape(name)
    if version is None:
        return None
    best: tuple[tuple[int, ...], str] | None = None
    for family in place.by_maker.get(maker, ()):
        other, theirs = _shape(family.name)
        if other == shape and theirs is not None and theirs < version and (best is None or theirs > best[0]):
            best = (theirs, family.slug)
    return best[1] if best else None


def _shape(name: str) -> tuple[Words, tuple[int, ...] | None]:
    """A name's words with its first version taken out: Qwen3.5-VL -> (qwen # vl), (3, 5)."""
    key = key_of(name)
    for position, word in enumerate(key):
        if word[0].isdigit() and all(p.isdigit() for p in word.split(".")):
            return (*key[:position], "#", *key[position + 1 :]), tuple(int(p) for p in word.split("."))
    return key, None


def _slug(name: str) -> str:
    text = "".join(c if c.isascii() and (c.isalnum() or c in ".-") else "-" for c in name.lower())
    while "--" in text or ".." in text:
        text = text.replace("--", "-").replace("..", ".")
    return text[:60].strip("-.") or "unnamed"


def _free(candidate: CandidateFamily, taken: Collection[str]) -> str:
    """A slug that nobody has: with the owner's name where it must be told apart."""
    slug = candidate.slug
    if slug not in taken and is_slug(slug):
        return slug
    longer = _slug(f"{candidate.owner}-{slug}")
    number = 2
    while longer in taken or not is_slug(longer):
        longer = _slug(f"{slug}-{number}")
        number += 1
    return longer
