"""A link that is dead, or that a redirect takes to a front page."""

from collections.abc import Iterator

from pipeline.audit.addresses import is_front_page
from pipeline.audit.audited import Audited
from pipeline.audit.rule import Found, Rule


def _check(audited: Audited) -> Iterator[Found]:
    for link in audited.links:
        snapshot = audited.snapshots.links.get(link.url)
        if snapshot is None:
            continue
        facts = snapshot.facts
        if snapshot.state == "dead":
            status = f" (HTTP {facts.status})" if facts.status else ""
            yield Found(
                link.at,
                f"{link.url} is dead{status}",
                "the page's new address, or an archived copy",
                (link.path, link.url),
            )
        elif facts.final_url and is_front_page(facts.final_url) and not is_front_page(link.url):
            yield Found(
                link.at,
                f"{link.url} now leads to the front page {facts.final_url}",
                "the page's new address, or an archived copy",
                (link.path, link.url),
            )


RULE = Rule(
    name="link-state",
    description="A link is dead, or is redirected to a front page.",
    level="error",
    check=_check,
    exceptions="links that were never asked",
)
