"""One task a batch of a source: the plain functions of pipeline.sources with a progress artifact and the shared limits."""

from collections import deque
from collections.abc import Collection, Iterator
from contextlib import ExitStack
from dataclasses import replace
from queue import Empty, SimpleQueue
from typing import Any
from uuid import UUID

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.futures import PrefectFuture
from prefect.logging import get_run_logger
from prefect.states import Completed, Failed

from flows.limits import shared_turn
from flows.progress import Artifact
from pipeline.model.findings import Fault, InputFaults
from pipeline.model.reports import SourceReport
from pipeline.settings import Settings
from pipeline.sources.answers import Gathered
from pipeline.sources.asking import Options, asking
from pipeline.sources.batches import Asking, Batch, Collected, Stage
from pipeline.sources.declared import sources as declared_sources


class Ask:
    """What a run asks about. A plain object on purpose: Prefect would walk through every file of a dataclass."""

    def __init__(self, tree: dict[str, bytes], settings: Settings, options: Options) -> None:
        self.tree, self.settings, self.options = tree, settings, options


# Retries have one place, the policy below the clients: a task that were retried as a whole would
# ask again for what it had. No tags: Prefect asks its server about them before each task, and with
# SQLite below it such questions meet and wait two seconds; the name begins with the source instead.
@task(
    name="ask a batch",
    task_run_name="{batch}",
    retries=0,
    cache_policy=NO_CACHE,
    persist_result=False,
)
def ask_batch(batch: Batch, source: Asking) -> State[Gathered]:
    """Ask one batch. One that failed is red in the UI and brings why; it ends neither its source nor the others."""
    part = source.ask(batch)
    said = "; ".join(dict.fromkeys(kept.reason for kept in part.kept[:3]))
    if part.outcome == "failed":
        return Failed(message=said, data=part)
    return Completed(name="Completed" if part.outcome == "ok" else part.outcome.capitalize(), message=said, data=part)


class _Driven:
    """One source on its way: the stage it is at, and its batches that were submitted, in their order."""

    def __init__(self, name: str, ask: Ask, tree: dict[str, bytes], stack: ExitStack) -> None:
        self.name = name
        self.progress = stack.enter_context(Artifact(name, key=f"progress-{name}"))
        self.asking = asking(name, tree, ask.settings, ask.options, self.progress)
        self._stages: Iterator[Stage] = stack.enter_context(self.asking).stages()
        self._left: Iterator[Batch] = iter(())
        self._at_once = 1
        self._waiting: deque[PrefectFuture[Any]] = deque()
        self._ended: set[UUID] = set()

    def go_on(self, heard: SimpleQueue["_Driven"]) -> bool:
        """Take what has come and submit what may be asked next; whether anything is under way."""
        while True:
            while self._waiting and self._waiting[0].task_run_id in self._ended:
                self.asking.take(part_of(self._waiting.popleft()))
            while len(self._waiting) < self._at_once and (batch := next(self._left, None)) is not None:
                future = ask_batch.submit(batch, self.asking)
                self._waiting.append(future)
                future.add_done_callback(lambda ended: self._hear(ended, heard))
            if self._waiting:
                return True
            stage = next(self._stages, None)
            if stage is None:
                return False
            self._left, self._at_once = iter(stage.batches), max(1, stage.at_once)

    def _hear(self, ended: PrefectFuture[Any], heard: SimpleQueue["_Driven"]) -> None:
        self._ended.add(ended.task_run_id)
        heard.put(self)

    def collected(self) -> Collected:
        """The source's outcome, when nothing is under way any more."""
        return self.asking.collected()


def part_of(future: PrefectFuture[Any]) -> Gathered:
    """What a batch's task brought, also when it is called failed.

    Raises:
        OSError: this machine's own trouble, not the upstream's.
    """
    brought = future.result(raise_on_failure=False)
    if isinstance(brought, Gathered):
        return brought
    raise brought if isinstance(brought, BaseException) else RuntimeError("a batch's task brought nothing")


def gather(ask: Ask, sources: Collection[str]) -> tuple[dict[str, bytes], list[SourceReport]]:
    """Ask the sources, each batch in its task, and put what moved on the tree.

    Sources go on beside one another; one that needs what another brings waits for it. One thread decides what is
    asked next, so that a run that is cancelled or out of time ends here and at once.

    Raises:
        InputFaults: a curated file cannot be right, as an upstream's answer showed; nothing is kept.
    """
    whole = dict(ask.tree)
    ask = Ask(
        ask.tree,
        ask.settings,
        replace(ask.options, turn=shared_turn(ask.settings, ask.options.max_wait, get_run_logger())),
    )
    reports: list[SourceReport] = []
    faults: list[Fault] = []
    heard: SimpleQueue[_Driven] = SimpleQueue()
    with ExitStack() as stack:
        declared = declared_sources()
        later = [s for s in declared if s in sources and declared[s].after in sources]
        under_way = {_Driven(s, ask, dict(ask.tree), stack) for s in declared if s in sources and s not in later}
        for driven in under_way:
            heard.put(driven)
        while under_way:
            try:
                driven = heard.get(timeout=1)  # a thread that slept for good could not be told that time is out
            except Empty:
                continue
            if driven not in under_way or driven.go_on(heard):
                continue
            under_way.remove(driven)
            collected = driven.collected()
            whole.update(collected.files)
            reports.append(collected.report)
            faults += collected.faults
            for name in [s for s in later if declared[s].after == driven.name]:
                following = _Driven(name, ask, dict(whole), stack)
                under_way.add(following)
                heard.put(following)
    if faults:
        raise InputFaults(tuple(faults))
    return whole, sorted(reports, key=lambda r: declared[r.source].place)
