"""The flow `refresh`: what `awesome refresh` does, with a task for each source and artifacts for the UI.

`python -m flows.refresh` runs it with Prefect's own short-lived server; its deployments are in
prefect.yaml. There is no rule of the list in here.
"""

from collections.abc import Sequence
from typing import Any, Final, cast

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.logging import get_run_logger
from prefect.runtime import flow_run
from prefect.states import Completed
from prefect.task_runners import ThreadPoolTaskRunner

from flows.artifacts import headline, publish_report
from flows.parameters import FamilySlug, Publish, Seconds, SourceName, Transport
from flows.progress import Lines
from flows.sources import Ask, gather
from flows.surroundings import settings as read_surroundings
from pipeline.collect.sources import Options
from pipeline.model.reports import RunReport, SourceReport
from pipeline.refresh import Run, begin, finish
from pipeline.settings import Settings

ALL: Final[tuple[SourceName, ...]] = ("huggingface", "arxiv", "leaderboards")
LONGEST: Final = 3 * 60 * 60
"""Seconds after which a run is ended; the tree is then as it was, since it is written last and whole."""


def run_name() -> str:
    """A readable name: families and sources, where a run is about some of them."""
    given = flow_run.parameters
    families = ", ".join(given.get("families") or ()) or "all families"
    sources = given.get("sources") or ALL
    named = "" if set(sources) == set(ALL) else f" from {', '.join(sources)}"
    return f"refresh {families}{named}"[:120]


class Settled:
    """The end of a run as its task takes it; a plain object, as Ask is."""

    def __init__(self, ask: Ask, inputs: dict[str, bytes], reports: list[SourceReport], run: Run) -> None:
        self.ask, self.inputs, self.reports, self.run = ask, inputs, reports, run


@task(name="derive, compare and write", retries=0, cache_policy=NO_CACHE, persist_result=False)
def settle(end: Settled, publish: Publish, transport: Transport) -> RunReport:
    """Derive, compare, then write the tree or propose: the only task that changes anything."""
    ask, write = end.ask, publish == "none"
    dry_run = ask.options.dry_run
    done = finish(ask.settings, ask.tree, end.inputs, end.reports, run=end.run, write=write, dry_run=dry_run)
    if publish == "none":
        return done.report
    from pipeline.publish.run import publish_refresh  # noqa: PLC0415  git and GitHub only when asked for

    proposed: RunReport = publish_refresh(
        done,
        ask.settings,
        forge=publish,
        transport=transport,
        families=ask.options.families,
        dry_run=dry_run,
        progress=Lines(get_run_logger()),
    )
    return proposed


@flow(
    name="refresh",
    flow_run_name=run_name,
    description="Ask the sources, derive, and write or propose what changed.",
    task_runner=cast("Any", ThreadPoolTaskRunner(max_workers=2)),
    retries=0,
    timeout_seconds=LONGEST,
    persist_result=False,
)
def refresh(  # noqa: PLR0913  one argument a parameter of the deployment
    *,
    sources: tuple[SourceName, ...] = ALL,
    families: tuple[FamilySlug, ...] = (),
    offline: bool = False,
    dry_run: bool = False,
    publish: Publish = "none",
    transport: Transport = "api",
    reread: bool = False,
    recheck: bool = False,
    accept_shrink: tuple[str, ...] = (),
    max_wait: Seconds = 900.0,
) -> State[RunReport]:
    """Ask the sources, derive, and write or propose what changed.

    A run in which a source failed is Completed with the name "Partial": its last snapshots stay.

    Args:
        sources: The sources to ask; by default all of them.
        families: Slugs of the families to refresh; by default all of them, and the leaderboards.
        offline: Ask nobody: the same as derive.
        dry_run: Ask and compare, write nothing anywhere.
        publish: none writes the working tree; local makes branches and pull request bodies; github opens them.
        transport: How github gets the commits: through its API, or by git push.
        reread: Read all model cards again, from the cache where it has them.
        recheck: Ask again for papers that are known, for new versions.
        accept_shrink: Listings that are to be believed although they lost most of their entries.
        max_wait: The most that each source may make this run wait, in seconds.
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
    return _run(settings, options, sources, offline=offline, publish=publish, transport=transport)


def _run(
    settings: Settings,
    options: Options,
    sources: Sequence[str],
    *,
    offline: bool,
    publish: Publish,
    transport: Transport,
) -> State[RunReport]:
    run = Run(id=str(flow_run.id or "")[:12] or Run().id)
    tree = begin(settings, options, sources)
    ask = Ask(tree, settings, options)
    inputs, reports = (dict(tree), []) if offline else gather(ask, sources)
    report = settle(Settled(ask, inputs, reports, run), publish, transport)
    publish_report(report)
    get_run_logger().info("%s", headline(report))
    name = "Partial" if report.exit_code else "Completed"
    return Completed(name=name, message=headline(report), data=report)


if __name__ == "__main__":
    from flows.command import main

    main()
