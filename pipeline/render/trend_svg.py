"""Trend pictures: the best scores of a few classes over time as a small SVG, the same bytes for the same points.

Readable without colour: every line has its own mark and dash, and its name stands at its end. Light
and dark are two files (GitHub chooses by <picture>). The picture names itself to a screen reader.
"""

import html
import math
from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from pipeline.model.clean import clean
from pipeline.render.trend_scale import Axis, day_of, round_values, spread
from pipeline.words import each

WIDTH: Final = 760
HEIGHT: Final = 380
MOST: Final = 4
"""Most lines in one picture."""

_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 210, 64, 40
_NAME: Final = 26
"""Characters of a model's name that fit beside the picture in a wide font."""
_NEW_SCALE: Final = each("new_scale", " / ")
_BY_CLASS: Final = each("best_by_class", " / ")
_NOT_COMPARABLE: Final = each("not_comparable", " / ")
_DATE_ROOM: Final = 56
_CUT_ROOM: Final = 110
_LINE: Final = 34

# Okabe and Ito's palette (https://jfly.uni-koeln.de/color/), darkened for white, lightened for black.
_LIGHT: Final = ("#0060a0", "#b34700", "#00734f", "#9c3b7d")
_DARK: Final = ("#6cb8f0", "#ff9d5c", "#4fd1a5", "#eb9bd0")
_DASHES: Final = ("", "6 3", "2 3", "9 3 2 3")


class Best(NamedTuple):
    """The best score from a day on, and the model that has it."""

    day: str
    value: float
    model: str


Series = dict[str, list[Best]]
"""Class -> its best scores, in the order of their days."""


class _Ink(NamedTuple):
    """The colours of one picture."""

    paper: str
    text: str
    faint: str
    lines: tuple[str, ...]


_INKS: Final = {
    False: _Ink("#ffffff", "#1f2328", "#d1d9e0", _LIGHT),
    True: _Ink("#0d1117", "#e6edf3", "#3d444d", _DARK),
}


def trend(  # one picture and how it is drawn
    series: Series, *, title: str, dark: bool, unit: str = "", joined: bool = True, breaks: Sequence[str] = ()
) -> str:
    """The picture of the first `MOST` series, each a line that holds until its next point.

    `joined=False` draws marks without lines, for boards whose editions are not comparable. No line crosses a day of
    `breaks`: it is drawn as a dashed upright.
    """
    ink = _INKS[dark]
    drawn = [(n, name, sorted(points)) for n, (name, points) in enumerate(series.items()) if points and n < MOST]
    body = _picture(drawn, ink, unit, sorted(map(day_of, breaks)) if joined else None) if drawn else []
    heading, said = _text(title, 100), _BY_CLASS if joined else f"{_BY_CLASS}; {_NOT_COMPARABLE}"
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"',
        ' role="img" aria-labelledby="t d" font-family="system-ui, -apple-system, sans-serif" font-size="12">',
        f'<title id="t">{heading}</title>',
        f'<desc id="d">{_described(drawn)}</desc>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{ink.paper}"/>',
        f'<text x="{_LEFT}" y="22" font-size="15" font-weight="600" fill="{ink.text}">{heading}</text>',
        f'<text x="{_LEFT}" y="40" fill="{ink.text}">{said}</text>',
        *body,
        "</svg>",
        "",
    ])  # fmt: skip


_Drawn = list[tuple[int, str, list[Best]]]
"""Which of the marks and colours a series has, its name and its points."""


def _described(drawn: _Drawn) -> str:
    said = (
        f"{_text(name, 40)}: {_short(points[0].value)} ({points[0].day}) to {_short(points[-1].value)} "
        f"({points[-1].day}, {_text(points[-1].model, 60)})"
        for _, name, points in drawn
    )
    return ". ".join(said)


def _picture(drawn: _Drawn, ink: _Ink, unit: str, cuts: list[int] | None) -> list[str]:
    days = [day_of(best.day) for _, _, points in drawn for best in points]
    values = [best.value for _, _, points in drawn for best in points]
    across = Axis(min(days), max(days), _LEFT, WIDTH - _RIGHT)
    ticks = round_values(min(values), max(values))
    up = Axis(ticks[0], ticks[-1], HEIGHT - _BOTTOM, _TOP + 8)
    body = [*_grid(ticks, up, ink, unit), *_dates(across, ink)]
    body.extend(_cut_lines([c for c in cuts or () if across.low < c <= across.high], across, ink))
    ends = spread([up.at(points[-1].value) for _, _, points in drawn], _TOP + 8, HEIGHT - _BOTTOM - 12, _LINE)
    for (number, name, points), end in zip(drawn, ends, strict=True):
        colour, dash = ink.lines[number], _DASHES[number]
        places = [(across.at(day_of(best.day)), up.at(best.value)) for best in points]
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        for piece in _pieces(points, cuts) if cuts is not None else ():
            until = next((c for c in cuts or () if c > day_of(piece[-1].day)), across.high)
            steps = _steps([(across.at(day_of(best.day)), up.at(best.value)) for best in piece], across.at(until))
            body.append(f'<polyline points="{_path(steps)}" fill="none" stroke="{colour}" stroke-width="1.8"{dashed}/>')
        body.extend(_mark(number, x, y, colour) for x, y in places)
        body.extend(_label(number, name, points[-1], end, colour, ink))
    return body


def _pieces(points: list[Best], cuts: list[int]) -> list[list[Best]]:
    """The points between two cuts, as one list for each stretch."""
    stretches: dict[int, list[Best]] = {}
    for point in points:
        stretches.setdefault(sum(1 for c in cuts if c <= day_of(point.day)), []).append(point)
    return list(stretches.values())


def _steps(places: list[tuple[float, float]], end: float) -> list[tuple[float, float]]:
    """A stair: each height holds until the next place, the last one to the end."""
    made = [places[0]]
    for x, y in places[1:]:
        made += [(x, made[-1][1]), (x, y)]
    return [*made, (end, made[-1][1])]


def _grid(ticks: list[float], up: Axis, ink: _Ink, unit: str) -> list[str]:
    made = []
    for value in ticks:
        y = _n(up.at(value))
        made.append(f'<line x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y}" y2="{y}" stroke="{ink.faint}"/>')
        shown = _short(value) + ("%" if unit == "%" else "")
        made.append(f'<text x="{_LEFT - 8}" y="{y}" dy="4" text-anchor="end" fill="{ink.text}">{shown}</text>')
    return made


def _dates(across: Axis, ink: _Ink) -> list[str]:
    """The years under the picture, and its first and last day where they have room."""
    first, last = date.fromordinal(int(across.low)), date.fromordinal(int(across.high))
    step = max(1, (last.year - first.year) // 8)
    shown = [(date(y, 1, 1), str(y)) for y in range(first.year + 1, last.year + 1, step)]
    for day in dict.fromkeys((first, last)):
        places = [across.at(d.toordinal()) for d, _ in shown]
        if all(abs(across.at(day.toordinal()) - x) >= _DATE_ROOM for x in places):
            shown.append((day, day.isoformat()))
    y = HEIGHT - _BOTTOM
    made = []
    for day, words in sorted(shown):
        x = _n(across.at(day.toordinal()))
        made.append(f'<line x1="{x}" x2="{x}" y1="{y}" y2="{y + 5}" stroke="{ink.text}"/>')
        made.append(f'<text x="{x}" y="{y + 20}" text-anchor="middle" fill="{ink.text}">{words}</text>')
    return made


def _cut_lines(cuts: list[int], across: Axis, ink: _Ink) -> list[str]:
    """An upright for each day from which the board counted otherwise, and what it means."""
    made: list[str] = []
    named = -math.inf
    for cut in cuts:
        x = across.at(cut)
        made.append(
            f'<line x1="{_n(x)}" x2="{_n(x)}" y1="{_TOP}" y2="{HEIGHT - _BOTTOM}" '
            f'stroke="{ink.text}" stroke-opacity="0.5" stroke-dasharray="2 4"/>'
        )
        if x - named >= _CUT_ROOM:
            named = x
            made.append(
                f'<text x="{_n(x)}" y="{_TOP - 4}" text-anchor="middle" font-size="11" fill="{ink.text}">{_NEW_SCALE}</text>'
            )
    return made


def _label(number: int, name: str, best: Best, y: float, colour: str, ink: _Ink) -> list[str]:
    """The class and its best score, below it the model that has it, apart from its neighbours."""
    x = WIDTH - _RIGHT + 18
    # The maker's part of a Hub id gives way first: the end of a name tells sizes apart.
    model = best.model if len(best.model) <= _NAME else best.model.rpartition("/")[2] or best.model
    return [
        _mark(number, x - 4, y, colour),
        f'<text x="{x + 6}" y="{_n(y)}" dy="4" font-weight="600" fill="{ink.text}">{_text(name, 12)}: {_short(best.value)}</text>',
        f'<text x="{x + 6}" y="{_n(y + 14)}" dy="4" fill="{ink.text}">{_text(model, _NAME)}</text>',
    ]


def _mark(number: int, x: float, y: float, colour: str) -> str:
    """One of four shapes: circle, square, triangle, diamond."""
    shapes = (
        f'<circle cx="{_n(x)}" cy="{_n(y)}" r="3.4"',
        f'<rect x="{_n(x - 3.2)}" y="{_n(y - 3.2)}" width="6.4" height="6.4"',
        f'<path d="M{_n(x)} {_n(y - 4.2)}l4 7h-8z"',
        f'<path d="M{_n(x)} {_n(y - 4.4)}l4.2 4.4-4.2 4.4-4.2-4.4z"',
    )
    return f'{shapes[number]} fill="{colour}"/>'


def _path(places: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{_n(x)},{_n(y)}" for x, y in places)


def _short(value: float) -> str:
    return f"{value:.4g}" if abs(value) < 1000 else f"{value:.0f}"


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _text(raw: str, limit: int) -> str:
    """Words of a board, harmless in XML, and short."""
    text = " ".join(clean(raw).split())
    return html.escape(text if len(text) <= limit else text[: limit - 1] + "…", quote=True)
