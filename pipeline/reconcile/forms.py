"""What a value of each form is: how a person writes it, whether it can be one, and when two say the same.

Dates are as precise as they were stated ("2024", "2024-04", "2024-04-18"): a first and a last possible day.
"""

import math
import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

from pipeline.fields import DATE_SLACK_DAYS, FIELDS, NAME_TOLERANCE, Form
from pipeline.model.amounts import parse_amount, parse_sizes, parse_span
from pipeline.model.claims import Value
from pipeline.model.curated import CuratedValue
from pipeline.model.licences import licences

_SEPARATOR: Final = re.compile("[，、;；,]")


@lru_cache(maxsize=4096)
def days(text: str | None) -> tuple[date, date] | None:
    """The first and the last day that a stated date may mean; None if it is not one."""
    try:
        year, *rest = map(int, (text or "")[:10].split("-"))
        first, last = (rest or (1, 12))[0], (rest or (1, 12))[-1]
        if len(rest) > 1:
            return date(year, *rest), date(year, *rest)
        return date(year, first, 1), date(year, last, monthrange(year, last)[1])
    except (ValueError, TypeError, OverflowError):
        return None


def earlier(left: str | None, right: str | None, *, by: int = 0) -> bool:
    """Whether one stated date is surely before another, by more than so many days."""
    a, b = days(left), days(right)
    return a is not None and b is not None and (b[0] - a[1]).days > by


def paper_month(arxiv_id: str) -> str | None:
    """The month in an arXiv id ("2307.09288" is of 2023-07); None for one from before 2007."""
    return None if "/" in arxiv_id else f"20{arxiv_id[:2]}-{arxiv_id[2:4]}"


class FormRule(NamedTuple):
    """One form: what it is called, how a curated value is read (None: it is none), what it holds, which texts agree."""

    wanted: str
    read: Callable[[CuratedValue], Value | None]
    holds: Callable[[Value], bool] = bool
    same: Callable[[str, str], bool] = lambda left, right: left.casefold().strip() == right.casefold().strip()


def value_of(field: str, raw: CuratedValue) -> Value | None:
    """A curated value in the form of its field; None where it cannot be one: a context of 0, a 30 February.

    Counts may be written as people do ("15T", "128K"); a range keeps its text, since the row shows it as it was
    written. An empty list takes a value away.
    """
    rule, pattern = _FORMS[FIELDS[field].form], re.compile(FIELDS[field].pattern[0], re.ASCII | re.DOTALL)
    value = rule.read(raw) if raw != () else ()
    if not value or (isinstance(value, int) and value < 0):
        return () if value == () else None
    texts = value if isinstance(value, tuple) else (str(value),)
    return value if rule.holds(value) and all(map(pattern.fullmatch, texts)) else None


def wanted(field: str) -> str:
    """The form of a field, in words for people."""
    return FIELDS[field].pattern[1] or _FORMS[FIELDS[field].form].wanted


def agree(field: str, left: Value, right: Value, *, rounded: bool = False) -> bool:
    """Whether two values of a field are the same fact, perhaps at different precision.

    `rounded` says that one of them is a name's figure ("7b" for 8.5 billion parameters).
    """
    if left == right:
        return True
    if isinstance(left, int) and isinstance(right, int):
        tolerance = NAME_TOLERANCE if rounded else FIELDS[field].tolerance
        return abs(left - right) <= tolerance * max(abs(left), abs(right))
    if isinstance(left, tuple) and isinstance(right, tuple):
        return {x.casefold() for x in left} == {x.casefold() for x in right}
    return isinstance(left, str) and isinstance(right, str) and _FORMS[FIELDS[field].form].same(left, right)


def _count(raw: CuratedValue) -> Value | None:
    if isinstance(raw, bool) or (isinstance(raw, float) and not math.isfinite(raw)):
        return None
    if isinstance(raw, int | float):
        return int(raw)
    amount = parse_amount(text := str(raw))
    return text if amount is None and parse_span(text) is not None else amount


def _text(raw: CuratedValue) -> str:
    """A list for a field of one text: its items in a row, as a person would have written them."""
    return ", ".join(raw) if isinstance(raw, tuple) else "" if isinstance(raw, bool) else str(raw)


def _texts(raw: CuratedValue) -> Value | None:
    return raw if isinstance(raw, tuple) else tuple(filter(None, map(str.strip, _SEPARATOR.split(str(raw))))) or None


def _same_date(left: str, right: str) -> bool:
    """Whether one date is the other less precisely, or they lie within the slack."""
    if left != right and (left.startswith(right) or right.startswith(left)):
        return True
    known = [found for found in (days(left), days(right)) if found is not None]
    middles = [first + (last - first) / 2 for first, last in known]
    return len(middles) == 2 and abs((middles[0] - middles[1]).days) <= DATE_SLACK_DAYS


_FORMS: Final[Mapping[Form, FormRule]] = {
    "count": FormRule('a whole number or an amount such as "15T" or "128K"', _count),
    "text": FormRule("a text", _text),
    "texts": FormRule("a list of texts", _texts),
    "date": FormRule(
        "a date such as 2024-04 or 2024-04-18", lambda raw: str(raw).strip(), lambda value: all(map(days, str(value).split(".."))), _same_date,
    ),
    "licence": FormRule(
        "a licence as it is stated, such as Apache-2.0", _text,
        same=lambda *sides: len({frozenset(one.name.casefold() for one in licences(side)) for side in sides}) == 1,
    ),
    "languages": FormRule("language codes such as en, zh", _texts),
    "sizes": FormRule("sizes such as 8B/70B or 8x7B", lambda raw: raw if isinstance(raw, tuple) else parse_sizes(str(raw)) or None),
}  # fmt: skip
