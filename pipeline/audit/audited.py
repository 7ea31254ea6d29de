"""A catalog under audit: what the rules look at, what makes a rule of a function, and every rule over one catalog."""

import difflib
import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from fnmatch import fnmatchcase
from functools import lru_cache, partial
from typing import Any, Final, NamedTuple

from pipeline.audit import rules
from pipeline.audit.addresses import hub_page
from pipeline.fields import FIELDS
from pipeline.layout import paths
from pipeline.layout.catalog import Catalog, CuratedLink, Snapshots, links_of
from pipeline.layout.kinds import FAMILIES
from pipeline.model.claims import Claim, Value
from pipeline.model.curated import Accepted, CuratedFact, CuratedFamily, Pin
from pipeline.model.ids import HUB_URL
from pipeline.model.licences import licences_of
from pipeline.model.observed import DateSpan
from pipeline.model.reports import Finding, Level
from pipeline.names.words import words
from pipeline.reconcile.catalog import Derived

_NO_SOURCE: Final = frozenset({"pin", "curated", "name"})
_STATED: Final = frozenset({"won", "agrees", "overruled", "rival"})


class AuditedCheckpoint:
    """One checkpoint of a family: what was observed, and what the Hub and its card, where that was read, state.

    `made` is the day on which its repository was made; "" where the Hub does not say it.
    """

    def __init__(self, name: str, family: "AuditedFamily", snapshots: Snapshots) -> None:
        hub, card = snapshots.checkpoints.get(name), snapshots.cards.get(name)
        self.name, self.family, self.observed = name, family, family.observed.checkpoints[name]
        self.url: str = HUB_URL + name
        self.facts, self.licences = self.observed.facts, licences_of(self.observed.facts)
        self.hub = hub.facts if hub is not None else None
        self.card = card if card is not None and card.state == "read" else None
        self.made = (hub.facts.created_at or "")[:10] if hub is not None else ""

    def count(self, field: str) -> int:
        """A count; 0 where none is known."""
        value = self.facts.get(field)
        return value if isinstance(value, int) else 0

    def text(self, field: str) -> str:
        """A value as text; "" where none is known."""
        return str(self.facts.get(field, ""))


class AuditedFamily:
    """One family: what people wrote of it, and what was derived.

    `path` is the file that people write, `text` the prose of both languages in it, `words` its names as words, `linked` the
    checkpoints that it links, each with its link, `released` when it was released ("" where nobody knows).
    `before` is the family that came before, as a person said of either of the two (a lower number in a name is no proof:
    Nemotron 3 came after Nemotron-4). `made` has the day on which the repository of each checkpoint was made, where the
    Hub says it.
    """

    def __init__(self, curated: CuratedFamily, derived: Derived) -> None:
        self.curated, self.slug, self.name, self.links = curated, curated.slug, curated.name, curated.links
        self.path, self.text = FAMILIES.path(self.slug), f"{curated.prose.en}. {curated.prose.zh}"
        self.words = tuple(dict.fromkeys(words(n) for n in (self.name, *curated.aliases, self.slug)))
        self.maker = derived.curated.organizations.organizations[curated.organization]
        named = ((*hub_page(link.url), link) for link in self.links.checkpoints)
        self.linked = [(name, link) for kind, name, link in named if kind == "checkpoint"]
        self.observed, self.evidence = derived.catalog.families[self.slug], derived.catalog.evidence[self.slug]
        self.released = self.observed.dates("release_date") or DateSpan(first="", latest="")
        self.members = {c: AuditedCheckpoint(c, self, derived.snapshots) for c in self.observed.checkpoints}
        self.made = {c: one.made for c, one in self.members.items() if one.made}
        self.by_people: tuple[CuratedFact | Pin, ...] = (*curated.pins, *curated.facts)
        self.before: AuditedFamily | None = None

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


class Audited:
    """One catalog under audit: families by slug in order, links of the curated files, and what each checkpoint is under.

    All are made once, so that each rule stays linear.
    """

    def __init__(self, derived: Derived, today: date) -> None:
        _, self.curated, self.snapshots, self.catalog = derived
        self.today = today
        self.families = {slug: AuditedFamily(one, derived) for slug, one in sorted(self.curated.families.items())}
        followed = {one.curated.successor: slug for slug, one in self.families.items()}
        for slug, family in self.families.items():
            family.before = self.families.get(family.curated.predecessor or followed.get(slug) or "")
        self.licences = {c: one.licences for family in self.families.values() for c, one in family.members.items()}
        self.links: tuple[CuratedLink, ...] = tuple(links_of(self.curated))


Results = Iterator[tuple[str, ...]]
"""What a rule finds: the place inside what it was asked of ("": the whole thing), what is wrong, what was expected; then where to look further.

A finding's subject, which an acceptance names, is a family's slug, or `slug/place` where place is a field, a link
("links.code") or a checkpoint; boards, benchmarks, organisations and resources start with the name of their kind.
"""
_Things = Callable[[Audited], Iterable[tuple[str, tuple[str, ...], tuple[Any, ...]]]]
"""The things of a kind: of each its subject, the places to look at, and a rule's arguments before the whole catalog."""


class AuditRule(NamedTuple):
    """One rule: its name and level, what it looks for, what it lets pass on purpose, which things it is asked of, and how."""

    name: str
    description: str
    level: Level
    exceptions: str
    things: _Things
    check: Callable[..., Results]

    def findings(self, audited: Audited) -> Iterator[Finding]:
        """What it finds in a catalog."""
        for subject, where, asked in self.things(audited):
            for place, message, expected, *more in self.check(*asked, audited):
                whole, places = "/".join(filter(None, f"{subject}/{place}".split("/"))), (*where, *more)
                yield Finding(
                    rule=self.name, level=self.level, subject=whole, message=message, expected=expected, where=places
                )


def _asked_of(things: _Things, level: Level, *, exceptions: str = "") -> Callable[[Callable[..., Results]], AuditRule]:
    """A decorator of rules about things of a kind: named as the function, with hyphens, described by its docstring."""

    def made(check: Callable[..., Results]) -> AuditRule:
        name, description = check.__name__.replace("_", "-"), " ".join((check.__doc__ or "").split())
        return AuditRule(name, description, level, exceptions, things, check)

    return made


rule = partial(_asked_of, lambda _: [("", (), ())])
"""Makes a rule of the function below (`check(audited)`)."""
family_rule = partial(_asked_of, lambda audited: ((slug, (one.path,), (one,)) for slug, one in audited.families.items()))
"""A rule asked of each family (`check(family, audited)`); what it finds is to be mended in the family's file."""
member_rule = partial(_asked_of, lambda audited: (
    (f"{slug}/{one.name}", (family.path, one.url), (one,)) for slug, family in audited.families.items() for one in family.members.values()
))  # fmt: skip
"""A rule asked of each checkpoint (`check(member, audited)`)."""
fact_rule = partial(_asked_of, lambda audited: (
    (f"{slug}/{one.checkpoint or ''}/{one.field}", tuple(filter(None, (family.path, one.source))), (one,))
    for slug, family in audited.families.items() for one in family.by_people
))  # fmt: skip
"""A rule asked of what people state of families and checkpoints (`check(item, audited)`), pins and facts."""
link_rule = partial(_asked_of, lambda audited: ((f"{one.subject}/{one.place}", (one.path, one.url), (one,)) for one in audited.links))
"""A rule asked of each link of the curated files (`check(link, audited)`)."""


class Audit(NamedTuple):
    """What is open, worst first, and what was accepted with the reason for it."""

    findings: tuple[Finding, ...]
    accepted: tuple[tuple[Finding, Accepted], ...]


@lru_cache(maxsize=1)
def every_rule() -> tuple[AuditRule, ...]:
    """The rules, by name: whatever is one in the modules of `pipeline.audit.rules`."""
    modules = (importlib.import_module(f"{rules.__name__}.{m.name}") for m in pkgutil.iter_modules(rules.__path__))
    found = (value for module in modules for value in vars(module).values() if isinstance(value, AuditRule))
    return tuple(sorted(found, key=lambda r: r.name))


def audit_all(derived: Derived, today: date) -> Audit:
    """What cannot be right in what was derived on a day, with the accepted findings beside the open ones."""
    audited, acceptances = Audited(derived, today), derived.curated.accepted.accepted
    found = sorted((finding for rule in every_rule() for finding in rule.findings(audited)), key=_order)
    judged = [(finding, next((one for one in acceptances if _covers(one, finding)), None)) for finding in found]
    accepted = tuple((finding, by) for finding, by in judged if by is not None)
    unused = [_unused(one) for one in acceptances if one not in {by for _, by in accepted}]
    return Audit(tuple(sorted([*unused, *(finding for finding, by in judged if by is None)], key=_order)), accepted)


def coverage_of(catalog: Catalog) -> Iterator[dict[str, Any]]:
    """Of each field whose absence is told: checkpoints and families with a value, of all; rows that say "n of m"."""
    families = list(catalog.families.values())
    checkpoints = [one for family in families for one in family.checkpoints.values()]
    for spec in FIELDS.values():
        rows = families if "family" in spec.absence else []
        members = checkpoints if "checkpoint" in spec.absence else []
        if spec.absence:
            yield {
                "field": spec.name,
                "known": sum(spec.name in one.facts for one in members), "checkpoints": len(members),
                "rows": sum(one.facts.get(spec.name) is not None for one in rows), "families": len(rows),
                "partly": sum(known.known < known.of for one in rows if (known := one.coverage.get(spec.name))),
            }  # fmt: skip


def _covers(one: Accepted, finding: Finding) -> bool:
    same = one.subject == finding.subject
    return one.rule == finding.rule and (same or ("*" in one.subject and fnmatchcase(finding.subject, one.subject)))


def _unused(acceptance: Accepted) -> Finding:
    known = [rule.name for rule in every_rule()]
    level, said, expected = "notice", f"nothing is found any more that the acceptance of {acceptance.rule!r} speaks of", "take it out"
    if acceptance.rule not in known:
        near = "".join(f" (did you mean {one}?)" for one in difflib.get_close_matches(acceptance.rule, known, n=1))
        level, said, expected = "warning", f"no rule is called {acceptance.rule!r}{near}", "the name of a rule, as `awesome audit` shows it"
    return Finding(rule="unused-acceptance", level=level, subject=acceptance.subject, message=said, expected=expected, where=(paths.ACCEPTED,))


def _order(finding: Finding) -> tuple[int, str, str, str]:
    return ("error", "warning", "notice").index(finding.level), finding.subject, finding.rule, finding.message
