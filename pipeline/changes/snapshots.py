"""What changed in snapshots that no family's facts show: papers, collections, links, code repositories."""

from collections.abc import Iterator, Mapping

from pipeline.model.changes import Change, ChangeKind
from pipeline.model.observed import ObservedPaper
from pipeline.model.snapshots import CollectionSnapshot, LinkSnapshot, RepositorySnapshot

K = ChangeKind


def paper_changes(old: Mapping[str, ObservedPaper], new: Mapping[str, ObservedPaper]) -> Iterator[Change]:
    """Papers added, revised, withdrawn."""
    for identity, now in sorted(new.items()):
        was = old.get(identity)
        about = {
            "family": now.families[0] if now.families else "", "subject": identity, "url": now.url, "source": "arxiv",
        }  # fmt: skip
        if was is None:
            yield Change(kind=K.PAPER_ADDED, new=now.title, **about)
        elif now.withdrawn and not was.withdrawn:
            yield Change(kind=K.PAPER_WITHDRAWN, **about)
        elif was.version != now.version and now.version is not None:
            before = f"v{was.version}" if was.version else None
            yield Change(kind=K.PAPER_REVISED, old=before, new=f"v{now.version}", **about)


def collection_changes(
    old: Mapping[str, CollectionSnapshot], new: Mapping[str, CollectionSnapshot], family_of: Mapping[str, str]
) -> Iterator[Change]:
    """Items that a known collection gained or lost."""
    for slug in sorted(old.keys() & new.keys()):
        had, has = set(old[slug].facts.items), set(new[slug].facts.items)
        about = {
            "family": family_of.get(slug, ""), "subject": slug, "url": f"https://huggingface.co/collections/{slug}",
            "source": "huggingface",
        }  # fmt: skip
        yield from (Change(kind=K.COLLECTION_GAINED, new=item, **about) for item in sorted(has - had))
        yield from (Change(kind=K.COLLECTION_LOST, old=item, **about) for item in sorted(had - has))


def link_changes(old: Mapping[str, LinkSnapshot], new: Mapping[str, LinkSnapshot]) -> Iterator[Change]:
    """Links that broke, moved or mended."""
    kinds = {"dead": K.LINK_BROKEN, "moved": K.LINK_MOVED, "ok": K.LINK_MENDED}
    for url, now in sorted(new.items()):
        before = old[url].state if url in old else "ok"
        if before != now.state:
            found = now.facts.final_url or now.state
            yield Change(kind=kinds[now.state], subject=url, old=before, new=found, url=url, source="links")


def repository_changes(
    old: Mapping[str, RepositorySnapshot], new: Mapping[str, RepositorySnapshot]
) -> Iterator[Change]:
    """Code repositories that were renamed, or are gone."""
    for asked, now in sorted(new.items()):
        was = old.get(asked)
        url = f"https://github.com/{asked}"
        about = {"subject": url, "url": url, "source": "github"}
        gone, was_gone = now.state == "gone", was is not None and was.state == "gone"
        if gone and not was_gone:
            yield Change(kind=K.LINK_BROKEN, old="ok", new="gone", **about)
        elif was_gone and not gone:
            yield Change(kind=K.LINK_MENDED, old="gone", new="ok", **about)
        before = was.facts.id if was is not None else asked
        if not gone and now.facts.id.casefold() != before.casefold():
            yield Change(kind=K.LINK_MOVED, old=before, new=f"https://github.com/{now.facts.id}", **about)
