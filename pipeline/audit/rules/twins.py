"""What is there twice."""

from pipeline.audit.audited import Audited
from pipeline.audit.rule import Results, RuleResult, rule
from pipeline.layout.kinds import FAMILIES


@rule("error")
def duplicates(audited: Audited) -> Results:
    """Two families have one name or alias, checkpoint or link; or two boards one address, or one file and one score to order it by."""
    owners: dict[str, str] = {}
    for slug, family in sorted(audited.curated.families.items()):
        names = {_flat(n): "" for n in sorted((family.name, slug, *family.aliases))}
        for key, place in (names | {c: c for c in family.checkpoints}).items():
            other = owners.setdefault(key, slug)
            if other != slug:
                where = (FAMILIES.path(slug), FAMILIES.path(other))
                yield RuleResult(f"{slug}/{place}" if place else slug, f"{key!r} is also named by {other}", "one family for one name", where)
    places: dict[str, tuple[str, str]] = {}
    for link in audited.links:
        if link.place != "url" and (link.place != "links.checkpoints" or link.family is None):
            continue
        board = audited.curated.boards.get(link.subject.removeprefix("leaderboards/"))
        key = link.url.rstrip("/").casefold()
        if board is not None and board.source is not None:
            # Two boards of one site may share its page and differ in their data, or in the score that they are of.
            key = f"{board.source.url.rstrip('/').casefold()} {board.sort_by}"
        other, path = places.setdefault(key, (link.subject, link.path))
        if other != link.subject:
            message = f"{link.url} is also the link of {other}"
            yield RuleResult(f"{link.subject}/{link.place}", message, "one row for one thing", (link.path, path, link.url))


def _flat(name: str) -> str:
    """A name without case, spaces and punctuation; a plus sign and a point are part of it."""
    return "".join(c for c in name.casefold() if c.isalnum() or c in "+.")
