"""A blog link that is a PDF."""

from collections.abc import Iterator

from pipeline.audit.addresses import address
from pipeline.audit.audited import Audited
from pipeline.audit.rule import Found, Rule


def _check(audited: Audited) -> Iterator[Found]:
    for link in audited.links:
        at = address(link.url)
        if link.place == "links.blog" and (
            (at.parts[-1:] and at.parts[-1].casefold().endswith(".pdf")) or at.host == "arxiv.org"
        ):
            yield Found(
                link.at,
                f"{link.url} is a report, not a blog post",
                "links.paper, or `papers` for arXiv",
                (link.path, link.url),
            )


RULE = Rule(
    name="blog-report",
    description="The blog link of a family is a PDF or an arXiv page: a report, which has a place of its own.",
    level="warning",
    check=_check,
)
