"""Rule: one small check of a whole catalog, and what it yields."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.audit.audited import Audited
from pipeline.model.findings import Level


class Found(NamedTuple):
    """What a rule found, before it has the rule's name and level.

    `subject` is a family's slug, or `slug/place` where place is a field, a link ("links.code") or a
    checkpoint; boards, benchmarks, organisations and resources start with the name of their kind.
    It is what an acceptance names.
    """

    subject: str
    message: str
    expected: str = ""
    where: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its name and level, what it looks for, how, and what it lets pass on purpose."""

    name: str
    description: str
    level: Level
    check: Callable[[Audited], Iterator[Found]]
    exceptions: str = ""
