"""A source's use of the network in one run: what it sent, waited and received, and the pace it keeps.

The only place that sleeps. Clock, sleep and chance are handed in, so that tests can drive them.
"""

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime

from pipeline.http.policy import Give, Trouble
from pipeline.model.policy import Policy
from pipeline.model.reports import Requests


class SourceTrouble(Exception):  # noqa: N818  the field's word is trouble, not error: the last good snapshot is kept
    """A request that gave nothing usable: which kind of trouble, with which words, about what."""

    def __init__(self, trouble: Trouble, reason: str, url: str = "") -> None:
        super().__init__(f"{trouble}: {reason}" + (f" ({url})" if url else ""))
        self.trouble = trouble
        self.reason = reason
        self.url = url


SILENCE = 2
"""So many requests in a row without any answer, and the source is not asked again in this run."""


Turn = Callable[[str], AbstractContextManager[None]]
"""What stands around each request on the wire, given its address: where several processes share one budget."""


def alone(_url: str) -> AbstractContextManager[None]:
    """The turn of a process that shares its budget with nobody."""
    return nullcontext()


@dataclass
class Tally:
    """Counts of one source."""

    logical: int = 0
    sent: int = 0
    hops: int = 0
    retries: int = 0
    fallbacks: int = 0
    gated: int = 0
    not_modified: int = 0
    bytes: int = 0
    waited: float = 0.0

    def add(self, **more: float) -> None:
        """Add to counts, such as `add(logical=1)`."""
        for name, number in more.items():
            setattr(self, name, getattr(self, name) + number)

    def requests(self) -> Requests:
        """The counts, for the report."""
        return Requests(
            logical=self.logical, hops=self.hops, retries=self.retries, fallbacks=self.fallbacks, gated=self.gated,
            not_modified=self.not_modified, bytes=self.bytes, waited_seconds=round(self.waited, 1),
        )  # fmt: skip


_APART: ContextVar[Tally | None] = ContextVar("apart", default=None)


@contextmanager
def counted_apart() -> Iterator[Tally]:
    """What this context (a batch of a source) asks for: counted by itself, beside the meter's own sum."""
    tally = Tally()
    before = _APART.set(tally)
    try:
        yield tally
    finally:
        _APART.reset(before)


@dataclass
class Meter:
    """Counts, paces and bounds the requests of one source."""

    policy: Policy
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random
    tally: Tally = field(default_factory=Tally)
    on_wait: Callable[[float, str], None] = lambda _seconds, _reason: None
    turn: Turn = alone
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _next: float = 0.0
    _silent: int = 0

    def ask(self, kind: str = "logical") -> None:
        """Count one thing asked ("logical" or "fallbacks"), unless asking is over for this run.

        Raises:
            SourceTrouble: the source is silent, or the request budget is spent: nothing was asked.
        """
        with self._lock:
            self._check()
        self.count(**{kind: 1})

    def _check(self) -> None:
        if self._silent >= SILENCE:
            raise SourceTrouble(Trouble.UNREACHABLE, f"not asked: {SILENCE} requests in a row got no answer")
        if self.tally.sent >= self.policy.requests:
            raise SourceTrouble(Trouble.BUDGET, f"{self.policy.requests} requests were made")

    def admit(self) -> None:
        """Wait for this source's turn; count the request.

        Raises:
            SourceTrouble: the request budget of this run is spent.
        """
        with self._lock:
            self._check()
            self._add(sent=1)
            now = self.clock()
            turn = max(now, self._next)
            self._next = turn + self.policy.interval
            pause = turn - now
        if pause > 0:
            self.sleep(pause)

    def wait(self, seconds: float, reason: str) -> None:
        """Wait because the server asked or a retry is due; counted against the waiting budget."""
        with self._lock:
            self._add(waited=seconds, retries=1)
        self.on_wait(seconds, reason)
        self.sleep(seconds)

    def heard(self, *, answer: bool) -> None:
        """Note whether a request, retries and all, got any answer: a silent source is soon left alone."""
        with self._lock:
            self._silent = 0 if answer else self._silent + 1

    def hold(self, seconds: float, reason: str) -> None:
        """Let nobody of this source send for so long (a window is used up)."""
        with self._lock:
            if seconds > self.policy.max_wait or self.tally.waited + seconds > self.policy.wait_budget:
                return
            until = self.clock() + seconds
            if until > self._next:
                self._add(waited=seconds)
                self._next = until
        self.on_wait(seconds, reason)

    def count(self, **more: int) -> None:
        """Add to counts, such as `count(logical=1)`."""
        with self._lock:
            self._add(**more)

    def _add(self, **more: float) -> None:
        self.tally.add(**more)
        apart = _APART.get()
        if apart is not None:
            apart.add(**more)

    @staticmethod
    def now() -> datetime:
        """The time of day, for Retry-After dates without a Date header."""
        return datetime.now(UTC)


def given_up(meter: Meter, give: Give, url: str) -> SourceTrouble:
    """A decision to give up as the error to raise; silence is noted."""
    if give.trouble in {Trouble.UNREACHABLE, Trouble.TIMED_OUT}:
        meter.heard(answer=False)
    return SourceTrouble(give.trouble, give.reason, url)
