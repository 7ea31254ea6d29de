"""What is there twice."""

from collections.abc import Iterator

from pipeline.audit.audited import Audited
from pipeline.audit.rule import RuleResult, about_family, rule


@rule("error")
def duplicates(audited: Audited) -> Iterator[RuleResult]:
    """Two families have one name or alias, checkpoint or link; or two boards one address, or one file and one score to order it by."""
    names: dict[str, str] = {}
    owners: dict[str, str] = {}
    for slug, family in sorted(audited.curated.families.items()):
        path = f"catalog/curated/families/{slug}.toml"
        for name in sorted({_flat(n) for n in (family.name, slug, *family.aliases)}):
            other = names.setdefault(name, slug)
            if other != slug:
                yield about_family(
                    slug, "", f"the name {name!r} is also that of {other}", "one family for one name",
                    f"catalog/curated/families/{other}.toml",
                )  # fmt: skip
        for checkpoint in family.checkpoints:
            other = owners.setdefault(checkpoint, slug)
            if other != slug:
                yield about_family(
                    slug, checkpoint, f"{checkpoint} is also named by {other}", "one family for one checkpoint",
                    f"catalog/curated/families/{other}.toml",
                )  # fmt: skip
    places: dict[str, tuple[str, str]] = {}
    for link in audited.links:
        if link.place != "url" and not (link.place == "links.checkpoints" and link.subject in audited.curated.families):
            continue
        board = audited.curated.boards.get(link.subject.removeprefix("leaderboards/"))
        key = link.url.rstrip("/").casefold()
        if board is not None and board.source is not None:
            # Two boards of one site may share its page and differ in their data, or in the score that they are of.
            key = f"{board.source.url.rstrip('/').casefold()} {board.sort_by}"
        other, path = places.setdefault(key, (link.subject, link.path))
        if other != link.subject:
            yield RuleResult(
                link.at, f"{link.url} is also the link of {other}", "one row for one thing", (link.path, path, link.url)
            )


def _flat(name: str) -> str:
    """A name without case, spaces and punctuation; a plus sign and a point are part of it."""
    return "".join(c for c in name.casefold() if c.isalnum() or c in "+.")
