"""What a run asks the Hub for: from the curated files and the last snapshots, for all families or some."""

from collections.abc import Mapping
from typing import NamedTuple

from pipeline.kinds import kind_of_task
from pipeline.layout.curated import Curated
from pipeline.layout.snapshots import Snapshots
from pipeline.model.curated import CuratedFamily
from pipeline.names.dissected import is_repack_name, matches
from pipeline.names.makers import lexicon
from pipeline.reconcile.members import declined_ids, hub_names, is_declined, models_in


def organizations_to_ask(curated: Curated, families: Mapping[str, CuratedFamily]) -> tuple[str, ...]:
    """The organisations whose listings have the families' members."""
    owners = {
        named.partition("/")[0]
        for family in families.values()
        for named in (*family.checkpoints, *family.match, *family.collections)
    }
    declined = declined_ids(curated)
    return tuple(sorted((o for o in owners if f"{o}/*" not in declined and "*" not in o), key=str.casefold))


def collections_to_ask(
    curated: Curated, families: Mapping[str, CuratedFamily], *, watched: bool
) -> tuple[str, ...]:
    """The families' collections, and with `watched` those of watch.toml."""
    more = curated.watch.collections if watched else ()
    return tuple(sorted({*more, *(c for f in families.values() for c in f.collections)}))


class Wanted(NamedTuple):
    """The checkpoints that matter: named ones, and who else may be admitted."""

    named: frozenset[str]
    families: tuple[CuratedFamily, ...]
    makers: dict[str, frozenset[str]]
    collected: dict[str, tuple[str, ...]]
    declined: frozenset[str]

    def admits(self, checkpoint: str, task: str | None, *, known: bool) -> bool:
        """Whether a checkpoint is a member or a candidate of a family in scope; a known one stays in sight.

        Of those never seen, one whose task is of another kind is no candidate. Which candidates are members is
        decided from their snapshots, by evidence (pipeline.reconcile.members).
        """
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
            its = any(matches(p, checkpoint) for p in family.match) or checkpoint in self.collected.get(family.slug, ())
            if its and (known or task is None or kind_of_task(task) == family.kind):
                return True
        return False


def wanted(scope: Mapping[str, CuratedFamily], curated: Curated, snapshots: Snapshots) -> Wanted:
    """The checkpoints that matter to the families in scope (collections already refreshed)."""
    families = tuple(scope.values())
    collected: dict[str, tuple[str, ...]] = {}
    for family in families:
        collected[family.slug] = tuple(i for slug in family.collections for i in models_in(slug, snapshots, gone=True))
    return Wanted(
        named=frozenset(c for f in families for c in f.checkpoints),
        families=families,
        makers={f.slug: hub_names(curated, f) for f in families},
        collected=collected,
        declined=declined_ids(curated),
    )


def model_words(curated: Curated) -> frozenset[str]:
    """The words that the names of the list's models begin with: whom a card may speak of besides its own."""
    return lexicon(name for family in curated.families.values() for name in (family.name, *family.checkpoints))
