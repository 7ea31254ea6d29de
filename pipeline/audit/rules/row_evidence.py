"""A row whose facts nobody can check."""

from collections.abc import Iterator

from pipeline.audit.audited import Audited
from pipeline.audit.rule import Found, Rule


def _check(audited: Audited) -> Iterator[Found]:
    for slug, evidence in sorted(audited.catalog.evidence.items()):
        heard = [
            h
            for many in (*evidence.facts.values(), *(h for c in evidence.checkpoints.values() for h in c.values()))
            for h in many
        ]
        if any(h.url for h in heard):
            continue
        what = (
            f"{len(evidence.facts)} values, none with a source that can be opened"
            if heard
            else "no value, and nothing was heard"
        )
        yield Found(
            slug, what, "members with snapshots, or facts with their source", (f"catalog/curated/families/{slug}.toml",)
        )


RULE = Rule(
    name="row-evidence",
    description="A family none of whose values has a source that a person can open.",
    level="warning",
    check=_check,
)
