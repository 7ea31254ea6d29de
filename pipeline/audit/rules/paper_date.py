"""A paper that is earlier or later than it can be."""

from collections.abc import Iterator
from typing import Final

from pipeline.audit.audited import Audited
from pipeline.audit.rule import Found, Rule
from pipeline.reconcile.days import days, earlier, paper_month

_LEAD: Final = 300
"""Days that a paper may be ahead of the model's release: some methods wait for their weights."""


def _check(audited: Audited) -> Iterator[Found]:
    for slug, family in sorted(audited.curated.families.items()):
        path = f"catalog/curated/families/{slug}.toml"
        observed = audited.catalog.families.get(slug)
        released = observed.facts.dates("release_date") if observed is not None else None
        older = audited.before(slug)
        before = audited.catalog.families[older].facts.dates("release_date") if older and older in audited.catalog.families else None
        for paper in family.papers:
            month = paper_month(paper)
            where = (path, f"https://arxiv.org/abs/{paper}")
            stated = days(month)
            if month is None or stated is None:
                if "/" not in paper:
                    yield Found(
                        f"{slug}/{paper}",
                        f"the arXiv id {paper} names no month",
                        "an id whose third and fourth digit are a month",
                        where,
                    )
                continue
            if stated.first > audited.today:
                yield Found(
                    f"{slug}/{paper}",
                    f"the arXiv id {paper} is of {month}, after {audited.today}",
                    "a paper that exists",
                    where,
                )
            elif released is not None and earlier(month, released.first, by=_LEAD) and len(family.papers) == 1:
                yield Found(
                    f"{slug}/{paper}",
                    f"the paper {paper} is of {month}, long before the family ({released.first})",
                    "the paper about this family, not about one before it",
                    where,
                )
            elif before is not None and earlier(month, before.first) and len(family.papers) == 1:
                yield Found(
                    f"{slug}/{paper}",
                    f"the paper {paper} is of {month}, before the predecessor {older} ({before.first})",
                    "the paper about this family, not about one before it",
                    where,
                )


RULE = Rule(
    name="paper-date",
    description="A family's only paper is dated long before the family, or before its predecessor, or in the future.",
    level="warning",
    check=_check,
    exceptions=(
        f"up to {_LEAD} days ahead of the release; families with several papers, of which one may be the method's"
    ),
)
