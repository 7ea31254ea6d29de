"""Batches in tasks, one each, and in shards: large ones, each asked by a run of `refresh/collect` wherever a worker has room.

A shard's part and its answer lie in Prefect's result storage, a folder or an object store that all workers see. Shards
are started with the run, so that they are up when it knows what to ask. The run takes a part as well, waits for the
others, and alone derives and writes. A shard without a sign of life is called Crashed and its part asked by a new run.
"""

import json
import shutil
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, suppress
from contextvars import copy_context
from functools import partial
from pathlib import Path
from typing import Any, Final, cast
from uuid import UUID, uuid4

from prefect import flow, task
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import FlowRun, State
from prefect.deployments import run_deployment
from prefect.exceptions import ObjectNotFound
from prefect.filesystems import LocalFileSystem
from prefect.logging import get_run_logger
from prefect.results import get_default_result_storage
from prefect.runtime import flow_run
from prefect.settings import PREFECT_API_URL
from prefect.states import Completed, Crashed, Failed
from pydantic import TypeAdapter

from flows.limits import shared_turn
from flows.progress import Artifact, followed
from flows.surroundings import ONCE, TASK
from flows.surroundings import settings as read_surroundings
from pipeline.model.outcomes import WrongUsage
from pipeline.model.reports import Progress
from pipeline.sources.asking import Batch, Gathered, Job, Options, Run, Threads, ask_all
from pipeline.sources.declared import asker

DEPLOYMENT: Final = "refresh/collect"
TRIES: Final = 3
PATIENCE: Final = 1800.0
"""Seconds that a shard waits for its part: the listings come first."""
LOOK: Final = 1.0
"""Seconds between two looks at what another run is at."""
SILENCE: Final = 60.0
"""Seconds without a sign of life after which a shard is dead; one is due every BEAT seconds."""
BEAT: Final = 5.0
_ANSWER: Final = TypeAdapter(Gathered)


# No tags: Prefect asks its server about them before each task, and with SQLite below it such questions
# meet and wait two seconds; the name begins with the source instead.
@task(name="ask a batch", task_run_name="{job.source.name}: {batch.name}", **TASK)
def ask_batch(batch: Batch, job: Job) -> State[Gathered]:
    """Ask one batch. One that failed is red in the UI and brings why; it ends neither its source nor the others."""
    part = job.ask(batch)
    said = "; ".join(dict.fromkeys(kept.reason for kept in part.kept[:3]))
    if part.outcome == "failed":
        return Failed(message=said, data=part)
    return Completed(name="Completed" if part.outcome == "ok" else part.outcome.capitalize(), message=said, data=part)


class Tasks(Threads):
    """Asks each batch in a task of its own, and shows each source's progress as an artifact."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: dict[str, Artifact] = {}

    def ask(self, batch: Batch, job: Job) -> Gathered:
        """What a batch has brought, also when its task is called failed; what it could not have is said in its source's progress.

        OSError: this machine's own trouble, not the upstream's.
        """
        part = ask_batch(batch, job, return_state=True).result(raise_on_failure=False)
        if not isinstance(part, Gathered):
            raise part if isinstance(part, BaseException) else RuntimeError("a batch's task brought nothing")
        self._shown[job.source.name].missed += part.kept
        return part

    def progress(self, source: str, /) -> AbstractContextManager[Progress]:
        """An artifact for a source."""
        self._shown[source] = Artifact(source)
        return self._shown[source]


class Shards(Tasks):
    """Asks batches that have data in runs of their own, all others in tasks of this one."""

    def __init__(self, options: Options) -> None:
        super().__init__()
        if not PREFECT_API_URL.value():
            raise WrongUsage("shards need a Prefect server with workers: set PREFECT_API_URL (docs/prefect.md)")
        self._options = options
        self._store: Any = get_default_result_storage()
        self._over = threading.Event()
        self._place = f"shards/{flow_run.id}/{uuid4().hex[:8]}"  # a run that is started again finds nothing of before
        self._unused = [(part := f"{self._place}/{n}", self._start(part, f"{n}")) for n in range(1, options.shards + 1)]
        self.callback(self._end)

    def _end(self) -> None:
        for part, _ in self._unused:  # nothing to do for them
            self._store.write_path(f"{part}/part.json", b"null")
        self._over.set()
        if isinstance(self._store, LocalFileSystem) and not self._unused:
            shutil.rmtree(Path(str(self._store.basepath)).expanduser() / self._place, ignore_errors=True)

    def ask(self, batch: Batch, job: Job) -> Gathered:
        """What a batch brings, here or in a shard."""
        return super().ask(batch, job) if batch.data is None else self._answer_of(batch, job, *self._unused.pop(0))

    def _start(self, part: str, which: str) -> UUID:
        name = f"collect, shard {which} of {self._options.shards}"
        try:
            return cast("FlowRun", run_deployment(DEPLOYMENT, parameters={"part": part}, timeout=0, flow_run_name=name)).id
        except ObjectNotFound as error:
            raise WrongUsage(f"no deployment {DEPLOYMENT}: `prefect deploy --all` makes it") from error

    def _answer_of(self, batch: Batch, job: Job, part: str, run: UUID) -> Gathered:
        """A shard's answer; a shard that died is run again, alone."""
        options, source, name = self._options, job.source.name, f"{job.source.name}: {batch.name}"
        given: dict[str, Any] = {"source": source, "data": batch.data, "run": options.run.id,
                                 "options": {"max_wait": options.max_wait, "dry_run": options.dry_run}}  # fmt: skip
        self._store.write_path(f"{part}/part.json", json.dumps(given).encode())
        for attempt in range(1, TRIES + 1):
            run = run if attempt == 1 else self._start(part, f"{part.rpartition('/')[2]}, try {attempt},")
            state = self._ended(run, part)
            with suppress(ValueError, OSError):  # it left no answer
                answer = _ANSWER.validate_json(self._store.read_path(f"{part}/answer.json"))
                shown = self._shown[source]
                shown.missed += answer.kept
                for _ in given["data"]["cards"]:
                    shown.step("model cards")
                return answer
            get_run_logger().warning("%s: the shard is %s (%s)", name, state.name, state.message or "no message")
            if state.is_cancelled():
                break
        missed = Gathered(source)
        missed.keep(name, "its shard left no answer")
        return missed

    def _ended(self, run: UUID, part: str) -> State[Any]:
        """A shard's last state. One that is under way and shows no life is called Crashed."""
        sign, seen = b"", time.monotonic()
        with get_client(sync_client=True) as client:
            while (state := client.read_flow_run(run).state) is None or not state.is_final():
                now = b""
                with suppress(ValueError, OSError):
                    now = bytes(self._store.read_path(f"{part}/alive"))
                if now != sign or state is None or not (state.is_running() or state.is_pending()):
                    sign, seen = now, time.monotonic()
                if time.monotonic() - seen > SILENCE:
                    client.set_flow_run_state(run, Crashed(message=f"no sign of life for {SILENCE:.0f} s"), force=True)
                if self._over.wait(LOOK):
                    return Crashed(message="the run that asked has ended")
        return state


@contextmanager
def _alive(store: Any, part: str) -> Iterator[None]:  # noqa: ANN401  a file system of Prefect's
    """A sign of life beside the part, as long as the shard works."""
    over = threading.Event()

    def beat() -> None:
        while not over.is_set():
            with suppress(OSError):
                store.write_path(f"{part}/alive", str(time.monotonic()).encode())
            over.wait(BEAT)

    with ThreadPoolExecutor(1, "sign of life") as pool:
        pool.submit(copy_context().run, beat)
        try:
            yield
        finally:
            over.set()


@flow(name="refresh", description="Ask one part of a run that is spread over shards.", timeout_seconds=3 * 3600, **ONCE)
def refresh(part: str) -> State[Any]:
    """Ask one part of a run that is spread over shards, and leave what it brought in the result storage.

    Args:
        part: Where the part lies in the result storage. The run that asks names it.
    """
    settings, store = read_surroundings(), cast("Any", get_default_result_storage())
    with _alive(store, part):
        given = _part(store, part)
        if given is None:
            return Completed(message="nothing was left for this shard")
        options, source = given["options"], given["source"]
        with followed(given["run"]), Tasks() as tasks, tasks.progress(source) as progress:
            asked = Options(**options, turn=shared_turn(settings, options["max_wait"]), run=Run(given["run"]))
            part_of_it = partial(asker(source).stages_apart, data=given["data"])
            answer = next(ask_all([Job(source, {}, settings, asked, progress, part_of_it)], tasks))
        store.write_path(f"{part}/answer.json", _ANSWER.dump_json(answer))
    said = f"{answer.objects} objects, {len(answer.files)} moved, {len(answer.kept)} kept as they were"
    if answer.outcome == "failed":
        return Failed(message=said)
    return Completed(name="Completed" if answer.outcome == "ok" else "Partial", message=said)


collect = refresh  # as deployments call it that were made before


def _part(store: Any, part: str) -> dict[str, Any] | None:  # noqa: ANN401  a file system of Prefect's
    """What to ask, as soon as the run that asks knows it; None where nothing is left to be asked, or nobody asks any more."""
    asker, until = UUID(part.split("/")[1]), time.monotonic() + PATIENCE
    runs: set[int] = set()
    with get_client(sync_client=True) as client:
        while time.monotonic() < until:
            with suppress(ValueError, OSError):
                return cast("dict[str, Any] | None", json.loads(store.read_path(f"{part}/part.json")))
            run = client.read_flow_run(asker)
            runs.add(run.run_count)
            if len(runs) > 1 or run.state is None or run.state.is_final():
                return None
            time.sleep(LOOK)
    raise WrongUsage(
        f"{part} did not come to this worker's result storage: all workers need one that they share (docs/prefect.md)"
    )
