"""Asking less: listings that answered lately are passed over, where the Hub's own list of what moved names none of theirs."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from pipeline.layout.snapshots import Snapshots
from pipeline.model.snapshots import CheckpointSnapshot
from pipeline.sources.hub.client import HubClient
from pipeline.sources.hub.notes import HubNotes
from pipeline.sources.hub.states import checkpoint_facts
from pipeline.sources.hub.wanted import Wanted
from pipeline.sources.json_fields import when

SPARE: Final = 20
"""Listings asked in any run although nothing speaks for it: what vanished, or was closed, is in no list of what moved."""
PAGES: Final = 8
"""Pages of what moved that are read at most; beyond it is cheaper to ask for every listing."""
MARGIN: Final = timedelta(minutes=10)
FIELDS: Final = ("sha", "lastModified", "gated", "pipeline_tag")


def to_pass_over(
    subjects: Sequence[str], digests: Mapping[str, str], notes: HubNotes, moved: Callable[[], frozenset[str] | None]
) -> frozenset[str]:
    """The subjects that need not be asked in this run.

    `moved` asks which owners something moved of; None says that nobody can tell, and then all are asked.
    """
    fresh = [s for s in subjects if notes.is_fresh(s, digests[s])]
    if len(fresh) <= SPARE or (owners := moved()) is None:
        return frozenset()
    still = (s for s in fresh if s.partition("/")[2] not in owners)
    return frozenset(sorted(still, key=lambda s: (notes.last_listed(s), s))[SPARE:])


def owners_that_moved(client: HubClient, since: str, known: Mapping[str, CheckpointSnapshot], want: Wanted) -> frozenset[str] | None:
    """Owners of whom something was modified since an instant (ISO 8601), as the Hub lists it, the latest first.

    None where that cannot be told: no instant, another order, too many pages.

    Raises:
        SourceTrouble: the listing could not be had.
    """
    try:
        until = (datetime.fromisoformat(since) - MARGIN).strftime("%Y-%m-%dT%H:%M:%S")
    except ValueError:
        return None
    moved: set[str] = set()
    seen: set[str] = set()
    last = "9999"
    for number, page in enumerate(client.models([("sort", "lastModified")], expand=FIELDS), 1):
        for entry in page.entries:
            facts = checkpoint_facts(entry) if isinstance(entry, dict) else None
            at = when(entry.get("lastModified")) if facts is not None else None
            if facts is None or at is None or at > last:
                return None
            last = at
            seen.add(facts.id)
            before = known.get(facts.id)
            same = before is not None and before.state == "present" and (before.facts.sha, before.facts.gated) == (facts.sha, facts.gated)
            if not same and want.admits(facts.id, facts.pipeline_tag, known=before is not None):
                moved.add(facts.id.partition("/")[0])
        if page.cursor is not None and last < until:
            return frozenset(moved)
        if page.cursor is not None and number == PAGES:
            return None
    # It ended: this was the whole Hub, so what is not in it is gone.
    return frozenset(moved | {c.partition("/")[0] for c, s in known.items() if s.state == "present" and c not in seen})


def digests_of(subjects: Sequence[str], want: Wanted, snapshots: Snapshots) -> dict[str, str]:
    """For each listing and collection, a digest of what the tree has and wants of it."""
    has: dict[str, list[object]] = {s: [] for s in subjects}
    for checkpoint, one in sorted(snapshots.checkpoints.items()):
        has.get(f"huggingface/{checkpoint.partition('/')[0]}", []).append([checkpoint, one.facts.sha, one.facts.gated, one.state])
    for slug, collection in snapshots.collections.items():
        has.get(f"collections/{slug}", []).extend([*collection.facts.items, collection.state])
    for family in want.families:
        terms = [family.slug, family.kind, *family.checkpoints, *family.match, *family.exclude, *family.collections]
        for owner in {t.partition("/")[0] for t in (*family.checkpoints, *family.match, *want.collected.get(family.slug, ()))}:
            has.get(f"huggingface/{owner}", []).append(terms)
    return {s: hashlib.sha256(json.dumps(held).encode()).hexdigest()[:16] for s, held in has.items()}
