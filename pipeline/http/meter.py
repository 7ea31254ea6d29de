"""A source's use of the network in one run: what it sent, waited and received, and the pace it keeps.

The only place that sleeps. Clock, sleep and chance are handed in, so that tests can drive them.
"""

import random
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from pipeline.http.policy import SourceTrouble, Trouble, until_open
from pipeline.sources.declared import Policy

BREAKS: Final = {Trouble.UNREACHABLE: 2, Trouble.TIMED_OUT: 2, Trouble.LIMITED: 2, Trouble.SERVER: 3, Trouble.REFUSED: 10}
"""So many requests in a row that end so, and the same part of the upstream is not asked again in this run."""
_MOMENT: Final = 0.02
"""Seconds between two looks at whether an answer under way has come."""

Tally = defaultdict[str, float]
"""Counts by the names of `pipeline.model.reports.Requests`, and requests on the wire as `sent`."""
Turn = Callable[[str], AbstractContextManager[object]]
"""What stands around each request on the wire, given its address: where several processes share one budget."""
APART: Final[ContextVar[Tally | None]] = ContextVar("apart", default=None)
"""Where what this context (a batch of a source) asks for is counted too, beside the meter's own sum."""


@dataclass
class Bucket:
    """What one quota of an upstream allows now: the same for all threads that ask it. Times are the meter's clock.

    `opens`: nobody sends before. `next`: the next turn of the pace. `left`: requests that the window has left until it
    `ends`, by the newest answer; those under way may be counted in it or not. `shut`: why nothing is asked any more in
    this run. `probing`: it was closed, and one request goes ahead of the others to see whether it is open; `waits`: how
    often it was closed since the last answer that was taken.
    """

    opens: float = 0.0
    next: float = 0.0
    left: int = 0
    ends: float = 0.0
    under_way: int = 0
    probing: bool = False
    waits: int = 0
    failures: int = 0
    shut: SourceTrouble | None = None


@dataclass
class Meter:
    """Counts, paces and bounds (SourceTrouble) the requests of one source. Threads that wait together wait once."""

    policy: Policy
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random
    tally: Tally = field(default_factory=lambda: Tally(int))
    on_wait: Callable[[float, str], None] = lambda _seconds, _reason: None
    turn: Turn = nullcontext
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _buckets: dict[str, Bucket] = field(default_factory=dict)
    _waited_until: float = 0.0

    def bucket(self, url: str) -> Bucket:
        """The quota that an address counts in: its host's, or that of a part of it which the policy names."""
        parts = urlsplit(url)
        part = next((p for p in self.policy.buckets if p in parts.path), "")
        with self._lock:
            return self._buckets.setdefault(f"{parts.netloc}{part}", Bucket())

    def count(self, **more: float) -> None:
        """Add to counts, such as `count(logical=1)`."""
        apart = APART.get()
        with self._lock:
            for tally in (self.tally,) if apart is None else (self.tally, apart):
                for name, number in more.items():
                    tally[name] += number

    def ask(self, url: str, kind: str = "logical") -> None:
        """Count one thing asked ("logical" or "fallbacks"), unless its bucket is shut or the request budget spent."""
        with self._lock:
            self._check(self.bucket(url))
            self.count(**{kind: 1})

    def _check(self, bucket: Bucket) -> None:
        if bucket.shut is not None:
            raise SourceTrouble(bucket.shut.trouble, bucket.shut.reason)
        if self.tally["sent"] >= self.policy.requests:
            raise SourceTrouble(Trouble.BUDGET, f"{self.policy.requests} requests were made")

    def admit(self, bucket: Bucket) -> None:
        """Wait for this request's turn, and count it."""
        while True:
            with self._lock:
                self._check(bucket)
                now = self.clock()
                used_up = now < bucket.ends and bucket.left <= bucket.under_way
                if used_up and not bucket.under_way:
                    self.close(bucket, bucket.ends - now, "the window's requests are used up")
                pause = bucket.opens - now
                if pause <= 0 and bucket.under_way and (bucket.probing or used_up):
                    pause = _MOMENT  # an answer under way will say what is really left
                elif pause <= 0:
                    turn = max(now, bucket.next)
                    bucket.next = turn + self.policy.interval
                    bucket.under_way += 1
                    self.count(sent=1)
                    break
            self.sleep(pause)
        if turn > now:
            self.sleep(turn - now)

    def close(self, bucket: Bucket, seconds: float, reason: str) -> None:
        """Let nobody send to a bucket for so long; shut it for this run where that is longer than we may wait."""
        with self._lock:
            try:
                self._count_wait(seconds, reason, Trouble.LIMITED)
            except SourceTrouble as trouble:
                bucket.shut = trouble
                raise
            now = self.clock()
            bucket.waits += now >= bucket.opens  # else somebody else learnt of the same wait
            bucket.opens = max(bucket.opens, now + seconds)
            bucket.probing = True

    def wait(self, seconds: float, reason: str, trouble: Trouble) -> None:
        """Wait because a retry is due, if the budget allows it; counted against it."""
        self._count_wait(seconds, reason, trouble)
        self.sleep(seconds)

    def _count_wait(self, seconds: float, reason: str, trouble: Trouble) -> None:
        """Count what of the next seconds nobody of this source waits already, and show it."""
        policy = self.policy
        if seconds > policy.max_wait:
            asks = "it asks for" if trouble is Trouble.LIMITED else "it would be asked again in"
            most = f"{policy.max_wait:.0f} s is the most we wait"
            raise SourceTrouble(trouble, f"{reason}; {asks} {seconds:.0f} s, and {most}")
        with self._lock:
            now = self.clock()
            more = max(0.0, now + seconds - max(now, self._waited_until))
            if self.tally["waited_seconds"] + more > policy.wait_budget:
                raise SourceTrouble(trouble, f"{reason}; the waiting budget of this run ({policy.wait_budget:.0f} s) is spent")
            self._waited_until = max(self._waited_until, now + seconds)
            self.count(waited_seconds=more)
        if more >= 0.1:  # less is another thread that learnt of the same wait
            self.on_wait(seconds, reason)

    def came(self, bucket: Bucket, room: tuple[int, float] | None = None, *, good: bool = False, refused: bool = False) -> None:
        """Note that a request ended, with a `good` answer or one that `refused` to say anything; `room`: `room_left`."""
        with self._lock:
            bucket.under_way -= 1
            if good:
                bucket.probing, bucket.waits = False, 0
                bucket.failures = bucket.failures if refused else 0
            if room is None:
                bucket.left -= 1
                return
            now, (left, seconds) = self.clock(), room
            ends = now + until_open(seconds)
            # Seconds are told as whole numbers: of several answers the earliest end is the nearest to the truth.
            # Within a window the least that was told is the newest.
            same = now < bucket.ends and ends < bucket.ends + 2.0
            bucket.ends, bucket.left = (min(ends, bucket.ends), min(left, bucket.left)) if same else (ends, left)

    def failed(self, bucket: Bucket, trouble: SourceTrouble) -> None:
        """Note that a request failed, retries and all: a bucket that only fails is soon left alone."""
        if (most := BREAKS.get(trouble.trouble)) is None:
            return
        with self._lock:
            bucket.failures += 1
            if bucket.failures >= most:
                why = f"not asked: {bucket.failures} requests in a row failed ({trouble.reason})"
                bucket.shut = SourceTrouble(trouble.trouble, why)
