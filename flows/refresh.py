"""The flow `refresh`: what `awesome refresh` does, with a task for each batch and artifacts for the UI.

Beside it `rederive`, and `watch`, which says that main moved. `python -m flows.refresh` runs the first with Prefect's own
short-lived server; their deployments are in prefect.yaml. There is no rule of the list in here.
"""

import os
import sys
from collections.abc import Callable, Collection
from functools import partial
from pathlib import Path
from typing import Any, Final, cast

import click
from prefect import flow, task
from prefect.client.schemas.objects import State
from prefect.events import emit_event
from prefect.exceptions import ParameterTypeError
from prefect.logging import get_run_logger
from prefect.runtime import deployment, flow_run
from prefect.states import Completed
from prefect.variables import Variable

from flows.collect import Shards, Tasks
from flows.limits import shared_turn
from flows.progress import final_state, followed
from flows.surroundings import ONCE, TASK, parameters, refuse_lost
from flows.surroundings import settings as read_surroundings
from pipeline.cli import edge
from pipeline.github.run import open_forge, post
from pipeline.model.outcomes import FAILED, WrongUsage
from pipeline.model.reports import RunReport
from pipeline.options import options_of
from pipeline.refresh import Refresh, rederive_run
from pipeline.settings import Settings
from pipeline.sources.asking import Options, Run
from pipeline.sources.declared import default_sources

PATIENCE: Final = 120.0
"""Seconds that a run waits for another one to finish writing the same tree: deployments take turns."""
HOUR: Final = 60 * 60
"""Flows have a longest time, in seconds: the tree is then as it was, since it is written last and whole."""
MOVED: Final = "catalog.main.moved"
"""The event that says that main moved: an automation answers it (flows.automations)."""


def run_name() -> str:
    """A readable name: families and sources, where a run is about some of them."""
    given = flow_run.parameters
    families = ", ".join(given.get("families") or ()) or "all families"
    sources = given.get("sources") or default_sources()
    named = "" if set(sources) == set(default_sources()) else f" from {', '.join(sources)}"
    return f"refresh {families}{named}"[:120]


@task(name="derive, compare and write", task_run_name="{what}", **TASK)
def settle(what: str, conclude: Callable[[], RunReport]) -> RunReport:  # noqa: ARG001  Prefect names the task by it
    """Derive, compare, then write the tree, a folder or proposals: the only task that changes anything."""
    return conclude()


@task(name="post checks", task_run_name="post checks", **TASK)
def post_checks(settings: Settings, report: RunReport) -> None:
    """Check the proposals of a run, and post the status that branch protection asks for on the head of each."""
    for bad in post(settings, report, flow_run.ui_url or ""):
        get_run_logger().warning("not in order: %s", bad)


def _ended(report: RunReport, settings: Settings, publish: str) -> State[RunReport]:
    if publish == "github" and report.proposals and not report.dry_run:
        post_checks(settings, report)
    return final_state(report, settings)


@flow(
    name="refresh", flow_run_name=run_name, description="Ask the sources, derive, and write or propose what changed.",
    timeout_seconds=3 * HOUR, **ONCE,
)  # fmt: skip
@parameters(*(one.name for one in options_of("flow")))
def refresh(
    *, sources: Collection[str], offline: bool, publish: str, transport: str, parcel: str | None, **given: Any  # noqa: ANN401
) -> State[RunReport]:
    """Ask the sources, derive, and write or propose what changed.

    A run in which a source failed is Completed with the name "Partial": its last snapshots stay.
    """
    refuse_lost(publish, parcel)
    edge.refuse_all(deployment.name, given["families"])
    settings, run = read_surroundings(), Run(str(flow_run.id))
    with followed(run.id):
        options = Options(**given, turn=shared_turn(settings, given["max_wait"]), run=run)
        chosen = () if offline else sources or None
        job = Refresh(settings, options, chosen, publish=publish, transport=transport, parcel=parcel)
        with Shards(job.options) if options.shards > 1 else Tasks() as engine:
            job.gather(engine)
        report = settle("derive and write", lambda: job.finish(read_surroundings(), PATIENCE).report)
        return _ended(report, job.settings, "none" if parcel else publish)


@flow(
    name="rederive", flow_run_name="rederive", description="Derive again what follows from main: the outputs, and open proposals.",
    timeout_seconds=HOUR / 2, **ONCE,
)  # fmt: skip
@parameters("publish", "transport", "dry_run", publish="github")
def rederive(*, publish: str, **given: Any) -> State[RunReport]:  # noqa: ANN401
    """Main moved: derive the open proposals again on it, and propose its outputs where they are not its own.

    With publish none nobody is asked anything: the working tree's outputs are derived again.
    """
    if publish == "none":
        return cast("State[RunReport]", refresh(offline=True, publish=publish, return_state=True, **given))
    settings, run = read_surroundings(), Run(str(flow_run.id))
    again = partial(rederive_run, settings, run, kind=publish, **given)
    with followed(run.id):
        return _ended(settle("derive again", again), settings, publish)


@flow(
    name="watch", flow_run_name="watch main", description="Look whether main moved, with two small requests.",
    timeout_seconds=300, **ONCE,
)  # fmt: skip
def watch() -> State[None]:
    """Compare main with what it was at the last look, and say so where it moved."""
    settings = read_surroundings()
    head, name = open_forge(settings, "github").base(), "catalog_main"
    before = Variable.get(name, default=None)
    if head == before:
        return Completed(message=f"main is where it was: {head[:12]}")
    Variable.set(name, head, overwrite=True)
    if before is None:
        return Completed(message=f"main is at {head[:12]}: the first look")
    of = {"prefect.resource.id": f"catalog.repository.{settings.repository}", "prefect.resource.name": settings.repository}
    emit_event(MOVED, of, payload={"from": before, "to": head})
    return Completed(message=f"main moved to {head[:12]}")


@click.command("python -m flows.refresh")
@edge.run_options("flow")
@edge.report_option
@edge.log_option
def main(*, report: Path | None, as_json: bool, log: str | None, **given: Any) -> None:  # noqa: ANN401  click's own values
    """Ask the sources, derive, and write or propose what changed, with Prefect's records of it.

    Without PREFECT_API_URL Prefect starts a server of its own for the time of the run. Exit codes are those of `awesome refresh`.
    """
    if log:
        os.environ[edge.VARIABLE] = log  # where every flow looks, in a worker as well
    if not given["sources"]:
        del given["sources"]
    with edge.errors_as_exit_codes():
        try:
            state = cast("State[RunReport]", refresh(**given, return_state=True))
            final: RunReport | BaseException | None = state.result(raise_on_failure=False)
            if isinstance(final, BaseException):
                raise final
        except ParameterTypeError as error:
            raise WrongUsage(str(error)) from error
        if final is not None:
            edge.end_with_report(final, report, as_json=as_json)
    click.echo(state.message or state.name or "the run did not complete", err=True)
    sys.exit(FAILED)


if __name__ == "__main__":
    main(prog_name="python -m flows.refresh")
