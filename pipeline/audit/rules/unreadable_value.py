"""A curated value that cannot be read in the form of its field."""

from collections.abc import Iterator

from pipeline.audit.audited import Audited
from pipeline.audit.rule import Found, Rule
from pipeline.model.curated import CuratedFact, Pin
from pipeline.reconcile.forms import is_readable, value_of, wanted


def _check(audited: Audited) -> Iterator[Found]:
    for slug, family in sorted(audited.curated.families.items()):
        stated: list[Pin | CuratedFact] = [*family.pins, *family.facts]
        for item in stated:
            value = value_of(item.field, item.value)
            if value is None or not is_readable(item.field, value):
                subject = "/".join(p for p in (slug, item.checkpoint, item.field) if p)
                yield Found(
                    subject,
                    f"{item.value!r} cannot be read as {item.field}",
                    wanted(item.field),
                    (f"catalog/curated/families/{slug}.toml",),
                )


RULE = Rule(
    name="unreadable-value",
    description="A pin or curated fact whose value is not of its field's form, so that it cannot be used.",
    level="error",
    check=_check,
)
