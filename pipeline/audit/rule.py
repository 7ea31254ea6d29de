"""AuditRule: one small check of a whole catalog, or of each of its things of one kind, and what it yields."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from pipeline.audit.audited import Audited
from pipeline.layout.kinds import FAMILIES
from pipeline.model.findings import Level
from pipeline.model.ids import HUB_URL


class RuleResult(NamedTuple):
    """What a rule found, before it has the rule's name and level.

    `subject` is a family's slug, or `slug/place` where place is a field, a link ("links.code") or a
    checkpoint; boards, benchmarks, organisations and resources start with the name of their kind.
    It is what an acceptance names. A rule asked of each thing of a kind gives the place in it alone ("": the whole thing).
    """

    subject: str
    message: str
    expected: str = ""
    where: tuple[str, ...] = ()


Results = Iterator[RuleResult]
Maker = Callable[[Callable[..., Results]], "AuditRule"]
Asked = tuple[str, tuple[str, ...], tuple[Any, ...]]
"""What a rule is asked of: its subject, the places to look at, and the arguments of the check before the whole catalog."""


@dataclass(frozen=True, slots=True)
class AuditRule:
    """One rule: its name and level, what it looks for, how, and what it lets pass on purpose."""

    name: str
    description: str
    level: Level
    check: Callable[[Audited], Results]
    exceptions: str = ""


def _asked_of(things: Callable[[Audited], Iterable[Asked]]) -> Callable[..., Maker]:
    """A decorator for rules about things of one kind."""

    def decorator(level: Level, *, exceptions: str = "") -> Maker:
        def made(check: Callable[..., Results]) -> AuditRule:
            def of_all(audited: Audited) -> Results:
                for subject, where, asked in things(audited):
                    for place, message, expected, more in check(*asked, audited):
                        yield RuleResult("/".join(filter(None, (subject, place))), message, expected, (*where, *more))

            return AuditRule(check.__name__.replace("_", "-"), " ".join((check.__doc__ or "").split()), level, of_all, exceptions)

        return made

    return decorator


rule = _asked_of(lambda _: [("", (), ())])
"""Makes a rule of the function below (`check(audited)`): named like it, with hyphens, and described by its docstring."""
family_rule = _asked_of(lambda audited: ((slug, (FAMILIES.path(slug),), (one,)) for slug, one in audited.families.items()))
"""A rule asked of each family (`check(family, audited)`); what it finds is to be mended in the family's file."""
member_rule = _asked_of(lambda audited: (
    (f"{slug}/{one.name}", (FAMILIES.path(slug), HUB_URL + one.name), (one,)) for slug, family in audited.families.items() for one in family.members
))  # fmt: skip
"""A rule asked of each checkpoint (`check(member, audited)`)."""
fact_rule = _asked_of(lambda audited: (
    ("/".join(filter(None, (slug, item.checkpoint, item.field))), tuple(filter(None, (FAMILIES.path(slug), item.source))), (item,))
    for slug, family in audited.families.items() for item in family.by_people
))  # fmt: skip
"""A rule asked of what people state of families and checkpoints (`check(item, audited)`), pins and facts."""
link_rule = _asked_of(lambda audited: ((f"{one.subject}/{one.place}", (one.path, one.url), (one,)) for one in audited.links))
"""A rule asked of each link of the curated files (`check(link, audited)`)."""
