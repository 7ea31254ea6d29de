"""What the rules look at: curated files, snapshots and what was derived, with the indexes that several rules need."""

import re
import textwrap
from collections.abc import Iterator, Mapping
from datetime import date
from operator import attrgetter
from typing import Any, Final, NamedTuple

from pipeline.kinds import LISTED
from pipeline.layout.curated import Curated
from pipeline.layout.kinds import BENCHMARKS, CURATED_BOARDS, FAMILIES, SECTIONS, FileKind
from pipeline.model.claims import Claim, Value
from pipeline.model.curated import CuratedFact, CuratedFamily, CuratedOrganization, Link, Pin, Prose
from pipeline.model.licences import licences_of
from pipeline.model.observed import DateSpan, FamilyEvidence, ObservedCheckpoint, ObservedFamily
from pipeline.model.snapshots import CardSnapshot, CheckpointFacts
from pipeline.names.words import Words, words
from pipeline.reconcile.catalog import Derived

_ADDRESS: Final = re.compile(r"""https?://[^\s<>()\[\]"'`，。；、）】！？]+""")
_STATED: Final = ("won", "agrees", "overruled", "rival")


class Linked(NamedTuple):
    """One link of the curated files: whose, in which place, with which words, in which file; `family` is None for other things."""

    subject: str
    place: str
    label: str
    url: str
    path: str
    family: "AuditedFamily | None" = None


class AuditedFamily(NamedTuple):
    """One family: what people wrote of it, and what was derived.

    `hubs` and `cards` are what the Hub and the cards that were read state of its members; `words` are its names,
    as words; `before` is the family that came before, as a person said of either of the two (a lower number in a
    name is no proof: Nemotron 3 came after Nemotron-4).
    """

    slug: str
    curated: CuratedFamily
    observed: ObservedFamily
    evidence: FamilyEvidence
    organization: CuratedOrganization | None
    hubs: dict[str, CheckpointFacts]
    cards: dict[str, CardSnapshot]
    words: tuple[Words, ...]
    before: "AuditedFamily | None" = None

    @property
    def members(self) -> "Iterator[AuditedCheckpoint]":
        """Its checkpoints, by name."""
        return (AuditedCheckpoint(name, one.facts, one, self) for name, one in sorted(self.observed.checkpoints.items()))

    @property
    def by_people(self) -> "tuple[CuratedFact | Pin, ...]":
        """What people state of it and of its checkpoints."""
        return (*self.curated.pins, *self.curated.facts)

    @property
    def released(self) -> DateSpan | None:
        """When it was released; None where that is not known."""
        return self.observed.facts.dates("release_date")

    def claims(self) -> Iterator[tuple[str, str, tuple[Claim, ...]]]:
        """Everything heard: checkpoint ("": of the whole), field, and the claims with the winner first."""
        for place, fields in (("", self.evidence.facts), *sorted(self.evidence.checkpoints.items())):
            yield from ((place, field, heard) for field, heard in sorted(fields.items()))

    def stated(self, field: str) -> dict[str, Claim]:
        """What the sources, and no person, state of each of its checkpoints but copies."""
        machine = ((c, [h for h in heard if h.source not in ("pin", "curated", "name") and h.verdict in _STATED])
                   for c, one, heard in self.claims() if c and one == field)  # fmt: skip
        return {c: heard[0] for c, heard in machine if heard and self.observed.checkpoints[c].copy_of is None}

    def values(self, field: str) -> dict[str, Value]:
        """The value of each checkpoint that has one."""
        return {c: one.facts[field] for c, one in self.observed.checkpoints.items() if field in one.facts}

    def made(self) -> dict[str, str]:
        """The day on which the repository of each checkpoint was made, where the Hub says it."""
        return {c: hub.created_at[:10] for c, hub in self.hubs.items() if hub.created_at}


class AuditedCheckpoint(NamedTuple):
    """One checkpoint of a family: its id, what is known of it, and all else that was observed."""

    name: str
    facts: Mapping[str, Value]
    observed: ObservedCheckpoint
    family: AuditedFamily

    @property
    def made(self) -> str | None:
        """The day on which its repository was made, where the Hub says it."""
        hub = self.family.hubs.get(self.name)
        return hub.created_at[:10] if hub is not None and hub.created_at else None


class Audited:
    """One catalog under audit. Every index is made once, so that each rule stays linear.

    Attributes:
        families: Every family, by slug in order.
        links: Every link of the curated files.
        licences: What every checkpoint of the list is under.
    """

    def __init__(self, derived: Derived, today: date) -> None:
        self.curated, self.snapshots, self.catalog = derived.curated, derived.snapshots, derived.catalog
        self.today = today
        followed = {f.successor: slug for slug, f in sorted(self.curated.families.items()) if f.successor is not None}
        self.families = {slug: self._family(slug, family) for slug, family in sorted(self.curated.families.items())}
        for slug, one in list(self.families.items()):
            older = self.families.get(one.curated.predecessor or followed.get(slug) or "")
            self.families[slug] = one._replace(before=older)
        members = (one for family in self.catalog.families.values() for one in family.checkpoints.items())
        self.licences = {checkpoint: licences_of(one.facts) for checkpoint, one in members}
        self.links = tuple(link._replace(family=self.families.get(link.subject)) for link in _links(self.curated))

    def _family(self, slug: str, family: CuratedFamily) -> AuditedFamily:
        observed = self.catalog.families[slug]
        hubs, cards = self.snapshots.checkpoints, self.snapshots.cards
        return AuditedFamily(
            slug, family, observed, self.catalog.evidence[slug], self.curated.organizations.organizations.get(family.organization),
            {c: hubs[c].facts for c in observed.checkpoints if c in hubs},
            {c: cards[c] for c in observed.checkpoints if c in cards and cards[c].state == "read"},
            tuple(dict.fromkeys(words(n) for n in (family.name, *family.aliases, slug))),
        )  # fmt: skip


_FAMILY: Final = ("links.checkpoints", "links.code", "links.blog", "links.paper", "links.more", "prose")
_BENCHMARK: Final = ("code", "dataset", "source", "results", "measures", "prose")


def _links(curated: Curated) -> Iterator[Linked]:
    """Every link of the curated files, thing by thing."""
    tables: tuple[tuple[str, FileKind[Any], Mapping[str, Any], tuple[str, ...]], ...] = (
        ("", FAMILIES, curated.families, _FAMILY),
        ("leaderboards/", CURATED_BOARDS, curated.boards, ("url", "links", "prose")),
        ("benchmarks/", BENCHMARKS, curated.benchmarks, _BENCHMARK),
    )
    for subject, kind, things, places in tables:
        for slug, thing in sorted(things.items()):
            yield from _of(subject + slug, kind.path(slug), thing, places)
    for resource in curated.sections.resources:
        yield from _of(f"resources/{resource.slug}", SECTIONS.place, resource, ("url", "prose"))
    for kind_of_list in LISTED:
        yield from _of(f"sections/{kind_of_list}", SECTIONS.place, curated.sections.of(kind_of_list), ("intro",))


def _of(subject: str, path: str, thing: Any, places: tuple[str, ...]) -> Iterator[Linked]:  # noqa: ANN401  a curated thing
    """The links at some places of a thing: addresses, labelled links, and addresses in prose, each once."""
    for place in places:
        value: str | Link | tuple[Link, ...] | Prose | None = attrgetter(place)(thing)
        if isinstance(value, Prose):
            found = (url for text in (value.en, value.zh) if "://" in text for url in addresses(text))
            yield from (Linked(subject, place, "", url, path) for url in dict.fromkeys(found))
        elif isinstance(value, str):
            yield Linked(subject, place, thing.name if place == "url" else "", value, path)
        elif value:
            links = value if isinstance(value, tuple) else (value,)
            yield from (Linked(subject, place, link.label, link.url, path) for link in links)


def text_words(text: str) -> Words:
    """The words of a text of any length; `words` is made for names, and reads no more than fits into one."""
    return tuple(word for part in textwrap.wrap(text, 200) for word in words(part))


def addresses(text: str) -> Iterator[str]:
    """The web addresses in a text, cut where Markdown or a sentence ends them."""
    for found in _ADDRESS.findall(text):
        url = found.rstrip(".,;:!?*_")
        if len(url) > len("https://"):
            yield url
