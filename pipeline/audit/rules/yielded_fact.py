"""A person's fact that a source has made unnecessary."""

from collections.abc import Iterator

from pipeline.audit.audited import Audited
from pipeline.audit.rule import Found, Rule


def _check(audited: Audited) -> Iterator[Found]:
    told: set[str] = set()
    for one in audited.yielded:
        subject = "/".join(p for p in (one.family, one.pin.subject, one.pin.field) if p)
        told.add(subject)
        yield Found(
            subject,
            "a source states this field now, and the person's fact yields to it",
            "take the fact out, or pin it with the reason",
            (one.pin.snapshot, one.pin.url),
        )
    for slug, evidence in sorted(audited.catalog.evidence.items()):
        for field, heard in sorted(evidence.facts.items()):
            fact = next(
                (h for h in heard if h.source == "curated" and h.verdict == "yielded" and not h.subject), None
            )
            if fact is not None and f"{slug}/{field}" not in told:
                yield Found(
                    f"{slug}/{field}",
                    "the checkpoints' sources state this field now, and the person's fact for the family yields to them",
                    "take the fact out, or pin it with the reason",
                    (fact.snapshot, fact.url),
                )


RULE = Rule(
    name="yielded-fact",
    description="A curated fact that yielded to a source.",
    level="notice",
    check=_check,
)
