"""What people say in a family's file, as values in the form of their fields."""

from datetime import date
from typing import Any, Final

from pipeline.fields import FIELDS
from pipeline.layout import paths
from pipeline.model.amounts import parse_amount, parse_sizes, parse_span
from pipeline.model.claims import Claim, Value
from pipeline.model.curated import CuratedFact, CuratedFamily, CuratedValue, Pin

_SEPARATORS: Final = str.maketrans({"，": ",", "、": ",", ";": ",", "；": ","})


def value_of(field: str, raw: CuratedValue) -> Value | None:
    """A curated value in the form of its field, or None where it cannot be read as one.

    Counts may be written as people do ("15T", "128K"); a range keeps its text, since the row
    shows it as it was written.
    """
    form = FIELDS[field].form
    if form == "count":
        if isinstance(raw, bool):
            return None
        if isinstance(raw, int | float):
            return int(raw)
        text = str(raw)
        amount = parse_amount(text)
        if amount is not None:
            return amount
        return text if parse_span(text) is not None else None
    if FIELDS[field].many:
        if isinstance(raw, tuple):
            return tuple(str(r) for r in raw)
        text = str(raw)
        if form == "sizes":
            return parse_sizes(text) or None
        return tuple(p.strip() for p in text.translate(_SEPARATORS).split(",") if p.strip()) or None
    if form == "date":
        return raw.isoformat() if isinstance(raw, date) else str(raw)
    # A list for a field of one text: its items in a row, as a person would have written them.
    return ", ".join(map(str, raw)) if isinstance(raw, tuple) else str(raw)


def stated_by_people(family: CuratedFamily) -> dict[str, dict[str, list[Claim]]]:
    """Pins and curated facts by checkpoint ("": the family itself) and field."""
    found: dict[str, dict[str, list[Claim]]] = {}
    path = paths.family(family.slug)
    for n, pin in enumerate(family.pins):
        was = None if pin.was is None else value_of(pin.field, pin.was)
        _add(found, pin, source="pin", because=pin.because, was=was, snapshot=path, at=f"/pins/{n}/value")
    for n, fact in enumerate(family.facts):
        _add(found, fact, source="curated", because=fact.note or fact.origin or "", snapshot=path, at=f"/facts/{n}/value")
    return found


def _add(found: dict[str, dict[str, list[Claim]]], item: Pin | CuratedFact, *, source: str, **more: Any) -> None:  # noqa: ANN401
    value = value_of(item.field, item.value)
    if value is None:
        return  # refused when the file is read: see layout.curated
    claim = Claim(subject=item.checkpoint or "", field=item.field, value=value, url=item.source or "", source=source,
                  rule=source, **more)  # fmt: skip
    found.setdefault(claim.subject, {}).setdefault(item.field, []).append(claim)
