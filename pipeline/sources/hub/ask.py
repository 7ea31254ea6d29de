"""The Hub in a run: collections, then the listings of organisations, then the cards that moved."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from contextvars import copy_context
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final, Literal, NamedTuple

from pydantic import TypeAdapter

from pipeline.cards import READER_VERSION
from pipeline.cards.card import read_card
from pipeline.http.policy import SourceTrouble, Trouble
from pipeline.layout import kinds
from pipeline.layout.snapshots import Snapshots, parse_snapshots
from pipeline.model.ids import HUB_URL
from pipeline.model.progress import Progress
from pipeline.model.snapshots import CardFacts, CardSnapshot, CheckpointSnapshot
from pipeline.reconcile.members import shown_kind
from pipeline.sources.asking import Batch, Gathered, Job, Stage, Stages, iso_date, receipt
from pipeline.sources.hub.ask_listings import Listings
from pipeline.sources.hub.client import HubClient
from pipeline.sources.hub.states import card_facts
from pipeline.sources.hub.wanted import (
    SPARE,
    TOPIC,
    HubNotes,
    Wanted,
    digests_of,
    model_words,
    owners_that_moved,
    subjects_to_ask,
    to_pass_over,
)
from pipeline.store.cards import CardCache

REFUSED: Final = "the Hub does not accept it: asked without it; renew it at https://huggingface.co/settings/tokens"
_batch = partial(Batch, "huggingface")
REREAD_PER_RUN: Final = 100
"""Cards that an older reader read, fetched again in one run unless --reread asks for all."""
PER_BATCH: Final = 100
"""Cards of one batch, of which the policy lets several be under way."""


class CardWork(NamedTuple):
    """One card to read: its checkpoint and the revision wanted."""

    checkpoint: str
    revision: str | None
    old: CardSnapshot | None
    gated: bool


_WORK: Final = TypeAdapter(list[CardWork])


def _client(job: Job) -> HubClient:
    return HubClient(job.settings.hf_endpoint, job.settings.hf_token, job.meter(), job.settings.address)


def stages(job: Job) -> Stages:
    """Each stage needs what the one before brought: collections name members, listings name revisions."""
    with closing(_client(job)) as client:
        yield from _stages(job, client)
        if client.token_was_refused:
            job.gathered.keep("HF_TOKEN", REFUSED)


def stages_apart(job: Job, data: list[Any]) -> Stages:
    """Cards that another process listed, each as `CardWork` in JSON."""
    with closing(_client(job)) as client:
        yield _cards(_WORK.validate_python(data), job, client)


def _stages(job: Job, client: HubClient) -> Stages:
    options, progress, old, state, families = job.options, job.progress, job.old, job.state(), job.families()
    notes = HubNotes.of(state.read(TOPIC), datetime.now(UTC))
    ask = Listings(client, old, notes, options.accept_shrink, Wanted.by(families, job.curated, old))
    subjects = subjects_to_ask(job.curated, families, watched=not options.families)
    passed: set[str] = set()
    if len(subjects) > SPARE and notes.listed and not options.families and not options.recheck:
        yield Stage([_batch("listing", "what moved lately", lambda part: passed.update(_passed_over(subjects, ask, part)))])
    todo = sorted(set(subjects) - passed, key=lambda s: (notes.last_listed(s), s.casefold()))
    progress.start("listings", len(todo))

    def batches(kind: str, start: str, name: str, ask_for: Callable[[str, Gathered], None]) -> list[Batch]:
        def one(subject: str, part: Gathered) -> None:
            ask_for(subject.removeprefix(start), part)
            progress.step("listings", subject)

        return [_batch(kind, s.replace(start, name), partial(one, s)) for s in todo if s.startswith(start)]

    yield Stage(batches("collection", "collections/", "collection ", ask.collection))
    ask.want = Wanted.by(families, job.curated, _with(old, job.gathered))
    ask.probes = notes.to_probe(ask.want.named - old.checkpoints.keys())
    yield Stage(batches("listing", "huggingface/", "listing of ", ask.organization), job.source.policy.concurrency)
    unasked = {s.partition("/")[2] for s in passed}
    known = {c: s for c, s in old.checkpoints.items() if c.partition("/")[0] in unasked and ask.want.admits(c, None, known=True)}
    work = cards_to_read({**known, **ask.found}, old, reread=options.reread, has_token=client.has_token)
    yield _cards(work, job, client)
    _conclude(job, ask, subjects, passed)
    state.write(TOPIC, notes.model_dump(mode="json"))


def _with(old: Snapshots, gathered: Gathered) -> Snapshots:
    """The snapshots with those that moved in this run."""
    fresh = parse_snapshots(gathered.files)
    return old._replace(
        checkpoints={**old.checkpoints, **fresh.checkpoints}, cards={**old.cards, **fresh.cards},
        collections={**old.collections, **fresh.collections},
    )  # fmt: skip


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


def _conclude(job: Job, ask: Listings, subjects: list[str], passed: set[str]) -> None:
    """Note what answered, for the next run; say which candidates wait, and what was not asked."""
    notes, gathered, has = ask.notes, job.gathered, _with(job.old, job.gathered)
    for checkpoint in sorted((ask.found.keys() - ask.want.named) & has.checkpoints.keys()):
        if shown_kind(has.checkpoints[checkpoint].facts, has.cards.get(checkpoint)) is None:
            gathered.reject(checkpoint, "a candidate: neither task nor architecture nor card shows what kind of model it is")
    digests, at = digests_of(subjects, ask.want, has), notes.now.isoformat()
    for subject in set(subjects) - passed:
        notes.listed.pop(subject, None)
        if subject in ask.whole:
            notes.listed[subject] = at, digests[subject]
    notes.began = iso_date(ask.client.began) or at
    if passed:
        gathered.message = f"{len(passed)} listings and collections answered lately, and nothing of theirs moved since: not asked"
    if not subjects:
        gathered.answered = True
        gathered.message = "no family names a checkpoint, pattern or collection"


def _cards(work: list[CardWork], job: Job, client: HubClient) -> Stage:
    """Cards in batches of a hundred; of a run with shards a part each, and one that it asks itself."""
    cache, shards = CardCache(job.settings.cache, writable=not job.options.dry_run), job.options.shards
    known = model_words(job.curated)
    job.progress.start("model cards", len(work))

    def cards(first: int, part: Gathered) -> None:
        gather_cards(work[first : first + size], client, cache, part, job.progress, known)

    size = PER_BATCH if shards == 1 else max(1, -(-len(work) // (shards + 1)))
    batches = [
        _batch(
            "model cards", f"cards {n + 1} to {min(n + size, len(work))} of {len(work)}", partial(cards, n),
            _WORK.dump_python(work[n : n + size], mode="json") if shards > 1 and n else None,
        )
        for n in range(0, len(work), size)
    ]  # fmt: skip
    return Stage(batches, shards + 1 if shards > 1 else 1)


def cards_to_read(now: Mapping[str, CheckpointSnapshot], old: Snapshots, *, reread: bool, has_token: bool) -> list[CardWork]:
    """Which cards moved: another sha, none yet, a gate that may be open now, or (bounded) an older reader.

    With a token gates are tried in every run: nothing else shows that access was granted.
    """
    moved: list[CardWork] = []
    stale: list[CardWork] = []
    for checkpoint, snapshot in sorted(now.items()):
        if snapshot.state != "present":
            continue
        before, revision = old.cards.get(checkpoint), snapshot.facts.sha
        work = CardWork(checkpoint, revision, before, gated=snapshot.facts.gated is not None)
        if before is None or revision not in {None, before.facts.revision} or (before.state == "gated" and (has_token or not work.gated)):
            moved.append(work)
        elif reread or (before.state == "read" and before.facts.reader != READER_VERSION):
            stale.append(work)
    return moved + (stale if reread else stale[:REREAD_PER_RUN])


def gather_cards(
    work: Sequence[CardWork], client: HubClient, cache: CardCache, gathered: Gathered, progress: Progress, known: frozenset[str]
) -> None:
    """Fetch and read a batch of cards, several at a time; results are stored in their order. `known`: see `read_card`."""

    def ask(card: CardWork) -> CardSnapshot | SourceTrouble:
        try:
            return _cached(card, cache, known) or _asked(card, client, cache, known)
        except SourceTrouble as trouble:
            return trouble
        finally:
            progress.step("model cards", card.checkpoint)

    with ThreadPoolExecutor(max_workers=client.meter.policy.concurrency) as pool:
        asked = [pool.submit(copy_context().run, ask, card) for card in work]
        done = [future.result() for future in asked]
    for one, result in zip(work, done, strict=True):
        if isinstance(result, SourceTrouble):
            gathered.keep(f"{one.checkpoint} (card)", result)
            continue
        gathered.answered = True
        gathered.store(kinds.CARDS.path(one.checkpoint), result, one.old)
        for reject in result.facts.rejects[:3]:
            gathered.reject(f"{one.checkpoint}, line {reject.line}", reject.reason)


def _cached(work: CardWork, cache: CardCache, known: frozenset[str]) -> CardSnapshot | None:
    """A card whose text is here: read by an older reader, or fetched by a run that did not end; its receipt still holds."""
    checkpoint, revision, old = work.checkpoint, work.revision, work.old
    text = cache.get(checkpoint, revision) if revision else None
    if text is None or revision is None:
        return None
    # The cache may have lost its bytes: they are held against what the snapshot was read from.
    same = old is not None and old.facts.revision == revision and old.receipt.sha256 == hashlib.sha256(text).hexdigest()
    had = old.receipt if old is not None and same else cache.receipt(checkpoint, revision, text)
    return CardSnapshot(facts=card_facts(read_card(checkpoint, text, known), revision, READER_VERSION), receipt=had) if had else None


def _asked(work: CardWork, client: HubClient, cache: CardCache, known: frozenset[str]) -> CardSnapshot:
    checkpoint, revision, old = work.checkpoint, work.revision, work.old
    if work.gated and not client.has_token:
        return old if old is not None and old.state == "read" and old.facts.revision == revision else _unread(work, "gated")
    try:
        card = client.card(checkpoint, revision)
    except SourceTrouble as trouble:
        if trouble.trouble is Trouble.GATED:
            client.meter.count(gated=1, logical=-1)
            return _unread(work, "gated")
        if trouble.trouble is Trouble.NO_FILE:  # any other refusal says nothing of the card
            return _unread(work, "absent")
        raise
    sha = revision or card.headers.get("x-repo-commit")
    made = receipt(f"{HUB_URL}{checkpoint}/resolve/{revision or 'main'}/README.md", card.body, date=card.date, revision=sha, etag=card.etag)
    if sha:
        cache.put(checkpoint, sha, card.body, made)
    return CardSnapshot(facts=card_facts(read_card(checkpoint, card.body, known), sha, READER_VERSION), receipt=made)


def _unread(work: CardWork, state: Literal["gated", "absent"]) -> CardSnapshot:
    """A card that cannot be read, or is not there."""
    if state == "gated" and work.old is not None and work.old.was_read:
        # The last reading stays good at its revision; the list says that it is not today's.
        return work.old.model_copy(update={"state": state})
    facts = CardFacts(id=work.checkpoint, revision=work.revision, reader=READER_VERSION, kind="other")
    url = f"{HUB_URL}{work.checkpoint}/blob/{work.revision or 'main'}/README.md"
    return CardSnapshot(facts=facts, state=state, receipt=receipt(url, b"", date=None, revision=work.revision))
