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
from typing import Final
from urllib.parse import urlsplit

from pipeline.http.policy import Trouble, until_open
from pipeline.model.policy import Policy
from pipeline.model.reports import Requests


class SourceTrouble(Exception):  # noqa: N818  the field's word is trouble, not error: the last good snapshot is kept
    """A request that gave nothing usable: which kind of trouble, with which words, about what.

    `asked`: seconds that the server asks us to wait, where it does.
    """

    def __init__(self, trouble: Trouble, reason: str, url: str = "", asked: float | None = None) -> None:
        super().__init__(f"{trouble}: {reason}" + (f" ({url})" if url else ""))
        self.trouble = trouble
        self.reason = reason
        self.url = url
        self.asked = asked


BREAKS: Final = {Trouble.UNREACHABLE: 2, Trouble.TIMED_OUT: 2, Trouble.LIMITED: 2, Trouble.SERVER: 3, Trouble.REFUSED: 10}
"""So many requests in a row that end so, and the same part of the upstream is not asked again in this run."""

_MOMENT: Final = 0.02
"""Seconds between two looks at whether an answer under way has come."""

Turn = Callable[[str], AbstractContextManager[None]]
"""What stands around each request on the wire, given its address: where several processes share one budget."""


def alone(_url: str) -> AbstractContextManager[None]:
    """The turn of a process that shares its budget with nobody."""
    return nullcontext()


@dataclass
class RequestCounts:
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
        return Requests(waited_seconds=round(self.waited, 1), **{k: n for k, n in vars(self).items() if k not in {"sent", "waited"}})


_APART: ContextVar[RequestCounts | None] = ContextVar("apart", default=None)


@contextmanager
def counted_apart() -> Iterator[RequestCounts]:
    """What this context (a batch of a source) asks for: counted by itself, beside the meter's own sum."""
    tally = RequestCounts()
    before = _APART.set(tally)
    try:
        yield tally
    finally:
        _APART.reset(before)


@dataclass
class Bucket:
    """What one quota of an upstream allows now: the same for all threads that ask it. Times are the meter's clock.

    `opens`: nobody sends before. `next`: the next turn of the pace. `left`: requests that the window may have
    left until it `ends` (None: not told), from the `least` that was told. `shut`: why nothing is asked any
    more in this run. `probing`: it was closed, and one request goes ahead of the others to see whether it is open;
    `probes`: so many went since the last answer that was taken.
    """

    opens: float = 0.0
    next: float = 0.0
    left: int | None = None
    least: int = 0
    ends: float = 0.0
    under_way: int = 0
    probing: bool = False
    probes: int = 0
    answered: int = 0
    failures: int = 0
    shut: SourceTrouble | None = None


@dataclass
class Meter:
    """Counts, paces and bounds the requests of one source.

    Waiting is counted as time goes by: threads that wait together wait once. Who learns that a bucket
    is empty closes it for everybody.
    """

    policy: Policy
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random
    tally: RequestCounts = field(default_factory=RequestCounts)
    on_wait: Callable[[float, str], None] = lambda _seconds, _reason: None
    turn: Turn = alone
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _buckets: dict[str, Bucket] = field(default_factory=dict)
    _waited_until: float = 0.0

    def bucket(self, url: str) -> Bucket:
        """The quota that an address counts in: its host's, or that of a part of it which the policy names."""
        parts = urlsplit(url)
        part = next((p for p in self.policy.buckets if p in parts.path), "")
        with self._lock:
            return self._buckets.setdefault(f"{parts.netloc}{part}", Bucket())

    def ask(self, url: str, kind: str = "logical") -> None:
        """Count one thing asked ("logical" or "fallbacks"), unless asking is over for this run.

        Raises:
            SourceTrouble: the bucket is shut, or the request budget is spent: nothing was asked.
        """
        with self._lock:
            self._check(self.bucket(url))
        self.count(**{kind: 1})

    def _check(self, bucket: Bucket) -> None:
        if bucket.shut is not None:
            raise SourceTrouble(bucket.shut.trouble, bucket.shut.reason)
        if self.tally.sent >= self.policy.requests:
            raise SourceTrouble(Trouble.BUDGET, f"{self.policy.requests} requests were made")

    def admit(self, bucket: Bucket) -> int:
        """Wait until the bucket is open and it is this request's turn; count the request.

        Returns: how many requests, with this one, went ahead since the last answer to see whether the bucket is open; 0 where it is.

        Raises:
            SourceTrouble: the bucket is shut, or would open too late, or the request budget of this run is spent.
        """
        while True:
            with self._lock:
                self._check(bucket)
                now = self.clock()
                if bucket.left is not None and now >= bucket.ends:
                    bucket.left = None
                if bucket.left is not None and bucket.left <= 0 and not bucket.under_way:
                    self.close(bucket, bucket.ends - now, "the window's requests are used up")
                pause = bucket.opens - now
                if pause <= 0 and bucket.under_way and (bucket.probing or (bucket.left is not None and bucket.left <= 0)):
                    pause = _MOMENT  # an answer under way will say what is really left
                elif pause <= 0:
                    turn = max(now, bucket.next)
                    bucket.next, pause = turn + self.policy.interval, turn - now
                    bucket.left = None if bucket.left is None else bucket.left - 1
                    bucket.under_way += 1
                    bucket.probes += bucket.probing
                    probes = bucket.probes
                    self._add(sent=1)
                    break
            self.sleep(pause)
        if pause > 0:
            self.sleep(pause)
        return probes

    def close(self, bucket: Bucket, seconds: float, reason: str) -> None:
        """Let nobody send to a bucket for so long; shut it for this run where that is longer than we may wait.

        Raises:
            SourceTrouble: LIMITED, it is shut.
        """
        with self._lock:
            try:
                told = self._wait_until(self.clock() + seconds, reason, Trouble.LIMITED)
            except SourceTrouble as trouble:
                bucket.shut = trouble
                raise
            bucket.opens = max(bucket.opens, self.clock() + seconds)
            bucket.probing = True
        if told:
            self.on_wait(seconds, reason)

    def wait(self, seconds: float, reason: str, trouble: Trouble) -> None:
        """Wait because a retry is due; counted against the waiting budget.

        Raises:
            SourceTrouble: the budget does not allow it.
        """
        if self._wait_until(self.clock() + seconds, reason, trouble):
            self.on_wait(seconds, reason)
        self.sleep(seconds)

    def _wait_until(self, until: float, reason: str, trouble: Trouble) -> bool:
        """Count the time until then that nobody of this source waits already; whether there was any."""
        with self._lock:
            now = self.clock()
            if until - now > self.policy.max_wait:
                asks = "it asks for" if trouble is Trouble.LIMITED else "it would be asked again in"
                raise SourceTrouble(trouble, f"{reason}; {asks} {until - now:.0f} s, and {self.policy.max_wait:.0f} s is the most we wait")
            more = max(0.0, until - max(now, self._waited_until))
            if self.tally.waited + more > self.policy.wait_budget:
                spent = f"the waiting budget of this run ({self.policy.wait_budget:.0f} s) is spent"
                raise SourceTrouble(trouble, f"{reason}; {spent}")
            self._waited_until = max(self._waited_until, until)
            self._add(waited=more)
            return more >= 0.1  # less is another thread that learnt of the same wait

    def came(self, bucket: Bucket, room: tuple[int, float] | None = None, *, good: bool = False, refused: bool = False) -> None:
        """Note that a request under way ended; `room` is what the answer says is left, in how many seconds all is back.

        `good`: an answer was taken, though it may be one by which its host `refused` to say anything.
        """
        with self._lock:
            bucket.under_way -= 1
            if good:
                bucket.answered += 1
                bucket.probing, bucket.probes = False, 0
                bucket.failures = bucket.failures if refused else 0
            if room is not None:
                ends = self.clock() + until_open(room[1])
                # Within a window the least that was told is the newest; those under way may not be counted in it yet.
                another = bucket.left is None or ends >= bucket.ends + 2.0
                # Seconds are told as whole numbers: of several answers the earliest end is the nearest to the truth.
                bucket.ends = ends if another else min(ends, bucket.ends)
                if another or room[0] < bucket.least:
                    bucket.least = room[0]
                    bucket.left = room[0] - bucket.under_way
                elif room[0] > bucket.least and bucket.left is not None:
                    bucket.left += 1  # it was counted before the newest, and need not be set aside

    def failed(self, bucket: Bucket, trouble: SourceTrouble) -> None:
        """Note that a request failed, retries and all: a bucket that only fails is soon left alone."""
        most = BREAKS.get(trouble.trouble)
        if most is None:
            return
        with self._lock:
            bucket.failures += 1
            if bucket.failures >= most:
                said = f"not asked: {bucket.failures} requests in a row failed ({trouble.reason})"
                bucket.shut = SourceTrouble(trouble.trouble, said)

    def count(self, **more: int) -> None:
        """Add to counts, such as `count(logical=1)`."""
        with self._lock:
            self._add(**more)

    def _add(self, **more: float) -> None:
        self.tally.add(**more)
        apart = _APART.get()
        if apart is not None:
            apart.add(**more)
