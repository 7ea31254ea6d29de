"""Trend pictures of the boards that have a past: each family's best model over time, in light and dark."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from pipeline.history import Point, parse, series
from pipeline.layout import paths
from pipeline.layout.catalog import Catalog
from pipeline.layout.curated import Curated
from pipeline.model.boards import CuratedBoard
from pipeline.reconcile.names import NameIndex
from pipeline.render import escape, marked
from pipeline.render.marked import Marked
from pipeline.render.trend_svg import trend
from pipeline.render.words import Words

Series = dict[str, tuple[tuple[str, float], ...]]
_PART: Final = 0.25
_ENOUGH: Final = 4
_LEAST: Final = 2
"""A picture needs two editions at least: one point is no trend."""


def trends(catalog: Catalog, curated: Curated, inputs: Mapping[str, bytes]) -> dict[str, Series]:
    """Board -> the series of its picture, for boards whose history has more than one edition."""
    pasts = tuple(_pasts(curated, inputs))
    index = _index(catalog, curated) if pasts else None
    return {slug: _of_families(points, curated.boards[slug], index) for slug, points in pasts if index is not None}


def family_trends(catalog: Catalog, curated: Curated, inputs: Mapping[str, bytes]) -> dict[str, dict[str, Series]]:
    """Family -> board -> the series of the family's own models there."""
    index = _index(catalog, curated)
    found: dict[str, dict[str, Series]] = {}
    for slug, points in _pasts(curated, inputs):
        board = curated.boards[slug]
        for name, line in series(points).items():
            joined = index.join(name, board) if board.rows == "models" else None
            if joined is not None and joined.family is not None:
                found.setdefault(joined.family, {}).setdefault(slug, {})[name] = line
    return found


def _index(catalog: Catalog, curated: Curated) -> NameIndex:
    return NameIndex(curated.families, (), {slug: tuple(one.checkpoints) for slug, one in catalog.families.items()})


def _pasts(curated: Curated, inputs: Mapping[str, bytes]) -> Iterator[tuple[str, tuple[Point, ...]]]:
    """The boards whose history has more than one edition."""
    for slug in curated.boards:
        path = f"{paths.HISTORY}{slug}.tsv"
        points = parse(inputs[path], path) if path in inputs else ()
        if len({p.edition for p in points}) >= _LEAST:
            yield slug, points


def _of_families(points: Iterable[Point], board: CuratedBoard, index: NameIndex) -> Series:
    """One line a family of the list, its best placed model; all lines where none could be joined."""
    whole = series(points)
    column = board.trend
    sign = 1.0 if column is None or column.higher_is_better else -1.0
    best: dict[str, tuple[float, str]] = {}
    for name, line in whole.items():
        joined = index.join(name, board) if board.rows == "models" else None
        if joined is None or joined.family is None:
            continue
        value = sign * line[-1][1]
        if joined.family not in best or (value, name) > best[joined.family]:
            best[joined.family] = (value, name)
    chosen = {name for _, name in best.values()}
    return _long({name: line for name, line in whole.items() if name in chosen} if chosen else whole)


def _long(lines: Series) -> Series:
    """The lines that cover a good part of the board's past, where there are enough of them.

    The newest models lead every board: without this a picture would show its last weeks only.
    """
    if not lines:
        return lines
    editions = sorted({edition for line in lines.values() for edition, _ in line})
    places = {edition: n for n, edition in enumerate(editions)}
    spans = {name: places[line[-1][0]] - places[line[0][0]] for name, line in lines.items()}
    long = {name: line for name, line in lines.items() if spans[name] >= _PART * (len(editions) - 1)}
    return long if len(long) >= _ENOUGH else lines


def picture_path(slug: str, *, dark: bool) -> str:
    """Where a board's picture is."""
    return f"{paths.ASSETS}trends/{slug}-{'dark' if dark else 'light'}.svg"


def picture_files(found: Mapping[str, Series], curated: Curated) -> dict[str, bytes]:
    """The pictures as files."""
    files: dict[str, bytes] = {}
    for slug, lines in sorted(found.items()):
        board = curated.boards[slug]
        unit = board.trend.unit if board.trend else ""
        for dark in (False, True):
            svg = trend(lines, title=board.name, dark=dark, unit=unit, joined=board.comparable, breaks=board.breaks)
            files[picture_path(slug, dark=dark)] = svg.encode()
    return files


def picture(board: CuratedBoard, page: str, words: Words) -> Marked:
    """A board's picture on a page; the reader's colour scheme chooses the file."""
    light = marked.relative(page, picture_path(board.slug, dark=False))
    dark = marked.relative(page, picture_path(board.slug, dark=True))
    alt = escape.html(f"{board.name}{words.colon}{words.trend}")
    return Marked(
        f'<picture><source media="(prefers-color-scheme: dark)" srcset="{dark}">'
        f'<img src="{light}" alt="{alt}"></picture>\n\n'
    )
