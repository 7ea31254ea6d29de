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
    if not isinstance(value, str):
        return None
    return clean(value, limit=limit) or None


def texts(value: object, limit: int = 300, most: int = 400) -> tuple[str, ...]:
    """A string, or a list of strings, as cleaned strings in their order, each once."""
    items = [value] if isinstance(value, str) else value if isinstance(value, list | tuple) else []
    found = (clean(item, limit=limit) for item in items[:most] if isinstance(item, str))
    return tuple(dict.fromkeys(f for f in found if f))


def count(value: object) -> int | None:
    """A positive whole number within reason, or None (True is not a number)."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and 0 < value < _COUNT_LIMIT:
        return value
    return None


def mapping(value: object) -> Json:
    """A JSON object, or an empty one."""
    return value if isinstance(value, dict) else {}


def days_since(day: object, today: date) -> float:
    """Days since a date of run state (ISO 8601); infinitely many where it is none."""
    try:
        return (today - date.fromisoformat(str(day)[:10])).days
    except ValueError:
        return math.inf


def when(value: object) -> str | None:
    """An ISO 8601 instant as the Hub writes it, or None."""
    try:
        return value[:30] if isinstance(value, str) and datetime.fromisoformat(value[:30]) and value[4] == value[7] == "-" else None
    except ValueError:
        return None
