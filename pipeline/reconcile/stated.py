"""What people say in a family's file, as claims in the forms of their fields."""

from typing import Any

from pipeline.layout import kinds
from pipeline.model.claims import Claim
from pipeline.model.curated import CuratedFact, CuratedFamily, Pin
from pipeline.reconcile.forms import is_readable, value_of


def stated_by_people(family: CuratedFamily) -> dict[str, dict[str, list[Claim]]]:
    """Pins and curated facts by checkpoint ("": the family itself) and field."""
    found: dict[str, dict[str, list[Claim]]] = {}
    path = kinds.FAMILIES.path(family.slug)
    for n, pin in enumerate(family.pins):
        was = None if pin.was is None else value_of(pin.field, pin.was)
        _add(found, pin, source="pin", because=pin.because, was=was, snapshot=path, at=f"/pins/{n}/value")
    for n, fact in enumerate(family.facts):
        _add(
            found, fact, source="curated", because=fact.note or fact.origin or "", snapshot=path, at=f"/facts/{n}/value"
        )
    return found


def _add(found: dict[str, dict[str, list[Claim]]], item: Pin | CuratedFact, *, source: str, **more: Any) -> None:  # noqa: ANN401
    value = value_of(item.field, item.value)
    if value is None or (isinstance(value, int) and not is_readable(item.field, value)):
        return  # a context of 0 is none: a finding of the audit
    claim = Claim(subject=item.checkpoint or "", field=item.field, value=value, url=item.source or "", source=source,
                  rule=source, **more)  # fmt: skip
    found.setdefault(claim.subject, {}).setdefault(item.field, []).append(claim)
