"""The Hub in a run: collections, then the listings of organisations, then the cards that moved."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from contextvars import copy_context
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final, Literal, NamedTuple

from pydantic import TypeAdapter

from pipeline.cards import READER_VERSION
from pipeline.cards.card import read_card
from pipeline.changes.guard import LEAST, doubt_of_entries
from pipeline.http.policy import SourceTrouble, Trouble, http_date
from pipeline.layout import kinds
from pipeline.layout.catalog import Snapshots, parse_snapshots
from pipeline.model.ids import HUB_URL
from pipeline.model.reports import Progress
from pipeline.model.snapshots import CardFacts, CardSnapshot, CheckpointFacts, CheckpointSnapshot, CollectionSnapshot
from pipeline.reconcile.members import inner_collections, shown_kind
from pipeline.sources.asking import Batch, Gathered, Job, Stage, Stages, entry_bytes, receipt
from pipeline.sources.hub import wanted
from pipeline.sources.hub.client import HubClient
from pipeline.sources.hub.states import api_url, card_facts, checkpoint_facts, entry_id, quantised_of
from pipeline.store.state import CardCache

NO_NAME: Final = "no valid repository id"
NOT_THERE: Final = "named on the list, but the Hub does not have it (or it is private)"
REFUSED: Final = "the Hub does not accept it: asked without it; renew it at https://huggingface.co/settings/tokens"
REREAD_PER_RUN: Final = 100
"""Cards that an older reader read, fetched again in one run unless --reread asks for all."""
PER_BATCH: Final = 100
"""Cards of one batch, of which the policy lets several be under way."""
Listed = tuple[dict[str, Any], str | None]
"""A checkpoint's wire entry in a listing, and the date of the answer that brought it."""
Found = Iterator[tuple[str, CheckpointSnapshot]]
_batch = partial(Batch, "huggingface")


def _client(job: Job) -> HubClient:
    return HubClient(job.settings.hf_endpoint, job.settings.hf_token, job.meter(), job.settings.address)


def stages(job: Job) -> Stages:
    """Each stage needs what the one before brought: collections name members, listings name revisions."""
    with closing(_client(job)) as client:
        yield from _HubRun(job, client).stages()
        if client.token_is_good is False:
            job.gathered.keep("HF_TOKEN", REFUSED)


def stages_apart(job: Job, data: list[Any]) -> Stages:
    """Cards that another process listed, each as `CardWork` in JSON."""
    with closing(_client(job)) as client:
        yield _cards(_WORK.validate_python(data), job, client)


class _HubRun:
    """Asks for listings and collections, and takes what is believed of them.

    Of the `subjects`, which are listings and collections, those `passed` over need not be asked. `probes` are the
    checkpoints never seen that may be asked for one by one where a listing has them not. Of what was asked, `found` are
    the checkpoints that matter, as they are now; `whole` what answered and was believed.
    """

    def __init__(self, job: Job, client: HubClient) -> None:
        self.job, self.client, self.old, self.believed = job, client, job.old, job.options.accept_shrink
        self.notes = wanted.HubNotes.of(job.known(wanted.TOPIC), datetime.now(UTC))
        self.want = wanted.Wanted.by(job.scope().families, job.curated, job.old)
        self.subjects = wanted.subjects_to_ask(job.curated, job.scope().families, watched=not job.options.families)
        self.passed: set[str] = set()
        self.probes: frozenset[str] = frozenset()
        self.found: dict[str, CheckpointSnapshot] = {}
        self.whole: set[str] = set()

    def stages(self) -> Stages:
        """Collections, listings and cards, but for what answered lately and has not moved since."""
        job, old, notes, options = self.job, self.old, self.notes, self.job.options
        if len(self.subjects) > wanted.SPARE and notes.listed and not options.families and not options.recheck:
            yield Stage([_batch("listing", "what moved lately", self._pass_over)])
        todo = sorted(set(self.subjects) - self.passed, key=lambda s: (notes.last_listed(s), s.casefold()))
        job.progress.start("listings", len(todo))
        yield Stage(self._batches(todo, "collections/", "collection", self.collection))
        self.want = wanted.Wanted.by(job.scope().families, job.curated, self._now())
        self.probes = notes.to_probe(self.want.named - old.checkpoints.keys())
        yield Stage(self._batches(todo, "huggingface/", "listing of", self.organization), job.source.policy.concurrency)
        unasked = {s.partition("/")[2] for s in self.passed}
        known = {c: s for c, s in old.checkpoints.items() if c.partition("/")[0] in unasked and self.want.admits(c, None, known=True)}
        work = cards_to_read({**known, **self.found}, old, reread=options.reread, has_token=self.client.has_token)
        yield _cards(work, job, self.client)
        self._conclude()

    def _batches(self, todo: Iterable[str], start: str, name: str, ask: Callable[[str, Gathered], None]) -> list[Batch]:
        def one(subject: str, part: Gathered) -> None:
            ask(subject, part)
            self.job.progress.step("listings", start + subject)

        named = (s.removeprefix(start) for s in todo if s.startswith(start))
        return [_batch(name, f"{name} {subject}", partial(one, subject)) for subject in named]

    def _now(self) -> Snapshots:
        """The snapshots with those that moved in this run."""
        fresh = parse_snapshots(self.job.gathered.files)
        return Snapshots._make({**had, **moved} for had, moved in zip(self.old, fresh, strict=True))

    def _pass_over(self, part: Gathered) -> None:
        """Find the listings and collections that need not be asked: none where the Hub cannot tell what moved."""
        notes, digests = self.notes, wanted.digests_of(self.subjects, self.want, self.old)
        fresh = [s for s in self.subjects if notes.is_fresh(s, digests[s])]
        if notes.began is None or len(fresh) <= wanted.SPARE:
            return
        moved = wanted.owners_that_moved(self.client, notes.began, self.old, self.want)
        if moved is not None:
            still = (s for s in fresh if s.partition("/")[2] not in moved)
            self.passed.update(sorted(still, key=lambda s: (notes.last_listed(s), s))[wanted.SPARE :])
            part.answered = True

    def _conclude(self) -> None:
        """Note what answered, for the next run; say which candidates wait, and what was not asked."""
        notes, gathered, has = self.notes, self.job.gathered, self._now()
        for checkpoint in sorted((self.found.keys() - self.want.named) & has.checkpoints.keys()):
            if shown_kind(has.checkpoints[checkpoint].facts, has.cards.get(checkpoint)) is None:
                gathered.reject(checkpoint, "a candidate: neither task nor architecture nor card shows what kind of model it is")
        digests = wanted.digests_of(self.subjects, self.want, has)
        notes.listed = {s: kept for s, kept in notes.listed.items() if s in self.passed or s not in digests}
        notes.listed |= {s: (notes.now, digests[s]) for s in self.whole & digests.keys()}
        notes.began = min(http_date(self.client.began) or notes.now, notes.now)
        gathered.notes[wanted.TOPIC] = notes.model_dump(mode="json")
        if self.passed:
            said = "listings and collections answered lately, and nothing of theirs moved since: not asked"
            gathered.message = f"{len(self.passed)} {said}"
        if not self.subjects:
            gathered.answered = True
            gathered.message = "no family names a checkpoint, pattern or collection"

    def collection(self, slug: str, gathered: Gathered) -> None:
        """One collection: what it holds. A vanished one keeps its last content, marked gone."""
        before, subject, path = self.old.collections.get(slug), f"collections/{slug}", kinds.COLLECTIONS.path(slug)
        url = f"{HUB_URL}api/{subject}"
        try:
            facts, answer = self.client.collection(slug, lambda item: gathered.reject(f"{subject}, {item}", NO_NAME))
        except SourceTrouble as trouble:
            if trouble.trouble is not Trouble.NOT_FOUND:
                gathered.keep(subject, trouble)
                return
            gathered.answered = True
            self.whole.add(subject)
            if before is None:
                gathered.reject(subject, NOT_THERE)
            else:
                gathered.store(path, before.model_copy(update={"state": "gone"}), before)
                gathered.keep(subject, "it is gone, or was made private; its last content stays", trouble=False)
            return
        gathered.answered = True
        had = before.facts.items if before is not None and before.state == "present" else {}
        if gathered.refuses(subject, doubt_of_entries(len(had), len(had.keys() & facts.items.keys())), self.believed):
            return
        gathered.store(path, CollectionSnapshot(facts=facts, receipt=receipt(url, answer.body, date=answer.date)), before)
        self.whole.add(subject)
        for inner in inner_collections(facts):
            if f"collections/{inner}" not in self.whole and kinds.COLLECTIONS.path(inner) not in gathered.files:
                self.collection(inner, gathered)

    def organization(self, owner: str, gathered: Gathered) -> None:
        """One organisation's listing, taken whole or not at all, and what it should have and has not."""
        subject, kept, old = f"huggingface/{owner}", len(gathered.kept), self.old.checkpoints
        try:
            entries = dict(self._listed(owner, gathered))
        except SourceTrouble as trouble:
            gathered.keep(subject, trouble)
            return
        gathered.answered = True
        own = (c for c, s in old.items() if s.state == "present" and c.partition("/")[0] == owner)
        present = {c for c in own if self.want.admits(c, None, known=True)}
        # A few are asked for one by one where they are missing, and the Hub's word on each is believed.
        doubt = doubt_of_entries(len(present), len(present & entries.keys())) if len(present) >= LEAST else None
        if not entries:
            gathered.keep(subject, "an empty listing: the name may be wrong (names are case-sensitive), or the source failed")
            if not present:  # nothing can be lost by it
                self.whole.add(subject)
        elif not gathered.refuses(subject, doubt, self.believed):
            found = dict(self._admitted(owner, entries, gathered))
            found |= dict(self._missing(owner, present, entries, gathered))
            for checkpoint, snapshot in sorted(found.items()):
                gathered.store(kinds.CHECKPOINTS.path(checkpoint), snapshot, old.get(checkpoint))
            self.found |= found
            if len(gathered.kept) == kept:
                self.whole.add(subject)

    def _listed(self, owner: str, gathered: Gathered) -> Iterator[tuple[str, Listed]]:
        """The entries of a listing, page by page."""
        for page in self.client.models([("author", owner)]):
            for number, entry in enumerate(page.entries):
                checkpoint = entry_id(entry)
                if checkpoint is None:
                    gathered.reject(f"huggingface/{owner}, entry {number}", NO_NAME)
                elif checkpoint.partition("/")[0] != owner:
                    reason = f"{checkpoint} is not of this organisation, as the list spells it"
                    gathered.reject(f"huggingface/{owner}, entry {number}", reason)
                else:
                    yield checkpoint, (entry, page.headers.get("date"))

    def _admitted(self, owner: str, entries: Mapping[str, Listed], gathered: Gathered) -> Found:
        """The entries of a listing that matter, as snapshots."""
        copies = quantised_of((checkpoint, entry) for checkpoint, (entry, _) in entries.items())
        for checkpoint, (entry, date) in entries.items():
            facts, before = checkpoint_facts(entry), self.old.checkpoints.get(checkpoint)
            if facts is None or not self.want.admits(checkpoint, facts.pipeline_tag, known=before is not None):
                continue
            if gathered.refuses(checkpoint, doubt_of_facts(facts, before), self.believed):
                continue
            made = receipt(f"{HUB_URL}api/models?author={owner}", entry_bytes(entry), date=date, revision=facts.sha)
            yield checkpoint, CheckpointSnapshot(facts=with_copies(facts, copies.get(checkpoint, ())), receipt=made)

    def _missing(self, owner: str, present: set[str], entries: Mapping[str, Listed], gathered: Gathered) -> Found:
        """The checkpoints that a whole listing should have and has not: asked for one by one, or remembered."""
        missing, named = self.notes.missing, {c for c in self.want.named if c.partition("/")[0] == owner}
        for checkpoint in named & entries.keys():
            missing.pop(checkpoint, None)
        for checkpoint in sorted((named | present) - entries.keys()):
            if checkpoint not in self.old.checkpoints and checkpoint not in self.probes:
                since = f"; asked on {missing[checkpoint]}" if checkpoint in missing else ""
                gathered.reject(checkpoint, f"named on the list, but not in the Hub's listing{since}")
            elif (probed := self._probe(checkpoint, gathered)) is not None:
                yield checkpoint, probed

    def _probe(self, checkpoint: str, gathered: Gathered) -> CheckpointSnapshot | None:
        """A checkpoint that the listing does not have: renamed, gone, or never there."""
        before = self.old.checkpoints.get(checkpoint)
        try:
            facts, entry, answer = self.client.model(checkpoint)
        except SourceTrouble as trouble:
            if trouble.trouble not in {Trouble.NOT_FOUND, Trouble.GATED}:
                gathered.keep(checkpoint, trouble)
            elif before is not None:
                return before.model_copy(update={"state": "gone"})
            else:
                self.notes.missing[checkpoint] = self.notes.now.date().isoformat()
                gathered.reject(checkpoint, NOT_THERE)
            return None
        if gathered.refuses(checkpoint, doubt_of_facts(facts, before), self.believed):
            return None
        made = receipt(api_url(checkpoint, None), entry_bytes(entry), date=answer.date, revision=facts.sha)
        now = with_copies(facts, before.facts.copies if before is not None else ()).model_copy(update={"id": checkpoint})
        if facts.id.casefold() == checkpoint.casefold():
            return CheckpointSnapshot(facts=now, receipt=made)
        return CheckpointSnapshot(facts=before.facts if before is not None else now, receipt=made, state="moved", moved_to=facts.id)


def with_copies(facts: CheckpointFacts, copies: Iterable[str]) -> CheckpointFacts:
    """The facts with these quantised copies, which only a listing knows."""
    return facts.model_copy(update={"copies": tuple(sorted(copies))})


_DERIVED: Final = ("pipeline_tag", "library", "tags", "created_at", "architectures", "safetensors")
"""What the Hub derives from a commit: it does not vanish while the commit stays."""


def doubt_of_facts(facts: CheckpointFacts, before: CheckpointSnapshot | None) -> str | None:
    """Why an entry is not believed beside the one that we have: it says less, is older, or is of another repository."""
    if before is None:
        return None
    was = before.facts
    if was.sha is not None and facts.sha is None:
        return "the answer leaves out its revision, which the Hub always states"
    lost = [name for name in _DERIVED if getattr(was, name) and not getattr(facts, name)]
    if facts.sha == was.sha and len(lost) > 1:
        return f"of the same revision the answer leaves out what it had: {', '.join(lost)}"
    # A name is free again once it is given up, and two makers may change theirs.
    made, now = (was.created_at or "")[:10], (facts.created_at or "")[:10]
    if facts.id.casefold() == was.id.casefold() and made and now and made != now:
        return f"its repository was made on {now}, and the one that we know on {made}: another one has its name"
    if facts.sha != was.sha and (facts.last_modified or "9") < (was.last_modified or ""):
        return f"it was last changed on {facts.last_modified}, before what we have of it ({was.last_modified})"
    return None


class CardWork(NamedTuple):
    """One card to read: its checkpoint and the revision wanted."""

    checkpoint: str
    revision: str | None
    old: CardSnapshot | None
    gated: bool


_WORK: Final = TypeAdapter(list[CardWork])


def _cards(work: list[CardWork], job: Job, client: HubClient) -> Stage:
    """Cards in batches of a hundred; of a run with shards a part each, and one that it asks itself."""
    cache, shards = CardCache(job.settings.cache, writable=not job.options.dry_run), job.options.shards
    known = wanted.model_words(job.curated)
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
    """Which cards moved: another sha, none yet, a gate (with a token always), or (bounded) an older reader."""
    moved: list[CardWork] = []
    stale: list[CardWork] = []
    for checkpoint, snapshot in sorted(now.items()):
        if snapshot.state != "present":
            continue
        before, revision = old.cards.get(checkpoint), snapshot.facts.sha
        work = CardWork(checkpoint, revision, before, gated=snapshot.facts.gated is not None)
        opens = before is not None and before.state == "gated" and (has_token or not work.gated)
        if before is None or revision not in {None, before.facts.revision} or opens:
            moved.append(work)
        elif reread or (before.state == "read" and before.facts.reader != READER_VERSION):
            stale.append(work)
    return moved + (stale if reread else stale[:REREAD_PER_RUN])


def gather_cards(
    work: Sequence[CardWork], client: HubClient, cache: CardCache, gathered: Gathered, progress: Progress, known: frozenset[str]
) -> None:
    """Fetch and read a batch of cards, several at a time, stored in their order. `known`: see `read_card`."""

    def ask(card: CardWork) -> CardSnapshot | SourceTrouble:
        try:
            return _card(card, client, cache, known)
        except SourceTrouble as trouble:
            return trouble
        finally:
            progress.step("model cards", card.checkpoint)

    with ThreadPoolExecutor(max_workers=client.meter.policy.concurrency) as pool:
        results = list(pool.map(lambda here, card: here.run(ask, card), [copy_context() for _ in work], work))
    for one, result in zip(work, results, strict=True):
        if isinstance(result, SourceTrouble):
            gathered.keep(f"{one.checkpoint} (card)", result)
            continue
        gathered.answered = True
        gathered.store(kinds.CARDS.path(one.checkpoint), result, one.old)
        for reject in result.facts.rejects[:3]:
            gathered.reject(f"{one.checkpoint}, line {reject.line}", reject.reason)


def _card(work: CardWork, client: HubClient, cache: CardCache, known: frozenset[str]) -> CardSnapshot:
    """A card whose text is here (of an older reader, or of a run that did not end), or as the Hub gives it."""
    revision, old = work.revision, work.old
    kept = cache.get(work.checkpoint, revision) if revision else None
    if kept is None and work.gated and not client.has_token:
        return old if old is not None and old.state == "read" and old.facts.revision == revision else _unread(work, "gated")
    try:
        if kept is None:
            card = client.card(work.checkpoint, revision)
            sha = revision or card.headers.get("x-repo-commit")
            url = f"{HUB_URL}{work.checkpoint}/resolve/{revision or 'main'}/README.md"
            kept = card.body, receipt(url, card.body, date=card.date, revision=sha, etag=card.etag)
            if sha:
                cache.put(work.checkpoint, sha, *kept)
    except SourceTrouble as trouble:
        if trouble.trouble is Trouble.GATED:
            client.meter.count(gated=1, logical=-1)
            return _unread(work, "gated")
        if trouble.trouble is Trouble.NO_FILE:  # any other refusal says nothing of the card
            return _unread(work, "absent")
        raise
    text, made = kept
    facts = card_facts(read_card(work.checkpoint, text, known), made.revision, READER_VERSION)
    return CardSnapshot(facts=facts, receipt=made)


def _unread(work: CardWork, state: Literal["gated", "absent"]) -> CardSnapshot:
    """A card that cannot be read, or is not there."""
    if state == "gated" and work.old is not None and work.old.was_read:
        # The last reading stays good at its revision; the list says that it is not today's.
        return work.old.model_copy(update={"state": state})
    facts = CardFacts(id=work.checkpoint, revision=work.revision, reader=READER_VERSION, kind="other")
    url = f"{HUB_URL}{work.checkpoint}/blob/{work.revision or 'main'}/README.md"
    return CardSnapshot(facts=facts, state=state, receipt=receipt(url, b"", date=None, revision=work.revision))
