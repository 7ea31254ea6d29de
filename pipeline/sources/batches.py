"""A source asked batch by batch: a listing, a hundred cards, a hundred papers' ids, one board, one host.

A source is a generator of stages: it looks at what has come so far and says which batches come next
and how many of them may be asked at once. Whoever drives it asks each batch (the command in threads,
a flow as one task each) and gives back what it brought in the order in which the stage named them,
so that both come to the same bytes.
"""

import logging
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Final, NamedTuple, Self

from pipeline.http.meter import counted_apart
from pipeline.model.findings import Fault, InputFaults
from pipeline.model.reports import SourceReport
from pipeline.sources.answers import Gathered
from pipeline.sources.events import tell, tell_report

OURS: Final = "a fault of this program"
"""How the reason of something kept begins when no upstream is to blame for it."""


class Batch:
    """One piece of a source's work, asked as a whole. A plain object: an engine passes it on as it is."""

    __slots__ = ("ask", "kind", "name", "source")

    def __init__(self, source: str, kind: str, name: str, ask: Callable[[Gathered], None]) -> None:
        self.source, self.kind, self.name, self.ask = source, kind, name, ask

    def __str__(self) -> str:
        return f"{self.source}: {self.name}"


class Stage(NamedTuple):
    """Batches that need nothing of one another, and how many of them may be asked at once."""

    batches: Sequence[Batch]
    at_once: int = 1


Stages = Iterator[Stage]


class Collected(NamedTuple):
    """One source's outcome: snapshots that moved, the report, and faults of curated files found on the way."""

    files: dict[str, bytes]
    report: SourceReport
    faults: tuple[Fault, ...] = ()


class Asking:
    """One source being asked: what has come so far, and which batches are next."""

    def __init__(self, gathered: Gathered, stages: Stages, run: str = "") -> None:
        self._gathered, self._stages, self._run = gathered, stages, run
        self._began = time.monotonic()
        self.source = gathered.source

    def __enter__(self) -> Self:
        tell("source-began", f"{self.source}: asking", run=self._run, source=self.source)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        close = getattr(self._stages, "close", None)
        if close is not None:
            close()

    def stages(self) -> Stages:
        """The stages, each after the one before was taken. A fault of ours ends the source, not the run."""
        while True:
            try:
                stage = next(self._stages, None)
            except (OSError, InputFaults):
                raise
            except Exception as error:  # noqa: BLE001  one source must not end the others
                self._blame(self._gathered, "what to ask next", error)
                return
            if stage is None:
                return
            yield stage

    def ask(self, batch: Batch) -> Gathered:
        """Ask one batch. Whatever goes wrong in it stays in it, but for this machine's own disk.

        Raises:
            OSError: the disk or its like; no batch will fare better.
        """
        began = time.monotonic()
        with counted_apart() as tally:
            part = Gathered(batch.source, tally=tally)
            try:
                batch.ask(part)
            except (OSError, InputFaults):
                raise
            except Exception as error:  # noqa: BLE001  one batch must not end the others
                self._blame(part, batch.name, error)
        seconds = time.monotonic() - began
        tell_report("batch-ended", str(batch), part.report(), run=self._run, seconds=seconds, batch=batch.name)
        return part

    def take(self, part: Gathered) -> None:
        """Put what a batch brought to the rest."""
        self._gathered.merge(part)

    def collected(self) -> Collected:
        """The source's outcome, when all its stages were taken."""
        report = self._gathered.report()
        tell_report("source-ended", self.source, report, run=self._run, seconds=time.monotonic() - self._began)
        return Collected(self._gathered.files, report, tuple(self._gathered.faults))

    def _blame(self, gathered: Gathered, what: str, error: Exception) -> None:
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{place.filename.rpartition('/')[2]}:{place.lineno}"
        gathered.keep(f"{self.source}: {what}", f"{OURS}: {type(error).__name__} in {where}")
        tell(
            "fault", f"{self.source}: {what}: {type(error).__name__} in {where}: {error}",
            run=self._run, level=logging.ERROR, source=self.source, batch=what,
        )  # fmt: skip


def ask_here(asking: Asking) -> Collected:
    """Ask all batches of a source in this process, in threads where a stage allows it."""
    with asking:
        for stage in asking.stages():
            pool = ThreadPoolExecutor(max_workers=max(1, stage.at_once))
            try:
                waiting: deque[Future[Gathered]] = deque(pool.submit(asking.ask, batch) for batch in stage.batches)
                while waiting:
                    asking.take(waiting.popleft().result())
            finally:
                pool.shutdown(cancel_futures=True)
        return asking.collected()
