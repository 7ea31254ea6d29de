"""Trend pictures of the boards that have a past: the best open score over time by size class, the same bytes for the same points.

Readable without colour: every line has its own mark and dash, and its name stands at its end. Light
and dark are two files (GitHub chooses by <picture>). The picture names itself to a screen reader.
"""

import math
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import groupby
from typing import Any, Final, Literal, get_args

import markupsafe

from pipeline.history import Point, parse
from pipeline.layout import paths
from pipeline.layout.catalog import Catalog, Curated
from pipeline.model.boards import CuratedBoard
from pipeline.model.clean import clean
from pipeline.model.ids import is_checkpoint_id
from pipeline.names.join import NameIndex
from pipeline.render import escape, marked
from pipeline.render.marked import Marked
from pipeline.render.placement import Page, RenderContext
from pipeline.render.values import counts_of
from pipeline.tables import table_beside
from pipeline.words import each

CLASSES: Final = ((10_000_000_000, "≤ 10B"), (40_000_000_000, "10–40B"), (150_000_000_000, "40–150B"), (math.inf, "> 150B"))
"""Most parameters of a class, and its name: each has a mark and a dash of its own."""
_SVG: Final[dict[str, Any]] = table_beside(__file__)
WIDTH, HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = (_SVG["places"][key] for key in ("width", "height", "left", "right", "top", "foot"))
_NAME: Final = 26  # characters of a model's name that fit beside the picture in a wide font
_DATE_ROOM, _CUT_ROOM, _LINE = 56, 110, 34
_FILE: Final = f"{paths.ASSETS}trends/{{}}-{{}}.svg"
Scheme = Literal["light", "dark"]
_SCHEMES: Final[tuple[Scheme, ...]] = get_args(Scheme)
Series = dict[str, list[Point]]  # class -> its best scores, in the order of their days


def pictures(index: NameIndex, listed: Curated, catalog: Catalog, inputs: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """The pictures as files, for boards of listed models with several editions in their history: one point is no trend."""
    families = {slug: catalog.families[slug] for slug in listed.families}
    for slug, board in sorted(listed.boards.items()):
        path = f"{paths.HISTORY}{slug}.tsv"
        points = parse(inputs[path], path) if path in inputs and board.rows == "models" else ()
        editions = {point.edition for point in points}
        classes: dict[str, str | None] = {}
        for name in {point.model for point in points}:
            join = index.join(name, board)
            family = families.get(join.family or "") if join is not None else None
            several = set(map(size_class, counts_of(name, join.checkpoint, family))) if join and family else ()
            classes[name] = several.pop() if len(several) == 1 else None
        series = best_by_class(points, board, classes)
        if len(editions) > 1 and any(series.values()):
            yield from ((_FILE.format(slug, scheme), trend(series, board, scheme, max(editions)).encode()) for scheme in _SCHEMES)


def picture(board: CuratedBoard, page: Page, context: RenderContext) -> Marked:
    """A board's picture on a page, if it has one; the reader's colour scheme chooses the file."""
    files = [_FILE.format(board.slug, scheme) for scheme in _SCHEMES]
    if not context.pictured.issuperset(files):
        return Marked("")
    light, dark = (marked.relative(page.path, file) for file in files)
    alt = escape.html(f"{board.name}{page.words['colon']}{page.words['trend']}")
    return Marked(f'<picture><source media="(prefers-color-scheme: dark)" srcset="{dark}"><img src="{light}" alt="{alt}"></picture>')


def size_class(parameters: int) -> str:
    """The class of so many parameters."""
    return next(name for most, name in CLASSES if parameters <= most)


def best_by_class(points: Iterable[Point], board: CuratedBoard, classes: Mapping[str, str | None]) -> Series:
    """The best score of each class, a point where it changes, and one where a new scale begins; none for a class of none.

    History keeps a score when it moves: it holds until then, or until the board counts otherwise. Of a board whose
    editions cannot be compared each edition is a scale of its own.
    """
    sign = -1.0 if board.trend is None or board.trend.higher_is_better else 1.0
    series: Series = {name: [] for _, name in CLASSES}
    held: dict[str, dict[str, float]] = {}
    scale = ""
    ours = sorted((point for point in points if classes[point.model] is not None), key=lambda point: point.edition)
    for edition, moved in groupby(ours, key=lambda point: point.edition):
        now = max((b for b in board.breaks if b <= edition), default="") if board.comparable else edition
        if now != scale:
            held, scale = {}, now
        for point in moved:
            held.setdefault(classes[point.model] or "", {})[point.model] = point.value
        for own, scores in held.items():
            model = min(scores, key=lambda name: (sign * scores[name], name))
            best = Point(edition, model, scores[model])
            last = series[own][-1] if series[own] else None
            if last is None or last[1:] != best[1:] or (last.edition < now <= edition):
                series[own].append(best)
    return series


def trend(series: Series, board: CuratedBoard, scheme: Scheme, until: str = "") -> str:
    """The picture of the classes, each a line that holds until its next point, or until the day `until`.

    Marks without lines stand for a board whose editions are not comparable. No line crosses a day from which the board
    counted otherwise: it is drawn as a dashed upright.
    """
    drawn = [(n, name, points) for n, (name, points) in enumerate(series.items()) if points]
    falls = board.trend is not None and not board.trend.higher_is_better
    keys = {"best_by_class": True, "lower_is_better": falls, "not_comparable": not board.comparable}
    described = (
        f"{clean(name, 40)}: {_short(of[0].value)} ({of[0].edition}) to {_short(of[-1].value)} ({of[-1].edition}, {clean(of[-1].model, 60)})"
        for _, name, of in drawn
    )
    ink, said = _SVG["places"] | _SVG[scheme], "; ".join(each(key, " / ") for key in filter(keys.get, keys))
    frame = _filled(_SVG["frame"], ink, title=clean(board.name, 100), described=". ".join(described), said=said)
    return "".join((frame, *(_drawing(drawn, board, until, ink) if drawn else ()), _SVG["end"]))


def _filled(piece: str, ink: Mapping[str, object], **values: object) -> str:
    """A piece of the picture with its values, which are text and nothing more."""
    return piece.format(**ink, **{name: markupsafe.escape(value) for name, value in values.items()})


def _drawing(drawn: Sequence[tuple[int, str, list[Point]]], board: CuratedBoard, until: str, ink: Mapping[str, Any]) -> Iterator[str]:
    """What stands inside the frame: each series has the number of its mark and colour, its name and its points."""
    every = [best for _, _, points in drawn for best in points]
    values, days = [best.value for best in every], [_day(best.edition) for best in every]
    first, last = min(days), max(*days, _day(until) if until else 0)
    ticks = _round_values(min(values), max(values))
    across, up = partial(_pixel, (first, last), (_LEFT, _RIGHT)), partial(_pixel, (ticks[0], ticks[-1]), (_BOTTOM, _TOP + 8))
    cuts, unit = sorted(map(_day, board.breaks)), "%" if board.trend and board.trend.unit == "%" else ""
    for value in ticks:
        yield _filled(_SVG["tick"], ink, y=_n(up(value)), value=_short(value) + unit)
    for x, words in _dates(date.fromordinal(first), date.fromordinal(last), across):
        yield _filled(_SVG["day"], ink, x=x, words=words)
    named = -math.inf
    for place in (across(cut) for cut in cuts if board.comparable and first < cut <= last):
        room = place - named >= _CUT_ROOM  # to say what it means
        yield _filled(_SVG["named_cut" if room else "cut"], ink, x=_n(place), words=each("new_scale", " / "))
        named = place if room else named
    for (number, name, points), end in zip(drawn, _spread([up(points[-1].value) for *_, points in drawn]), strict=True):
        places = [(across(_day(best.edition)), up(best.value)) for best in points]
        pieces = groupby(zip(points, places, strict=True), key=lambda one: bisect_right(cuts, _day(one[0].edition)))
        line, colour = _SVG["line"][number], {"colour": ink["lines"][number]}
        for passed, piece in pieces if board.comparable else ():
            yield _filled(line["stair"], colour, points=_stair([at for _, at in piece], across([*cuts, last][passed])))
        for at, height in (*places, (_RIGHT + 14, end)):
            yield _filled(line["mark"], colour, x=_n(at - line["left"]), y=_n(height - line["over"]))
        # The maker's part of a Hub id gives way first: the end of a name tells sizes apart.
        model, best = points[-1].model, f"{clean(name, 12)}: {_short(points[-1].value)}"
        model = model.partition("/")[2] if len(model) > _NAME and is_checkpoint_id(model) else model
        yield _filled(_SVG["name"], ink, y=_n(end), under=_n(end + 14), best=best, model=clean(model, _NAME))


def _pixel(values: tuple[float, float], pixels: tuple[float, float], value: float) -> float:
    """The pixel of a value on a straight scale; a scale of one value stands in the middle."""
    (low, high), (start, end) = values, pixels
    return (start + end) / 2 if high == low else start + (value - low) / (high - low) * (end - start)


def _round_values(low: float, high: float) -> list[float]:
    if high - low < 1e-5:  # its ticks have six digits
        low, high = low - 1, high + 1
    rough = (high - low) / 6
    power = 10 ** math.floor(math.log10(rough))
    step = next(s * power for s in (1, 2, 2.5, 5, 10) if s * power >= rough)
    return [round(i * step, 6) for i in range(math.floor(low / step), math.ceil(high / step) + 1)]


def _spread(ys: Sequence[float]) -> list[float]:
    """The heights of labels, at least a line apart inside the picture, in the order of their lines."""
    order = sorted(range(len(ys)), key=lambda i: (ys[i], i))
    made = list(ys)
    floor, ceiling = _TOP + 8.0, _BOTTOM - 12.0
    for i in order:
        made[i] = max(made[i], floor)
        floor = made[i] + _LINE
    for i in reversed(order):
        made[i] = min(made[i], ceiling)
        ceiling = made[i] - _LINE
    return made


def _stair(places: Sequence[tuple[float, float]], end: float) -> str:
    """A stair: each height holds until the next place, the last one to the end."""
    made = [places[0]]
    for x, y in places[1:]:
        made += [(x, made[-1][1]), (x, y)]
    return " ".join(f"{_n(x)},{_n(y)}" for x, y in (*made, (end, made[-1][1])))


def _dates(first: date, last: date, across: Callable[[float], float]) -> list[tuple[str, str]]:
    """The years under the picture, and its first and last day where they have room."""
    step = max(1, (last.year - first.year) // 8)
    shown = [(date(y, 1, 1), str(y)) for y in range(first.year + 1, last.year + 1, step)]
    for day in dict.fromkeys((first, last)):
        if all(abs(across(day.toordinal()) - across(other.toordinal())) >= _DATE_ROOM for other, _ in shown):
            shown.append((day, day.isoformat()))
    return [(_n(across(day.toordinal())), words) for day, words in sorted(shown)]


def _day(text: str) -> int:
    """A date as a number of days; YYYY and YYYY-MM count as their first day."""
    return date.fromisoformat((text + "-01-01")[:10]).toordinal()


def _short(value: float) -> str:
    return f"{value:.4g}" if abs(value) < 1000 else f"{value:.0f}"


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
