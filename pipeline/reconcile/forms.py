"""Whether a value is in the form of its field, and what that form is called."""

import re
from typing import Final

from pipeline.fields import FIELDS, Form
from pipeline.model.claims import Value
from pipeline.reconcile.days import days

_WANTED: Final[dict[Form, str]] = {
    "count": 'a whole number or an amount such as "15T" or "128K"',
    "date": "a date such as 2024-04 or 2024-04-18",
    "texts": "a list of texts",
    "text": "a text",
    "licence": "a licence as it is stated, such as Apache-2.0",
    "languages": "language codes such as en, zh",
    "sizes": "sizes such as 8B/70B or 8x7B",
}
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:-[A-Za-z]{2,8})?", re.ASCII)


def wanted(field: str) -> str:
    """The form of a field, in words for people."""
    return _WANTED[FIELDS[field].form]


def is_readable(field: str, value: Value) -> bool:
    """Whether a value, already taken from what a person wrote, can be what its field holds."""
    if isinstance(value, int):
        return value > 0 or isinstance(value, bool)
    form = FIELDS[field].form
    if form == "date":
        ends = str(value).split("..")
        return len(ends) <= 2 and all(days(end) is not None for end in ends)
    if form == "languages" and isinstance(value, tuple):
        return all(_LANGUAGE.fullmatch(code) for code in value)
    return bool(value)
