"""Organisations' listings and collections of the Hub: which checkpoints there are, and what the API states."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from pipeline.changes.shrink import accepted, refusal, shrank
from pipeline.http.meter import SourceTrouble
from pipeline.http.policy import Trouble
from pipeline.layout import kinds, paths
from pipeline.layout.snapshots import Snapshots
from pipeline.model.snapshots import CheckpointFacts, CheckpointSnapshot, CollectionSnapshot
from pipeline.sources.answers import Gathered, entry_bytes, receipt
from pipeline.sources.hub.client import HubClient, parse_json
from pipeline.sources.hub.notes import HubNotes
from pipeline.sources.hub.states import PUBLIC, api_url, checkpoint_facts, collection_facts, entry_id
from pipeline.sources.hub.wanted import Wanted

GONE: Final = frozenset({Trouble.NOT_FOUND})
NO_REVISION: Final = "the answer leaves out its revision, which the Hub always states"


def gather_collection(
    slug: str, client: HubClient, old: Snapshots, gathered: Gathered, allowed: Collection[str]
) -> None:
    """One collection: what it holds. A vanished one keeps its last content, marked gone."""
    before = old.collections.get(slug)
    subject = f"collections/{slug}"
    url = f"{PUBLIC}/api/collections/{slug}"
    try:
        answer = client.collection(slug)
        facts = collection_facts(slug, parse_json(answer.body, url))
    except SourceTrouble as trouble:
        if trouble.trouble in GONE:
            gathered.answered = True
            if before is None:
                gathered.reject(subject, "named on the list, but the Hub does not have it (or it is private)")
                return
            gathered.store(kinds.COLLECTIONS.path(slug), before.model_copy(update={"state": "gone"}), before)
            gathered.keep(subject, "it is gone, or was made private; its last content stays", trouble=False)
        else:
            gathered.keep(subject, trouble)
        return
    gathered.answered = True
    if facts is None:
        gathered.keep(subject, "the answer holds no list of items")
        return
    if before is not None and before.state == "present":
        had, has = len(before.facts.items), sum(i in facts.items for i in before.facts.items)
        if shrank(had, has) and not accepted(subject, allowed):
            gathered.refused = True
            gathered.keep(subject, refusal(subject, had, has), trouble=False)
            return
    snapshot = CollectionSnapshot(facts=facts, receipt=receipt(url, answer.body, date=answer.date))
    gathered.store(kinds.COLLECTIONS.path(slug), snapshot, before)


def gather_organization(
    owner: str, client: HubClient, old: Snapshots, want: Wanted, gathered: Gathered, allowed: Collection[str],
    notes: HubNotes, probes: Collection[str],
) -> dict[str, CheckpointSnapshot]:  # fmt: skip
    """One organisation's listing; returns the checkpoints that matter as they are now.

    `probes` are the checkpoints never seen that may be asked for one by one where the listing has them not.
    """
    entries, dates, whole = _pages(owner, client, gathered)
    found = _admitted(owner, entries, dates, old, want, gathered)
    subject = f"huggingface/{owner}"
    if not whole:
        return _stored(found, old, gathered)
    named_here = {c for c in want.named if c.partition("/")[0] == owner}
    for checkpoint in named_here & entries.keys():
        notes.missing.pop(checkpoint, None)
    known = {c for c in old.checkpoints if c.partition("/")[0] == owner and _in_scope(c, want, old)}
    if not entries:
        gathered.keep(
            subject, "an empty listing: the name may be wrong (names are case-sensitive), or the source failed"
        )
        return {}
    present = {c for c in known if old.checkpoints[c].state == "present"}
    still = {c for c in present if c in entries}
    if shrank(len(present), len(still)) and not accepted(subject, allowed):
        gathered.refused = True
        gathered.keep(subject, refusal(subject, len(present), len(still)), trouble=False)
        return _stored(found, old, gathered)
    for checkpoint in sorted((named_here | present) - set(entries)):
        if checkpoint not in old.checkpoints and checkpoint not in probes:
            since = f"; asked on {notes.missing[checkpoint]}" if checkpoint in notes.missing else ""
            gathered.reject(checkpoint, f"named on the list, but not in the Hub's listing{since}")
            continue
        probed = _probe(checkpoint, client, old, gathered, notes)
        if probed is not None:
            found[checkpoint] = probed
    return _stored(found, old, gathered)


def _admitted(
    owner: str, entries: Mapping[str, dict[str, Any]], dates: Mapping[str, str | None], old: Snapshots, want: Wanted, gathered: Gathered
) -> dict[str, CheckpointSnapshot]:
    """The entries of a listing that matter, as snapshots."""
    found: dict[str, CheckpointSnapshot] = {}
    for checkpoint, entry in entries.items():
        if want.admits(checkpoint, entry):
            facts = checkpoint_facts(entry)
            if facts is not None and _lost_its_revision(facts, old.checkpoints.get(checkpoint)):
                gathered.keep(checkpoint, NO_REVISION)
            elif facts is not None:
                found[checkpoint] = CheckpointSnapshot(
                    facts=facts,
                    receipt=receipt(f"{PUBLIC}/api/models?author={owner}", entry_bytes(entry), date=dates[checkpoint], revision=facts.sha),
                )  # fmt: skip
    return found


def _lost_its_revision(facts: CheckpointFacts, before: CheckpointSnapshot | None) -> bool:
    """Whether an entry came as a stump: without the one fact that every repository has, and that it had."""
    return facts.sha is None and before is not None and before.facts.sha is not None


def _in_scope(checkpoint: str, want: Wanted, old: Snapshots) -> bool:
    task = old.checkpoints[checkpoint].facts.pipeline_tag
    return want.admits(checkpoint, {"pipeline_tag": task} if task else {})


def _pages(
    owner: str, client: HubClient, gathered: Gathered
) -> tuple[dict[str, dict[str, Any]], dict[str, str | None], bool]:
    entries: dict[str, dict[str, Any]] = {}
    dates: dict[str, str | None] = {}
    subject = f"huggingface/{owner}"
    try:
        for page in client.models([("author", owner)]):
            gathered.answered = True
            for number, entry in enumerate(page.entries):
                checkpoint = entry_id(entry)
                if checkpoint is None:
                    gathered.reject(f"{subject}, entry {number}", "no valid repository id")
                elif checkpoint.partition("/")[0].casefold() != owner.casefold():
                    gathered.reject(f"{subject}, entry {number}", f"{checkpoint} is not of this organisation")
                else:
                    entries[checkpoint] = entry
                    dates[checkpoint] = page.headers.get("date")
    except SourceTrouble as trouble:
        gathered.keep(subject, trouble)
        return entries, dates, False
    return entries, dates, True


def _probe(
    checkpoint: str, client: HubClient, old: Snapshots, gathered: Gathered, notes: HubNotes
) -> CheckpointSnapshot | None:
    """A checkpoint that the listing does not have: renamed, gone, or never there."""
    before = old.checkpoints.get(checkpoint)
    try:
        answer = client.model(checkpoint)
        entry = parse_json(answer.body, checkpoint)
    except SourceTrouble as trouble:
        if trouble.trouble in GONE or trouble.trouble is Trouble.GATED:
            if before is None:
                notes.missing[checkpoint] = notes.today.isoformat()
                gathered.reject(checkpoint, "named on the list, but the Hub does not have it (or it is private)")
                return None
            return before.model_copy(update={"state": "gone"})
        gathered.keep(checkpoint, trouble)
        return None
    facts = checkpoint_facts(entry) if isinstance(entry, dict) else None
    if facts is None:
        gathered.keep(checkpoint, "the Hub's answer names no repository")
        return None
    if _lost_its_revision(facts, before):
        gathered.keep(checkpoint, NO_REVISION)
        return None
    made = receipt(api_url(checkpoint, None), entry_bytes(entry), date=answer.date, revision=facts.sha)
    if facts.id.casefold() != checkpoint.casefold():
        own = before.facts if before is not None else facts.model_copy(update={"id": checkpoint})
        return CheckpointSnapshot(facts=own, receipt=made, state="moved", moved_to=facts.id)
    return CheckpointSnapshot(facts=facts.model_copy(update={"id": checkpoint}), receipt=made)


def _stored(
    found: Mapping[str, CheckpointSnapshot], old: Snapshots, gathered: Gathered
) -> dict[str, CheckpointSnapshot]:
    for checkpoint, snapshot in sorted(found.items()):
        gathered.store(paths.hub_snapshot(checkpoint), snapshot, old.checkpoints.get(checkpoint))
    return dict(found)
