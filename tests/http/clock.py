"""A clock for tests."""

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
