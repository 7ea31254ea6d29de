"""What a run leaves in the UI: the report as Markdown, source health and proposals as tables."""

from datetime import UTC, datetime
from typing import Any, Final

from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.client.schemas.objects import State
from prefect.events import emit_event
from prefect.logging import get_run_logger
from prefect.runtime import flow_run
from prefect.states import Completed, Failed

from pipeline.cli.report_text import lines_of
from pipeline.model.clean import clean
from pipeline.model.reports import RunReport
from pipeline.settings import Settings
from pipeline.sources.events import log_end
from pipeline.store.health import stale_notes
from pipeline.store.state import RunState

ALARM: Final = "catalog.source.failed"
"""The event for automations: a source failed, and not as arXiv often refuses (flows.automations)."""


def publish_report(report: RunReport, stale: tuple[str, ...] = ()) -> None:
    """Create the artifacts of a finished run. Keys are stable, so that the UI shows their history."""
    create_markdown_artifact(markdown(report, stale), key=f"{report.command}-report", description=report.headline)
    if report.sources:
        create_table_artifact(health(report), key="source-health", description="What each source answered and cost")
    if report.proposals:
        create_table_artifact(proposals(report), key="proposals", description="Pull requests of this run")


def final_state(report: RunReport, settings: Settings) -> State[RunReport]:
    """Leave the artifacts, warn of sources that are stale, and name the run's final state.

    Partial where a source failed; Failed where none of those that were asked answered.
    """
    log = get_run_logger()
    stale = stale_notes(RunState(settings.state), datetime.now(UTC))
    for note in stale:
        log.warning("stale: %s", note)
    publish_report(report, stale)
    log.info("%s", report.headline)
    log_end(report)
    alarming = [s.source for s in report.sources if s.alarming]
    if alarming:
        of = {"prefect.resource.id": f"prefect.flow-run.{flow_run.id}", "prefect.resource.name": str(flow_run.name)}
        emit_event(ALARM, of, payload={"sources": alarming, "message": report.headline})
    asked = [s for s in report.sources if s.outcome != "ok" or s.requests.logical]
    if asked and all(s.outcome == "failed" for s in asked):
        return Failed(message=f"no source answered; {report.headline}", data=report)
    return Completed(name="Partial" if report.exit_code else "Completed", message=report.headline, data=report)


def markdown(report: RunReport, stale: tuple[str, ...] = ()) -> str:
    """The report for people, in the command's words. Indented, so that nothing of an upstream's text acts in the UI's Markdown."""
    lines = [*(f"stale: {note}" for note in stale), *lines_of(report)]
    return "\n".join([f"# {report.command} {report.run}", "", report.headline, "", *(f"    {line}" for line in lines)]) + "\n"


def health(report: RunReport) -> list[dict[str, Any]]:
    """One row a source."""
    return [
        {
            "source": s.source, "outcome": s.outcome, "requests": s.requests.logical, "retries": s.requests.retries,
            "bytes": s.requests.bytes, "waited (s)": s.requests.waited_seconds, "objects seen": s.objects,
            "moved": s.written, "kept": len(s.kept), "rejects": len(s.rejects), "message": clean(s.message, limit=200),
        }
        for s in report.sources
    ]  # fmt: skip


def proposals(report: RunReport) -> list[dict[str, Any]]:
    """One row a proposal."""
    return [
        {"scope": p.scope, "state": p.state, "risk": p.risk, "title": clean(p.title, limit=200), "branch": p.branch,
         "where": p.url or p.body_path}
        for p in report.proposals
    ]  # fmt: skip
