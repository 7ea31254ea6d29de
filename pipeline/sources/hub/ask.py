"""The Hub in a run: collections, then the listings of organisations, then the cards that moved.

Listings that answered lately are passed over, where the Hub's own list of what moved names none of theirs. What a
run keeps in mind of the Hub's answers is run state, which may be lost at the cost of requests.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from contextvars import copy_context
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final, Literal, NamedTuple, Self

from pydantic import AwareDatetime, BaseModel, Field, TypeAdapter, ValidationError

from pipeline.cards import READER_VERSION
from pipeline.cards.card import read_card
from pipeline.changes.guard import LEAST, doubt_of_entries
from pipeline.http.policy import SourceTrouble, Trouble, http_date
from pipeline.kinds import kind_of_task
from pipeline.layout import kinds
from pipeline.layout.catalog import Curated, Snapshots, parse_snapshots
from pipeline.model.curated import CuratedFamily
from pipeline.model.ids import HUB_URL
from pipeline.model.reports import Progress
from pipeline.model.snapshots import CardFacts, CardSnapshot, CheckpointFacts, CheckpointSnapshot, CollectionSnapshot
from pipeline.names.dissected import is_repack_name, matches
from pipeline.names.vocabulary import lexicon
from pipeline.reconcile.members import declined_ids, hub_names, inner_collections, is_declined, models_in, shown_kind
from pipeline.sources.asking import Batch, Gathered, Job, Stage, Stages, entry_bytes, receipt
from pipeline.sources.hub.client import HubClient
from pipeline.sources.hub.states import api_url, card_facts, checkpoint_facts, entry_id, quantised_of
from pipeline.sources.json_fields import Json, days_since
from pipeline.store.state import CardCache

NO_NAME: Final = "no valid repository id"
NOT_THERE: Final = "named on the list, but the Hub does not have it (or it is private)"
REREAD_PER_RUN: Final = 100
"""Cards that an older reader read, fetched again in one run unless --reread asks for all."""
PER_BATCH: Final = 100
"""Cards of one batch, of which the policy lets several be under way."""
Listed = tuple[dict[str, Any], str | None]
"""A checkpoint's wire entry in a listing, and the date of the answer that brought it."""
Found = Iterator[tuple[str, CheckpointSnapshot]]
TOPIC: Final = "hub"
AGAIN_AFTER: Final = 7
"""Days after which it is asked again for a checkpoint that was not there."""
PROBES_PER_RUN: Final = 100
"""Named checkpoints that no listing has and that were never seen, asked for one by one in a run at most."""
FRESH: Final = timedelta(hours=20)
"""So long a listing that answered whole need not be asked again, unless something of it is known to have moved."""
_NEVER: Final = datetime.min.replace(tzinfo=UTC), ""
SPARE: Final = 20
"""Listings asked in any run all the same: what vanished, or was closed, is in no list of what moved."""
PAGES: Final = 8
"""Pages of what moved that are read at most; beyond it is cheaper to ask for every listing."""
MARGIN: Final = timedelta(minutes=10)
FIELDS: Final = ("sha", "lastModified", "gated", "pipeline_tag")
_OF_REPOSITORY: Final = {"id", "sha", "last_modified", "gated", "copies", "disabled"}
_OF_COMMIT: Final = sorted(CheckpointFacts.model_fields.keys() - _OF_REPOSITORY)
"""What the Hub derives from a commit: it does not vanish while the commit stays."""


def stages(job: Job) -> Stages:
    """Each stage needs what the one before brought: collections name members, listings name revisions."""
    with closing(HubClient(job.settings, job.meter())) as client:
        yield from _HubRun(job, client).stages()
        if client.token_is_good is False:
            said = "the Hub does not accept it: asked without it; renew it at https://huggingface.co/settings/tokens"
            job.gathered.keep("HF_TOKEN", said)


def stages_apart(job: Job, data: dict[str, Any]) -> Stages:
    """Cards that another process listed, each as `CardWork` in JSON, and the words of its list (`model_words`)."""
    with closing(HubClient(job.settings, job.meter())) as client:
        yield _cards(_WORK.validate_python(data["cards"]), frozenset(data["known"]), job, client)


class Wanted(NamedTuple):
    """The checkpoints that matter to some families: named ones, and who else may be admitted.

    Each family with its makers' names on the Hub, and the models that its collections hold.
    """

    named: frozenset[str]
    declined: frozenset[str]
    families: tuple[tuple[CuratedFamily, frozenset[str], frozenset[str]], ...]

    @classmethod
    def by(cls, scope: Curated, snapshots: Snapshots) -> Self:
        """What the families in scope want (their collections already refreshed)."""
        families = scope.families.values()
        held = (frozenset(i for c in f.collections for i in models_in(c, snapshots, gone=True)) for f in families)
        makers = (hub_names(scope, f) for f in families)
        named = frozenset(c for f in families for c in f.checkpoints)
        return cls(named, declined_ids(scope), tuple(zip(families, makers, held, strict=True)))

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


class _HubRun:
    """Asks for listings and collections, and takes what is believed of them.

    Of the `subjects`, which are listings and collections, those `passed` over need not be asked. `probes` are the
    checkpoints never seen that may be asked for one by one where a listing has them not. Of what was asked, `found` are
    the checkpoints that matter, as they are now; `whole` what answered and was believed.
    """

    def __init__(self, job: Job, client: HubClient) -> None:
        self.job, self.client, self.old, self.believed = job, client, job.old, job.options.accept_shrink
        self.notes, self.want = HubNotes.of(job.known(TOPIC), datetime.now(UTC)), Wanted.by(job.scope(), job.old)
        self.subjects = list(self._subjects())
        self.passed: set[str] = set()
        self.probes: frozenset[str] = frozenset()
        self.found: dict[str, CheckpointSnapshot] = {}
        self.whole: set[str] = set()

    def stages(self) -> Stages:
        """Collections, listings and cards, but for what answered lately and has not moved since."""
        job, old, notes, options = self.job, self.old, self.notes, self.job.options
        digests = {} if options.families or options.recheck else self._digests(old)
        fresh = [subject for subject, digest in digests.items() if notes.is_fresh(subject, digest)]
        if len(fresh) > SPARE and notes.began is not None:
            yield Stage([Batch("what moved lately", partial(self._pass_over, fresh, notes.began))])
        todo = sorted(set(self.subjects) - self.passed, key=lambda s: (notes.last_listed(s), s.casefold()))
        job.progress.start("listings", len(todo))
        yield Stage(self._batches(todo, "collections/", "collection", self.collection))
        self.want = Wanted.by(job.scope(), self._now())
        self.probes = notes.to_probe(self.want.named - old.checkpoints.keys())
        yield Stage(self._batches(todo, "huggingface/", "listing of", self.organization), job.source.policy.concurrency)
        unasked = {s.partition("/")[2] for s in self.passed}
        known = {c: s for c, s in old.checkpoints.items() if c.partition("/")[0] in unasked and self.want.admits(c, None, known=True)}
        work = cards_to_read({**known, **self.found}, old, reread=options.reread, has_token=self.client.has_token)
        yield _cards(work, model_words(job.curated), job, self.client)
        self._conclude()

    def _subjects(self) -> Iterator[str]:
        """What is asked: `collections/<slug>`, of watch.toml too where all families are, and `huggingface/<organisation>`."""
        families, watch = self.job.scope().families.values(), () if self.job.options.families else self.job.curated.watch.collections
        yield from sorted({f"collections/{slug}" for slug in (*watch, *(c for f in families for c in f.collections))})
        named = (n for f in families for n in (*f.checkpoints, *f.match, *f.collections))
        owners = {o for n in named if f"{(o := n.partition('/')[0])}/*" not in self.want.declined and "*" not in o}
        yield from (f"huggingface/{o}" for o in sorted(owners, key=str.casefold))

    def _batches(self, todo: Iterable[str], start: str, name: str, ask: Callable[[str, Gathered], None]) -> list[Batch]:
        named = (s.removeprefix(start) for s in todo if s.startswith(start))
        return [Batch(f"{name} {subject}", partial(ask, subject), "listings") for subject in named]

    def _now(self) -> Snapshots:
        """The snapshots with those that moved in this run."""
        fresh = parse_snapshots(self.job.gathered.files)
        return Snapshots._make({**had, **moved} for had, moved in zip(self.old, fresh, strict=True))

    def _pass_over(self, fresh: list[str], since: datetime, part: Gathered) -> None:
        """Find which listings and collections need not be asked: none where the Hub cannot tell what moved."""
        moved = self._owners_that_moved(since)
        if moved is not None:
            still = (s for s in fresh if s.partition("/")[2] not in moved)
            self.passed.update(sorted(still, key=lambda s: (self.notes.last_listed(s), s))[SPARE:])
            part.answered = True

    def _owners_that_moved(self, since: datetime) -> set[str] | None:
        """Owners of whom something was modified since an instant, as the Hub lists it, the latest first.

        None where that cannot be told: no answer, another order, too many pages.
        """
        known = self.old.checkpoints
        present = {c: (s.facts.sha, s.facts.gated) for c, s in known.items() if s.state == "present"}
        moved: set[str] = set()
        seen: set[str] = set()
        last, until = "9999", (since.astimezone(UTC) - MARGIN).strftime("%Y-%m-%dT%H:%M:%S")
        try:
            for number, page in enumerate(self.client.models([("sort", "lastModified")], expand=FIELDS), 1):
                for facts in map(checkpoint_facts, page.entries):
                    if facts is None or facts.last_modified is None or facts.last_modified > last:
                        return None
                    last = facts.last_modified
                    seen.add(facts.id)
                    same = present.get(facts.id) == (facts.sha, facts.gated)
                    if not same and self.want.admits(facts.id, facts.pipeline_tag, known=facts.id in known):
                        moved.add(facts.id.partition("/")[0])
                if page.goes_on and last < until:
                    return moved
                if page.goes_on and number == PAGES:
                    return None
        except SourceTrouble:
            return None
        # It ended: this was the whole Hub, so what is not in it is gone.
        return moved | {c.partition("/")[0] for c in present.keys() - seen}

    def _digests(self, snapshots: Snapshots) -> dict[str, str]:
        """For each listing and collection, a digest of what the tree has and wants of it."""
        has: dict[str, list[object]] = {s: [] for s in self.subjects}
        for checkpoint, one in sorted(snapshots.checkpoints.items()):
            has.get(f"huggingface/{checkpoint.partition('/')[0]}", []).append([checkpoint, one.facts.sha, one.facts.gated, one.state])
        for slug, collection in snapshots.collections.items():
            has.get(f"collections/{slug}", []).extend([*collection.facts.items, collection.state])
        for family, _, held in self.want.families:
            terms = [family.slug, family.kind, *family.checkpoints, *family.match, *family.exclude, *family.collections]
            for owner in {t.partition("/")[0] for t in (*family.checkpoints, *family.match, *held)}:
                has.get(f"huggingface/{owner}", []).append(terms)
        return {s: hashlib.sha256(json.dumps(kept).encode()).hexdigest()[:16] for s, kept in has.items()}

    def _conclude(self) -> None:
        """Note what answered, for the next run; say which candidates wait, and what was not asked."""
        notes, gathered, has = self.notes, self.job.gathered, self._now()
        for checkpoint in sorted((self.found.keys() - self.want.named) & has.checkpoints.keys()):
            if shown_kind(has.checkpoints[checkpoint].facts, has.cards.get(checkpoint)) is None:
                gathered.reject(checkpoint, "a candidate: neither task nor architecture nor card shows what kind of model it is")
        digests = self._digests(has)
        notes.listed = {s: kept for s, kept in notes.listed.items() if s in self.passed or s not in digests}
        notes.listed |= {s: (notes.now, digests[s]) for s in self.whole & digests.keys()}
        notes.began = min(http_date(self.client.began) or notes.now, notes.now)
        gathered.notes[TOPIC] = notes.model_dump(mode="json")
        if self.passed:
            said = "listings and collections answered lately, and nothing of theirs moved since: not asked"
            gathered.message = f"{len(self.passed)} {said}"
        if not self.subjects:
            gathered.answered = True
            gathered.message = "no family names a checkpoint, pattern or collection"

    def collection(self, slug: str, gathered: Gathered) -> None:
        """One collection: what it holds. A vanished one keeps its last content, marked gone."""
        before, subject, path = self.old.collections.get(slug), f"collections/{slug}", kinds.COLLECTIONS.path(slug)
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
        made = receipt(f"{HUB_URL}api/{subject}", answer.body, date=answer.date)
        gathered.store(path, CollectionSnapshot(facts=facts, receipt=made), before)
        self.whole.add(subject)
        for inner in inner_collections(facts):
            if f"collections/{inner}" not in self.whole and kinds.COLLECTIONS.path(inner) not in gathered.files:
                self.collection(inner, gathered)

    def organization(self, owner: str, gathered: Gathered) -> None:
        """One organisation's listing, taken whole or not at all, and what it should have and has not."""
        subject, old = f"huggingface/{owner}", self.old.checkpoints
        with gathered.keeping(subject):
            entries = dict(self._listed(owner, gathered))
            gathered.answered = True
            own = (c for c, s in old.items() if s.state == "present" and c.partition("/")[0] == owner)
            present = {c for c in own if self.want.admits(c, None, known=True)}
            # A few are asked for one by one where they are missing, and the Hub's word on each is believed.
            doubt = doubt_of_entries(len(present), len(present & entries.keys())) if len(present) >= LEAST else None
            empty = "an empty listing: the maker's name is wrong (case counts) or another one now, or the source failed"
            if not entries and not present:  # nothing can be lost by it
                gathered.keep(subject, empty)
                self.whole.add(subject)
            elif not gathered.refuses(subject, doubt if entries else empty, self.believed):
                found = dict(self._admitted(owner, entries, gathered))
                found |= dict(self._missing(owner, present, entries, gathered))
                for checkpoint, snapshot in sorted(found.items()):
                    gathered.store(kinds.CHECKPOINTS.path(checkpoint), snapshot, old.get(checkpoint))
                self.found |= found
                if not gathered.kept:
                    self.whole.add(subject)

    def _listed(self, owner: str, gathered: Gathered) -> Iterator[tuple[str, Listed]]:
        """The entries of a listing, page by page."""
        for page in self.client.models([("author", owner)]):
            for number, entry in enumerate(page.entries):
                checkpoint = entry_id(entry)
                if checkpoint is not None and checkpoint.partition("/")[0] == owner:
                    yield checkpoint, (entry, page.headers.get("date"))
                else:
                    other = f"{checkpoint} is not of this organisation, as the list spells it"
                    gathered.reject(f"huggingface/{owner}, entry {number}", NO_NAME if checkpoint is None else other)

    def _admitted(self, owner: str, entries: Mapping[str, Listed], gathered: Gathered) -> Found:
        """The entries of a listing that matter, as snapshots."""
        copies = quantised_of((checkpoint, entry) for checkpoint, (entry, _) in entries.items())
        for checkpoint, (entry, date) in entries.items():
            facts, known = checkpoint_facts(entry), checkpoint in self.old.checkpoints
            if facts is not None and self.want.admits(checkpoint, facts.pipeline_tag, known=known):
                listed = facts.model_copy(update={"copies": copies.get(checkpoint, ())})
                taken = self._taken(checkpoint, listed, entry, f"{HUB_URL}api/models?author={owner}", date, gathered)
                if taken is not None:
                    yield checkpoint, taken

    def _taken(
        self, checkpoint: str, facts: CheckpointFacts, entry: Json, url: str, date: str | None, part: Gathered
    ) -> CheckpointSnapshot | None:
        """What the Hub states of a checkpoint, under its old name if it was renamed; None where that is not believed.

        What an answer leaves out stays as it was where it cannot have gone: whatever follows from a commit that is the
        same, access that is not stated, and a count of weights in a form that none has.
        """
        before = self.old.checkpoints.get(checkpoint)
        if part.refuses(checkpoint, doubt_of_facts(facts, before), self.believed):
            return None
        was = before.facts if before is not None else facts
        lasting = [*(_OF_COMMIT if facts.sha == was.sha else ()), *(("gated",) if entry.get("gated") is None else ())]
        lost = [name for name in lasting if getattr(was, name) and not getattr(facts, name)]
        if not part.refuses(facts.id, f"the answer leaves out {', '.join(lost)}" if lost else None, self.believed):
            lost = []
        lost += ["safetensors"] if facts.safetensors is None and entry.get("safetensors") else []
        now = facts.model_copy(update={"id": checkpoint} | {name: getattr(was, name) for name in lost})
        made = receipt(url, entry_bytes(entry), date=date, revision=facts.sha)
        if facts.id.casefold() == checkpoint.casefold():
            return CheckpointSnapshot(facts=now, receipt=made)
        return CheckpointSnapshot(facts=now if before is None else was, receipt=made, state="moved", moved_to=facts.id)

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
        stated = facts.model_copy(update={"copies": before.facts.copies if before else ()})  # only a listing knows them
        return self._taken(checkpoint, stated, entry, api_url(checkpoint, None), answer.date, gathered)


def doubt_of_facts(facts: CheckpointFacts, before: CheckpointSnapshot | None) -> str | None:
    """Why an entry is not believed beside the one that we have: without a revision, older, or of another repository."""
    if before is None:
        return None
    was = before.facts
    if was.sha is not None and facts.sha is None:
        return "the answer leaves out its revision, which the Hub always states"
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


def model_words(curated: Curated) -> frozenset[str]:
    """The words that the names of the list's models begin with: whom a card may speak of besides its own."""
    return lexicon(name for family in curated.families.values() for name in (family.name, *family.checkpoints))


def _cards(work: list[CardWork], known: frozenset[str], job: Job, client: HubClient) -> Stage:
    """Cards in batches of a hundred; of a run with shards a part each, and one that it asks itself."""
    cache, shards = CardCache(job.settings.cache, writable=not job.options.dry_run), job.options.shards
    job.progress.start("model cards", len(work))
    parts = shards + 1 if shards > 1 else 1
    size = PER_BATCH if parts == 1 else max(1, -(-len(work) // parts))
    batches = list[Batch]()
    for n in range(0, len(work), size):
        some = work[n : n + size]
        apart = {"cards": _WORK.dump_python(some, mode="json"), "known": [*known]} if parts > 1 and n else None
        ask = partial(gather_cards, some, client, cache, known, job.progress)
        batches.append(Batch(f"cards {n + 1} to {n + len(some)} of {len(work)}", ask, data=apart))
    return Stage(batches, parts)


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
    work: Sequence[CardWork], client: HubClient, cache: CardCache, known: frozenset[str], progress: Progress, gathered: Gathered
) -> None:
    """Fetch and read a batch of cards, several at a time, stored in their order. `known`: see `read_card`."""
    pool = ThreadPoolExecutor(max_workers=client.meter.policy.concurrency)
    with ExitStack() as stack:
        stack.callback(pool.shutdown, cancel_futures=True)
        asked = [pool.submit(copy_context().run, _card, one, client, cache, known) for one in work]
        for one, card in zip(work, asked, strict=True):
            with gathered.keeping(f"{one.checkpoint} (card)"):
                read = card.result()
                gathered.answered = True
                gathered.store(kinds.CARDS.path(one.checkpoint), read, one.old)
                for reject in read.facts.rejects[:3]:
                    gathered.reject(f"{one.checkpoint}, line {reject.line}", reject.reason)
            progress.step("model cards")


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
