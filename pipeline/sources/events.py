"""Events of a run: what it does while it works, with the run's id, its source and batch, on the logger `awesome`.

Each event is a record of the standard library's logging: its message is a line for people, and
`record.event` the same as a LogLine. They go nowhere unless a handler is put there: the commands'
--log (pipeline.cli.log), a flow's own log (flows.progress).
"""

import logging
from datetime import UTC, datetime
from typing import Any, Final

from pipeline.model.clean import clean
from pipeline.model.reports import Event, LogLine, RunReport, SourceReport

LOG: Final = logging.getLogger("awesome")
LOG.addHandler(logging.NullHandler())
LOG.setLevel(logging.INFO)
LOG.propagate = False  # an event goes where somebody asked for it, never twice


def log_event(event: Event, message: str, *, run: str, level: int = logging.INFO, **facts: Any) -> None:  # noqa: ANN401  as LogLine checks them
    """Log an event. `facts` are fields of LogLine; every text among them is cleaned here."""
    if not LOG.isEnabledFor(level):
        return
    cleaned = {k: clean(v, limit=400) if isinstance(v, str) else v for k, v in facts.items()}
    line = LogLine(
        at=datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        level=logging.getLevelName(level).lower(),
        run=run,
        event=event,
        message=clean(message, limit=600),
        **cleaned,
    )
    LOG.log(level, "%s", line.message, extra={"event": line})


def log_report(event: Event, name: str, report: SourceReport, *, run: str, seconds: float, batch: str | None = None) -> None:
    """The end of a source, or of one batch of it: what it answered and what it cost."""
    asked = report.requests
    reasons = "; ".join(dict.fromkeys(k.reason for k in report.kept[:3]))
    log_event(
        event,
        f"{name}: {report.outcome}; {asked.logical} requests, {asked.bytes} bytes, waited {asked.waited_seconds} s; "
        f"{report.objects} objects seen, {report.written} moved, {len(report.kept)} kept"
        + (f"; kept as it was: {reasons}" if batch and reasons else "")
        + (f"; {report.message}" if report.message else ""),
        run=run, level=logging.INFO if report.outcome == "ok" else logging.WARNING,
        source=report.source, batch=batch, outcome=report.outcome,
        requests=asked.logical, retries=asked.retries, bytes=asked.bytes, waited_seconds=asked.waited_seconds,
        seconds=round(seconds, 3), objects=report.objects, moved=report.written, kept=len(report.kept),
        rejects=len(report.rejects),
    )  # fmt: skip


def log_end(report: RunReport) -> None:
    """A run's end: its proposals, its exit code, and how much changed."""
    for note in report.proposals:
        log_event("proposed", f"proposal {note.branch}: {note.state}", run=report.run, outcome=note.state, proposal=note.branch)
    log_event(
        "run-ended", f"{report.command} ended with {report.exit_code}: {report.headline}",
        run=report.run, level=logging.WARNING if report.exit_code else logging.INFO, command=report.command,
        exit_code=report.exit_code, changes=len(report.changes), files=len(report.files_changed), proposals=len(report.proposals),
    )  # fmt: skip
