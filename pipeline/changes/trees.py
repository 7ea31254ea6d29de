"""Two trees compared: what a reviewer of the second would want to be told."""

import contextlib
from collections.abc import Iterable, Mapping
from typing import Final

import tomli

from pipeline.changes.boards import board_changes
from pipeline.changes.families import family_changes
from pipeline.changes.snapshots import collection_changes, link_changes, paper_changes, repository_changes
from pipeline.layout import kinds, paths
from pipeline.layout.catalog import Catalog, parse_catalog
from pipeline.model.boards import CuratedBoard
from pipeline.model.changes import Change, ChangeKind, ChangeSet
from pipeline.model.observed import FamilyEvidence

Tree = Mapping[str, bytes]
COMPARED: Final = (paths.OBSERVED, paths.EVIDENCE, paths.COLLECTIONS, paths.LINKS, paths.FAMILIES, paths.BOARDS)
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
