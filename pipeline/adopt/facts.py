"""Facts of a family as people write them: in bullets ("- **Date:** 2023-07") and in the cells of a table."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from pipeline.adopt.inline import is_web, links, plain
from pipeline.adopt.sections import Line
from pipeline.adopt.tables import COLUMNS
from pipeline.model.amounts import parse_amount, parse_sizes, parse_span
from pipeline.model.curated import CuratedFact, CuratedValue

FACT_ROLES: Final = ("release_date", "training_tokens", "languages", "sizes", "context_length", "license")

_BULLET: Final = re.compile(r" {0,3}[-*+][ \t]+(.*)")
_NOT_A_WORD: Final = re.compile(r"[\W_]+")
_DAY: Final = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?|年)?", re.ASCII)
_MONTH: Final = re.compile(r"([A-Za-z]{3,9})\.?\s{1,3}(?:(\d{1,2}),?\s{1,3})?(\d{4})", re.ASCII)
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NOTHING: Final = frozenset(("", "-", "--", "---", "—", "/", "?", "n/a", "na", "none", "tbd", "无", "未知", "unknown"))
_LANGUAGES: Final = {
    "english": "en", "chinese": "zh", "french": "fr", "german": "de", "spanish": "es", "italian": "it",
    "portuguese": "pt", "japanese": "ja", "korean": "ko", "russian": "ru", "arabic": "ar",
    "英文": "en", "英语": "en", "中文": "zh", "汉语": "zh", "法语": "fr", "德语": "de", "日语": "ja",
}  # fmt: skip
_LICENCES: Final = {
    "apache2.0": "apache-2.0", "apache-2.0": "apache-2.0", "apache2": "apache-2.0", "mit": "mit",
    "bsd-3-clause": "bsd-3-clause", "cc0": "cc0-1.0", "openrail-m": "openrail",
}  # fmt: skip


class Said(NamedTuple):
    """What a bullet or a cell gives: facts, or the reason why it could not be used (both empty: nothing was said)."""

    facts: tuple[CuratedFact, ...] = ()
    reason: str = ""


def is_nothing(text: str) -> bool:
    """Whether a cell says that there is nothing to say ("None", "---")."""
    return plain(text).casefold() in _NOTHING


def fact_bullet(line: Line) -> tuple[str, str] | None:
    """A bullet's field and value, if it states one of the known facts."""
    match = None if line.code else _BULLET.match(line.text)
    if match is None:
        return None
    label, colon, value = plain(match[1].replace("：", ":")).partition(":")
    role = COLUMNS.get(_NOT_A_WORD.sub("", label).lower(), "")
    return (role, value.strip()) if colon and role in FACT_ROLES else None


def state(role: str, text: str, *, origin: str, heading: str = "") -> Said:
    """The facts that a value states. A single link in the value becomes the fact's source."""
    if is_nothing(text):
        return Said()
    value = plain(text)
    found = [link.url for link in links(text) if is_web(link.url)]
    source = found[0] if len(found) == 1 else None
    if role == "license":
        return Said(_licence(value, source, origin))
    read = _value(role, value, heading)
    if read is None:
        return Said(reason=f"{_WHAT[role]} cannot be read from {value[:80]!r}")
    return Said((CuratedFact(field=role, value=read, source=source, origin=origin),))


_WHAT: Final = {
    "release_date": "a date (2023-07)",
    "training_tokens": "an amount of tokens (2T, 1T~1.5T)",
    "languages": "a list of languages (en,zh)",
    "sizes": "a list of sizes (7B/13B)",
    "context_length": "one length (4096, 128K)",
}


def _value(role: str, text: str, heading: str) -> CuratedValue | None:
    if role == "release_date":
        return _date(text)
    if role == "training_tokens":
        return text if parse_span(text) is not None else None
    if role == "context_length":
        return text if parse_amount(text) is not None else None
    if role == "languages":
        return _languages(text)
    return _sizes(text, heading) or None


def _date(text: str) -> str | None:
    day = _DAY.fullmatch(text)
    if day:
        year, month, number = day.groups()
    else:
        named = _MONTH.fullmatch(text)
        if named is None or named[1][:3].lower() not in _MONTHS:
            return None
        year, number = named[3], named[2]
        month = str(_MONTHS.index(named[1][:3].lower()) + 1)
    if (month and not 1 <= int(month) <= 12) or (number and not 1 <= int(number) <= 31):
        return None
    return "-".join([year, *(f"{int(p):02d}" for p in (month, number) if p)])


def _languages(text: str) -> tuple[str, ...] | None:
    parts = [p.strip() for p in re.split(r"[,，、/;；]", text) if p.strip()]
    if not parts or any(len(p) > 20 or any(c.isdigit() for c in p) for p in parts):
        return None
    return tuple(dict.fromkeys(_LANGUAGES.get(p.casefold(), p) for p in parts))


def _sizes(text: str, heading: str) -> tuple[str, ...]:
    """Sizes as written; numbers without a unit take the one that the column's heading names ("Params (B)")."""
    unit = re.search(r"\(\s?([MBT])\s?\)", heading)
    said = re.sub(r"(\d)(?![\d.]|\s?[KMBTkmbtx×])", rf"\1{unit[1]}", text) if unit else text
    return parse_sizes(said)


def _licence(text: str, source: str | None, origin: str) -> tuple[CuratedFact, ...]:
    known = _LICENCES.get(text.casefold().replace(" ", ""))
    if known:
        return (CuratedFact(field="license", value=known, source=source, origin=origin),)
    return (CuratedFact(field="license_name", value=text, source=source, origin=origin),)


def split_facts(body: Sequence[Line]) -> tuple[list[tuple[Line, str, str]], list[Line]]:
    """The fact bullets of a section as (line, field, value), and the lines that remain."""
    facts: list[tuple[Line, str, str]] = []
    rest: list[Line] = []
    for line in body:
        bullet = fact_bullet(line)
        if bullet is None:
            rest.append(line)
        else:
            facts.append((line, *bullet))
    return facts, rest
