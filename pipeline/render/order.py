"""The order in which things stand on the lists: rows of families, leaderboards, benchmarks. It is decided here alone."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Protocol, TypeVar

from pipeline.kinds import LISTED, ListKind
from pipeline.layout.curated import Curated
from pipeline.model.boards import CuratedBoard
from pipeline.model.curated import CuratedBenchmark, CuratedFamily

FRONT: Final[ListKind] = next(iter(LISTED))
"""The list whose first page is the front page: it has the families of every kind."""


class _Named(Protocol):
    @property
    def slug(self) -> str: ...
    @property
    def name(self) -> str: ...


Item = TypeVar("Item", bound=_Named)


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
        return (maker.name if maker else family.organization).casefold(), released.get(family.slug, "9"), family.slug

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
