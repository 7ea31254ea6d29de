"""Trend pictures: the best scores of a few classes over time as a small SVG, the same bytes for the same points.

Readable without colour: every line has its own mark and dash, and its name stands at its end. Light
and dark are two files (GitHub chooses by <picture>). The picture names itself to a screen reader.
"""

import math
from collections.abc import Sequence
from datetime import date
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Final, NamedTuple

from jinja2 import Environment, Template

from pipeline.model.clean import clean
from pipeline.model.ids import is_checkpoint_id
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
_LOWER: Final = each("lower_is_better", " / ")
_DATE_ROOM: Final = 56
_CUT_ROOM: Final = 110
_LINE: Final = 34


class Axis(NamedTuple):
    """A straight scale from values to pixels."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """The pixel of a value; a scale of one value stands in the middle."""
        if self.high == self.low:
            return (self.start + self.end) / 2
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def round_values(low: float, high: float) -> list[float]:
    """Four to eight round values that hold the range."""
    if low == high:
        low, high = low - 1, high + 1
    rough = (high - low) / 6
    power = 10 ** math.floor(math.log10(rough))
    step = next(s * power for s in (1, 2, 2.5, 5, 10) if s * power >= rough)
    first = math.floor(low / step)
    last = math.ceil(high / step)
    return [round(i * step, 6) for i in range(first, last + 1)]


def spread(ys: Sequence[float], top: float, bottom: float, line: float) -> list[float]:
    """The heights of labels, at least a line apart, between top and bottom, in the order of their lines."""
    order = sorted(range(len(ys)), key=lambda i: (ys[i], i))
    made = [0.0] * len(ys)
    floor = top
    for i in order:
        made[i] = max(ys[i], floor)
        floor = made[i] + line
    ceiling = bottom
    for i in reversed(order):
        made[i] = min(made[i], ceiling)
        ceiling = made[i] - line
    return made


def day_of(text: str) -> int:
    """A date as a number of days; YYYY and YYYY-MM count as their first day."""
    return date.fromisoformat((text + "-01-01")[:10] if len(text) < 10 else text[:10]).toordinal()


class Best(NamedTuple):
    """The best score from a day on, and the model that has it."""

    day: str
    value: float
    model: str


Series = dict[str, list[Best]]
"""Class -> its best scores, in the order of their days."""


def trend(  # one picture and how it is drawn
    series: Series, *, title: str, dark: bool, unit: str = "", joined: bool = True, rising: bool = True, breaks: Sequence[str] = (),
    until: str = "",
) -> str:  # fmt: skip
    """The picture of the first `MOST` series, each a line that holds until its next point, or until the day `until`.

    `joined=False` draws marks without lines, for boards whose editions are not comparable; not `rising`: a lower score is
    better. No line crosses a day of `breaks`: it is drawn as a dashed upright.
    """
    drawn = [(n, name, sorted(points)) for n, (name, points) in enumerate(series.items()) if points and n < MOST]
    drawing = _drawing(drawn, unit, sorted(map(day_of, breaks)) if joined else None, until) if drawn else {}
    said = "; ".join((_BY_CLASS, *(() if rising else (_LOWER,)), *(() if joined else (_NOT_COMPARABLE,))))
    return _template().render(
        width=WIDTH, height=HEIGHT, left=_LEFT, right=WIDTH - _RIGHT, top=_TOP, foot=HEIGHT - _BOTTOM, dark=dark,
        title=_text(title, 100), described=_described(drawn), said=said, **drawing,
    )  # fmt: skip


@cache
def _template() -> Template:
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True)
    environment.filters["n"] = _n
    return environment.from_string(Path(__file__).with_name("trend.svg").read_text("utf-8"))


_Drawn = list[tuple[int, str, list[Best]]]
"""Which of the marks and colours a series has, its name and its points."""


def _described(drawn: _Drawn) -> str:
    said = (
        f"{_text(name, 40)}: {_short(points[0].value)} ({points[0].day}) to {_short(points[-1].value)} "
        f"({points[-1].day}, {_text(points[-1].model, 60)})"
        for _, name, points in drawn
    )
    return ". ".join(said)


def _drawing(drawn: _Drawn, unit: str, cuts: list[int] | None, until: str) -> dict[str, object]:
    """What the template draws inside the frame, in pixels."""
    days = [day_of(best.day) for _, _, points in drawn for best in points]
    values = [best.value for _, _, points in drawn for best in points]
    across = Axis(min(days), max(*days, day_of(until) if until else 0), _LEFT, WIDTH - _RIGHT)
    ticks = round_values(min(values), max(values))
    up = Axis(ticks[0], ticks[-1], HEIGHT - _BOTTOM, _TOP + 8)
    ends = spread([up.at(points[-1].value) for _, _, points in drawn], _TOP + 8, HEIGHT - _BOTTOM - 12, _LINE)
    return {
        "grid": [(_n(up.at(value)), _short(value) + ("%" if unit == "%" else "")) for value in ticks],
        "dates": _dates(across),
        "cuts": _cut_lines([c for c in cuts or () if across.low < c <= across.high], across),
        "lines": [_line(one, end, across, up, cuts) for one, end in zip(drawn, ends, strict=True)],
    }


def _line(one: tuple[int, str, list[Best]], end: float, across: Axis, up: Axis, cuts: list[int] | None) -> dict[str, object]:
    """A series as the template draws it: its number among colours, dashes and marks, its stairs, its marks, and what stands at its end."""
    number, name, points = one
    stairs = []
    stretches = groupby(points, key=lambda best: sum(cut <= day_of(best.day) for cut in cuts or ()))
    for piece in (list(held) for _, held in stretches) if cuts is not None else ():
        until = next((c for c in cuts or () if c > day_of(piece[-1].day)), across.high)
        steps = _steps([(across.at(day_of(best.day)), up.at(best.value)) for best in piece], across.at(until))
        stairs.append(" ".join(f"{_n(x)},{_n(y)}" for x, y in steps))
    # The maker's part of a Hub id gives way first: the end of a name tells sizes apart.
    last = points[-1]
    model = last.model.partition("/")[2] if len(last.model) > _NAME and is_checkpoint_id(last.model) else last.model
    places = [(across.at(day_of(best.day)), up.at(best.value)) for best in points]
    best = f"{_text(name, 12)}: {_short(last.value)}"
    return {"number": number, "stairs": stairs, "places": places, "end": end, "best": best, "model": _text(model, _NAME)}


def _steps(places: list[tuple[float, float]], end: float) -> list[tuple[float, float]]:
    """A stair: each height holds until the next place, the last one to the end."""
    made = [places[0]]
    for x, y in places[1:]:
        made += [(x, made[-1][1]), (x, y)]
    return [*made, (end, made[-1][1])]


def _dates(across: Axis) -> list[tuple[str, str]]:
    """The years under the picture, and its first and last day where they have room."""
    first, last = date.fromordinal(int(across.low)), date.fromordinal(int(across.high))
    step = max(1, (last.year - first.year) // 8)
    shown = [(date(y, 1, 1), str(y)) for y in range(first.year + 1, last.year + 1, step)]
    for day in dict.fromkeys((first, last)):
        places = [across.at(d.toordinal()) for d, _ in shown]
        if all(abs(across.at(day.toordinal()) - x) >= _DATE_ROOM for x in places):
            shown.append((day, day.isoformat()))
    return [(_n(across.at(day.toordinal())), words) for day, words in sorted(shown)]


def _cut_lines(cuts: list[int], across: Axis) -> list[tuple[str, str]]:
    """An upright for each day from which the board counted otherwise, and what it means where there is room to say so."""
    made: list[tuple[str, str]] = []
    named = -math.inf
    for x in map(across.at, cuts):
        made.append((_n(x), _NEW_SCALE if x - named >= _CUT_ROOM else ""))
        named = x if x - named >= _CUT_ROOM else named
    return made


def _short(value: float) -> str:
    return f"{value:.4g}" if abs(value) < 1000 else f"{value:.0f}"


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _text(raw: str, limit: int) -> str:
    """Words of a board, cleaned and short."""
    text = " ".join(clean(raw).split())
    return text if len(text) <= limit else text[: limit - 1] + "…"
