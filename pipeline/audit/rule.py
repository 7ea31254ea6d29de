"""AuditRule: one small check of a whole catalog, and what it yields."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.audit.audited import Audited, Linked
from pipeline.layout.kinds import FAMILIES
from pipeline.model.findings import Level


class RuleResult(NamedTuple):
    """What a rule found, before it has the rule's name and level.

    `subject` is a family's slug, or `slug/place` where place is a field, a link ("links.code") or a
    checkpoint; boards, benchmarks, organisations and resources start with the name of their kind.
    It is what an acceptance names.
    """

    subject: str
    message: str
    expected: str = ""
    where: tuple[str, ...] = ()


Check = Callable[[Audited], Iterator[RuleResult]]


@dataclass(frozen=True, slots=True)
class AuditRule:
    """One rule: its name and level, what it looks for, how, and what it lets pass on purpose."""

    name: str
    description: str
    level: Level
    check: Check
    exceptions: str = ""


def rule(level: Level, *, exceptions: str = "") -> Callable[[Check], AuditRule]:
    """Make a rule of the function below: named like it, with hyphens, and described by its docstring."""

    def made(check: Check) -> AuditRule:
        description = " ".join((check.__doc__ or "").split())
        return AuditRule(check.__name__.replace("_", "-"), description, level, check, exceptions)

    return made


def about_family(slug: str, place: str, message: str, expected: str, *urls: str) -> RuleResult:
    """A finding about a place of a family, or about the whole of it: to be mended in its file."""
    return RuleResult(f"{slug}/{place}" if place else slug, message, expected, (FAMILIES.path(slug), *urls))


def about_link(link: Linked, message: str, expected: str) -> RuleResult:
    """A finding about a link of the curated files."""
    return RuleResult(link.at, message, expected, (link.path, link.url))
