"""Clocks for tests."""

import time
from dataclasses import dataclass


@dataclass
class Clock:
    """A clock that only waiting moves."""

    at: float = 0.0

    def now(self) -> float:
        """The time."""
        return self.at

    def sleep(self, seconds: float) -> None:
        """Let it pass."""
        self.at += seconds


@dataclass(frozen=True)
class HurriedClock:
    """A clock of the wall that runs so many times as fast: waits of several threads overlap on it."""

    times: float

    def now(self) -> float:
        """The time."""
        return time.monotonic() * self.times

    def sleep(self, seconds: float) -> None:
        """Let it pass."""
        time.sleep(seconds / self.times)
