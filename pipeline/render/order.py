"""The order in which things stand on the lists: rows of families, leaderboards, benchmarks. It is decided here alone."""

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from pipeline.kinds import ListKind
from pipeline.layout.curated import Curated
from pipeline.model.boards import CuratedBoard
from pipeline.model.curated import CuratedBenchmark, CuratedFamily


class _Named(Protocol):
    @property
    def slug(self) -> str: ...
    @property
    def name(self) -> str: ...


Item = TypeVar("Item", bound=_Named)


def families_in_order(curated: Curated, kind: ListKind) -> list[CuratedFamily]:
    """The rows of one list: the stated order first, then by name; folded ones last."""
    section = curated.sections.of(kind)
    folded = frozenset(section.fold)
    rows = _stated_then_by_name((f for f in curated.families.values() if f.kind == kind), section.order)
    return sorted(rows, key=lambda family: family.slug in folded)


def boards_in_order(curated: Curated, kind: ListKind) -> tuple[CuratedBoard, ...]:
    """The leaderboards of one list."""
    mine = (board for board in curated.boards.values() if board.kind in (kind, "both"))
    return tuple(_stated_then_by_name(mine, curated.sections.leaderboards))


def benchmarks_in_order(curated: Curated, kind: ListKind) -> tuple[CuratedBenchmark, ...]:
    """The benchmarks of one list."""
    mine = (one for one in curated.benchmarks.values() if one.kind in (kind, "both"))
    return tuple(_stated_then_by_name(mine, curated.sections.benchmarks))


def _stated_then_by_name(items: Iterable[Item], stated: Sequence[str]) -> list[Item]:
    place = {slug: n for n, slug in enumerate(stated)}
    return sorted(items, key=lambda one: (place.get(one.slug, len(place)), one.name.casefold(), one.slug))
