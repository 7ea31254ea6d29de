"""Quantities in text, English and Chinese: "14.8T", "1.5 billion", "131,072", "262 144", "1.4万亿", "70亿"."""

import re
from itertools import pairwise
from typing import Final, NamedTuple

from pipeline.cards.rules import WORDS, holds

SCALE: Final = {unit: 10 ** int(name[6:]) for name, units in WORDS.items() if name.startswith("units.") for unit in units}
_ENGLISH: Final = WORDS["numbers.ones"]
_TENS: Final = {w: 10 * n for n, w in enumerate(WORDS["numbers.tens"], 2)}
_COMPOUND: Final = {f"{ten}-{w}": _TENS[ten] + n for ten in _TENS for n, w in enumerate(_ENGLISH[1:10], 1)}
_WORDS: Final = _COMPOUND | _TENS | {w: n for n, w in enumerate(_ENGLISH)} | {w: n for n, w in enumerate("零一二三四五六七八九十")} | {"两": 2}
_CJK, _LETTERED = ("|".join(sorted((u for u in SCALE if (u > "\u2e80") is cjk), key=len, reverse=True)) for cjk in (True, False))
_UNITS: Final = rf"{_CJK}|(?:{_LETTERED})(?![A-Za-zÀ-ӿ])"
_QUANTITY: Final = re.compile(  # begins with a digit, which a search finds fast, and looks back from it
    rf"(\d(?<![A-Za-z0-9_.^]\d)(?<![\W\d_],\d)(?:\d{{0,2}}(?=,\d{{1,2}} ?(?:{_UNITS}))|\d{{0,2}}(?:,\d{{3}}){{1,5}}|\d{{0,2}}(?:[ \u202f]\d{{3}}){{1,3}}"
    rf"(?![\d,]|\.\d| ?(?:{_UNITS}))|\d{{0,14}}))((?:\.\d{{1,6}}|,\d{{1,2}}(?= ?(?:{_UNITS}))))?(?:\$?[+-]?[ \u202f]{{0,2}}({_UNITS}))?",
    re.IGNORECASE,
)
_IN_WORDS: Final = re.compile(
    rf"(?<![A-Za-z0-9_.^])(?<!point )(?<![\W\d_],)({'|'.join(_WORDS)})"
    rf"(?=[ -]?(?:million|billion|trillion|万亿|亿|万|千亿|百亿|十亿))()(?:[ \u202f+-]{{0,2}}({_UNITS}))?",
    re.IGNORECASE,
)
_POWER: Final = re.compile(r"(?<![\w.,^])(\d(?:\.\d{1,6})?)(?:e|\s?[x×·*]\s?10\^?)(1?\d)(?![\w.])", re.IGNORECASE)
_TOKENS: Final = re.compile(r"\s?tok", re.IGNORECASE)
_POINTED: Final = frozenset({"millones", "milhões", "millionen", "miljoen"})
_BETWEEN: Final = re.compile("[, \u202f]")
_PART_OF_NAME: Final = re.compile(r"[A-Za-z]-$")
_VERSION_OF: Final = re.compile(r"[A-Z][a-z]+ $")  # "Corvid 2.5"
_MULTIPLIED: Final = re.compile(r"\d\s?[x×]\s?$", re.IGNORECASE)
_FACTOR: Final = re.compile(r"\s?%|[x×]|\s[x×]\s?\d", re.IGNORECASE)
_GAP: Final = re.compile(r"\s*(?:[,/、和及与&+]\s*(?:and|or)?|and|or)\s*\+?\s*$", re.IGNORECASE)
_RANGE: Final = re.compile(r"\s*(?:-|–|—|~|to|至|到)\s*$", re.IGNORECASE)
_MOST: Final = 40  # a sentence with more is a run of scores


class Quantity(NamedTuple):
    """A number with its place and its unit in lower case ("": none), how many it is listed with, and if in a range."""

    value: int
    start: int
    end: int
    unit: str
    group: int = 1
    ranged: bool = False


def in_unit(q: Quantity, text: str, unit: str) -> Quantity:
    """A bare number of a text, counted in a unit."""
    return q._replace(unit=unit, value=round(float(_BETWEEN.sub("", text[q.start : q.end])) * SCALE[unit]))


def quantities(text: str) -> list[Quantity]:
    """The quantities of a sentence, left to right, with enumerations and ranges marked."""
    found: list[Quantity] = []
    matches = list(_QUANTITY.finditer(text))
    if "illion" in text or holds(text, "亿億万억조"):
        matches = sorted((*matches, *_IN_WORDS.finditer(text)), key=re.Match.start)
    for n, m in enumerate(matches):
        unit = (m[3] or "").lower()
        if n and m.start() < matches[n - 1].end():
            continue
        if power := _POWER.match(text, m.start()):
            value = round(float(power[1]) * 10 ** int(power[2]))
            found.append(Quantity(value, m.start(), power.end(), next((u for u in "tbmk" if value >= SCALE[u]), "")))
        elif not _counts_nothing(m, unit):
            value, start = _value(m, unit), m.start()
            if found and found[-1].unit + unit in {"조억", "兆億"} and not text[found[-1].end : start].strip():
                value, start = value + found[-1].value, found.pop().start  # "1조 6,500억"
            inside = bool(found) and f"{text[found[-1].end : start].strip()}{text[m.end() : m.end() + 1]}" == "()"
            if inside and found[-1].value == value:  # "3万亿(3T)"
                found[-1] = found[-1]._replace(end=m.end() + 1)
            else:
                found.append(Quantity(value, start, m.end(), unit))
    return [] if len(found) > _MOST else _grouped(found, text) if len(found) > 1 else found


def _counts_nothing(m: re.Match[str], unit: str) -> bool:
    """Whether a number is a part of a name ("Phi-4"), a factor ("8x") or a share ("5%")."""
    before = m.string[max(0, m.start() - 20) : m.start()]
    version = m[2] and not _thousands(m) and _VERSION_OF.search(before)
    named = not unit and (version or _PART_OF_NAME.search(before))
    return bool(named or _MULTIPLIED.search(before) or _FACTOR.match(m.string, m.end()))


def _thousands(m: re.Match[str]) -> bool:
    """Whether a point stands between thousands: "32.768 Token", "13.000 millones"."""
    return len(m[2] or "") == 4 and (m[3].lower() in _POINTED if m[3] else _TOKENS.match(m.string, m.end()) is not None)


def _value(m: re.Match[str], unit: str) -> int:
    scale: int = SCALE.get(unit, 1) * (1000 if _thousands(m) else 1)
    if m[1].lower() in _WORDS:
        return _WORDS[m[1].lower()] * scale
    places = (m[2] or ".")[1:]
    return int(int(_BETWEEN.sub("", m[1]) + places) * scale // 10 ** len(places))


def _grouped(found: list[Quantity], text: str) -> list[Quantity]:
    runs: list[list[Quantity]] = []
    for q in found:
        if not runs or not _beside(runs[-1][-1], q, text):
            runs.append([])
        runs[-1].append(q)
    out: list[Quantity] = []
    for run in runs:
        unit, ranged = run[-1].unit, any(_RANGE.match(text[a.end : b.start]) for a, b in pairwise(run))
        counted = (q if q.unit or not unit else in_unit(q, text, unit) for q in run)
        out += [q._replace(group=len(run), ranged=ranged) for q in counted]
    return out


def _beside(a: Quantity, b: Quantity, text: str) -> bool:
    """Whether two numbers are of one list or range: "3, 7B", "135M, 1.7B", but not "7B, 48k" or "4096, 26 layers"."""
    gap, units = text[a.end : b.start], {a.unit, b.unit}
    if len(gap) > 12 or (a.unit and not b.unit):
        return False
    if a.unit and a.unit != b.unit and (b.value <= a.value or ("k" in units and units & {"b", "t"})):
        return False
    first = a.value if a.unit else a.value * SCALE.get(b.unit, 1)
    alike = a.unit == b.unit != "" or max(first, b.value) <= 128 * min(first, b.value)
    return bool(_RANGE.match(gap) or (alike and _GAP.match(gap)))
