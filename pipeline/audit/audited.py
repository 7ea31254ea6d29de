"""What the rules look at: families, their checkpoints, and links; and what makes a rule of a function."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import Any, Final, NamedTuple

from pipeline.audit.addresses import addresses
from pipeline.kinds import LISTED
from pipeline.layout import paths
from pipeline.layout.kinds import BENCHMARKS, CURATED_BOARDS, FAMILIES
from pipeline.model.claims import Claim, Value
from pipeline.model.curated import CuratedFact, CuratedFamily, CuratedOrganization, Pin, Prose
from pipeline.model.findings import Finding, Level
from pipeline.model.ids import HUB_URL
from pipeline.model.licences import Licence, licences_of
from pipeline.model.observed import DateSpan, FamilyEvidence, ObservedCheckpoint, ObservedFamily
from pipeline.model.snapshots import CardSnapshot, CheckpointFacts
from pipeline.names.words import Words, words
from pipeline.reconcile.catalog import Derived

_NO_SOURCE: Final = frozenset({"pin", "curated", "name"})
_STATED: Final = frozenset({"won", "agrees", "overruled", "rival"})


@dataclass(eq=False)
class AuditedFamily:
    """One family: what people wrote of it, and what was derived.

    `words` are its names, as words; `before` is the family that came before, as a person said of either of the two (a
    lower number in a name is no proof: Nemotron 3 came after Nemotron-4).
    """

    curated: CuratedFamily
    observed: ObservedFamily
    evidence: FamilyEvidence
    organization: CuratedOrganization | None
    words: tuple[Words, ...]
    members: "dict[str, AuditedCheckpoint]" = field(default_factory=dict)
    before: "AuditedFamily | None" = None

    @property
    def path(self) -> str:
        """The file that people write."""
        return FAMILIES.path(self.curated.slug)

    @property
    def by_people(self) -> tuple[CuratedFact | Pin, ...]:
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
        """What the sources, and no person, state first of each of its checkpoints but copies."""
        own = ((c, heard) for c, one, heard in self.claims() if c and one == field and self.members[c].observed.copy_of is None)
        machine = ((c, [h for h in heard if h.source not in _NO_SOURCE and h.verdict in _STATED]) for c, heard in own)
        return {c: heard[0] for c, heard in machine if heard}

    def values(self, field: str) -> dict[str, Value]:
        """The value of each checkpoint that has one."""
        return {c: one.facts[field] for c, one in self.members.items() if field in one.facts}

    def made(self) -> dict[str, str]:
        """The day on which the repository of each checkpoint was made, where the Hub says it."""
        return {c: one.made for c, one in self.members.items() if one.made}


class AuditedCheckpoint(NamedTuple):
    """One checkpoint of a family: what was observed, and what the Hub and its card, where that was read, state."""

    name: str
    family: AuditedFamily
    observed: ObservedCheckpoint
    hub: CheckpointFacts | None
    card: CardSnapshot | None

    @property
    def url(self) -> str:
        """Its page on the Hub."""
        return HUB_URL + self.name

    @property
    def facts(self) -> Mapping[str, Value]:
        """What is known of it."""
        return self.observed.facts

    @property
    def licences(self) -> tuple[Licence, ...]:
        """Its licences, as it states them."""
        return licences_of(self.facts)

    @property
    def made(self) -> str:
        """The day on which its repository was made; "" where the Hub does not say it."""
        return (self.hub.created_at or "")[:10] if self.hub else ""

    def count(self, field: str) -> int:
        """A count; 0 where none is known."""
        value = self.facts.get(field)
        return value if isinstance(value, int) else 0

    def text(self, field: str) -> str:
        """A value as text; "" where none is known."""
        return str(self.facts.get(field, ""))


class Linked(NamedTuple):
    """One link of the curated files: whose, in which place, with which words, in which file; `family` is None for other things."""

    subject: str
    place: str
    label: str
    url: str
    path: str
    family: AuditedFamily | None


class Audited:
    """One catalog under audit. Every index is made once, so that each rule stays linear.

    Attributes:
        families: Every family, by slug in order.
        links: Every link of the curated files.
        licences: What every checkpoint of the list is under.
    """

    def __init__(self, derived: Derived, today: date) -> None:
        _, self.curated, self.snapshots, self.catalog = derived
        self.today = today
        hubs, cards, makers = self.snapshots.checkpoints, self.snapshots.cards, self.curated.organizations.organizations
        self.families: dict[str, AuditedFamily] = {}
        for slug, one in sorted(self.curated.families.items()):
            names = tuple(dict.fromkeys(words(n) for n in (one.name, *one.aliases, slug)))
            made = AuditedFamily(one, self.catalog.families[slug], self.catalog.evidence[slug], makers.get(one.organization), names)
            for name, observed in made.observed.checkpoints.items():
                card = cards[name] if name in cards and cards[name].state == "read" else None
                made.members[name] = AuditedCheckpoint(name, made, observed, hubs[name].facts if name in hubs else None, card)
            self.families[slug] = made
        followed = {f.successor: slug for slug, f in sorted(self.curated.families.items()) if f.successor is not None}
        for slug, family in self.families.items():
            family.before = self.families.get(family.curated.predecessor or followed.get(slug) or "")
        self.licences = {name: member.licences for family in self.families.values() for name, member in family.members.items()}
        self.links = tuple(self._links())

    def _links(self) -> Iterator[Linked]:
        """The links at some places of each thing: addresses, labelled links, and addresses in prose, each once."""
        family = ("links.checkpoints", "links.code", "links.blog", "links.paper", "links.more", "prose")
        benchmark = ("code", "dataset", "source", "results", "measures", "prose")
        sections = self.curated.sections
        things: list[tuple[str, str, Any, tuple[str, ...]]] = [
            *((slug, FAMILIES.path(slug), one, family) for slug, one in sorted(self.curated.families.items())),
            *((f"leaderboards/{slug}", CURATED_BOARDS.path(slug), one, ("url", "links", "prose")) for slug, one in sorted(self.curated.boards.items())),
            *((f"benchmarks/{slug}", BENCHMARKS.path(slug), one, benchmark) for slug, one in sorted(self.curated.benchmarks.items())),
            *((f"resources/{one.slug}", paths.SECTIONS, one, ("url", "prose")) for one in sections.resources),
            *((f"sections/{kind}", paths.SECTIONS, sections.of(kind), ("intro",)) for kind in LISTED),
        ]
        for subject, path, thing, place in ((*those, place) for *those, places in things for place in places):
            value = attrgetter(place)(thing)
            if isinstance(value, Prose):
                found = [("", url) for url in dict.fromkeys(url for text in (value.en, value.zh) if "://" in text for url in addresses(text))]
            elif isinstance(value, str):
                found = [(thing.name if place == "url" else "", value)]
            else:
                found = [(one.label, one.url) for one in (value if isinstance(value, tuple) else (value,)) if one]
            for label, url in found:
                yield Linked(subject, place, label, url, path, self.families.get(subject))


class AuditRule(NamedTuple):
    """One rule: its name and level, what it looks for, how, and what it lets pass on purpose."""

    name: str
    description: str
    level: Level
    check: Callable[[Audited], Iterator[Finding]]
    exceptions: str


Results = Iterator[tuple[str, ...]]
"""What a rule finds: the place inside what it was asked of ("": the whole thing), what is wrong, what was expected; then where to look further.

A finding's subject, which an acceptance names, is a family's slug, or `slug/place` where place is a field, a link
("links.code") or a checkpoint; boards, benchmarks, organisations and resources start with the name of their kind.
"""
_Maker = Callable[[Callable[..., Results]], AuditRule]


def _asked_of(things: Callable[[Audited], Iterable[tuple[str, tuple[str, ...], tuple[Any, ...]]]]) -> Callable[..., _Maker]:
    """A decorator for rules about things of one kind: of each its subject, the places to look at, and the arguments before the whole catalog."""

    def decorator(level: Level, *, exceptions: str = "") -> _Maker:
        def made(check: Callable[..., Results]) -> AuditRule:
            name = check.__name__.replace("_", "-")

            def of_all(audited: Audited) -> Iterator[Finding]:
                for subject, where, asked in things(audited):
                    for place, message, expected, *more in check(*asked, audited):
                        whole = "/".join(filter(None, (subject, place)))
                        yield Finding(rule=name, level=level, subject=whole, message=message, expected=expected, where=(*where, *more))

            return AuditRule(name, " ".join((check.__doc__ or "").split()), level, of_all, exceptions)

        return made

    return decorator


rule = _asked_of(lambda _: [("", (), ())])
"""Makes a rule of the function below (`check(audited)`): named like it, with hyphens, and described by its docstring."""
family_rule = _asked_of(lambda audited: ((slug, (one.path,), (one,)) for slug, one in audited.families.items()))
"""A rule asked of each family (`check(family, audited)`); what it finds is to be mended in the family's file."""
member_rule = _asked_of(lambda audited: (
    (f"{slug}/{one.name}", (family.path, one.url), (one,)) for slug, family in audited.families.items() for one in family.members.values()
))  # fmt: skip
"""A rule asked of each checkpoint (`check(member, audited)`)."""
fact_rule = _asked_of(lambda audited: (
    ("/".join(filter(None, (slug, one.checkpoint, one.field))), tuple(filter(None, (family.path, one.source))), (one,))
    for slug, family in audited.families.items() for one in family.by_people
))  # fmt: skip
"""A rule asked of what people state of families and checkpoints (`check(item, audited)`), pins and facts."""
link_rule = _asked_of(lambda audited: ((f"{one.subject}/{one.place}", (one.path, one.url), (one,)) for one in audited.links))
"""A rule asked of each link of the curated files (`check(link, audited)`)."""
