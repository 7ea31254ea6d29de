"""How far a run is, and what it leaves, for the UI.

Its events in Prefect's log (and the file that AWESOME_LOG names), one progress artifact at a calm pace; at the end the
report as Markdown, source health and proposals as tables.
"""

import contextvars
import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Any, Final, Self, cast
from uuid import UUID

from prefect import artifacts
from prefect.client.schemas.objects import State
from prefect.events import emit_event
from prefect.exceptions import MissingContextError
from prefect.logging import get_run_logger
from prefect.runtime import flow_run
from prefect.states import Completed, Failed

from pipeline.cli.edge import VARIABLE, logged
from pipeline.cli.report_text import lines_of
from pipeline.model.clean import clean
from pipeline.model.reports import KeptNote, LogLine, Progress, RunReport
from pipeline.settings import Settings
from pipeline.sources.asking import LOG, log_end
from pipeline.store.state import stale_notes

EVERY: Final = 2.0
"""Seconds between two updates of the artifact: each is a request to the server."""

Log = logging.Logger | logging.LoggerAdapter[Any]


class Artifact(Progress):
    """Progress of one source. Called from many threads; one thread of its own tells the server."""

    def __init__(self, source: str) -> None:
        self._source, self._shown = source, ""
        self.missed: list[KeptNote] = []
        self._log: Log = get_run_logger()
        self._context = contextvars.copy_context()
        self._lock, self._over = threading.Lock(), threading.Event()
        self._counts: dict[str, list[int]] = {}
        self._artifact: UUID | None = None
        self._thread = threading.Thread(target=self._update_regularly, daemon=True, name=f"progress of {source}")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._over.set()
        self._thread.join()
        if self._artifact is not None:
            self._update(final=kind is None)

    def start(self, work: str, total: int) -> None:
        """Work begins."""
        with self._lock:
            self._counts[work] = [0, total]
        if total:
            self.write(f"{work}: {total} to do")

    def step(self, work: str) -> None:
        """One step is done."""
        with self._lock:
            if work in self._counts:
                self._counts[work][0] += 1

    def write(self, text: str) -> None:
        """A line of the log of the task in which we are, or of the flow, with the source it is about."""
        log = self._log
        with suppress(MissingContextError):
            log = get_run_logger()
        log.info("%s: %s", self._source, clean(text, limit=300).removeprefix(f"{self._source}: "))

    def _update_regularly(self) -> None:
        while not self._over.wait(EVERY):
            self._update()

    def _update(self, *, final: bool = False) -> None:
        """Bring the artifact up to date. A server that does not answer costs the artifact, not the run."""
        none = "nothing to ask" if final else "not known yet"
        with self._lock:
            done, total = (sum(column) for column in zip(*self._counts.values(), strict=True)) if self._counts else (0, 0)
            work = "; ".join(f"{name} {had} of {of or '?'}" if of or had else f"{name}: {none}" for name, (had, of) in self._counts.items())
        said = f"{self._source}: {work}" + (f"; {len(self.missed)} could not be had" if self.missed else "")
        if said == self._shown and not final:
            return
        share = 100.0 * max(0, min(done, total - len(self.missed))) / total if total else 0.0 if self.missed else 100.0
        share = share if final else min(99.0, share)
        try:
            if self._artifact is None:
                key = f"progress-{self._source}"
                made = self._context.run(artifacts.create_progress_artifact, share, key=key, description=said)
                self._artifact = cast("UUID", made)
            else:
                self._context.run(artifacts.update_progress_artifact, self._artifact, share, description=said)
            self._shown = said
        except Exception as error:  # noqa: BLE001  telling how far it is must never end the work itself
            self._log.debug("the progress artifact could not be updated: %s", error)


class ToRun(logging.Handler):
    """Hands an event to the log of the task or flow in which it happened."""

    def emit(self, record: logging.LogRecord) -> None:
        """Say the event's line for people; the run's id and the task's are Prefect's to add."""
        event = getattr(record, "event", None)
        if not (isinstance(event, LogLine) and event.event == "waited"):  # the progress of a source has a line for it
            with suppress(MissingContextError):  # logged by a thread that belongs to no task: the file has it
                get_run_logger().log(record.levelno, "%s", record.getMessage())


@contextmanager
def followed(run: str) -> Iterator[None]:
    """Follow a run's events in Prefect's log, and in a file where the worker's environment names one."""
    handler = ToRun()
    LOG.addHandler(handler)
    try:
        with logged(os.environ.get(VARIABLE), run, str(flow_run.flow_name or "flow"), str(flow_run.name or "")):
            yield
    finally:
        LOG.removeHandler(handler)


ALARM: Final = "catalog.source.failed"
"""The event for automations: a source failed, and not as arXiv often refuses (flows.automations)."""


def final_state(report: RunReport, settings: Settings, found: str = "") -> State[RunReport]:
    """Leave the artifacts, warn of sources that are stale, and name the run's final state. What it `found` leads.

    The artifacts' keys are stable, so that the UI shows their history. Partial where a source failed; Failed where none
    of those that were asked answered.
    """
    log, headline = get_run_logger(), "; ".join(filter(None, (found, report.headline)))
    stale = [f"stale: {note}" for note in stale_notes(settings.state, datetime.now(UTC))]
    for note in stale:
        log.warning("%s", note)
    # The command's words, indented, so that nothing of an upstream's text acts in the UI's Markdown.
    words = "".join(f"    {line}\n" for line in [*stale, *lines_of(report)])
    text = f"# {report.command} {report.run}\n\n{headline}\n\n{words}"
    artifacts.create_markdown_artifact(text, key=f"{report.command}-report", description=headline)
    if report.sources:
        health = [
            {"source": s.source, "outcome": s.outcome, "requests": s.requests.logical, "retries": s.requests.retries,
             "bytes": s.requests.bytes, "waited (s)": s.requests.waited_seconds, "objects seen": s.objects,
             "moved": s.written, "kept": len(s.kept), "rejects": len(s.rejects), "message": clean(s.message, limit=200)}
            for s in report.sources
        ]  # fmt: skip
        artifacts.create_table_artifact(health, key="source-health", description="What each source answered and cost")
    if report.proposals:
        proposals = [
            {"scope": p.scope, "state": p.state, "risk": p.risk, "title": clean(p.title, limit=200), "branch": p.branch,
             "where": p.url or p.body_path}
            for p in report.proposals
        ]  # fmt: skip
        artifacts.create_table_artifact(proposals, key="proposals", description="Pull requests of this run")
    log.info("%s", headline)
    log_end(report)
    if alarming := [s.source for s in report.sources if s.alarming]:
        of = {"prefect.resource.id": f"prefect.flow-run.{flow_run.id}", "prefect.resource.name": str(flow_run.name)}
        emit_event(ALARM, of, payload={"sources": alarming, "message": headline})
    asked = [s for s in report.sources if s.outcome != "ok" or s.requests.logical]
    if asked and all(s.outcome == "failed" for s in asked):
        return Failed(message=f"no source answered; {headline}", data=report)
    return Completed(name="Partial" if report.exit_code else "Completed", message=headline, data=report)
