"""What was asked of a source and what came of it: snapshots that moved, what was kept and why, and what it cost."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from pydantic import BaseModel

from pipeline.http.meter import RequestCounts
from pipeline.http.policy import SourceTrouble, http_date
from pipeline.layout.canonical import dumps
from pipeline.model.clean import clean
from pipeline.model.findings import Fault
from pipeline.model.reports import KeptNote, Outcome, SourceReport
from pipeline.model.snapshots import Receipt

FUTURE: Final = timedelta(days=1)
"""How far an upstream's clock may be ahead of ours before its dates are not believed."""


@dataclass(repr=False)
class Gathered:
    """What one batch, or a source's run so far, brought and cost. `files` has only snapshots whose facts moved."""

    source: str
    files: dict[str, bytes] = field(default_factory=dict)
    kept: list[KeptNote] = field(default_factory=list)
    rejects: list[KeptNote] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    objects: int = 0
    answered: bool = False
    troubled: bool = False
    refused: bool = False
    message: str = ""
    tally: RequestCounts = field(default_factory=RequestCounts)

    def __repr__(self) -> str:
        """In a log, which shows a task's result: its source and how it went."""
        return f"{self.source}: {self.outcome}"

    def keep(self, subject: str, reason: str | SourceTrouble, *, trouble: bool = True) -> None:
        """Say that the last snapshot of a subject stays, and why."""
        said = f"{reason.trouble}: {reason.reason}" if isinstance(reason, SourceTrouble) else reason
        self.kept.append(KeptNote(subject=clean(subject, limit=200), reason=clean(said, limit=400)))
        self.troubled = self.troubled or trouble

    def reject(self, subject: str, reason: str) -> None:
        """Say that something could not be used."""
        self.rejects.append(KeptNote(subject=clean(subject, limit=200), reason=clean(reason, limit=300)))

    def store(self, path: str, snapshot: BaseModel, old: BaseModel | None) -> bool:
        """Keep a snapshot if anything but its receipt moved; the receipt moves with the facts only."""
        self.objects += 1
        if old is not None and _without_receipt(snapshot) == _without_receipt(old):
            return False
        self.files[path] = dumps(snapshot)
        return True

    @property
    def outcome(self) -> Outcome:
        """How it went: `partial` is some trouble beside some answer, `failed` nothing but trouble."""
        if self.troubled:
            return "partial" if self.answered else "failed"
        return "refused" if self.refused else "ok"

    def report(self) -> SourceReport:
        """This source's part of the run's report."""
        return SourceReport(
            source=self.source, outcome=self.outcome, requests=self.tally.requests(), objects=self.objects,
            written=len(self.files), kept=tuple(self.kept), rejects=tuple(self.rejects), message=self.message,
        )  # fmt: skip

    def merge(self, part: "Gathered") -> None:
        """Put what one batch brought to what the source has."""
        self.files.update(part.files)
        self.kept += part.kept
        self.rejects += part.rejects
        self.faults += part.faults
        self.objects += part.objects
        self.answered |= part.answered
        self.troubled |= part.troubled
        self.refused |= part.refused
        self.message = part.message or self.message
        self.tally.add(**vars(part.tally))


def _without_receipt(snapshot: BaseModel) -> dict[str, Any]:
    return snapshot.model_dump(exclude={"receipt"})


def iso_date(header: str | None) -> str | None:
    """An HTTP Date header as ISO 8601 UTC, or None."""
    parsed = http_date(header)
    if parsed is None or parsed > datetime.now(UTC) + FUTURE:
        return None  # the server's clock is wrong: better no date than one that has not come
    return parsed.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def receipt(
    url: str, body: bytes, *, date: str | None, revision: str | None = None, etag: str | None = None
) -> Receipt:
    """How a snapshot was had: the public address, the answer's own date, digest and size of the raw body."""
    return Receipt(
        url=url,
        retrieved_at=iso_date(date),
        revision=revision,
        etag=clean(etag, limit=200) if etag else None,
        sha256=hashlib.sha256(body).hexdigest(),
        size=len(body),
    )


def entry_bytes(entry: Mapping[str, Any]) -> bytes:
    """One entry of a listing as bytes, for its receipt (the page around it is not its evidence)."""
    return json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode(errors="replace")
