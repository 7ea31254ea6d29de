"""A curated value that cannot be read in the form of its field."""

import re
from collections.abc import Iterator
from typing import Final

from pipeline.audit.audited import Audited
from pipeline.audit.days import days
from pipeline.audit.rule import Found, Rule
from pipeline.model.claims import Value
from pipeline.model.curated import CuratedFact, Pin
from pipeline.model.fields import FIELDS
from pipeline.reconcile.stated import value_of

_WANTED: Final = {
    "count": 'a whole number or an amount such as "15T" or "128K"',
    "date": "a date such as 2024-04 or 2024-04-18",
    "texts": "a list of texts",
    "text": "a text",
    "flag": "true or false",
}
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:-[A-Za-z]{2,8})?", re.ASCII)


def _check(audited: Audited) -> Iterator[Found]:
    for slug, family in sorted(audited.curated.families.items()):
        stated: list[Pin | CuratedFact] = [*family.pins, *family.facts]
        for item in stated:
            value = value_of(item.field, item.value)
            if value is None or not _readable(item.field, value):
                subject = "/".join(p for p in (slug, item.checkpoint, item.field) if p)
                yield Found(
                    subject,
                    f"{item.value!r} cannot be read as {item.field}",
                    _WANTED[FIELDS[item.field].form],
                    (f"catalog/curated/families/{slug}.toml",),
                )


def _readable(field: str, value: Value) -> bool:
    if isinstance(value, int):
        return value > 0 or isinstance(value, bool)
    if FIELDS[field].form == "date":
        ends = str(value).split("..")
        return len(ends) <= 2 and all(days(end) is not None for end in ends)
    if field == "languages" and isinstance(value, tuple):
        return all(_LANGUAGE.fullmatch(code) for code in value)
    return True


RULE = Rule(
    name="unreadable-value",
    description="A pin or curated fact whose value is not of its field's form, so that it cannot be used.",
    level="error",
    check=_check,
)
