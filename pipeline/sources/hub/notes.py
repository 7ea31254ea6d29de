"""What a run keeps in mind of the Hub's refusals: run state, which may be lost at the cost of requests. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Self

TOPIC: Final = "hub"
AGAIN_AFTER: Final = 7
"""Days after which a refusal is asked about again."""
PROBES_PER_RUN: Final = 100
"""Named checkpoints that no listing has and that were never seen, asked for one by one in a run at most."""


@dataclass
class HubNotes:
    """Checkpoint -> day (ISO 8601) of the last refusal: `missing` are not there, `gated` not for this token."""

    today: date
    missing: dict[str, str] = field(default_factory=dict)
    gated: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, kept: Mapping[str, Any], today: date, *, has_token: bool) -> Self:
        """From run state. Without a token nothing is known of gates, so that one which is added is tried at once."""
        return cls(today, _days(kept.get("missing")), _days(kept.get("gated")) if has_token else {})

    def as_json(self) -> dict[str, Any]:
        """For run state."""
        return {"missing": self.missing, "gated": self.gated}

    def is_due(self, noted: Mapping[str, str], checkpoint: str) -> bool:
        """Whether a refusal is so long ago, or so little known, that it is asked about again."""
        try:
            return (self.today - date.fromisoformat(noted.get(checkpoint, ""))).days >= AGAIN_AFTER
        except ValueError:
            return True

    def to_probe(self, named: Iterable[str]) -> frozenset[str]:
        """Which of the named checkpoints that were never seen may be asked for in this run: those asked longest ago first."""
        due = (c for c in named if self.is_due(self.missing, c))
        return frozenset(sorted(due, key=lambda c: (self.missing.get(c, ""), c))[:PROBES_PER_RUN])


def _days(kept: object) -> dict[str, str]:
    return {str(k): v for k, v in kept.items() if isinstance(v, str)} if isinstance(kept, dict) else {}
