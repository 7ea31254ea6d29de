"""A person's fact that a source has made unnecessary."""

from collections.abc import Iterator

from pipeline.audit.audited import Audited
from pipeline.audit.rule import Found, Rule


def _check(audited: Audited) -> Iterator[Found]:
    for one in audited.reconciled.yielded:
        subject = "/".join(p for p in (one.family, one.checkpoint, one.field) if p)
        yield Found(
            subject,
            "a source states this field now, and the person's fact yields to it",
            "take the fact out, or pin it with the reason",
            (one.pin.snapshot, one.pin.url),
        )


RULE = Rule(
    name="yielded-fact",
    description="A curated fact that yielded to a source.",
    level="notice",
    check=_check,
)
