"""Reading untrusted JSON leniently: each accessor takes what has the right type, and nothing else.

One bad field costs the field; only an entry without a usable id costs the entry.
"""

import math
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from pipeline.model.clean import clean

Json = Mapping[str, Any]
_COUNT_LIMIT: Final = 10**17  # more parameters or tokens than that is a fault of the upstream


def text(entry: Json, key: str, limit: int = 300) -> str | None:
    """A cleaned, non-empty string, or None."""
    value = entry.get(key)
    return (clean(value, limit=limit) or None) if isinstance(value, str) else None


def texts(value: object, limit: int = 300, most: int = 400) -> tuple[str, ...]:
    """A string, or a list of strings, as cleaned strings in their order, each once."""
    items = [value] if isinstance(value, str) else value if isinstance(value, list | tuple) else []
    found = (clean(item, limit=limit) for item in items[:most] if isinstance(item, str))
    return tuple(dict.fromkeys(f for f in found if f))


def count(value: object) -> int | None:
    """A positive whole number within reason, or None (True is not a number)."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < _COUNT_LIMIT else None


def mapping(value: object) -> Json:
    """A JSON object, or an empty one."""
    return value if isinstance(value, dict) else {}


def day_of(stated: object) -> date | None:
    """The day of a date of run state (ISO 8601), or None where it is none."""
    try:
        return date.fromisoformat(str(stated)[:10])
    except ValueError:
        return None


def days_since(stated: object, today: date) -> float:
    """Days since a date of run state; infinitely many where it is none."""
    day = day_of(stated)
    return math.inf if day is None else (today - day).days


def when(value: object) -> str | None:
    """An ISO 8601 instant as the Hub writes it, or None."""
    try:
        return value[:30] if isinstance(value, str) and datetime.fromisoformat(value[:30]) and value[4] == value[7] == "-" else None
    except ValueError:
        return None
