"""The flow `refresh`: what `awesome refresh` does, with a task for each source and artifacts for the UI.

`python -m flows.refresh` runs it with Prefect's own short-lived server; its deployments are in
prefect.yaml. There is no rule of the list in here.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.logging import get_run_logger
from prefect.runtime import flow_run
from prefect.states import Completed
from prefect.task_runners import ThreadPoolTaskRunner

from flows.artifacts import headline, publish_report
from flows.log import flow_run_id, followed
from flows.parameters import FamilySlug, Publish, Seconds, SourceName, Transport
from flows.progress import Lines
from flows.sources import Ask, gather
from flows.surroundings import settings as read_surroundings
from pipeline.model.reports import RunReport, SourceReport
from pipeline.refresh import Run, begin, finish
from pipeline.settings import Settings
from pipeline.sources.asking import Options
from pipeline.sources.events import tell_end
from pipeline.store.handover import write_handover
from pipeline.store.health import stale_notes
from pipeline.store.state import RunState

if TYPE_CHECKING:
    from pipeline.github.run import Publishing

USUAL: Final[tuple[SourceName, ...]] = ("huggingface", "arxiv", "leaderboards")
LONGEST: Final = 3 * 60 * 60
"""Seconds after which a run is ended; the tree is then as it was, since it is written last and whole."""
PATIENCE: Final = 120.0
"""Seconds that a run waits for another one to finish writing the same tree: deployments take turns."""


def run_name() -> str:
    """A readable name: families and sources, where a run is about some of them."""
    given = flow_run.parameters
    families = ", ".join(given.get("families") or ()) or "all families"
    sources = given.get("sources") or USUAL
    named = "" if set(sources) == set(USUAL) else f" from {', '.join(sources)}"
    return f"refresh {families}{named}"[:120]


class End:
    """The end of a run as its task takes it; a plain object, as Ask is."""

    def __init__(self, ask: Ask, inputs: dict[str, bytes], reports: list[SourceReport], run: Run) -> None:
        self.ask, self.inputs, self.reports, self.run = ask, inputs, reports, run


class Outlet:
    """Where a run's result goes: the working tree, a parcel for another job, or a forge that was looked at before."""

    def __init__(self, publish: Publish, transport: Transport, parcel: str | None, settings: Settings) -> None:
        self.publish, self.transport = publish, transport
        self.parcel = Path(parcel) if parcel else None
        self.begun: Publishing | None = None
        if publish != "none":
            from pipeline.github.run import begin as look  # noqa: PLC0415  git and GitHub only when asked for

            self.begun = look(settings, publish, transport)

    @property
    def known(self) -> dict[str, bytes] | None:
        """The tree that the run starts from, where it is not the working tree."""
        return self.begun.known if self.begun is not None else None


@task(
    name="derive, compare and write",
    task_run_name="derive and write",
    retries=0,
    cache_policy=NO_CACHE,
    persist_result=False,
)
def settle(end: End, outlet: Outlet) -> RunReport:
    """Derive, compare, then write the tree, a parcel or proposals: the only task that changes anything."""
    ask, options = end.ask, end.ask.options
    write = outlet.begun is None and outlet.parcel is None
    done = finish(ask.settings, options, ask.tree, end.inputs, end.reports, run=end.run, write=write, patience=PATIENCE)
    if outlet.parcel is not None and not options.dry_run:
        write_handover(outlet.parcel, ask.tree, end.inputs, done.report)
        return done.report
    if outlet.begun is None:
        return done.report
    from pipeline.github.run import publish_refresh  # noqa: PLC0415  git and GitHub only when asked for

    return publish_refresh(
        done,
        ask.settings,
        forge=outlet.publish,
        transport=outlet.transport,
        families=options.families,
        dry_run=options.dry_run,
        progress=Lines(get_run_logger()),
        begun=outlet.begun,
    )


@flow(
    name="refresh",
    flow_run_name=run_name,
    description="Ask the sources, derive, and write or propose what changed.",
    task_runner=cast("Any", ThreadPoolTaskRunner(max_workers=16)),  # each source bounds its own batches
    retries=0,
    timeout_seconds=LONGEST,
    persist_result=False,
)
def refresh(  # noqa: PLR0913  one argument a parameter of the deployment
    *,
    sources: tuple[SourceName, ...] = USUAL,
    families: tuple[FamilySlug, ...] = (),
    offline: bool = False,
    dry_run: bool = False,
    publish: Publish = "none",
    transport: Transport = "api",
    reread: bool = False,
    recheck: bool = False,
    accept_shrink: tuple[str, ...] = (),
    max_wait: Seconds = 900.0,
    parcel: str | None = None,
) -> State[RunReport]:
    """Ask the sources, derive, and write or propose what changed.

    A run in which a source failed is Completed with the name "Partial": its last snapshots stay.

    Args:
        sources: The sources to ask; by default Hugging Face, arXiv and the leaderboards.
        families: Slugs of the families to refresh; by default all of them, and the leaderboards.
        offline: Ask nobody: the same as derive.
        dry_run: Ask and compare, write nothing anywhere.
        publish: none writes the working tree; local makes branches and pull request bodies; github opens them.
        transport: How github gets the commits: through its API, or by git push.
        reread: Read all model cards again, from the cache where it has them.
        recheck: Ask again for papers that are known, for new versions.
        accept_shrink: Listings that are to be believed although they lost most of their entries.
        max_wait: The most that each source may make this run wait, in seconds.
        parcel: Lay the snapshots that moved into this empty folder, for another job to publish, and write nothing else.
    """
    settings = read_surroundings()
    options = Options(
        families=families,
        reread=reread,
        recheck=recheck,
        accept_shrink=accept_shrink,
        max_wait=max_wait,
        dry_run=dry_run,
    )
    return run_refresh(settings, options, sources, Outlet(publish, transport, parcel, settings), offline=offline)


def run_refresh(
    settings: Settings, options: Options, sources: Sequence[str], outlet: Outlet, *, offline: bool = False
) -> State[RunReport]:
    """The body that the flows about sources share: begin, ask, settle, tell."""
    run = Run(id=flow_run_id())
    with followed(run.id):
        tree = begin(settings, options, sources, outlet.known)
        ask = Ask(tree, settings, replace(options, run=run.id))
        inputs, reports = (dict(tree), []) if offline else gather(ask, sources)
        report = settle(End(ask, inputs, reports, run), outlet)
        return told(report, settings)


def told(report: RunReport, settings: Settings) -> State[RunReport]:
    """Leave the artifacts, warn of sources that are stale, and name the run's final state."""
    log = get_run_logger()
    stale = stale_notes(RunState(settings.state), datetime.now(UTC))
    for note in stale:
        log.warning("stale: %s", note)
    publish_report(report, stale)
    log.info("%s", headline(report))
    tell_end(report)
    return Completed(name="Partial" if report.exit_code else "Completed", message=headline(report), data=report)


if __name__ == "__main__":
    from flows.command import main

    main()
