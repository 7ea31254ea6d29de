"""Trend pictures of the boards that have a past: the best open score over time by size class, in light and dark."""

from collections.abc import Iterable, Mapping
from typing import Final

from pipeline.history import Point, parse
from pipeline.layout import paths
from pipeline.layout.curated import Curated
from pipeline.model.boards import CuratedBoard
from pipeline.model.observed import ObservedFamily
from pipeline.names.join import Join, NameIndex
from pipeline.render import escape, marked
from pipeline.render.marked import Marked
from pipeline.render.placement import Page
from pipeline.render.scores import counts_of
from pipeline.render.trend_svg import Best, Series, trend

CLASSES: Final = ((10_000_000_000, "≤ 10B"), (40_000_000_000, "10–40B"), (150_000_000_000, "40–150B"))
"""Most parameters of a class, and its name; all that is larger is the last class."""
LARGEST: Final = "> 150B"
_LEAST: Final = 2
"""A picture needs two editions at least: one point is no trend."""


def trends(
    index: NameIndex,
    curated: Curated,
    families: Mapping[str, ObservedFamily],
    inputs: Mapping[str, bytes],
) -> dict[str, tuple[Series, str]]:
    """Board -> the best score of each size class over time, and the latest edition, for boards whose history has more than one.

    `index` finds the families, `families` is what is known of those. A board none of whose models is on the list has
    no picture.
    """
    found = {}
    listed = {slug: one for slug, one in families.items() if slug in curated.families}
    for slug, board in curated.boards.items():
        path = f"{paths.HISTORY}{slug}.tsv"
        points = parse(inputs[path], path) if path in inputs and board.rows == "models" else ()
        if len({p.edition for p in points}) < _LEAST:
            continue
        classes = {name: _class_of(name, index.join(name, board), listed) for name in {p.model for p in points}}
        made = best_by_class(points, board, classes)
        if any(made.values()):
            found[slug] = made, max(p.edition for p in points)
    return found


def _class_of(name: str, join: Join | None, families: Mapping[str, ObservedFamily]) -> str | None:
    """The size class of a board's row: of the checkpoint that it is, else as its name says, else of its whole family."""
    family = families.get(join.family or "") if join is not None else None
    if join is None or family is None:
        return None
    classes = set(map(size_class, counts_of(name, join.checkpoint, family)))
    return classes.pop() if len(classes) == 1 else None


def size_class(parameters: int) -> str:
    """The class of so many parameters."""
    return next((name for most, name in CLASSES if parameters <= most), LARGEST)


def best_by_class(points: Iterable[Point], board: CuratedBoard, classes: Mapping[str, str | None]) -> Series:
    """The best score of each class, a point where it changes, and one where a new scale begins; none for a class of none.

    History keeps a score when it moves: it holds until then, or until the board counts otherwise. Of a board whose
    editions cannot be compared each edition is a scale of its own.
    """
    sign = 1.0 if board.trend is None or board.trend.higher_is_better else -1.0
    series: Series = {name: [] for name in (*(name for _, name in CLASSES), LARGEST)}
    held: dict[str, dict[str, float]] = {}
    scale = ""
    by_edition: dict[str, list[tuple[str, Point]]] = {}
    for point in points:
        own = classes[point.model]
        if own is not None:
            by_edition.setdefault(point.edition, []).append((own, point))
    for edition, moved in sorted(by_edition.items()):
        now = max((b for b in board.breaks if b <= edition), default="") if board.comparable else edition
        if now != scale:
            held, scale = {}, now
        for own, point in moved:
            held.setdefault(own, {})[point.model] = point.value
        for own, scores in held.items():
            model = min(scores, key=lambda name: (-sign * scores[name], name))
            best = Best(edition, scores[model], model)
            last = series[own][-1] if series[own] else None
            if last is None or last[1:] != best[1:] or (last.day < now <= edition):
                series[own].append(best)
    return series


def picture_path(slug: str, *, dark: bool) -> str:
    """Where a board's picture is."""
    return f"{paths.ASSETS}trends/{slug}-{'dark' if dark else 'light'}.svg"


def picture_files(found: Mapping[str, tuple[Series, str]], curated: Curated) -> dict[str, bytes]:
    """The pictures as files."""
    made = {}
    for slug, (series, until) in sorted(found.items()):
        board = curated.boards[slug]
        unit, rising = (board.trend.unit, board.trend.higher_is_better) if board.trend else ("", True)
        for dark in (False, True):
            drawn = trend(series, title=board.name, dark=dark, unit=unit, joined=board.comparable, rising=rising, breaks=board.breaks, until=until)
            made[picture_path(slug, dark=dark)] = drawn.encode()
    return made


def picture(board: CuratedBoard, page: Page) -> Marked:
    """A board's picture on a page; the reader's colour scheme chooses the file."""
    light, dark = (marked.relative(page.path, picture_path(board.slug, dark=dark)) for dark in (False, True))
    alt = escape.html(f"{board.name}{page.words['colon']}{page.words['trend']}")
    return Marked(
        f'<picture><source media="(prefers-color-scheme: dark)" srcset="{dark}"><img src="{light}" alt="{alt}"></picture>'
    )
