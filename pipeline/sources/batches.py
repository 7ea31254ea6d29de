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
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, nullcontext
from functools import partial
from queue import Empty, SimpleQueue
from typing import Any, Final, NamedTuple, Protocol

from pipeline.http.meter import counted_apart
from pipeline.model.findings import InputFaults
from pipeline.model.progress import Progress
from pipeline.sources.answers import Gathered
from pipeline.sources.events import log_event, log_report

OURS: Final = "a fault of this program"
"""How the reason of something kept begins when no upstream is to blame for it."""


class Batch:
    """One piece of a source's work, asked as a whole. A plain object: an engine passes it on as it is.

    `data` is all of that work as plain JSON values, where another process may ask it as well
    (`stages_apart` of the source's `ask`).
    """

    __slots__ = ("ask", "data", "kind", "name", "source")

    def __init__(self, source: str, kind: str, name: str, ask: Callable[[Gathered], None], data: list[Any] | None = None) -> None:
        self.source, self.kind, self.name, self.ask, self.data = source, kind, name, ask, data

    def __str__(self) -> str:
        return f"{self.source}: {self.name}"


class Stage(NamedTuple):
    """Batches that need nothing of one another, and how many of them may be asked at once."""

    batches: Sequence[Batch]
    at_once: int = 1


Stages = Iterator[Stage]


class Asking:
    """One source being asked: what has come so far, its batches that are under way, in their order, and which are next."""

    def __init__(self, gathered: Gathered, stages: Stages, run: str = "") -> None:
        self.source = gathered.source
        self._gathered, self._stages, self._run = gathered, stages, run
        self._left: Iterator[Batch] = iter(())
        self._at_once = 1
        self._waiting: deque[Any] = deque()
        self._ended: set[int] = set()
        self._began = time.monotonic()
        log_event("source-began", f"{self.source}: asking", run=run, source=self.source)

    def close(self) -> None:
        """End the stages, whatever they have open."""
        if isinstance(self._stages, Generator):
            self._stages.close()

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
        log_report("batch-ended", str(batch), part.report(), run=self._run, seconds=time.monotonic() - began, batch=batch.name)
        return part

    def go_on(self, engine: "Engine", notify: Callable[[], None]) -> bool:
        """Take what has come and submit what may be asked next; whether anything is under way. `notify` is called as batches end."""
        while True:
            while self._waiting and id(self._waiting[0]) in self._ended:
                self._gathered.merge(engine.result(self._waiting.popleft()))
            while len(self._waiting) < self._at_once and (batch := next(self._left, None)) is not None:
                future = engine.submit(batch, self)
                self._waiting.append(future)
                future.add_done_callback(partial(self._note_end, id(future), notify))
            if self._waiting:
                return True
            try:
                stage = next(self._stages)
            except StopIteration:
                return False
            except (OSError, InputFaults):
                raise
            except Exception as error:  # noqa: BLE001  a fault of ours ends the source, not the run
                self._blame(self._gathered, "what to ask next", error)
                return False
            self._left, self._at_once = iter(stage.batches), max(1, stage.at_once)

    def ended(self) -> Gathered:
        """The source's outcome, when all its stages were taken."""
        log_report("source-ended", self.source, self._gathered.report(), run=self._run, seconds=time.monotonic() - self._began)
        return self._gathered

    def _note_end(self, key: int, notify: Callable[[], None], _: object) -> None:
        self._ended.add(key)
        notify()

    def _blame(self, gathered: Gathered, what: str, error: Exception) -> None:
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{type(error).__name__} in {place.filename.rpartition('/')[2]}:{place.lineno}"
        gathered.keep(f"{self.source}: {what}", f"{OURS}: {where}")
        log_event("fault", f"{self.source}: {what}: {where}: {error}", run=self._run, level=logging.ERROR, source=self.source, batch=what)


class Engine(Protocol):
    """What asks batches and shows how far each source is: threads with a terminal, or tasks with artifacts."""

    def submit(self, batch: Batch, source: Asking, /) -> Any:  # noqa: ANN401  a future of its own kind
        """Begin to ask a batch; the future has `add_done_callback`."""

    def result(self, future: Any, /) -> Gathered:  # noqa: ANN401  what `submit` gave
        """What a batch that ended has brought."""

    def progress(self, source: str, /) -> AbstractContextManager[Progress]:
        """Where a source's progress is shown."""


class Threads(ExitStack):
    """Asks batches in threads of this process, with one progress for all sources."""

    def __init__(self, progress: Progress | None = None) -> None:
        super().__init__()
        self._pool = ThreadPoolExecutor(max_workers=16)
        self.callback(self._pool.shutdown, cancel_futures=True)
        self._progress = progress or Progress()

    def submit(self, batch: Batch, source: Asking, /) -> Future[Gathered]:
        """Begin to ask a batch."""
        return self._pool.submit(source.ask, batch)

    def result(self, future: Future[Gathered], /) -> Gathered:
        """What a batch has brought."""
        return future.result()

    def progress(self, source: str, /) -> AbstractContextManager[Progress]:
        """The one progress."""
        self._progress.write(f"{source}: asking")
        return nullcontext(self._progress)


def ask_all(
    askings: Iterable[Asking], engine: Engine, following: Callable[[Gathered], Iterable[Asking]] = lambda _: ()
) -> Generator[Gathered, None, None]:
    """Ask sources beside one another, and each outcome's `following` ones after it; the outcomes as they come.

    One thread decides what is asked next, so that a run that is cancelled or out of time ends here and at once.
    """
    news: SimpleQueue[Asking] = SimpleQueue()  # sources of which a batch ended
    under_way: set[Asking] = set()
    with ExitStack() as stack:

        def start(some: Iterable[Asking]) -> None:
            for asking in some:
                stack.callback(asking.close)
                under_way.add(asking)
                news.put(asking)

        start(askings)
        while under_way:
            try:
                one = news.get(timeout=1)  # a thread that slept for good could not be told that time is out
            except Empty:
                continue
            if one not in under_way or one.go_on(engine, partial(news.put, one)):
                continue
            under_way.remove(one)
            gathered = one.ended()
            start(following(gathered))
            yield gathered
