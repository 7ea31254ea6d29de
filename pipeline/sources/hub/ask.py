"""The Hub in a run: collections, then the listings of organisations, then the cards that moved."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

from pydantic import TypeAdapter

from pipeline.http.policy import SourceTrouble
from pipeline.layout.snapshots import parse_snapshots
from pipeline.reconcile.members import shown_kind
from pipeline.sources.answers import Gathered, iso_date
from pipeline.sources.asking import Job
from pipeline.sources.batches import Batch, Stage, Stages
from pipeline.sources.hub.ask_cards import PER_BATCH, CardWork, cards_to_read, gather_cards
from pipeline.sources.hub.ask_listings import Listings
from pipeline.sources.hub.client import HubClient
from pipeline.sources.hub.wanted import (
    SPARE,
    TOPIC,
    HubNotes,
    collections_to_ask,
    digests_of,
    model_words,
    organizations_to_ask,
    owners_that_moved,
    to_pass_over,
    wanted,
)
from pipeline.store.cards import CardCache

REFUSED = "the Hub does not accept it: asked without it; renew it at https://huggingface.co/settings/tokens"


def stages(job: Job) -> Stages:
    """Each stage needs what the one before brought: collections name members, listings name revisions."""
    client = HubClient(job.settings.hf_endpoint, job.settings.hf_token, job.meter(), job.settings.address)
    try:
        yield from _stages(job, client)
        if client.token_was_refused:
            job.gathered.keep("HF_TOKEN", REFUSED)
    finally:
        client.close()


def _stages(job: Job, client: HubClient) -> Stages:
    options, progress, gathered, state, families = job.options, job.progress, job.gathered, job.state(), job.families()
    notes = HubNotes.of(state.read(TOPIC), datetime.now(UTC))
    ask = Listings(client, job.old, notes, options.accept_shrink, wanted(families, job.curated, job.old))
    owners = organizations_to_ask(job.curated, families)
    subjects = [f"collections/{c}" for c in collections_to_ask(job.curated, families, watched=not options.families)]
    subjects += [f"huggingface/{o}" for o in owners]
    passed: set[str] = set()
    if len(subjects) > SPARE and notes.listed and not options.families and not options.recheck:
        yield Stage([_batch("listing", "what moved lately", lambda part: passed.update(_passed_over(subjects, ask, part)))])
    todo = sorted(set(subjects) - passed, key=lambda s: (notes.last_listed(s), s.casefold()))
    progress.start("listings", len(todo))

    def listed(subject: str, ask_for: Callable[[str, Gathered], None], part: Gathered) -> None:
        ask_for(subject.partition("/")[2], part)
        progress.step("listings", subject)

    yield Stage([
        _batch("collection", s.replace("collections/", "collection "), partial(listed, s, ask.collection))
        for s in todo if s.startswith("collections/")
    ])  # fmt: skip
    fresh = parse_snapshots(gathered.files).collections
    ask.want = wanted(families, job.curated, job.old._replace(collections={**job.old.collections, **fresh}))
    ask.probes = notes.to_probe(ask.want.named - job.old.checkpoints.keys())
    yield Stage(
        [
            _batch("listing", s.replace("huggingface/", "listing of "), partial(listed, s, ask.organization))
            for s in todo if s.startswith("huggingface/")
        ],
        job.source.policy.concurrency,
    )  # fmt: skip
    unasked = {s.partition("/")[2] for s in passed}
    known = {c: s for c, s in job.old.checkpoints.items() if c.partition("/")[0] in unasked and ask.want.admits(c, None, known=True)}
    work = cards_to_read({**known, **ask.found}, job.old, reread=options.reread, has_token=client.has_token)
    cache = CardCache(job.settings.cache, writable=not options.dry_run)
    yield _cards(work, job, client, cache)
    _conclude(job, ask, subjects, passed, client.began)
    state.write(TOPIC, notes.model_dump(mode="json"))


def _passed_over(subjects: list[str], ask: Listings, part: Gathered) -> frozenset[str]:
    """The listings and collections that need not be asked; none where that cannot be told."""

    def moved() -> frozenset[str] | None:
        try:
            found = owners_that_moved(ask.client, ask.notes.began, ask.old.checkpoints, ask.want)
        except SourceTrouble:
            return None
        part.answered = found is not None
        return found

    return to_pass_over(subjects, digests_of(subjects, ask.want, ask.old), ask.notes, moved)


def _conclude(job: Job, ask: Listings, subjects: list[str], passed: set[str], began: str | None) -> None:
    """Note what answered, for the next run; say which candidates wait, and what was not asked."""
    fresh, notes, gathered = parse_snapshots(job.gathered.files), ask.notes, job.gathered
    has = job.old._replace(
        checkpoints={**job.old.checkpoints, **fresh.checkpoints}, cards={**job.old.cards, **fresh.cards},
        collections={**job.old.collections, **fresh.collections},
    )  # fmt: skip
    for checkpoint in sorted(ask.found.keys() - ask.want.named):
        if checkpoint in has.checkpoints and shown_kind(has.checkpoints[checkpoint].facts, has.cards.get(checkpoint)) is None:
            gathered.reject(checkpoint, "a candidate: neither task nor architecture nor card shows what kind of model it is")
    digests = digests_of(subjects, ask.want, has)
    at = notes.now.isoformat()
    for subject in set(subjects) - passed:
        notes.listed.pop(subject, None)
        if subject in ask.whole:
            notes.listed[subject] = (at, digests[subject])
    notes.began = iso_date(began) or at
    if passed:
        gathered.message = f"{len(passed)} listings and collections answered lately, and nothing of theirs moved since: not asked"
    if not subjects:
        gathered.answered = True
        gathered.message = "no family names a checkpoint, pattern or collection"


def stages_apart(job: Job, data: list[Any]) -> Stages:
    """Cards that another process listed, each as `CardWork` in JSON."""
    work = _WORK.validate_python(data)
    client = HubClient(job.settings.hf_endpoint, job.settings.hf_token, job.meter(), job.settings.address)
    try:
        yield _cards(work, job, client, CardCache(job.settings.cache, writable=not job.options.dry_run))
    finally:
        client.close()


def _cards(work: list[CardWork], job: Job, client: HubClient, cache: CardCache) -> Stage:
    """Cards in batches of a hundred; of a run with shards a part each, and one that it asks itself."""
    options, progress, known = job.options, job.progress, model_words(job.curated)
    progress.start("model cards", len(work))

    def cards(first: int, part: Gathered) -> None:
        gather_cards(work[first : first + size], client, cache, part, progress, known)

    size = PER_BATCH if options.shards == 1 else max(1, -(-len(work) // (options.shards + 1)))
    batches = [
        _batch(
            "model cards", f"cards {n + 1} to {min(n + size, len(work))} of {len(work)}", partial(cards, n),
            _WORK.dump_python(work[n : n + size], mode="json") if options.shards > 1 and n else None,
        )
        for n in range(0, len(work), size)
    ]  # fmt: skip
    return Stage(batches, options.shards + 1 if options.shards > 1 else 1)


_WORK: Final = TypeAdapter(list[CardWork])
_batch = partial(Batch, "huggingface")
