"""The flow `refresh`: what `awesome refresh` does, with a task for each batch and artifacts for the UI; and its kin.

`python -m flows.refresh` runs it with Prefect's own short-lived server; its deployments are in
prefect.yaml. There is no rule of the list in here.
"""

from collections.abc import Collection
from dataclasses import replace
from typing import Any, Final, cast

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.logging import get_run_logger
from prefect.runtime import flow_run
from prefect.task_runners import ThreadPoolTaskRunner

from flows.artifacts import final_state
from flows.limits import shared_turn
from flows.log import flow_run_id, followed
from flows.parameters import parameters
from flows.progress import Lines
from flows.sources import Tasks
from flows.surroundings import settings as read_surroundings
from pipeline.model.reports import RunReport, SourceReport
from pipeline.options import OPTIONS, options_of
from pipeline.refresh import Run, Target, begin, finish, gather
from pipeline.settings import Settings
from pipeline.sources.asking import Options
from pipeline.sources.declared import default_sources

Tree = dict[str, bytes]
PATIENCE: Final = 120.0
"""Seconds that a run waits for another one to finish writing the same tree: deployments take turns."""
HOUR: Final = 60 * 60
"""Flows have a longest time, in seconds: the tree is then as it was, since it is written last and whole."""
_MANY: Final = cast("Any", ThreadPoolTaskRunner(max_workers=16))  # each source bounds its own batches


def run_name() -> str:
    """A readable name: families and sources, where a run is about some of them."""
    given = flow_run.parameters
    families = ", ".join(given.get("families") or ()) or "all families"
    sources = given.get("sources") or default_sources()
    named = "" if set(sources) == set(default_sources()) else f" from {', '.join(sources)}"
    return f"refresh {families}{named}"[:120]


class Asked:
    """A run as its last task takes it. A plain object on purpose: Prefect would walk through every file of a dataclass."""

    def __init__(self, settings: Settings, options: Options, target: Target, run: Run) -> None:
        self.settings, self.options, self.target, self.run = settings, options, target, run
        self.tree: Tree = {}
        self.inputs: Tree = {}
        self.reports: list[SourceReport] = []


@task(
    name="derive, compare and write",
    task_run_name="derive and write",
    retries=0,
    cache_policy=NO_CACHE,
    persist_result=False,
)
def settle(asked: Asked) -> RunReport:
    """Derive, compare, then write the tree, a folder or proposals: the only task that changes anything."""
    return finish(
        asked.settings, asked.options, asked.tree, asked.inputs, asked.reports, run=asked.run, target=asked.target,
        progress=Lines(get_run_logger()), patience=PATIENCE,
    ).report  # fmt: skip


def run_refresh(
    sources: Collection[str], *, publish: str, transport: str = "api", parcel: str | None = None, **given: Any  # noqa: ANN401
) -> State[RunReport]:
    """The body that the flows about sources share: begin, ask, settle, tell."""
    settings, run = read_surroundings(), Run(id=flow_run_id())
    with followed(run.id):
        turn = shared_turn(settings, given.get("max_wait", OPTIONS["max_wait"].default), get_run_logger())
        asked = Asked(settings, Options(**given, run=run.id), Target(settings, publish, transport, parcel), run)
        asked.tree = begin(settings, asked.options, sources, asked.target.known)
        asked.inputs, asked.reports = gather(asked.tree, settings, replace(asked.options, turn=turn), sources, Tasks())
        return final_state(settle(asked), settings)


@flow(
    name="refresh",
    flow_run_name=run_name,
    description="Ask the sources, derive, and write or propose what changed.",
    task_runner=_MANY,
    retries=0,
    timeout_seconds=3 * HOUR,
    persist_result=False,
)
@parameters(*(one.name for one in options_of("flow")))
def refresh(*, sources: tuple[str, ...], offline: bool, **given: Any) -> State[RunReport]:  # noqa: ANN401
    """Ask the sources, derive, and write or propose what changed.

    A run in which a source failed is Completed with the name "Partial": its last snapshots stay.
    """
    return run_refresh(() if offline else sources or default_sources(), **given)


@flow(
    name="leaderboards",
    flow_run_name="leaderboards",
    description="Ask the leaderboards whether they moved.",
    retries=0,
    timeout_seconds=HOUR / 2,
    persist_result=False,
)
@parameters("dry_run", "publish", "transport", "accept_shrink", "max_wait", max_wait=300.0)
def leaderboards(**given: Any) -> State[RunReport]:  # noqa: ANN401
    """Ask only the leaderboards, more often than everything else: one conditional request a board."""
    return run_refresh(("leaderboards",), **given)


@flow(
    name="links",
    flow_run_name="links",
    description="See where the list's links lead, and which code repositories moved.",
    retries=0,
    timeout_seconds=3 * HOUR,
    persist_result=False,
)
@parameters("families", "dry_run", "publish", "transport", "recheck", "max_wait")
def links(**given: Any) -> State[RunReport]:  # noqa: ANN401
    """See where the list's links lead, and which code repositories moved, slowly and politely."""
    return run_refresh(("links", "github"), **given)


@task(
    name="derive proposals again", task_run_name="derive again", retries=0, cache_policy=NO_CACHE, persist_result=False
)
def derive_proposals(settings: Settings, given: dict[str, Any]) -> RunReport:
    """Rebuild open proposals on main, and propose main's outputs where they are not its own."""
    from pipeline.github.run import rederive_run  # noqa: PLC0415  git and GitHub only when asked for

    run = Run(id=flow_run_id())
    return rederive_run(settings, run=run.id, started_at=run.started_at, **given)


@flow(
    name="rederive",
    flow_run_name="rederive",
    description="Derive again what follows from main: the outputs, and open proposals.",
    retries=0,
    timeout_seconds=HOUR / 2,
    persist_result=False,
)
@parameters("publish", "transport", "dry_run")
def rederive(*, publish: str, **given: Any) -> State[RunReport]:  # noqa: ANN401
    """Main moved: derive its outputs again in the working tree, or the open proposals where publish names a forge."""
    if publish == "none":
        return run_refresh((), publish=publish, **given)
    settings = read_surroundings()
    with followed(flow_run_id()):
        return final_state(derive_proposals(settings, {"kind": publish, **given}), settings)


if __name__ == "__main__":
    from flows.command import main

    main(refresh)
