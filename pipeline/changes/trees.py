"""Two trees compared: what a reviewer of the second would want to be told."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Final, TypeVar

import tomli

from pipeline.layout import kinds, paths
from pipeline.layout.catalog import Catalog, Tree, parse_catalog
from pipeline.model import observed
from pipeline.model.boards import CuratedBoard, Score
from pipeline.model.changes import Change, ChangeKind
from pipeline.model.claims import Claim, Value
from pipeline.model.observed import JoinedStanding, ObservedBoard, ObservedFamily, plain
from pipeline.model.snapshots import CollectionSnapshot, LinkSnapshot, RepositorySnapshot
from pipeline.reconcile.checkpoints import denial
from pipeline.reconcile.forms import agree

K = ChangeKind
Content = TypeVar("Content")
Evidence = Mapping[str, tuple[Claim, ...]]  # of each field what was heard, the winner first

COMPARED: Final = (paths.OBSERVED, paths.EVIDENCE, paths.COLLECTIONS, kinds.LINKS.place, paths.FAMILIES, paths.BOARDS)
"""The folders that a comparison reads."""
QUIET: Final = frozenset({"cited_arxiv", "sizes", "base_relation", "languages_count"})
"""Fields that stand in the catalog but are not worth a reviewer's line."""


def difference(old: Mapping[str, Content], new: Mapping[str, Content]) -> dict[str, Content | None]:
    """What to write (their content) and what to delete (None) so that the old files become the new ones, by path."""
    return {path: new.get(path) for path in sorted({*old, *new}) if old.get(path) != new.get(path)}


def compare_trees(old: Tree, new: Tree) -> tuple[Change, ...]:
    """The difference of two whole trees (outputs included), nothing for files that are equal.

    InputFaults where a machine-owned file of either tree cannot be read.
    """
    differ = difference(old, new)
    # A family whose evidence alone moved still needs both of its files for the comparison.
    twins = (paths.OBSERVED, paths.EVIDENCE), (paths.EVIDENCE, paths.OBSERVED)
    changed = {p.replace(*pair) for p in differ for pair in twins} | {*differ}
    left, right = ({p: data for p, data in tree.items() if p in changed} for tree in (old, new))
    before, after = parse_catalog(left), parse_catalog(right)
    found = [*(_followed(one, after, new) for one in _families(before, after)), *_papers(before.papers, after.papers)]
    for slug in sorted({*before.boards, *after.boards}):
        found += board_changes(before.boards.get(slug), after.boards.get(slug), _described(slug, new))
    found += _collections(kinds.COLLECTIONS.read(left), kinds.COLLECTIONS.read(right), new)
    found += _links(kinds.LINKS.read(left), kinds.LINKS.read(right))
    found += _repositories(kinds.REPOSITORIES.read(left), kinds.REPOSITORIES.read(right))
    return tuple(sorted(found, key=lambda c: (c.family, c.subject, c.field, c.kind.value)))


def _families(old: Catalog, new: Catalog) -> Iterator[Change]:
    for slug in sorted({*old.families, *new.families}):
        was, now = old.families.get(slug), new.families.get(slug)
        if now is None:
            yield Change(kind=K.FAMILY_REMOVED, family=slug, source="curated")
        elif was is None:
            yield Change(kind=K.FAMILY_ADDED, family=slug, new=len(now.checkpoints), source="huggingface")
        else:
            yield from _family(was, now, old, new)


def _followed(change: Change, after: Catalog, new: Tree) -> Change:
    """A change; instead of the removal of a checkpoint that its family has under its new name, that."""
    path = kinds.CHECKPOINTS.path(change.subject)
    removed = change.kind is K.CHECKPOINT_REMOVED and path in new
    one = kinds.CHECKPOINTS.read({path: new[path]}).get(change.subject) if removed else None
    if one is None or one.moved_to not in after.families[change.family].checkpoints:
        return change
    url = f"https://huggingface.co/{one.moved_to}"
    return change.model_copy(update={"kind": K.RENAMED_IN_FILE, "old": change.subject, "new": one.moved_to, "url": url})


def _family(was: ObservedFamily, now: ObservedFamily, old: Catalog, new: Catalog) -> Iterator[Change]:
    """Every difference of one family, checkpoints first, then the row where no checkpoint explains it."""
    had, heard = old.heard(was.slug), new.heard(was.slug)
    alone = [(was.checkpoints | now.checkpoints)[name] for name in was.checkpoints.keys() ^ now.checkpoints]
    explained = {field for checkpoint in alone for field in checkpoint.facts}
    for name in sorted({*was.checkpoints, *now.checkpoints}):
        states = was.checkpoints.get(name), now.checkpoints.get(name)
        for change in _checkpoint(was.slug, name, *states, had.checkpoints.get(name, {}), heard.checkpoints.get(name, {})):
            explained.add(change.field)
            yield change
    before, after = ({f: plain(v, counts="–", dates="–", by="by ") for f, v in one.facts.items()} for one in (was, now))
    for change in _facts(was.slug, "", before, after, had.facts, heard.facts):
        if change.kind is K.FACT_DISPUTED or change.field not in explained:
            yield change


def _checkpoint(
    family: str, name: str, was: observed.ObservedCheckpoint | None, now: observed.ObservedCheckpoint | None, had: Evidence, heard: Evidence
) -> Iterator[Change]:  # fmt: skip
    change = partial(Change, family=family, subject=name, source="huggingface")
    if was is None or now is None:
        kind, heard = (K.CHECKPOINT_ADDED, heard) if was is None else (K.CHECKPOINT_REMOVED, had)
        yield change(kind=kind, url=next((claims[0].url for claims in heard.values() if claims), ""))
        return
    hub = f"https://huggingface.co/{name}"
    if now.state == "moved" and was.moved_to != now.moved_to:  # one that moved may move again
        yield change(kind=K.CHECKPOINT_RENAMED, url=f"https://huggingface.co/{now.moved_to}", old=was.moved_to or name, new=now.moved_to)
    elif was.state != now.state != "moved":
        yield change(kind=K.CHECKPOINT_GONE if now.state == "gone" else K.CHECKPOINT_ADDED, url=hub, old=was.state, new=now.state)
    more = list(_facts(family, name, was.facts, now.facts, had, heard))
    if was.access != now.access and "unknown" not in (was.access, now.access):
        known = was.sha is not None  # an entry of a listing does not say who may read it
        kind = K.ACCESS_CHANGED if known else K.FACT_GAINED
        more.append(change(kind=kind, field="gated", old=was.access if known else None, new=now.access, url=hub))
    yield from more
    # A new revision is worth a line only where nothing else says what it brought.
    if all(c.kind is K.FACT_DISPUTED for c in more) and was.sha != now.sha and now.sha is not None and was.sha is not None:
        yield change(kind=K.CHECKPOINT_MOVED_ON, url=f"{hub}/commit/{now.sha}", old=was.sha, new=now.sha)


def _facts(
    family: str, subject: str, was: Mapping[str, Value], now: Mapping[str, Value], had: Evidence, heard: Evidence
) -> Iterator[Change]:  # fmt: skip
    """Facts gained, changed and lost, each with what states (or stated) it; a person's that a source denies."""
    for field in sorted({*was, *now, *heard} - QUIET):
        old, new, before, after = was.get(field), now.get(field), had.get(field, ()), heard.get(field, ())
        change = partial(Change, family=family, subject=subject, field=field)
        if old != new:
            stated, kind = before if new is None else after, _kind(field, old, new, before, after)
            yield change(kind=kind, old=old, new=new, url=stated[0].url if stated else "", source=_lane(stated),
                         voice=_voice(after), old_voice=_voice(before))  # fmt: skip
        # What was stated before already was put before people once.
        if rival := denial(after, [claim.value for claim in before if claim.verdict == "rival"]):
            yield change(kind=K.FACT_DISPUTED, old=after[0].value, new=rival.value, url=rival.url or rival.snapshot,
                         old_url=after[0].url, source=_lane((rival,)))  # fmt: skip


def _kind(field: str, old: Value | None, new: Value | None, had: tuple[Claim, ...], heard: tuple[Claim, ...]) -> ChangeKind:
    """What happened to a value. The same in other words or with more digits, or a name's that gave way, is restated."""
    if old is None:
        return K.FACT_GAINED
    if new is None:
        return K.LICENSE_CHANGED if field == "license" else K.FACT_LOST
    rounded = any((c.source, c.value, c.verdict) == ("curated", old, "agrees") for c in heard)  # a person's
    if rounded or agree(field, old, new) or (_voice(had) == "name" and _voice(heard) != "name"):
        return K.FACT_RESTATED
    return K.LICENSE_CHANGED if field in ("license", "license_name") else K.FACT_CHANGED


def _voice(claims: tuple[Claim, ...]) -> str:
    return claims[0].source if claims else ""


def _lane(claims: tuple[Claim, ...]) -> str:
    voice = _voice(claims)
    return "curated" if voice in ("pin", "curated") else "arxiv" if voice.startswith("arxiv") else "huggingface"


def _described(slug: str, tree: Tree) -> CuratedBoard | None:
    """A board's curated file, where it can be read: what is wrong with the others is said elsewhere."""
    try:
        return CuratedBoard.model_validate(tomli.loads(tree[kinds.CURATED_BOARDS.path(slug)].decode("utf-8-sig")))
    except (KeyError, ValueError):  # pydantic's and tomli's errors are both the latter
        return None


def board_changes(old: ObservedBoard | None, new: ObservedBoard | None, board: CuratedBoard | None = None) -> Iterator[Change]:
    """What one edition says that the other did not.

    By the board's file: a row that is new or gone is shown with the main score, and a score that moved
    within the noise did not move. Without it every difference is told.
    """
    was, now = (one.standings if one is not None else {} for one in (old, new))
    slug = next((one.slug for one in (new, old) if one is not None), "")
    if old is not None and new is not None and old.edition != new.edition:
        url = next((s.url for s in now.values()), "")
        yield Change(kind=K.EDITION_MOVED, subject=slug, old=old.edition, new=new.edition, url=url, source="leaderboards")
    for name, row in sorted({**was, **now}.items(), key=lambda one: one[0]):
        kind = K.STANDING_GAINED if name not in was else K.STANDING_LOST if name not in now else K.STANDING_MOVED
        for score, left, right in _moved(was.get(name), now.get(name), board):
            before, after = (None if one is None else f"{one.value:g}" for one in (left, right))
            yield Change(kind=kind, family=row.family or "", subject=f"{slug}: {name}", field=score, old=before, new=after,
                         url=row.url, source="leaderboards")  # fmt: skip


def _moved(
    before: JoinedStanding | None, after: JoinedStanding | None, board: CuratedBoard | None
) -> Iterator[tuple[str, Score | None, Score | None]]:
    """The scores of a row that moved, by name, before and after; of one that is new or gone its main one, unnamed."""
    if before is None or after is None:
        scores = (after or before or JoinedStanding()).scores
        main = scores.get(board.metric.name) if board and board.metric else next(iter(scores.values())) if len(scores) == 1 else None
        yield "", main if after is None else None, main if before is None else None
        return
    for score in sorted({*before.scores, *after.scores}):
        left, right = before.scores.get(score), after.scores.get(score)
        if left is None or right is None or (left.value != right.value and (board is None or right.moved_from(left.value, board.noise_of(score)))):
            yield score, left, right


def _papers(old: Mapping[str, observed.ObservedPaper], new: Mapping[str, observed.ObservedPaper]) -> Iterator[Change]:
    for identity, now in sorted(new.items()):
        was = old.get(identity)
        change = partial(Change, family=next(iter(now.families), ""), subject=identity, url=now.url, source="arxiv")
        if was is None:
            yield change(kind=K.PAPER_ADDED, new=now.title)
            continue
        if now.withdrawn and not was.withdrawn:
            yield change(kind=K.PAPER_WITHDRAWN)
            was = was.model_copy(update={"version": now.version, "withdrawn": True})  # that much is said
        left, right = ([f"v{one.version}" if one.version and now.version else "", one.title, *one.authors,
                        "withdrawn" if one.withdrawn else ""] for one in (was, now))  # fmt: skip
        had, has = (tuple(one for one in a if one and one not in b) or None for a, b in ((left, right), (right, left)))
        if had or has:
            yield change(kind=K.PAPER_REVISED, old=had, new=has)


def _collections(old: Mapping[str, CollectionSnapshot], new: Mapping[str, CollectionSnapshot], tree: Tree) -> Iterator[Change]:
    """Items that a known collection gained or lost."""
    families = sorted(filter(kinds.FAMILIES.holds, tree))
    for slug in sorted(old.keys() & new.keys()):
        had, has = set(old[slug].facts.items), set(new[slug].facts.items)
        named = (kinds.FAMILIES.stem_of(path) for path in families if f'"{slug}"'.encode() in tree[path])
        url = f"https://huggingface.co/collections/{slug}"
        change = partial(Change, family=next(named, ""), subject=slug, url=url, source="huggingface")
        yield from (change(kind=K.COLLECTION_GAINED, new=item) for item in sorted(has - had))
        yield from (change(kind=K.COLLECTION_LOST, old=item) for item in sorted(had - has))


def _links(old: Mapping[str, LinkSnapshot], new: Mapping[str, LinkSnapshot]) -> Iterator[Change]:
    became = {"dead": K.LINK_BROKEN, "moved": K.LINK_MOVED, "ok": K.LINK_MENDED}
    for url, now in sorted(new.items()):
        before = old[url].state if url in old else "ok"
        if before != now.state:
            yield Change(kind=became[now.state], subject=url, old=before, new=now.facts.final_url or now.state, url=url, source="links")


def _repositories(old: Mapping[str, RepositorySnapshot], new: Mapping[str, RepositorySnapshot]) -> Iterator[Change]:
    """Code repositories that were renamed, or are gone."""
    for asked, now in sorted(new.items()):
        was, url = old.get(asked), f"https://github.com/{asked}"
        change = partial(Change, subject=url, url=url, source="github")
        before, after = ("gone" if one is not None and one.state == "gone" else "ok" for one in (was, now))
        if before != after:
            yield change(kind=K.LINK_BROKEN if after == "gone" else K.LINK_MENDED, old=before, new=after)
        known = was.facts.id if was is not None else asked
        if after == "ok" and now.facts.id.casefold() != known.casefold():
            yield change(kind=K.LINK_MOVED, old=known, new=f"https://github.com/{now.facts.id}")
