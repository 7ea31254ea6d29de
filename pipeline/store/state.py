"""What lies outside git: what belongs to time, such as when a source last succeeded, and the texts of cards.

Losing it costs requests, never facts. The state may lag behind the tree and never run ahead of it: it is written last.
"""

import contextlib
import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, NamedTuple

from pipeline.layout.canonical import dumps
from pipeline.layout.paths import flat
from pipeline.model.reports import SourceReport
from pipeline.model.snapshots import Receipt
from pipeline.sources.declared import sources
from pipeline.store.tree import write_atomically

_TOPIC: Final = "sources"
_NEVER: Final = "unknown"  # the outcome of a source of which nothing is known


def read_state(folder: Path, topic: str) -> dict[str, Any]:
    """What the run state has of a topic, a small JSON object; what is unreadable counts as empty."""
    with contextlib.suppress(OSError, ValueError):
        if isinstance(found := json.loads((folder / f"{topic}.json").read_bytes()), dict):
            return found
    return {}


def write_state(folder: Path, topic: str, value: Mapping[str, Any]) -> None:
    """Replace what the run state has of a topic."""
    text = json.dumps(value, sort_keys=True, indent=1, ensure_ascii=False)
    write_atomically(folder / f"{topic}.json", text.encode() + b"\n")


class Health(NamedTuple):
    """One source over time; dates are ISO 8601 in UTC, None where nothing is known."""

    source: str
    last_success: str | None
    failing_since: str | None
    outcome: str
    stale: bool

    def __str__(self) -> str:
        said = f"{self.source}: last succeeded {self.last_success or 'never, as far as is known'}"
        return said + (f"; not whole since {self.failing_since}" if self.failing_since else "")


def note_outcomes(folder: Path, reports: Iterable[SourceReport], at: str, *, targeted: bool) -> None:
    """Remember how a run's sources answered.

    A targeted run that went well says nothing of the whole source: a daily run may be dead meanwhile.
    """
    known = _noted(folder)
    for report in reports:
        if report.outcome != "ok":
            known[report.source] = {"failing_since": at, **known.get(report.source, {}), "outcome": report.outcome}
        elif not targeted:
            known[report.source] = {"last_success": at, "outcome": "ok"}
    write_state(folder, _TOPIC, known)


def with_usual(
    folder: Path, reports: Iterable[SourceReport], now: datetime, refusals: tuple[str, ...]
) -> list[SourceReport]:
    """The reports, those marked that only refused as they often do (in these words) and were heard of lately."""
    known = _noted(folder)

    def usual(report: SourceReport) -> bool:
        declared, noted = sources()[report.source], known.get(report.source, {})
        if not declared.often_refuses or declared.stale_hours is None or not report.kept:
            return False
        # A server's error that nobody may wait for is told in the words of a refusal.
        refused = all(k.reason.startswith(refusals) and ": HTTP 5" not in k.reason for k in report.kept)
        since = _date(noted.get("last_success")) or _date(noted.get("failing_since")) or now
        return refused and now - since <= timedelta(hours=declared.stale_hours)

    return [one.model_copy(update={"usual": usual(one)}) for one in reports]


def health_of(folder: Path, now: datetime, stale_after: float | None = None) -> tuple[Health, ...]:
    """Every source that may become stale, and whether it is: after its own limit, or so many hours."""
    known, found = _noted(folder), []
    for source, declared in sources().items():
        if declared.stale_hours is not None:
            success, failing, outcome = map(known.get(source, {}).get, ("last_success", "failing_since", "outcome"))
            last, limit = _date(success), timedelta(hours=declared.stale_hours if stale_after is None else stale_after)
            found.append(Health(source, success, failing, str(outcome or _NEVER), last is None or now - last > limit))
    return tuple(found)


def stale_notes(folder: Path, now: datetime) -> tuple[str, ...]:
    """A line for each source that is known and stale: one that never ran is not late yet."""
    return tuple(str(h) for h in health_of(folder, now) if h.stale and h.outcome != _NEVER)


def _noted(folder: Path) -> dict[str, dict[str, Any]]:
    noted = {source: entry for source, entry in read_state(folder, _TOPIC).items() if isinstance(entry, dict)}
    return {source: {k: v for k, v in entry.items() if k == "outcome" or _date(v)} for source, entry in noted.items()}


def _date(text: object) -> datetime | None:
    with contextlib.suppress(ValueError):
        found = datetime.fromisoformat(str(text))
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    return None


class CardCache:
    """Other people's texts by checkpoint and revision, each with its receipt: for a better reader, and after a crash.

    A cache that cannot be read or written is no error: it is only slower.
    """

    def __init__(self, folder: Path, *, writable: bool = True) -> None:
        self._folder = folder / "cards"
        self._writable = writable

    def get(self, checkpoint: str, revision: str) -> tuple[bytes, Receipt] | None:
        """A card's bytes at a revision and how they were retrieved; None where one is missing or not of the other."""
        file = self._file(checkpoint, revision)
        try:
            text, found = file.read_bytes(), Receipt.model_validate_json(file.with_suffix(".json").read_bytes())
        except (OSError, ValueError):
            return None
        return (text, found) if (found.sha256, found.revision) == (hashlib.sha256(text).hexdigest(), revision) else None

    def put(self, checkpoint: str, revision: str, text: bytes, receipt: Receipt) -> None:
        """Keep a card and its receipt."""
        file = self._file(checkpoint, revision)
        with contextlib.suppress(OSError):
            if self._writable:
                write_atomically(file, text, lasting=False)
                write_atomically(file.with_suffix(".json"), dumps(receipt), lasting=False)

    def _file(self, checkpoint: str, revision: str) -> Path:
        name = revision if revision.isalnum() else hashlib.sha256(revision.encode()).hexdigest()[:40]
        return self._folder / flat(checkpoint) / f"{name}.md"
