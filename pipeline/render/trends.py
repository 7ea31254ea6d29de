"""Trend pictures of the boards that have a past: each family's best model over time, in light and dark."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

from pipeline.history import Point, parse, series
from pipeline.layout import paths
from pipeline.layout.catalog import Catalog
from pipeline.layout.curated import Curated
from pipeline.model.boards import CuratedBoard
from pipeline.names.join import NameIndex
from pipeline.render import escape, marked
from pipeline.render.marked import Marked
from pipeline.render.placement import Page
from pipeline.render.trend_scale import day_of
from pipeline.render.trend_svg import trend

Series = dict[str, tuple[tuple[str, float], ...]]
_PERIODS: Final = 6
"""Equal parts of a board's past whose best model is drawn."""

_NOW: Final = 2
"""Best models of today that are drawn in any case."""

_ENOUGH: Final = 6
_LONG: Final = 3
"""With fewer lines than enough, the best of those that have so many points are drawn as well."""

_LEAST: Final = 2
"""A picture needs two editions at least: one point is no trend."""


def trends(members: Mapping[str, Collection[str]], curated: Curated, inputs: Mapping[str, bytes]) -> dict[str, Series]:
    """Board -> the series of its picture, for boards whose history has more than one edition.

    `members` are each family's checkpoints.
    """
    pasts = tuple(_pasts(curated, inputs))
    index = NameIndex(curated.families, (), members) if pasts else None
    return {slug: _of_families(points, curated.boards[slug], index) for slug, points in pasts if index is not None}


def family_trends(catalog: Catalog, curated: Curated, inputs: Mapping[str, bytes]) -> dict[str, dict[str, Series]]:
    """Family -> board -> the series of the family's own models there."""
    index = NameIndex(curated.families, (), members_of(catalog))
    found: dict[str, dict[str, Series]] = {}
    for slug, points in _pasts(curated, inputs):
        board = curated.boards[slug]
        for name, line in series(points).items():
            joined = index.join(name, board) if board.rows == "models" else None
            if joined is not None and joined.family is not None:
                found.setdefault(joined.family, {}).setdefault(slug, {})[name] = line
    return found


def members_of(catalog: Catalog) -> dict[str, tuple[str, ...]]:
    """Each family's checkpoints."""
    return {slug: tuple(one.checkpoints) for slug, one in catalog.families.items()}


def _pasts(curated: Curated, inputs: Mapping[str, bytes]) -> Iterator[tuple[str, tuple[Point, ...]]]:
    """The boards whose history has more than one edition."""
    for slug in curated.boards:
        path = f"{paths.HISTORY}{slug}.tsv"
        points = parse(inputs[path], path) if path in inputs else ()
        if len({p.edition for p in points}) >= _LEAST:
            yield slug, points


def _of_families(points: Iterable[Point], board: CuratedBoard, index: NameIndex) -> Series:
    """The lines of a board's picture: models of the list, or all where none could be joined."""
    whole = series(points)
    listed = {n: line for n, line in whole.items() if board.rows == "models" and index.join(n, board) is not None}
    return _telling(listed or whole, board)


def _telling(lines: Series, board: CuratedBoard) -> Series:
    """The few lines that tell a board's past: who led in each part of it, who leads now, and who stayed long.

    The newest models lead every board: the best of today alone would show its last weeks only.
    """
    days = sorted({day for line in lines.values() for day, _ in line})
    now = _best(lines, board, days[-1])
    told = dict.fromkeys(now[:_NOW])
    for end in _ends(days):
        told.update(dict.fromkeys(_best(lines, board, end)[:1]))
    if len(told) < _ENOUGH:
        stayed = [n for n in now if len(lines[n]) >= _LONG and n not in told]
        others = [n for n in now if n not in told and n not in stayed]
        told.update(dict.fromkeys([*stayed, *others][: _ENOUGH - len(told)]))
    return {name: lines[name] for name in told}


def _ends(days: Sequence[str]) -> list[str]:
    """The last edition in each of the equal parts of a board's past."""
    first, last = day_of(days[0]), day_of(days[-1])
    part = {min(_PERIODS - 1, (day_of(d) - first) * _PERIODS // max(1, last - first)): d for d in days}
    return list(part.values())


def _best(lines: Series, board: CuratedBoard, day: str) -> list[str]:
    """The models with a score on a day, best first: the last one kept before it, where nothing broke in between."""
    sign = 1.0 if board.trend is None or board.trend.higher_is_better else -1.0
    since = max((b for b in board.breaks if b <= day), default="") if board.comparable else day
    found = {n: [v for d, v in line if since <= d <= day] for n, line in lines.items()}
    return sorted((n for n in found if found[n]), key=lambda n: (-sign * found[n][-1], n))


def picture_path(slug: str, *, dark: bool) -> str:
    """Where a board's picture is."""
    return f"{paths.ASSETS}trends/{slug}-{'dark' if dark else 'light'}.svg"


def board_trend(lines: Series, board: CuratedBoard, *, dark: bool) -> str:
    """A board's scores over time as a picture."""
    unit = board.trend.unit if board.trend else ""
    return trend(lines, title=board.name, dark=dark, unit=unit, joined=board.comparable, breaks=board.breaks)


def picture_files(found: Mapping[str, Series], curated: Curated) -> dict[str, bytes]:
    """The pictures as files."""
    return {
        picture_path(slug, dark=dark): board_trend(lines, curated.boards[slug], dark=dark).encode()
        for slug, lines in sorted(found.items())
        for dark in (False, True)
    }


def picture(board: CuratedBoard, page: Page) -> Marked:
    """A board's picture on a page; the reader's colour scheme chooses the file."""
    light, dark = (marked.relative(page.path, picture_path(board.slug, dark=dark)) for dark in (False, True))
    alt = escape.html(f"{board.name}{page.words['colon']}{page.words['trend']}")
    return Marked(
        f'<picture><source media="(prefers-color-scheme: dark)" srcset="{dark}"><img src="{light}" alt="{alt}"></picture>'
    )
