"""A blog link that is a front page."""

from collections.abc import Iterator

from pipeline.audit.addresses import is_front_page
from pipeline.audit.audited import Audited
from pipeline.audit.rule import Found, Rule


def _check(audited: Audited) -> Iterator[Found]:
    for link in audited.links:
        if link.place in ("links.blog", "links.paper", "results", "dataset") and is_front_page(link.url):
            yield Found(
                link.at,
                f"{link.url} is the front page of a site, which tells something else every week",
                "the page about this very subject",
                (link.path, link.url),
            )


RULE = Rule(
    name="front-page",
    description=(
        "A blog, report, dataset or result link leads to the front page of a site or of a section, not to a "
        "page about the subject."
    ),
    level="error",
    check=_check,
    exceptions="the address of a leaderboard or resource may be a site of its own",
)
