"""Model cards: fetched when their repository moved, read again when the reader did."""

import hashlib
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Final, Literal, NamedTuple

from pipeline.cards import READER_VERSION
from pipeline.cards.card import read_card
from pipeline.http.policy import SourceTrouble, Trouble
from pipeline.layout import kinds
from pipeline.layout.snapshots import Snapshots
from pipeline.model.ids import HUB_URL
from pipeline.model.progress import Progress
from pipeline.model.snapshots import CardFacts, CardSnapshot, CheckpointSnapshot
from pipeline.sources.answers import Gathered, receipt
from pipeline.sources.hub.card_states import card_facts
from pipeline.sources.hub.client import HubClient
from pipeline.store.cards import CardCache

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
