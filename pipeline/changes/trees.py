"""Two trees compared: what a reviewer of the second would want to be told."""

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import tomli

from pipeline.changes.families import family_changes
from pipeline.layout import kinds, paths
from pipeline.layout.catalog import Catalog, parse_catalog
from pipeline.model.boards import CuratedBoard, Score
from pipeline.model.changes import Change, ChangeKind, ChangeSet
from pipeline.model.observed import FamilyEvidence, JoinedStanding, ObservedBoard, ObservedPaper
from pipeline.model.snapshots import CollectionSnapshot, LinkSnapshot, RepositorySnapshot

Tree = Mapping[str, bytes]
COMPARED: Final = (paths.OBSERVED, paths.EVIDENCE, paths.COLLECTIONS, kinds.LINKS.place, paths.FAMILIES, paths.BOARDS)
"""The folders that a comparison reads."""


def compare_trees(old: Tree, new: Tree) -> ChangeSet:
    """The difference of two whole trees (outputs included), nothing for files that are equal.

    Raises:
        InputFaults: a machine-owned file of either tree cannot be read.
    """
    changed = {p for p in {*old, *new} if old.get(p) != new.get(p)}
    # A family whose evidence alone moved still needs both of its files for the comparison.
    changed |= {p.replace(paths.OBSERVED, paths.EVIDENCE) for p in changed} | {p.replace(paths.EVIDENCE, paths.OBSERVED) for p in changed}
    left = {p: data for p, data in old.items() if p in changed}
    right = {p: data for p, data in new.items() if p in changed}
    before, after = parse_catalog(left), parse_catalog(right)
    changes = list(compare(before, after, _described({*before.boards, *after.boards}, new)))
    collections = kinds.COLLECTIONS.read(right)
    changes += collection_changes(kinds.COLLECTIONS.read(left), collections, _families_of(collections, new))
    changes += link_changes(kinds.LINKS.read(left), kinds.LINKS.read(right))
    changes += repository_changes(kinds.REPOSITORIES.read(left), kinds.REPOSITORIES.read(right))
    return ChangeSet(changes=tuple(sorted(changes, key=lambda c: (c.family, c.subject, c.field, c.kind.value))))


def compare(old: Catalog, new: Catalog, boards: Mapping[str, CuratedBoard] | None = None) -> list[Change]:
    """The difference of two catalogs; `compare(c, c)` is empty. `boards` say what is noise on each board."""
    changes: list[Change] = []
    for slug in sorted({*old.families, *new.families}):
        was, now = old.families.get(slug), new.families.get(slug)
        if now is None:
            changes.append(Change(kind=ChangeKind.FAMILY_REMOVED, family=slug, source="curated"))
        elif was is None:
            count = len(now.checkpoints)
            changes.append(Change(kind=ChangeKind.FAMILY_ADDED, family=slug, new=count, source="huggingface"))
        else:
            empty = FamilyEvidence(slug=slug)
            changes += family_changes(was, now, old.evidence.get(slug, empty), new.evidence.get(slug, empty))
    for slug in sorted({*old.boards, *new.boards}):
        changes += board_changes(old.boards.get(slug), new.boards.get(slug), (boards or {}).get(slug))
    changes += paper_changes(old.papers, new.papers)
    return changes


def _described(boards: Iterable[str], tree: Tree) -> dict[str, CuratedBoard]:
    """The curated files of boards, where they can be read: what is wrong with the others is said elsewhere."""
    found: dict[str, CuratedBoard] = {}
    for slug in boards:
        with contextlib.suppress(KeyError, ValueError):  # pydantic's and tomli's errors are both the latter
            data = tree[kinds.CURATED_BOARDS.path(slug)]
            found[slug] = CuratedBoard.model_validate(tomli.loads(data.decode("utf-8-sig")))
    return found


def _families_of(collections: Iterable[str], tree: Tree) -> dict[str, str]:
    """Which family names each collection; the bytes are searched, since only a few collections change at once."""
    files = sorted((path for path in tree if kinds.FAMILIES.holds(path)), reverse=True)
    return {
        slug: kinds.FAMILIES.stem_of(path)
        for slug in collections
        for path in files
        if f'"{slug}"'.encode() in tree[path]
    }


def board_changes(
    old: ObservedBoard | None, new: ObservedBoard | None, board: CuratedBoard | None = None
) -> Iterator[Change]:
    """What one edition says that the other did not.

    By the board's file: a row that is new or gone is shown with the main score, and a score that moved
    within the noise did not move. Without it every difference is told.
    """
    was, now = (one.standings if one is not None else {} for one in (old, new))
    slug = next((one.slug for one in (new, old) if one is not None), "")
    if old is not None and new is not None and old.edition != new.edition:
        yield Change(kind=ChangeKind.EDITION_MOVED, subject=slug, old=old.edition, new=new.edition,
                     url=next((s.url for s in now.values()), ""), source="leaderboards")  # fmt: skip
    for name, row in sorted({**was, **now}.items(), key=lambda one: one[0]):
        kind = ChangeKind.STANDING_GAINED if name not in was else ChangeKind.STANDING_LOST if name not in now else ChangeKind.STANDING_MOVED
        for score, left, right in _moved(was.get(name), now.get(name), board):
            before, after = (None if one is None else f"{one.value:g}" for one in (left, right))
            yield Change(kind=kind, family=row.family or "", subject=f"{slug}: {name}", field=score, old=before, new=after,
                         url=row.url, source="leaderboards")  # fmt: skip


def _moved(
    before: JoinedStanding | None, after: JoinedStanding | None, board: CuratedBoard | None
) -> Iterator[tuple[str, Score | None, Score | None]]:
    """The scores of a row that moved, by name, before and after; of a row that is new or gone its main one, without a name."""
    if before is None or after is None:
        scores = (after or before or JoinedStanding()).scores
        main = scores.get(board.metric.name) if board and board.metric else next(iter(scores.values())) if len(scores) == 1 else None
        yield "", main if after is None else None, main if before is None else None
        return
    for score in sorted({*before.scores, *after.scores}):
        left, right = before.scores.get(score), after.scores.get(score)
        if left is None or right is None or (left.value != right.value and (board is None or right.moved_from(left.value, board.noise_of(score)))):
            yield score, left, right


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
