"""Cells as boards write them -> numbers, names, dates.

Boards write for eyes: bold winners, footnote marks stuck to numbers, "±", thousands separators, "-" for nothing. What
cannot be read with certainty is Unreadable, never a guess: "~85", "> 90" and "85,3" (thousands with a digit lost?).
"""

import html
import math
import re
import unicodedata
from contextlib import suppress
from datetime import date
from typing import Final, NamedTuple

from pipeline.model.boards import Layout
from pipeline.model.clean import clean
from pipeline.names.vocabulary import MONTH_NUMBERS

MAX_NAME: Final = 200
UNSPOKEN: Final = frozenset({"sup", "sub", "script", "style", "template", "del", "s", "strike"})
"""Elements whose text is no word of a cell: footnote marks, what is struck out, and what a browser does not show."""
APART: Final = frozenset({"br", "hr", "p", "div", "li", "ul", "ol", "td", "th", "tr", "table", "section", "h1", "h2", "h3", "h4"})
"""Elements at whose edges words stand apart: "85<br>90" is no 8590."""
_ABSENT: Final = frozenset({
    "", "-", "--", "---", "–", "—", "−", "/", "?", "…", "...", "n/a", "na", "nan", "none", "null", "~", "tbd", "tba",
    "pending", "unknown", "unk", "missing", "not available", "not reported", "n.a.",
})  # fmt: skip
_SUPERSCRIPTS: Final = dict.fromkeys(map(ord, "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ᵃᵇᶜᵈᵉ*†‡§¶#"))
_PLAIN: Final = (
    r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,15})(?:\.[0-9]{0,20})?(?:[eE][+-]?[0-9]{1,3})?|[+-]?\.[0-9]{1,20}"
)
_MARGIN: Final = r"(?:[0-9]{1,9}(?:\.[0-9]{0,9})?|\.[0-9]{1,9})"
_SIMPLE: Final = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,20})?")
_WORDS: Final = re.compile(r"[A-Za-z0-9._/:-]+(?: [A-Za-z0-9._/:-]+)*")  # nothing in it to take away
_NUMBER: Final = re.compile(
    rf"(?P<value>{_PLAIN})[ ]?(?P<percent>%)?"
    rf"(?:[ ]?\(?(?:±|\+/-|\+-)[ ]?(?P<both>{_PLAIN})[ ]?%?\)?"
    rf"|[ ]?\(?\+[ ]?(?P<up>{_MARGIN})[ ]?/[ ]?-[ ]?(?P<down>{_MARGIN})\)?"
    rf"|[ ]?[\[(](?P<low>{_PLAIN})[ ]?%?[ ]?(?:,|;|to|–|-)[ ]?(?P<high>{_PLAIN})[ ]?%?[\])])?"
)
_BRACKET: Final = re.compile(r"[ ]?\(([^()]{1,30})\)$")
_REFERENCE: Final = re.compile(r"(?:\[[0-9a-z]{1,2}\]|\([a-z]\)){1,3}$")
_NO_SUCH_WORD: Final = re.compile(rf"<({'|'.join(sorted(UNSPOKEN))})(?:\s[^<>]{{0,200}})?>[^<>]{{0,300}}</\1\s*>", re.IGNORECASE)
_SIGNS: Final = re.compile("[\u2190-\u21ff\u25a0-\u27bf\u2b00-\u2bff\ufe0f\U0001f000-\U0001faff]")
"""Medals, flames, arrows and other pictures beside names and numbers."""
_STRUCK: Final = re.compile(r"~~[^~]{1,300}~~")
_FOOTNOTE: Final = re.compile(r"[ ]?(?:\[\^[^\[\]]{1,20}\]|\[[0-9]{1,3}\]|[*†‡§¶¹²³⁴⁵⁶⁷⁸⁹⁰ ])+$")
_EDGE: Final = re.compile(rf"</?(?:{'|'.join(sorted(APART))})(?:\s[^<>]{{0,300}})?/?>", re.IGNORECASE)
_MD_LINK: Final = re.compile(
    r"!?\[([^\[\]]{0,300})\]\(\s{0,4}<?(https?:(?:[^()\s<>]|\([^()\s<>]{0,99}\)){0,500}|[^()\s<>]{0,500})>?"
    r"[^()]{0,200}\)"
)
_TAG: Final = re.compile(r"<[/!a-zA-Z][^<>]{0,300}>")
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"'`]*")
_TWO_ALPHABETS: Final = re.compile(r"[A-Za-z][\u0400-\u04ffΑΒΕΖΗΙΚΜΝΟΡΤΥΧνορ]|[\u0400-\u04ffΑΒΕΖΗΙΚΜΝΟΡΤΥΧνορ][A-Za-z]")
_SPACES: Final = re.compile(r"\s+")
_DATE: Final = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})(?:[-/.月]([0-9]{1,2}))?")
_COMPACT_DATE: Final = re.compile(r"(20[0-9]{2})([01][0-9])([0-3][0-9])")
_MONTH: Final = "|".join(sorted(MONTH_NUMBERS, key=len, reverse=True))
_ANY_DATE: Final = re.compile(
    r"(?<![0-9])(?P<y>20[0-9]{2})[-/.年](?P<m>[0-9]{1,2})[-/.月](?P<d>[0-9]{1,2})(?![0-9])"
    rf"|(?<![a-z])(?P<word>{_MONTH})\.? (?P<d2>[0-9]{{1,2}})(?:st|nd|rd|th)?,? (?P<y2>20[0-9]{{2}})(?![0-9])"
    rf"|(?<![0-9])(?P<d3>[0-9]{{1,2}})(?:st|nd|rd|th)? (?P<word2>{_MONTH})\.?,? (?P<y3>20[0-9]{{2}})(?![0-9])"
)


class Unreadable(ValueError):  # noqa: N818  it is what the cell is
    """A cell that holds something, and not what can be trusted; its text is the reason."""


class Number(NamedTuple):
    """A number with the interval and the per cent sign that its cell carried."""

    value: float
    low: float | None = None
    high: float | None = None
    percent: bool = False


_USUAL: Final = Layout(format="csv")


def number(cell: object, layout: Layout = _USUAL, unit: str = "") -> Number | None:
    """The number in a cell, written as a layout says, perhaps with its unit; None where the board states none."""
    if isinstance(cell, str):
        return _number_in(cell, layout, unit)
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return None
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        raise Unreadable(f"{'true or false' if isinstance(cell, bool) else type(cell).__name__} where a number belongs")
    return Number(_finite(float(cell) if abs(cell) < 10**16 else math.inf))


def _number_in(cell: str, layout: Layout, unit: str) -> Number | None:
    if len(cell) > 400:
        raise Unreadable("a long text where a number belongs")
    thousands, decimal = layout.thousands, layout.decimal
    if _SIMPLE.fullmatch(cell) and (thousands, decimal, layout.absent) == (",", ".", ()):
        return Number(float(cell))
    text = _plain(cell).translate(_SUPERSCRIPTS)
    text = _SPACES.sub(" ", unicodedata.normalize("NFKC", text)).replace("−", "-").replace("'", "").strip()
    text = _REFERENCE.sub("", _SIGNS.sub("", text)).strip()
    if layout.brackets != "refuse" and (bracket := _BRACKET.search(text)):
        text = text[: bracket.start()] + (f" ± {bracket[1]}" if layout.brackets == "plus_minus" else "")
    if unit and text.casefold().endswith(unit.casefold()):
        text = text[: -len(unit)].strip()
    if text.casefold() in _ABSENT or text.casefold() in map(str.casefold, layout.absent):
        return None
    if (thousands, decimal) != (",", "."):  # to "1,234.5", or without the comma
        bare = re.sub(rf"(?<=[0-9]){re.escape(thousands)}(?=[0-9]{{3}}(?![0-9]))", "", text) if thousands else text
        text = bare.replace(decimal, ".")
    found = _NUMBER.fullmatch(text)
    if found is None:
        raise Unreadable(f"{_shown(cell)} is not a number")
    part = {name: float(found[name].replace(",", "")) for name in ("value", "both", "up", "down", "low", "high") if found[name]}
    value, low, high = _finite(part["value"]), part.get("low"), part.get("high")
    if low is not None and high is not None and not low <= value <= high:
        raise Unreadable("an interval that does not hold its own value")
    down, up = part.get("down", part.get("both")), part.get("up", part.get("both"))
    if down is not None and up is not None:
        low, high = value - down, value + up
    return Number(value, low, high, percent=found["percent"] is not None)


def _finite(value: float) -> float:
    if not math.isfinite(value) or abs(value) > 1e15:
        raise Unreadable("not a finite number")
    return value


def spread(cell: object) -> tuple[float, float] | None:
    """The (down, up) of an interval column such as "+4/-5", "±4" or "4"; None where it states none."""
    text = "" if cell is None else unicodedata.normalize("NFKC", str(cell)[:60]).strip()
    if text.casefold() in _ABSENT:
        return None
    with suppress(Unreadable):
        found = number(f"0 {text if text[0] in '+±' else '± ' + text.lstrip('-')}")
        if found is not None and found.low is not None and found.high is not None:
            return -found.low, found.high
    raise Unreadable(f"{_shown(text)} is not an interval")


def name(cell: object) -> tuple[str, str | None]:
    """A model's name as the board writes it ("" for none), without markup and footnote marks, and its link."""
    if isinstance(cell, bool | dict | list):
        raise Unreadable("no text where a name belongs")
    raw = "" if cell is None else str(cell)
    text = label(raw[: 10 * MAX_NAME])
    if text.casefold() in {"", "-", "–", "—", "nan", "none", "null"}:  # "Unknown" is a row of its own
        return "", None
    if len(text) > MAX_NAME or len(raw) > 10 * MAX_NAME:
        raise Unreadable(f"a name of {len(raw)} characters")
    if _TWO_ALPHABETS.search(text):
        raise Unreadable(f"{text.encode('ascii', 'backslashreplace').decode()}: letters of two alphabets in one word")
    link = _MD_LINK.search(raw)
    return text, web_link(link[2]) if link else None


def label(raw: str) -> str:
    """Text without markup, invisible characters and trailing footnote marks."""
    if len(raw) <= MAX_NAME and _WORDS.fullmatch(raw):
        return raw
    text = _FOOTNOTE.sub("", _SIGNS.sub("", clean(_plain(raw), 4 * MAX_NAME)))
    return text.removeprefix("**").removeprefix("*").strip()


def _plain(raw: str) -> str:
    text = _MD_LINK.sub(lambda m: m[1], raw) if "](" in raw else raw
    if "<" in text:
        text = _TAG.sub("", _EDGE.sub(" ", _NO_SUCH_WORD.sub("", text)))
    if "&" in text:
        text = html.unescape(text)
    text = _STRUCK.sub("", text.replace("`", ""))
    stripped = text.strip()
    for mark in ("**", "__"):
        if stripped.startswith(mark) and stripped.endswith(mark) and len(stripped) > 4:
            stripped = stripped[2:-2].strip()
    return stripped


def words(cell: object, limit: int = 120) -> str | None:
    """A short text of a side column (organisation, licence, size); None where there is none."""
    if cell is None or isinstance(cell, bool | dict | list):
        return None
    text = label(str(cell)[: 4 * limit])
    return None if text.casefold() in _ABSENT else text[:limit]


def count(cell: object) -> int | None:
    """A count such as votes; None where it is none."""
    with suppress(Unreadable):
        found = number(cell)
        if found is not None and found.value >= 0 and found.value.is_integer():
            return int(found.value)
    return None


def web_link(cell: object) -> str | None:
    """An http(s) address; anything else is dropped."""
    text = cell.strip() if isinstance(cell, str) else ""
    return text if len(text) <= 500 and _ADDRESS.fullmatch(text) else None


def day(cell: object) -> str | None:
    """A date as precise as the board gives it: YYYY-MM-DD or YYYY-MM; None for anything else."""
    text = str(cell).strip()[:40]
    found = _DATE.match(text) or _COMPACT_DATE.fullmatch(text)
    whole = _iso(*found.groups("1")) if found else None
    return whole if whole is None or (found and found[3]) else whole[:7]


def day_in(text: str) -> str | None:
    """The first whole date in a text: "2026-03-10", "March 10, 2026", "10 March 2026"."""
    for found in _ANY_DATE.finditer(text.casefold()):
        month = found["m"] or str(MONTH_NUMBERS[found["word"] or found["word2"]])
        if whole := _iso(found["y"] or found["y2"] or found["y3"], month, found["d"] or found["d2"] or found["d3"]):
            return whole
    return None


def _iso(year: str, month: str, day_: str) -> str | None:
    with suppress(ValueError):
        return date(int(year), int(month), int(day_)).isoformat()
    return None


def _shown(text: str) -> str:
    return repr(_SPACES.sub(" ", text).strip()[:40])
