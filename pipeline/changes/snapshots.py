"""What changed in snapshots that no family's facts show: collections, papers, links."""

from collections.abc import Iterator, Mapping

from pipeline.model.changes import Change, ChangeKind
from pipeline.model.observed import ObservedPaper
from pipeline.model.snapshots import CollectionSnapshot, LinkSnapshot, RepositorySnapshot


def paper_changes(old: Mapping[str, ObservedPaper], new: Mapping[str, ObservedPaper]) -> Iterator[Change]:
    """Papers added, revised, withdrawn."""
    for identity in sorted(new):
        was, now = old.get(identity), new[identity]
        family = now.families[0] if now.families else ""
        if was is None:
            yield Change(
                kind=ChangeKind.PAPER_ADDED, family=family, subject=identity, new=now.title, url=now.url, source="arxiv"
            )
            continue
        if now.withdrawn and not was.withdrawn:
            yield Change(kind=ChangeKind.PAPER_WITHDRAWN, family=family, subject=identity, url=now.url, source="arxiv")
        elif was.version != now.version and now.version is not None:
            old_version = f"v{was.version}" if was.version else None
            yield Change(kind=ChangeKind.PAPER_REVISED, family=family, subject=identity, old=old_version,
                         new=f"v{now.version}", url=now.url, source="arxiv")  # fmt: skip


def collection_changes(
    old: Mapping[str, CollectionSnapshot], new: Mapping[str, CollectionSnapshot], family_of: Mapping[str, str]
) -> Iterator[Change]:
    """Items that a known collection gained or lost."""
    for slug in sorted(new):
        was, now = old.get(slug), new[slug]
        if was is None:
            continue
        url = f"https://huggingface.co/collections/{slug}"
        had, has = set(was.facts.items), set(now.facts.items)
        for kind, items in ((ChangeKind.COLLECTION_GAINED, has - had), (ChangeKind.COLLECTION_LOST, had - has)):
            for item in sorted(items):
                change = {"old": item} if kind is ChangeKind.COLLECTION_LOST else {"new": item}
                yield Change(
                    kind=kind, family=family_of.get(slug, ""), subject=slug, url=url, source="huggingface", **change
                )


def link_changes(old: Mapping[str, LinkSnapshot], new: Mapping[str, LinkSnapshot]) -> Iterator[Change]:
    """Links that broke, moved or mended."""
    kinds = {"dead": ChangeKind.LINK_BROKEN, "moved": ChangeKind.LINK_MOVED, "ok": ChangeKind.LINK_MENDED}
    for url in sorted(new):
        was, now = old.get(url), new[url]
        before = was.state if was is not None else "ok"
        if before != now.state:
            yield Change(
                kind=kinds[now.state],
                subject=url,
                old=before,
                new=now.facts.final_url or now.state,
                url=url,
                source="links",
            )


def repository_changes(
    old: Mapping[str, RepositorySnapshot], new: Mapping[str, RepositorySnapshot]
) -> Iterator[Change]:
    """Code repositories that were renamed, or are gone."""
    for asked in sorted(new):
        was, now = old.get(asked), new[asked]
        url = f"https://github.com/{asked}"
        gone, was_gone = now.state == "gone", was is not None and was.state == "gone"
        if gone and not was_gone:
            yield Change(kind=ChangeKind.LINK_BROKEN, subject=url, old="ok", new="gone", url=url, source="github")
        elif was_gone and not gone:
            yield Change(kind=ChangeKind.LINK_MENDED, subject=url, old="gone", new="ok", url=url, source="github")
        before = was.facts.id if was is not None else asked
        if not gone and now.facts.id.casefold() != before.casefold():
            to = f"https://github.com/{now.facts.id}"
            yield Change(kind=ChangeKind.LINK_MOVED, subject=url, old=before, new=to, url=url, source="github")
