"""What a run asks for: from the curated files and the last snapshots, for all families or some."""

from collections.abc import Collection
from typing import NamedTuple

from pipeline.layout.curated import Curated
from pipeline.layout.snapshots import Snapshots
from pipeline.model.boards import CuratedBoard
from pipeline.model.curated import CuratedFamily
from pipeline.names.checkpoints import is_repack_name
from pipeline.reconcile.members import declined_ids, hub_names, index_by_owner, is_declined, matches, members
from pipeline.sources.hub.states import KIND_BY_TASK


class Asked(NamedTuple):
    """Families in scope, and the organisations, collections, and boards to ask."""

    families: dict[str, CuratedFamily]
    organizations: tuple[str, ...]
    collections: tuple[str, ...]
    boards: dict[str, CuratedBoard]


def plan(curated: Curated, wanted: Collection[str]) -> Asked:
    """What to ask for; `wanted` names families (none: all). Boards are asked only when all are."""
    families = {s: f for s, f in curated.families.items() if not wanted or s in wanted}
    owners: set[str] = set()
    for family in families.values():
        owners.update(c.partition("/")[0] for c in family.checkpoints)
        owners.update(p.partition("/")[0] for p in family.match)
        if family.collections:
            owners.update(c.partition("/")[0] for c in family.collections)
    declined = declined_ids(curated)
    owners = {o for o in owners if f"{o}/*" not in declined and "*" not in o}
    watched = () if wanted else curated.watch.collections
    collections = sorted({*watched, *(c for f in families.values() for c in f.collections)})
    boards = {s: b for s, b in curated.boards.items() if b.source is not None and b.state != "retired"}
    return Asked(families, tuple(sorted(owners, key=str.casefold)), tuple(collections), {} if wanted else boards)


class Wanted(NamedTuple):
    """The checkpoints that matter: named ones, and who else may be admitted."""

    named: frozenset[str]
    families: tuple[CuratedFamily, ...]
    makers: dict[str, frozenset[str]]
    collected: dict[str, tuple[str, ...]]
    declined: frozenset[str]

    def admits(self, checkpoint: str, entry: dict[str, object]) -> bool:
        """Whether a listing's entry is (or may be) a member of a family in scope."""
        if is_declined(checkpoint, self.declined):
            return False
        if checkpoint in self.named:
            return True
        if is_repack_name(checkpoint):
            return False
        owner = checkpoint.partition("/")[0]
        for family in self.families:
            if owner not in self.makers[family.slug] or any(matches(p, checkpoint) for p in family.exclude):
                continue
            if any(matches(p, checkpoint) for p in family.match) or checkpoint in self.collected.get(family.slug, ()):
                task = entry.get("pipeline_tag")
                kind = KIND_BY_TASK.get(task, "other") if isinstance(task, str) else family.kind
                if kind == family.kind:
                    return True
        return False


def wanted(asked: Asked, curated: Curated, snapshots: Snapshots) -> Wanted:
    """The checkpoints that matter to the families in scope (collections already refreshed)."""
    families = tuple(asked.families.values())
    collected: dict[str, tuple[str, ...]] = {}
    for family in families:
        items: list[str] = []
        for slug in family.collections:
            snapshot = snapshots.collections.get(slug)
            if snapshot is not None:
                items += [i for i, item in snapshot.facts.items.items() if item.type == "model"]
        collected[family.slug] = tuple(items)
    return Wanted(
        named=frozenset(c for f in families for c in f.checkpoints),
        families=families,
        makers={f.slug: hub_names(curated, f) for f in families},
        collected=collected,
        declined=declined_ids(curated),
    )


def papers_of(asked: Asked, curated: Curated, snapshots: Snapshots) -> tuple[str, ...]:
    """The families' own papers: named by a person, or by the cards of members."""
    by_owner = index_by_owner(snapshots)
    found: set[str] = set()
    for family in asked.families.values():
        found.update(family.papers)
        for checkpoint in members(family, curated, snapshots, by_owner):
            card = snapshots.cards.get(checkpoint)
            if card is not None and card.state == "read" and card.facts.role != "derivative":
                for claim in card.facts.claims.get("own_arxiv", ()):
                    if claim.about == "self" and isinstance(claim.value, tuple):
                        found.update(claim.value)
    return tuple(sorted(found))
