"""AuditRule: one small check of a whole catalog, of each family or of each link, and what it yields."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.audit.audited import Audited, AuditedFamily, Linked
from pipeline.layout.kinds import FAMILIES
from pipeline.model.findings import Level


class RuleResult(NamedTuple):
    """What a rule found, before it has the rule's name and level.

    `subject` is a family's slug, or `slug/place` where place is a field, a link ("links.code") or a
    checkpoint; boards, benchmarks, organisations and resources start with the name of their kind.
    It is what an acceptance names. A rule of families gives the place alone ("": the whole family), one of links nothing.
    """

    subject: str
    message: str
    expected: str = ""
    where: tuple[str, ...] = ()


Results = Iterator[RuleResult]
Check = Callable[[Audited], Results]
Made = Callable[[Callable[..., Results]], "AuditRule"]


@dataclass(frozen=True, slots=True)
class AuditRule:
    """One rule: its name and level, what it looks for, how, and what it lets pass on purpose."""

    name: str
    description: str
    level: Level
    check: Check
    exceptions: str = ""


def _maker(level: Level, exceptions: str, over: Callable[[Callable[..., Results]], Check]) -> Made:
    def made(check: Callable[..., Results]) -> AuditRule:
        description = " ".join((check.__doc__ or "").split())
        return AuditRule(check.__name__.replace("_", "-"), description, level, over(check), exceptions)

    return made


def rule(level: Level, *, exceptions: str = "") -> Made:
    """Make a rule of the function below: named like it, with hyphens, and described by its docstring."""
    return _maker(level, exceptions, lambda check: check)


def family_rule(level: Level, *, exceptions: str = "") -> Made:
    """A rule asked of each family (`check(family, audited)`); what it finds is to be mended in the family's file."""

    def over(check: Callable[[AuditedFamily, Audited], Results]) -> Check:
        def of_all(audited: Audited) -> Results:
            for slug, family in audited.families.items():
                for place, message, expected, where in check(family, audited):
                    yield RuleResult(f"{slug}/{place}" if place else slug, message, expected, (FAMILIES.path(slug), *where))

        return of_all

    return _maker(level, exceptions, over)


def link_rule(level: Level, *, exceptions: str = "") -> Made:
    """A rule asked of each link of the curated files (`check(link, audited)`)."""

    def over(check: Callable[[Linked, Audited], Results]) -> Check:
        def of_all(audited: Audited) -> Results:
            for link in audited.links:
                for _, message, expected, where in check(link, audited):
                    yield RuleResult(f"{link.subject}/{link.place}", message, expected, (link.path, *where, link.url))

        return of_all

    return _maker(level, exceptions, over)
