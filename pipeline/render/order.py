"""The order in which things stand on the lists: rows of families, leaderboards, benchmarks. It is decided here alone."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple, TypeVar

from pipeline.kinds import LISTED, ListKind
from pipeline.layout.curated import Curated
from pipeline.model.boards import CuratedBoard
from pipeline.model.curated import CuratedBenchmark, CuratedFamily

FRONT: Final[ListKind] = next(iter(LISTED))
"""The list whose first page is the front page: it has the families of every kind."""


Item = TypeVar("Item", CuratedFamily, CuratedBoard, CuratedBenchmark)


def newest_first(curated: Curated, kind: ListKind, released: Mapping[str, str]) -> list[CuratedFamily]:
    """The rows of one list by first release, the newest first, then by name; those without a date come last.

    The front list has all families, any other those of its kind. `released` are the families' first dates
    (YYYY[-MM[-DD]]).
    """
    rows = _stated_then_by_name((f for f in curated.families.values() if kind in (FRONT, f.kind)), ())
    return sorted(rows, key=lambda family: released.get(family.slug, ""), reverse=True)


def by_maker(curated: Curated, families: Iterable[CuratedFamily], released: Mapping[str, str]) -> list[CuratedFamily]:
    """Families by their makers' names, each maker's from the oldest to the newest."""
    makers = curated.organizations.organizations

    def place(family: CuratedFamily) -> tuple[str, str, str]:
        maker = makers.get(family.organization)
        return (maker.name if maker else family.organization).casefold(), released.get(family.slug) or "9", family.slug

    return sorted(families, key=place)


def boards_in_order(curated: Curated, kind: ListKind) -> tuple[CuratedBoard, ...]:
    """The leaderboards of one list: those that live, then the archives."""
    mine = (board for board in curated.boards.values() if board.kind in (kind, "both"))
    return tuple(sorted(_stated_then_by_name(mine, curated.sections.leaderboards), key=lambda one: one.state != "active"))


def benchmarks_in_order(curated: Curated, kind: ListKind) -> tuple[CuratedBenchmark, ...]:
    """The benchmarks of one list."""
    mine = (one for one in curated.benchmarks.values() if one.kind in (kind, "both"))
    return tuple(_stated_then_by_name(mine, curated.sections.benchmarks))


def _stated_then_by_name(items: Iterable[Item], stated: Sequence[str]) -> list[Item]:
    place = {slug: n for n, slug in enumerate(stated)}
    return sorted(items, key=lambda one: (place.get(one.slug, len(place)), one.name.casefold(), one.slug))


class Succession(NamedTuple):
    """Which families come right before and right after each, as either of the two says."""

    before: Mapping[str, Iterable[str]] = {}
    after: Mapping[str, Iterable[str]] = {}

    @classmethod
    def of(cls, families: Iterable[CuratedFamily]) -> "Succession":
        """All steps between families."""
        one = {family.slug: family for family in families}
        steps = {(f.predecessor, slug) for slug, f in one.items() if f.predecessor in one}
        steps |= {(slug, f.successor) for slug, f in one.items() if f.successor in one}
        made: tuple[dict[str, list[str]], dict[str, list[str]]] = (defaultdict(list), defaultdict(list))
        for earlier, later in sorted((a, b) for a, b in steps if a and b):
            made[0][later].append(earlier)
            made[1][earlier].append(later)
        return cls(*made)

    def line(self, slug: str) -> Iterable[tuple[str, list[str]]]:
        """All families before one and all after it, the nearest first, each list by the key of its words; no empty one."""
        for key, steps in (("follows", self.before), ("followed_by", self.after)):
            found: list[str] = []
            level = [slug]
            for _ in range(_STEPS):  # whoever is reached again stands by the longest way
                level = [one for one in dict.fromkeys(further for step in level for further in steps.get(step, ())) if one != slug]
                if not level:
                    break
                found = [*(one for one in found if one not in level), *level]
            if found:
                yield key, found


_STEPS: Final = 30
_MONTH: Final = re.compile(r"\d{4}-\d\d(?:-\d\d)?", re.ASCII)
_ARXIV: Final = re.compile(r"(\d\d)(\d\d)\.\d{4,5}", re.ASCII)


def about_when(slug: str, papers: Iterable[str], released: Mapping[str, str], succession: Succession) -> str:
    """Where a family without a date stands: by the month of its first paper, else beside those before or after it."""
    months = sorted(f"20{found[1]}-{found[2]}" for paper in papers if (found := _ARXIV.fullmatch(paper)))
    beside = (released[one] for _, line in succession.line(slug) for one in line if one in released)
    return months[0] if months else next(beside, "")


def as_of(dates: Iterable[str | None]) -> str:
    """The newest day of a release or an edition, or a month that may be later; "" where none is stated: pages know no clock."""
    return max((date for date in dates if date and _MONTH.fullmatch(date)), key=lambda date: date.ljust(10, "~"), default="")
