"""The Hub in a run: collections, then the listings of organisations, then the cards that moved."""

from functools import partial

from pipeline.layout.snapshots import parse_snapshots
from pipeline.model.snapshots import CheckpointSnapshot
from pipeline.sources.answers import Gathered
from pipeline.sources.asking import Job
from pipeline.sources.batches import Batch, Stage, Stages
from pipeline.sources.hub.ask_cards import PER_BATCH, cards_to_read, gather_cards
from pipeline.sources.hub.ask_listings import gather_collection, gather_organization
from pipeline.sources.hub.client import HubClient
from pipeline.sources.hub.notes import TOPIC, HubNotes
from pipeline.sources.hub.wanted import collections_to_ask, organizations_to_ask, wanted
from pipeline.store.cards import CardCache


def stages(job: Job) -> Stages:
    """Each stage needs what the one before brought: collections name members, listings name revisions."""
    options, progress, gathered = job.options, job.progress, job.gathered
    families = job.families()
    organizations = organizations_to_ask(job.curated, families)
    collections = collections_to_ask(job.curated, families, watched=not options.families)
    client = HubClient(job.settings.hf_endpoint, job.settings.hf_token, job.meter())
    state, has_token = job.state(), bool(job.settings.hf_token)
    notes = HubNotes.of(state.read(TOPIC), job.today, has_token=has_token)
    now: dict[str, dict[str, CheckpointSnapshot]] = {}

    def collection(slug: str, part: Gathered) -> None:
        gather_collection(slug, client, job.old, part, options.accept_shrink)
        progress.step("listings", slug)

    try:
        progress.start("listings", len(collections) + len(organizations))
        yield Stage([_batch("collection", f"collection {s}", partial(collection, s)) for s in collections])
        fresh = parse_snapshots(gathered.files).collections
        listed = job.old._replace(collections={**job.old.collections, **fresh})
        want = wanted(families, job.curated, listed)
        probes = notes.to_probe(want.named - job.old.checkpoints.keys())

        def listing(owner: str, part: Gathered) -> None:
            now[owner] = gather_organization(owner, client, job.old, want, part, options.accept_shrink, notes, probes)
            progress.step("listings", owner)

        yield Stage(
            [_batch("listing", f"listing of {o}", partial(listing, o)) for o in organizations],
            job.source.policy.concurrency,
        )
        found = {c: s for owner in organizations for c, s in now.get(owner, {}).items()}
        work = cards_to_read(found, job.old, notes, reread=options.reread, has_token=has_token)
        cache = CardCache(job.settings.cache, writable=not options.dry_run)
        progress.start("model cards", len(work))

        def cards(first: int, part: Gathered) -> None:
            some = work[first : first + PER_BATCH]
            gather_cards(some, client, cache, part, progress, notes, has_token=has_token)

        yield Stage([
            _batch("cards", f"cards {n + 1} to {min(n + PER_BATCH, len(work))} of {len(work)}", partial(cards, n))
            for n in range(0, len(work), PER_BATCH)
        ])  # fmt: skip
        state.write(TOPIC, notes.as_json())
    finally:
        client.close()
    if not organizations and not collections:
        gathered.answered = True
        gathered.message = "no family names a checkpoint, pattern or collection"


_batch = partial(Batch, "huggingface")
