"""Dates out of order inside a family."""

import itertools
from collections.abc import Iterator

from pipeline.audit.audited import Audited
from pipeline.audit.rule import Found, Rule
from pipeline.audit.versions import named_version, numbered
from pipeline.reconcile.authority import DATE_SLACK_DAYS
from pipeline.reconcile.days import earlier
from pipeline.reconcile.stated import value_of


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
            for checkpoint in audited.kin[slug]:
                created = audited.snapshots.checkpoints[checkpoint].facts.created_at
                if (
                    created
                    and not any(earlier(other, created) for other in dated.values())
                    and _far(said, created)
                    and _is_first(audited, slug, checkpoint)
                ):
                    yield Found(
                        f"{slug}/release_date",
                        f"the family is dated {said}, but its first repository {checkpoint} was made on {created[:10]}",
                        f"a date near {created[:7]}, or its source",
                        (path, f"https://huggingface.co/{checkpoint}"),
                    )
                    break


def _said(audited: Audited, slug: str) -> list[str]:
    family = audited.curated.families[slug]
    values = [
        value_of("release_date", f.value)
        for f in family.facts
        if f.field == "release_date" and f.checkpoint is None and f.source is None
    ]
    return [str(v) for v in values if v is not None]


def _is_first(audited: Audited, slug: str, checkpoint: str) -> bool:
    made = {c: audited.snapshots.checkpoints[c].facts.created_at for c in audited.kin[slug]}
    return made[checkpoint] == min(d for d in made.values() if d)


def _far(said: str, created: str) -> bool:
    """More than two months apart: announcements and repositories seldom are."""
    return earlier(said, created[:10], by=60) or earlier(created[:10], said, by=60)


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
