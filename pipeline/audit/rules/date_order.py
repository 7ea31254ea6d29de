"""Dates out of order inside a family."""

import itertools
from collections.abc import Iterator
from typing import Final

from pipeline.audit.audited import Audited
from pipeline.audit.rule import Found, Rule
from pipeline.fields import DATE_SLACK_DAYS
from pipeline.names.words import named_version, numbered
from pipeline.reconcile.days import earlier
from pipeline.reconcile.forms import value_of

_BEFORE: Final = 200
_AFTER: Final = 60
"""Days that a family may be announced before its first repository is made, or after."""


def _check(audited: Audited) -> Iterator[Found]:
    for slug, family in sorted(audited.catalog.families.items()):
        path = f"catalog/curated/families/{slug}.toml"
        dated = {c: str(o.facts["release_date"]) for c, o in family.checkpoints.items() if "release_date" in o.facts}
        lines: dict[tuple[str, ...], list[tuple[tuple[int, ...], str]]] = {}
        for checkpoint in dated:
            version = named_version(checkpoint.partition("/")[2])
            if version.number is not None:
                lines.setdefault(version.stem, []).append((numbered(version), checkpoint))
        for line in lines.values():
            line.sort()
            for (older, first), (newer, second) in itertools.pairwise(line):
                if older < newer and earlier(dated[second], dated[first], by=DATE_SLACK_DAYS):
                    yield Found(
                        f"{slug}/{second}",
                        f"{second} is dated {dated[second]}, before {first} ({dated[first]})",
                        "versions dated in their order",
                        (path,),
                    )
        for said in _said(audited, slug):
            made = _first_made(audited, slug)
            if made is not None and _far(said, made[0]):
                yield Found(
                    f"{slug}/release_date",
                    f"the family is dated {said}, but its first repository {made[1]} was made on {made[0]}",
                    f"a date near {made[0][:7]}, or its source",
                    (path, f"https://huggingface.co/{made[1]}"),
                )


def _said(audited: Audited, slug: str) -> list[str]:
    family = audited.curated.families[slug]
    values = [
        value_of("release_date", f.value)
        for f in family.facts
        if f.field == "release_date" and f.checkpoint is None and f.source is None
    ]
    return [str(v) for v in values if v is not None]


def _first_made(audited: Audited, slug: str) -> tuple[str, str] | None:
    """The day on which the family's first repository was made, and which; None unless all of those days are known."""
    made = [(str(audited.snapshots.checkpoints[c].facts.created_at or ""), c) for c in audited.kin[slug]]
    if not made or not all(day for day, _ in made):
        return None
    day, checkpoint = min(made)
    return day[:10], checkpoint


def _far(said: str, created: str) -> bool:
    """Whether a date is well after the first repository, or long before it: weights may follow a paper by months."""
    return earlier(said, created, by=_BEFORE) or earlier(created, said, by=_AFTER)


RULE = Rule(
    name="date-order",
    description=(
        "Inside a family a higher version is dated before a lower one, or the family's unsourced date is far "
        "from its first repository's."
    ),
    level="error",
    check=_check,
    exceptions=f"versions of one name within {DATE_SLACK_DAYS} days; dates that name their source",
)
