"""What a run keeps in mind of the Hub's answers: run state, which may be lost at the cost of requests. Pure."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, Self

from pydantic import BaseModel, Field, ValidationError

TOPIC: Final = "hub"
AGAIN_AFTER: Final = 7
"""Days after which it is asked again for a checkpoint that was not there."""
PROBES_PER_RUN: Final = 100
"""Named checkpoints that no listing has and that were never seen, asked for one by one in a run at most."""
FRESH: Final = timedelta(hours=20)
"""So long a listing that answered whole need not be asked again, unless something of it is known to have moved."""


class HubNotes(BaseModel):
    """`missing`: checkpoint that is not there -> day (ISO 8601) on which the Hub last said so.

    `listed`: listing or collection -> when it last answered whole (ISO 8601, UTC) and the digest of what the tree
    had and wanted of it then. `began`: the Hub's own time when the last run asked it first.
    """

    now: datetime = Field(exclude=True)
    missing: dict[str, str] = {}
    listed: dict[str, tuple[str, str]] = {}
    began: str = ""

    @classmethod
    def of(cls, kept: Mapping[str, Any], now: datetime) -> Self:
        """From run state; what is not of this form counts as nothing."""
        try:
            return cls.model_validate({**kept, "now": now})
        except ValidationError:
            return cls(now=now)

    @property
    def today(self) -> date:
        """The day of this run."""
        return self.now.date()

    def is_due(self, checkpoint: str) -> bool:
        """Whether it is so long ago, or so little known, that a checkpoint was not there, that it is asked for again."""
        try:
            return (self.today - date.fromisoformat(self.missing.get(checkpoint, ""))).days >= AGAIN_AFTER
        except ValueError:
            return True

    def to_probe(self, named: Iterable[str]) -> frozenset[str]:
        """Which of the named checkpoints that were never seen may be asked for in this run: those asked longest ago first."""
        due = (c for c in named if self.is_due(c))
        return frozenset(sorted(due, key=lambda c: (self.missing.get(c, ""), c))[:PROBES_PER_RUN])

    def last_listed(self, subject: str) -> str:
        """When a listing last answered whole; "" where it did not, or is not known."""
        return self.listed.get(subject, ("", ""))[0]

    def is_fresh(self, subject: str, digest: str) -> bool:
        """Whether a listing answered whole lately, and the tree has and wants of it what it had and wanted then."""
        at, had = self.listed.get(subject, ("", ""))
        try:
            age = self.now - datetime.fromisoformat(at).astimezone(UTC)
        except ValueError:
            return False
        return had == digest and timedelta() <= age < FRESH
