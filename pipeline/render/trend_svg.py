"""Trend pictures: a few models' scores over time as a small SVG, the same bytes for the same points.

Readable without colour: every line has its own mark and dash, and its name stands at its end. Light
and dark are two files (GitHub chooses by <picture>). The picture names itself to a screen reader.
"""

import html
import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from pipeline.model.clean import clean
from pipeline.render.trend_scale import Axis, day_of, round_values, spread
from pipeline.words import each

WIDTH: Final = 760
HEIGHT: Final = 380
MOST: Final = 8
"""Most lines in one picture: more cannot be told apart."""

_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 240, 44, 40
_LABEL: Final = 31
"""Characters of a label, its value among them, that fit beside the picture in a wide font."""
_NEW_SCALE: Final = each("new_scale", " / ")
_DATE_ROOM: Final = 56
_CUT_ROOM: Final = 110
_LINE: Final = 15

# Okabe and Ito's palette (https://jfly.uni-koeln.de/color/), darkened for white, lightened for black.
_LIGHT: Final = ("#0060a0", "#b34700", "#00734f", "#9c3b7d", "#6b5800", "#3a7ca5", "#8a1c1c", "#4d4d4d")
_DARK: Final = ("#6cb8f0", "#ff9d5c", "#4fd1a5", "#eb9bd0", "#e8cf4a", "#a5d8f5", "#ff8f8f", "#d0d0d0")
_DASHES: Final = ("", "6 3", "2 3", "9 3 2 3", "4 4", "12 4", "1 4", "7 2 1 2 1 2")


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

Series = Mapping[str, Sequence[tuple[str, float]]]


def trend(  # one picture and how it is drawn
    series: Series, *, title: str, dark: bool, unit: str = "", joined: bool = True, breaks: Sequence[str] = ()
) -> str:
    """The picture of some models' points (ISO date, score).

    The `MOST` with the best last scores are drawn, in that order; `joined=False` draws marks without
    lines, for boards whose editions are not comparable. No line crosses a day of `breaks`: it is drawn
    as a dashed upright.
    """
    ink = _INKS[dark]
    chosen = sorted(((n, sorted(p)) for n, p in series.items() if p), key=lambda s: (-s[1][-1][1], s[0]))
    drawn = chosen[:MOST]
    body = _empty(ink) if not drawn else _picture(drawn, ink, unit, _cuts(breaks, joined=joined))
    heading = _text(title, 100)
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"',
        ' role="img" aria-labelledby="t d" font-family="system-ui, -apple-system, sans-serif" font-size="12">',
        f'<title id="t">{heading}</title>',
        f'<desc id="d">{_described(drawn, len(chosen) - len(drawn))}</desc>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{ink.paper}"/>',
        f'<text x="{_LEFT}" y="24" font-size="15" font-weight="600" fill="{ink.text}">{heading}</text>',
        *body,
        "</svg>",
        "",
    ])  # fmt: skip


def _empty(ink: _Ink) -> list[str]:
    return [f'<text x="{_LEFT}" y="{HEIGHT // 2}" fill="{ink.text}">{each("no_points", " / ")}</text>']


def _described(drawn: list[tuple[str, list[tuple[str, float]]]], left_out: int) -> str:
    said = [f"{_text(n, _LABEL)}: {_short(p[0][1])} ({p[0][0]}) to {_short(p[-1][1])} ({p[-1][0]})" for n, p in drawn]
    said += ["Thin lines: no change beyond the noise of the board"] if drawn else []
    if left_out:
        said.append(f"{left_out} more are not drawn")
    return ". ".join(said) or "No points yet"


def _cuts(breaks: Sequence[str], *, joined: bool) -> list[int] | None:
    """The days that no line crosses; None where no line is drawn at all."""
    return sorted(map(day_of, breaks)) if joined else None


def _pieces(points: list[tuple[str, float]], cuts: list[int]) -> list[list[tuple[str, float]]]:
    """The points between two cuts, as one list for each stretch."""
    stretches: dict[int, list[tuple[str, float]]] = {}
    for point in points:
        stretches.setdefault(sum(1 for c in cuts if c <= day_of(point[0])), []).append(point)
    return list(stretches.values())


def _picture(
    drawn: list[tuple[str, list[tuple[str, float]]]], ink: _Ink, unit: str, cuts: list[int] | None
) -> list[str]:
    days = [day_of(d) for _, points in drawn for d, _ in points]
    values = [v for _, points in drawn for _, v in points]
    across = Axis(min(days), max(days), _LEFT, WIDTH - _RIGHT)
    ticks = round_values(min(values), max(values))
    up = Axis(ticks[0], ticks[-1], HEIGHT - _BOTTOM, _TOP + 8)
    body = [*_grid(ticks, up, ink, unit), *_dates(across, ink)]
    body.extend(_cut_lines([c for c in cuts or () if across.low < c <= across.high], across, ink))
    ends = spread([up.at(points[-1][1]) for _, points in drawn], _TOP, HEIGHT - _BOTTOM + 2, _LINE)
    for number, (name, points) in enumerate(drawn):
        colour, dash = ink.lines[number], _DASHES[number]
        places = [(across.at(day_of(d)), up.at(v)) for d, v in points]
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        end = places[-1]
        for piece in _pieces(points, cuts) if cuts is not None else ():
            line = [(across.at(day_of(d)), up.at(v)) for d, v in piece]
            if len(line) > 1:
                body.append(f'<polyline points="{_path(line)}" {_stroke(colour, 1.8)}{dashed}/>')
            # History keeps a score only when it moves: until the next cut or the end it held.
            held = across.at(next((c for c in cuts or () if c > day_of(piece[-1][0])), across.high))
            end = (min(held, across.end), line[-1][1])
            if end[0] - line[-1][0] >= 1:
                body.append(f'<polyline points="{_path([line[-1], end])}" {_stroke(colour, 1.1)}{dashed}/>')
        body.extend(_mark(number, x, y, colour) for x, y in _sparse(places))
        near = across.end - end[0] < 30  # a long thread would look like a line
        body.extend(_label(number, name, points[-1][1], end if near else None, ends[number], colour, ink))
    return body


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


def _path(places: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{_n(x)},{_n(y)}" for x, y in places)


def _stroke(colour: str, width: float) -> str:
    return f'fill="none" stroke="{colour}" stroke-width="{width}"'


def _cut_lines(cuts: list[int], across: Axis, ink: _Ink) -> list[str]:
    """An upright for each day from which the board counted otherwise, and what it means."""
    made: list[str] = []
    told = -math.inf
    for cut in cuts:
        x = across.at(cut)
        made.append(
            f'<line x1="{_n(x)}" x2="{_n(x)}" y1="{_TOP}" y2="{HEIGHT - _BOTTOM}" '
            f'stroke="{ink.text}" stroke-opacity="0.5" stroke-dasharray="2 4"/>'
        )
        if x - told >= _CUT_ROOM:
            told = x
            made.append(
                f'<text x="{_n(x)}" y="{_TOP - 4}" text-anchor="middle" font-size="11" fill="{ink.text}">{_NEW_SCALE}</text>'
            )
    return made


def _label(  # one label and all that it stands beside
    number: int, name: str, value: float, end: tuple[float, float] | None, y: float, colour: str, ink: _Ink
) -> list[str]:
    """The name at the end of its line, moved apart from its neighbours, with a thread to the line."""
    x = WIDTH - _RIGHT + 18
    room = _LABEL - 1 - len(_short(value))
    # The maker's part of a Hub id gives way first: the end of a name tells sizes apart.
    words = f"{_text(name if len(name) <= room else name.rpartition('/')[2] or name, room)} {_short(value)}"
    thread = (
        f'<path d="M{_n(end[0])} {_n(end[1])}L{WIDTH - _RIGHT + 4} {_n(y)}h6" fill="none" '
        f'stroke="{colour}" stroke-width="0.7" stroke-opacity="0.6"/>'
        if end
        else ""
    )
    return [
        *([thread] if thread else []),
        _mark(number, x - 4, y, colour),
        f'<text x="{x + 4}" y="{_n(y)}" dy="4" fill="{ink.text}">{words}</text>',
    ]


def _mark(number: int, x: float, y: float, colour: str) -> str:
    """One of eight shapes: circle, square, triangle, diamond, and the same four hollow."""
    a, b = _n(x), _n(y)
    hollow = f'fill="none" stroke="{colour}" stroke-width="1.5"' if number >= 4 else f'fill="{colour}"'
    match number % 4:
        case 0:
            return f'<circle cx="{a}" cy="{b}" r="3.4" {hollow}/>'
        case 1:
            return f'<rect x="{_n(x - 3.2)}" y="{_n(y - 3.2)}" width="6.4" height="6.4" {hollow}/>'
        case 2:
            return f'<path d="M{a} {_n(y - 4.2)}l4 7h-8z" {hollow}/>'
        case _:
            return f'<path d="M{a} {_n(y - 4.4)}l4.2 4.4-4.2 4.4-4.2-4.4z" {hollow}/>'


def _sparse(places: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The places that get a mark: the first, the last, and those at least 26 pixels after the one before."""
    kept: list[tuple[float, float]] = []
    for place in places[:-1]:
        if not kept or place[0] - kept[-1][0] >= 26:
            kept.append(place)
    return [*kept, places[-1]]


def _short(value: float) -> str:
    return f"{value:.4g}" if abs(value) < 1000 else f"{value:.0f}"


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _text(raw: str, limit: int) -> str:
    """Words of a board, harmless in XML, and short."""
    text = " ".join(clean(raw).split())
    return html.escape(text if len(text) <= limit else text[: limit - 1] + "…", quote=True)
