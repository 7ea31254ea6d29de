"""Dates: their order, and the day of the audit."""

import itertools
from collections.abc import Iterator
from typing import Final

from pipeline.audit.audited import Audited
from pipeline.audit.rule import RuleResult, about_family, rule
from pipeline.fields import DATE_SLACK_DAYS
from pipeline.layout.kinds import FAMILIES
from pipeline.names.words import named_version, numbered
from pipeline.reconcile.days import days, earlier
from pipeline.reconcile.forms import value_of


@rule("error", exceptions="dates that may be the same at the precision stated (2024 and 2024-04)")
def before_predecessor(audited: Audited) -> Iterator[RuleResult]:
    """A family is dated before the one that it follows, as a person stated."""
    for slug, family in sorted(audited.curated.families.items()):
        first = audited.before(slug)
        old, new = audited.released(first), audited.released(slug)
        if first is not None and old is not None and new is not None and earlier(new.first, old.first):
            before = audited.curated.families[first].name
            yield about_family(
                slug, "release_date", f"{family.name} is dated {new.first}, before its predecessor {before} ({old.first})",
                f"a date from {old.first} on", FAMILIES.path(first),
            )  # fmt: skip


_BEFORE: Final = 200


_AFTER: Final = 60
"""Days that a family may be announced before its first repository is made, or after."""


@rule("error", exceptions=f"versions of one name within {DATE_SLACK_DAYS} days; dates that name their source")
def date_order(audited: Audited) -> Iterator[RuleResult]:
    """Inside a family a higher version is dated before a lower one, or the family's unsourced date is far from its first repository's."""
    for slug, family in sorted(audited.catalog.families.items()):
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
                    yield about_family(
                        slug, second, f"{second} is dated {dated[second]}, before {first} ({dated[first]})",
                        "versions dated in their order",
                    )  # fmt: skip
        for said in _said(audited, slug):
            made = _first_made(audited, slug)
            if made is not None and _far(said, made[0]):
                yield about_family(
                    slug, "release_date",
                    f"the family is dated {said}, but its first repository {made[1]} was made on {made[0]}",
                    f"a date near {made[0][:7]}, or its source", f"https://huggingface.co/{made[1]}",
                )  # fmt: skip


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


@rule("error")
def future_date(audited: Audited) -> Iterator[RuleResult]:
    """A release or publication lies after the day of the audit."""
    for slug, family in sorted(audited.catalog.families.items()):
        released = family.facts.dates("release_date")
        found = {released.first, released.latest} if released is not None else set()
        dated = [(f"{slug}/release_date", text) for text in sorted(found)]
        dated += [
            (f"{slug}/{c}", str(o.facts["release_date"]))
            for c, o in family.checkpoints.items()
            if "release_date" in o.facts
        ]
        for subject, text in dated:
            stated = days(text)
            if stated is not None and stated.first > audited.today:
                yield RuleResult(
                    subject, f"the release date {text} is after {audited.today}", "a date that has come",
                    (f"catalog/curated/families/{slug}.toml",),
                )  # fmt: skip
    for identity, paper in sorted(audited.catalog.papers.items()):
        published = days(paper.published)
        if published is not None and published.first > audited.today:
            yield RuleResult(
                f"papers/{identity}", f"published {paper.published}, after {audited.today}", "a date that has come",
                (paper.url,),
            )  # fmt: skip
