"""A date that has not come yet."""

from collections.abc import Iterator

from pipeline.audit.audited import Audited
from pipeline.audit.rule import Found, Rule
from pipeline.reconcile.days import days


def _check(audited: Audited) -> Iterator[Found]:
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
                yield Found(
                    subject,
                    f"the release date {text} is after {audited.today}",
                    "a date that has come",
                    (f"catalog/curated/families/{slug}.toml",),
                )
    for identity, paper in sorted(audited.catalog.papers.items()):
        published = days(paper.published)
        if published is not None and published.first > audited.today:
            yield Found(
                f"papers/{identity}",
                f"published {paper.published}, after {audited.today}",
                "a date that has come",
                (paper.url,),
            )


RULE = Rule(
    name="future-date",
    description="A release or publication lies after the day of the audit.",
    level="error",
    check=_check,
)
