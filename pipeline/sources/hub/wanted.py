"""What a run asks the Hub for: from the curated files and the last snapshots, for all families or some.

Listings that answered lately are passed over, where the Hub's own list of what moved names none of theirs. What a
run keeps in mind of the Hub's answers is run state, which may be lost at the cost of requests.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple, Self

from pydantic import AwareDatetime, BaseModel, Field, ValidationError

from pipeline.http.policy import SourceTrouble
from pipeline.kinds import kind_of_task
from pipeline.layout.catalog import Curated, Snapshots
from pipeline.model.curated import CuratedFamily
from pipeline.names.dissected import is_repack_name, matches
from pipeline.names.vocabulary import lexicon
from pipeline.reconcile.members import declined_ids, hub_names, is_declined, models_in
from pipeline.sources.hub.client import HubClient
from pipeline.sources.hub.states import checkpoint_facts
from pipeline.sources.json_fields import days_since


def subjects_to_ask(curated: Curated, families: Mapping[str, CuratedFamily], *, watched: bool) -> list[str]:
    """What is asked: `collections/<slug>`, with `watched` those of watch.toml too, and `huggingface/<organisation>`."""
    slugs = {*(curated.watch.collections if watched else ()), *(c for f in families.values() for c in f.collections)}
    named = (n for f in families.values() for n in (*f.checkpoints, *f.match, *f.collections))
    declined = declined_ids(curated)
    owners = {o for n in named if f"{(o := n.partition('/')[0])}/*" not in declined and "*" not in o}
    return [*(f"collections/{s}" for s in sorted(slugs)), *(f"huggingface/{o}" for o in sorted(owners, key=str.casefold))]


def model_words(curated: Curated) -> frozenset[str]:
    """The words that the names of the list's models begin with: whom a card may speak of besides its own."""
    return lexicon(name for family in curated.families.values() for name in (family.name, *family.checkpoints))


class Wanted(NamedTuple):
    """The checkpoints that matter to some families: named ones, and who else may be admitted.

    Each family with its makers' names on the Hub, and the models that its collections hold.
    """

    named: frozenset[str]
    declined: frozenset[str]
    families: tuple[tuple[CuratedFamily, frozenset[str], frozenset[str]], ...]

    @classmethod
    def by(cls, scope: Mapping[str, CuratedFamily], curated: Curated, snapshots: Snapshots) -> Self:
        """What the families in scope want (their collections already refreshed)."""
        held = {s: frozenset(i for c in f.collections for i in models_in(c, snapshots, gone=True)) for s, f in scope.items()}
        families = tuple((family, hub_names(curated, family), held[slug]) for slug, family in scope.items())
        return cls(frozenset(c for f in scope.values() for c in f.checkpoints), declined_ids(curated), families)

    def admits(self, checkpoint: str, task: str | None, *, known: bool) -> bool:
        """Whether a checkpoint is a member or a candidate of a family in scope; a known one stays in sight.

        Of those never seen, one whose task is of another kind is no candidate. Which candidates are members is
        decided from their snapshots, by evidence (pipeline.reconcile.members).
        """
        if is_declined(checkpoint, self.declined):
            return False
        if checkpoint in self.named or is_repack_name(checkpoint):
            return checkpoint in self.named
        owner = checkpoint.partition("/")[0]
        for family, makers, held in self.families:
            if owner not in makers or any(matches(p, checkpoint) for p in family.exclude):
                continue
            its = checkpoint in held or any(matches(p, checkpoint) for p in family.match)
            if its and (known or task is None or kind_of_task(task) == family.kind):
                return True
        return False


TOPIC: Final = "hub"
AGAIN_AFTER: Final = 7
"""Days after which it is asked again for a checkpoint that was not there."""
PROBES_PER_RUN: Final = 100
"""Named checkpoints that no listing has and that were never seen, asked for one by one in a run at most."""
FRESH: Final = timedelta(hours=20)
"""So long a listing that answered whole need not be asked again, unless something of it is known to have moved."""
_NEVER: Final = datetime.min.replace(tzinfo=UTC), ""


class HubNotes(BaseModel):
    """`missing`: checkpoint that is not there -> day (ISO 8601) on which the Hub last said so.

    `listed`: listing or collection -> when it last answered whole, and the digest of what the tree had and wanted of
    it then. `began`: the Hub's own time when the last run asked it first.
    """

    now: AwareDatetime = Field(exclude=True)
    missing: dict[str, str] = {}
    listed: dict[str, tuple[AwareDatetime, str]] = {}
    began: AwareDatetime | None = None

    @classmethod
    def of(cls, kept: Mapping[str, Any], now: datetime) -> Self:
        """From run state; what is not of this form counts as nothing."""
        try:
            return cls.model_validate({**kept, "now": now})
        except ValidationError:
            return cls(now=now)

    def to_probe(self, named: Iterable[str]) -> frozenset[str]:
        """Which of the named checkpoints that were never seen may be asked for now: those asked longest ago first."""
        due = (c for c in named if days_since(self.missing.get(c), self.now.date()) >= AGAIN_AFTER)
        return frozenset(sorted(due, key=lambda c: (self.missing.get(c, ""), c))[:PROBES_PER_RUN])

    def last_listed(self, subject: str) -> datetime:
        """When a listing last answered whole; the first of times where it did not, or is not known."""
        return self.listed.get(subject, _NEVER)[0]

    def is_fresh(self, subject: str, digest: str) -> bool:
        """Whether a listing answered whole lately, and the tree has and wants of it what it had and wanted then."""
        at, had = self.listed.get(subject, _NEVER)
        return had == digest and timedelta() <= self.now - at < FRESH


SPARE: Final = 20
"""Listings asked in any run all the same: what vanished, or was closed, is in no list of what moved."""
PAGES: Final = 8
"""Pages of what moved that are read at most; beyond it is cheaper to ask for every listing."""
MARGIN: Final = timedelta(minutes=10)
FIELDS: Final = ("sha", "lastModified", "gated", "pipeline_tag")


def owners_that_moved(client: HubClient, since: datetime, snapshots: Snapshots, want: Wanted) -> set[str] | None:
    """Owners of whom something was modified since an instant, as the Hub lists it, the latest first.

    None where that cannot be told: no answer, another order, too many pages.
    """
    known = snapshots.checkpoints
    present = {c: (s.facts.sha, s.facts.gated) for c, s in known.items() if s.state == "present"}
    moved: set[str] = set()
    seen: set[str] = set()
    last, until = "9999", (since.astimezone(UTC) - MARGIN).strftime("%Y-%m-%dT%H:%M:%S")
    try:
        for number, page in enumerate(client.models([("sort", "lastModified")], expand=FIELDS), 1):
            for facts in map(checkpoint_facts, page.entries):
                if facts is None or facts.last_modified is None or facts.last_modified > last:
                    return None
                last = facts.last_modified
                seen.add(facts.id)
                same = present.get(facts.id) == (facts.sha, facts.gated)
                if not same and want.admits(facts.id, facts.pipeline_tag, known=facts.id in known):
                    moved.add(facts.id.partition("/")[0])
            if page.goes_on and last < until:
                return moved
            if page.goes_on and number == PAGES:
                return None
    except SourceTrouble:
        return None
    # It ended: this was the whole Hub, so what is not in it is gone.
    return moved | {c.partition("/")[0] for c in present.keys() - seen}


def digests_of(subjects: Sequence[str], want: Wanted, snapshots: Snapshots) -> dict[str, str]:
    """For each listing and collection, a digest of what the tree has and wants of it."""
    has: dict[str, list[object]] = {s: [] for s in subjects}
    for checkpoint, one in sorted(snapshots.checkpoints.items()):
        has.get(f"huggingface/{checkpoint.partition('/')[0]}", []).append([checkpoint, one.facts.sha, one.facts.gated, one.state])
    for slug, collection in snapshots.collections.items():
        has.get(f"collections/{slug}", []).extend([*collection.facts.items, collection.state])
    for family, _, held in want.families:
        terms = [family.slug, family.kind, *family.checkpoints, *family.match, *family.exclude, *family.collections]
        for owner in {t.partition("/")[0] for t in (*family.checkpoints, *family.match, *held)}:
            has.get(f"huggingface/{owner}", []).append(terms)
    return {s: hashlib.sha256(json.dumps(kept).encode()).hexdigest()[:16] for s, kept in has.items()}
