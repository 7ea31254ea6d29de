"""A source in a run: a tree in, asked batch by batch, moved snapshots and a report out.

A source is a generator of stages, which looks at what has come and says which batches come next. The command asks them
in threads, a flow in a task each; what they bring is taken in the stage's order, so that both come to the same bytes.
A failing upstream raises nothing: its last snapshots are kept.
"""

import hashlib
import json
import logging
import time
import traceback
import uuid
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, nullcontext
from contextvars import copy_context
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, NamedTuple

from pydantic import BaseModel

from pipeline.http.meter import APART, Meter, Tally, Turn
from pipeline.http.policy import SourceTrouble, http_date
from pipeline.layout.canonical import dumps
from pipeline.layout.catalog import Curated, parse_curated, parse_snapshots
from pipeline.model.clean import clean
from pipeline.model.outcomes import Fault, InputFaults
from pipeline.model.reports import Event, KeptNote, LogLine, Outcome, Progress, Requests, RunReport, SourceReport
from pipeline.model.snapshots import Receipt
from pipeline.settings import Settings
from pipeline.sources.declared import Source, asker, sources
from pipeline.store.state import read_state

LOG: Final = logging.getLogger("awesome")
"""Events of a run. A record's message is a line for people, `record.event` the same as a LogLine.

They go nowhere without a handler: the commands' --log (pipeline.cli.edge), a flow's own log (flows.progress).
"""
LOG.addHandler(logging.NullHandler())
LOG.setLevel(logging.INFO)
LOG.propagate = False  # an event goes where somebody asked for it, never twice


def log_event(event: Event, message: str, *, run: str, level: int = logging.INFO, **facts: Any) -> None:  # noqa: ANN401  as LogLine checks them
    """Log an event. `facts` are fields of LogLine; every text among them is cleaned here."""
    cleaned = {k: clean(v, limit=400) if isinstance(v, str) else v for k, v in facts.items()}
    at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    word = logging.getLevelName(level).lower()
    line = LogLine(at=at, level=word, run=run, event=event, message=clean(message, limit=600), **cleaned)
    LOG.log(level, "%s", line.message, extra={"event": line})


def log_report(event: Event, name: str, report: SourceReport, *, run: str, began: float, batch: str | None = None) -> None:
    """The end of a source, or of one batch of it, which `began` then (monotonic): what it answered and cost."""
    asked = report.requests
    reasons = "; ".join(dict.fromkeys(k.reason for k in report.kept[:3]))
    log_event(
        event,
        f"{name}: {report.outcome}; {asked.logical} requests, {asked.bytes} bytes, waited {asked.waited_seconds} s; "
        f"{report.objects} objects seen, {report.written} moved, {len(report.kept)} kept"
        + (f"; kept as it was: {reasons}" if batch and reasons else "")
        + (f"; {report.message}" if report.message else ""),
        run=run, level=logging.INFO if report.outcome == "ok" else logging.WARNING,
        source=report.source, batch=batch, outcome=report.outcome,
        requests=asked.logical, retries=asked.retries, bytes=asked.bytes, waited_seconds=asked.waited_seconds,
        seconds=round(time.monotonic() - began, 3), objects=report.objects, moved=report.written, kept=len(report.kept),
        rejects=len(report.rejects),
    )  # fmt: skip


def log_end(report: RunReport) -> None:
    """A run's end: its proposals, its exit code, and how much changed."""
    for note in report.proposals:
        log_event("proposed", f"proposal {note.branch}: {note.state}", run=report.run, outcome=note.state, proposal=note.branch)
    log_event(
        "run-ended", f"{report.command} ended with {report.exit_code}: {report.headline}",
        run=report.run, level=logging.WARNING if report.exit_code else logging.INFO, command=report.command,
        exit_code=report.exit_code, changes=len(report.changes), files=len(report.files_changed), proposals=len(report.proposals),
    )  # fmt: skip


@dataclass(repr=False)
class Gathered:
    """What one batch, or a source's run so far, brought and cost.

    `files` has only snapshots whose facts moved; `notes` are the run state's new topics, once the tree has the files.
    """

    source: str
    files: dict[str, bytes] = field(default_factory=dict)
    kept: list[KeptNote] = field(default_factory=list)
    rejects: list[KeptNote] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    objects: int = 0
    answered: bool = False
    troubled: bool = False
    refused: bool = False
    message: str = ""
    tally: Tally = field(default_factory=lambda: Tally(int))
    notes: dict[str, dict[str, Any]] = field(default_factory=dict)

    def __repr__(self) -> str:
        """In a log, which shows a task's result: its source and how it went."""
        return f"{self.source}: {self.outcome}"

    def keep(self, subject: str, reason: str | SourceTrouble, *, trouble: bool = True) -> None:
        """Say that the last snapshot of a subject stays, and why."""
        said = f"{reason.trouble}: {reason.reason}" if isinstance(reason, SourceTrouble) else reason
        self.kept.append(KeptNote(subject=clean(subject, limit=200), reason=clean(said, limit=400)))
        self.troubled = self.troubled or trouble

    @contextmanager
    def keeping(self, subject: str) -> Iterator[None]:
        """Where a subject cannot be had, its last snapshot stays."""
        try:
            yield
        except SourceTrouble as trouble:
            self.keep(subject, trouble)

    def reject(self, subject: str, reason: str) -> None:
        """Say that something could not be used."""
        self.rejects.append(KeptNote(subject=clean(subject, limit=200), reason=clean(reason, limit=300)))

    def refuses(self, subject: str, doubt: str | None, believed: Collection[str]) -> bool:
        """Whether an answer is doubted, and nobody `believed` it by its subject or id: what stands is kept then."""
        if doubt is None or subject in believed or subject.partition("/")[2] in believed:
            return False
        self.refused = True
        self.keep(subject, f"{doubt}; if it is right: --accept-shrink {subject}", trouble=False)
        return True

    def store(self, path: str, snapshot: BaseModel, old: BaseModel | None) -> bool:
        """Keep a snapshot if anything but its receipt moved; the receipt moves with the facts only."""
        self.objects += 1
        if old is not None and snapshot == old.model_copy(update={"receipt": getattr(snapshot, "receipt", None)}):
            return False
        self.files[path] = dumps(snapshot)
        return True

    @property
    def outcome(self) -> Outcome:
        """How it went: `partial` is some trouble beside some answer, `failed` nothing but trouble."""
        if self.troubled:
            return "partial" if self.answered else "failed"
        return "refused" if self.refused else "ok"

    def report(self) -> SourceReport:
        """This source's part of the run's report."""
        cost = Requests.model_validate({name: round(n, 1) for name, n in self.tally.items() if name != "sent"})
        return SourceReport(
            source=self.source, outcome=self.outcome, requests=cost, objects=self.objects,
            written=len(self.files), kept=tuple(self.kept), rejects=tuple(self.rejects), message=self.message,
        )  # fmt: skip

    def merge(self, part: "Gathered") -> None:
        """Put what one batch brought to what the source has."""
        self.files.update(part.files)
        self.kept += part.kept
        self.rejects += part.rejects
        self.faults += part.faults
        self.objects += part.objects
        self.answered |= part.answered
        self.troubled |= part.troubled
        self.refused |= part.refused
        for name, number in part.tally.items():
            self.tally[name] += number


def iso_date(header: str | None) -> str | None:
    """An HTTP Date header as ISO 8601 UTC; None where it is none, or a server's wrong clock tells what has not come."""
    parsed = http_date(header)
    believed = parsed is not None and parsed <= datetime.now(UTC) + timedelta(days=1)
    return parsed.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if parsed and believed else None


def receipt(
    url: str, body: bytes, *, date: str | None, revision: str | None = None, etag: str | None = None
) -> Receipt:
    """How a snapshot was had: the public address, the answer's own date, digest and size of the raw body."""
    shown, digest = clean(etag, limit=200) if etag else None, hashlib.sha256(body).hexdigest()
    return Receipt(url=url, retrieved_at=iso_date(date), revision=revision, etag=shown, sha256=digest, size=len(body))


def entry_bytes(entry: Mapping[str, Any]) -> bytes:
    """One entry of a listing as bytes, for its receipt (the page around it is not its evidence)."""
    return json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode(errors="replace")


OURS: Final = "a fault of this program"
"""How the reason of something kept begins when no upstream is to blame for it."""


class Batch(NamedTuple):
    """One piece of a source's work, asked as a whole.

    `step`: the work, as progress shows it, that is a step further when it ends. `data` is all of it as plain JSON values,
    where another process may ask it as well (`stages_apart`).
    """

    name: str
    ask: Callable[[Gathered], None]
    step: str = ""
    data: dict[str, Any] | None = None


class Stage(NamedTuple):
    """Batches that need nothing of one another, and how many of them may be asked at once."""

    batches: Sequence[Batch]
    at_once: int = 1


Stages = Iterator[Stage]


@dataclass(frozen=True)
class Run:
    """What names a run: an id, and when it began (ISO 8601, UTC)."""

    id: str = field(default_factory=lambda: uuid.uuid4().hex[:12])
    started_at: str = field(default_factory=lambda: datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))


@dataclass(frozen=True, kw_only=True)
class Options:
    """How a run asks: which families, how careful, how much at once.

    `max_wait` is how long a source may make it wait (seconds), `turn` with whom it shares its pace.
    """

    families: tuple[str, ...] = ()
    reread: bool = False
    recheck: bool = False
    accept_shrink: tuple[str, ...] = ()
    dry_run: bool = False
    shards: int = 1
    max_wait: float = 900.0
    turn: Turn = field(default=nullcontext, repr=False, compare=False)
    run: Run = field(default_factory=Run, compare=False)


def paced(source: Source, options: Options, progress: Progress) -> Meter:
    """A meter of a source's policy within a run's `max_wait`; its waits are logged, and long ones shown."""
    limited = replace(source.policy, wait_budget=options.max_wait, max_wait=min(source.policy.max_wait, options.max_wait))

    def waits(seconds: float, reason: str) -> None:
        line = f"{source.label}: waiting {seconds:.0f} s ({reason})"
        log_event("waited", line, run=options.run.id, source=source.name, seconds=round(seconds, 3))
        if seconds >= 2:
            progress.write(line)

    return Meter(limited, on_wait=waits, turn=options.turn)


class Job:
    """One source in one run: what it may look at, what came so far, and its stages, each batch taken in its turn.

    The stages are those of the source's folder, unless others are given. InputFaults where the tree cannot be read.
    """

    def __init__(
        self, source: str, tree: Mapping[str, bytes], settings: Settings, options: Options,
        progress: Progress | None = None, stages: "Callable[[Job], Stages] | None" = None, today: date | None = None,
    ) -> None:  # fmt: skip
        self.source, self.tree, self.settings, self.options = sources()[source], tree, settings, options
        self.curated, self.old = parse_curated(tree), parse_snapshots(tree)
        self.progress, self.today = progress or Progress(), today or datetime.now(UTC).date()
        self.gathered, self._began = Gathered(source), time.monotonic()
        self._stages: Stages = (stages or asker(source).stages)(self)
        log_event("source-began", f"{source}: asking", run=options.run.id, source=source)

    def scope(self) -> Curated:
        """The curated files, of families those alone that the options name, or all."""
        families, wanted = self.curated.families, self.options.families
        return self.curated._replace(families={s: f for s, f in families.items() if not wanted or s in wanted})

    def known(self, topic: str) -> dict[str, Any]:
        """What the run state says of a topic."""
        return read_state(self.settings.state, topic)

    def conclude(self, topic: str, noted: dict[str, Any], *, asked: bool, otherwise: str = "") -> None:
        """Note what came of asking; where nothing was due, that is an answer too."""
        if asked:
            self.gathered.notes[topic] = noted
        else:
            self.gathered.answered, self.gathered.message = True, otherwise

    def meter(self, source: Source | None = None) -> Meter:
        """A new meter of this source, or of another one that is asked in its stead."""
        return paced(source or self.source, self.options, self.progress)

    def ask(self, batch: Batch) -> Gathered:
        """Ask one batch. Whatever goes wrong in it stays in it, but for an OSError: no batch will fare better."""
        part, began = Gathered(self.source.name), time.monotonic()
        APART.set(part.tally)  # the context is the batch's own
        with self._blamed(part, batch.name):
            batch.ask(part)
        if batch.step:
            self.progress.step(batch.step)
        name = f"{self.source.name}: {batch.name}"
        log_report("batch-ended", name, part.report(), run=self.options.run.id, began=began, batch=batch.name)
        return part

    def steps(self, engine: "Threads") -> Generator[Future[Gathered] | Gathered, None, None]:
        """Each step gives the batch that is waited for, in the stage's order; the last one the source's outcome."""
        with closing(self._planned()) as stages:
            for stage in stages:
                for batch in engine.submit(stage, self):
                    while not batch.done():
                        yield batch
                    self.gathered.merge(batch.result())
        log_report("source-ended", self.source.name, self.gathered.report(), run=self.options.run.id, began=self._began)
        yield self.gathered

    def _planned(self) -> Generator[Stage, None, None]:
        with self._blamed(self.gathered, "what to ask next"):
            yield from self._stages

    @contextmanager
    def _blamed(self, gathered: Gathered, what: str) -> Iterator[None]:
        """A fault of ours ends this piece of work, and neither the others nor the run."""
        try:
            yield
        except (OSError, InputFaults):
            raise
        except Exception as error:  # noqa: BLE001  whatever nobody thought of
            place = traceback.extract_tb(error.__traceback__)[-1]
            where = f"{type(error).__name__} in {place.filename.rpartition('/')[2]}:{place.lineno}"
            gathered.keep(f"{self.source.name}: {what}", f"{OURS}: {where}")
            line = f"{self.source.name}: {what}: {where}: {error}"
            log_event("fault", line, run=self.options.run.id, level=logging.ERROR, source=self.source.name, batch=what)


class Threads(ExitStack):
    """Asks batches in threads of this process, with one progress for all sources; other engines inherit."""

    def __init__(self, progress: Progress | None = None) -> None:
        super().__init__()
        self._pools = self.enter_context(ExitStack())
        self._progress = progress or Progress()

    def submit(self, stage: Stage, job: Job) -> list[Future[Gathered]]:
        """Begin to ask the batches of a stage."""
        pool = ThreadPoolExecutor(max_workers=stage.at_once)
        self._pools.callback(pool.shutdown, cancel_futures=True)
        return [pool.submit(copy_context().run, self.ask, batch, job) for batch in stage.batches]

    def ask(self, batch: Batch, job: Job) -> Gathered:
        """What a batch brings."""
        return job.ask(batch)

    def progress(self, source: str, /) -> AbstractContextManager[Progress]:
        """Where a source's progress is shown."""
        self._progress.write(f"{source}: asking")
        return nullcontext(self._progress)


def ask_all(jobs: Iterable[Job], engine: Threads) -> Generator[Gathered, None, None]:
    """Ask sources beside one another; the outcomes as they come.

    One thread decides what is asked next, so that a run that is cancelled or out of time ends here and at once.
    """
    with ExitStack() as stack:
        under_way = [stack.enter_context(closing(job.steps(engine))) for job in jobs]
        while under_way:
            came = [next(steps) for steps in under_way]
            yield from (one for one in came if isinstance(one, Gathered))
            under_way = [steps for steps, one in zip(under_way, came, strict=True) if isinstance(one, Future)]
            # A thread that slept for good could not be told that time is out.
            wait([one for one in came if isinstance(one, Future)], timeout=1, return_when=FIRST_COMPLETED)
