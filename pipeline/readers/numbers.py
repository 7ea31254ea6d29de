"""Quantities in text, English and Chinese: "14.8T", "1.5 billion", "131,072", "1.4万亿", "70亿"."""

import re
from typing import Final, NamedTuple

_SCALE: Final = {
    "k": 10**3, "thousand": 10**3, "千": 10**3,
    "m": 10**6, "mn": 10**6, "million": 10**6, "百万": 10**6, "百萬": 10**6, "mi": 10**6,
    "b": 10**9, "bn": 10**9, "billion": 10**9, "十亿": 10**9,
    "t": 10**12, "tn": 10**12, "trillion": 10**12, "万亿": 10**12, "萬億": 10**12, "兆": 10**12,
    "万": 10**4, "萬": 10**4, "千万": 10**7, "亿": 10**8, "億": 10**8, "千亿": 10**11, "百亿": 10**10,
}  # fmt: skip
_WORDS: Final = {
    w: n
    for n, w in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ]
    )
} | {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_UNITS: Final = (
    "thousand|million|billion|trillion|mn|bn|tn|十亿|百亿|千亿|万亿|萬億|兆|亿|億|千万|百万|百萬|万|萬|千|[KkMmBbTt]"
)
QUANTITY: Final = re.compile(
    rf"(?<![A-Za-z0-9_.,^])(?:(\d{{1,3}}(?:,\d{{3}}){{1,5}}|\d{{1,15}})(\.\d{{1,6}})?|"
    rf"(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|twenty|"
    rf"[一二两三四五六七八九十])(?=[ -]?(?:million|billion|trillion|万亿|亿|万|千亿|百亿|十亿)))"
    rf"(?:[ \u202f+-]{{0,2}}({_UNITS})(?![A-Za-z]))?",
    re.IGNORECASE,
)
_MULTIPLIED: Final = re.compile(r"\d\s?[x×]\s?$", re.IGNORECASE)
_NAME_BEFORE: Final = re.compile(r"[A-Za-z]-$")
_FACTOR: Final = re.compile(r"\s?%|[x×]|\s[x×]\s?\d", re.IGNORECASE)
_GAP: Final = re.compile(r"\s*(?:[,/、和及与&+]\s*(?:and|or)?|and|or)\s*\+?\s*$", re.IGNORECASE)
_RANGE: Final = re.compile(r"\s*(?:-|–|—|~|to|至|到)\s*$", re.IGNORECASE)
_MAX_QUANTITIES: Final = 40  # a sentence with more is a run of scores


class Quantity(NamedTuple):
    """A number with its place in the text.

    `group` counts the members of the enumeration it stands in ("3, 7 and 72 billion": 3),
    `ranged` is set at both ends of a range.
    """

    value: int
    start: int
    end: int
    unit: str
    exact: bool
    group: int = 1
    ranged: bool = False


def quantities(text: str) -> list[Quantity]:
    """The quantities of a sentence, left to right, with enumerations and ranges marked."""
    found: list[Quantity] = []
    for m in QUANTITY.finditer(text):
        unit = (m[4] or "").lower()
        digits = (m[1] or "").replace(",", "")
        if m[3]:
            number, places = _WORDS[m[3].lower()], 0
        else:
            fraction = (m[2] or "")[1:]
            number, places = int(digits + fraction), len(fraction)
        if not unit and _NAME_BEFORE.search(text, max(0, m.start() - 3), m.start()):
            continue  # the 4 of "Phi-4" counts nothing
        if m.start() and _MULTIPLIED.search(text, max(0, m.start() - 6), m.start()):
            continue
        if _FACTOR.match(text, m.end()):
            continue
        value = number * _SCALE.get(unit, 1)
        value = value // 10**places if places else value
        found.append(Quantity(value, m.start(), m.end(), unit, not unit, 1, ranged=False))
        if len(found) > _MAX_QUANTITIES:
            return []
    return _grouped(found, text) if len(found) > 1 else found


def _grouped(found: list[Quantity], text: str) -> list[Quantity]:
    """Mark members of one enumeration or range, and lend them the unit of the last."""
    out: list[Quantity] = []
    run: list[Quantity] = []
    ranged = False
    for q in found:
        gap = text[run[-1].end : q.start] if run else ""
        if run and len(gap) <= 12 and (_GAP.match(gap) or _RANGE.match(gap)) and (not run[-1].unit or q.unit):
            ranged = ranged or bool(_RANGE.match(gap))
            run.append(q)
            continue
        out += _closed(run, ranged, text)
        run, ranged = [q], False
    return out + _closed(run, ranged, text)


def _closed(run: list[Quantity], ranged: bool, text: str) -> list[Quantity]:  # noqa: FBT001 - private, both call sites above
    """A finished run with its shared unit."""
    if len(run) < 2:
        return run
    unit = run[-1].unit
    scale = _SCALE.get(unit, 1)
    return [
        q._replace(
            group=len(run),
            ranged=ranged,
            unit=q.unit or unit,
            value=q.value if q.unit or not unit else round(float(text[q.start : q.end].replace(",", "")) * scale),
        )
        for q in run
    ]
