"""The flow `rederive`: main moved, so what follows from it is made again. Nobody upstream is asked."""

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State

from flows.log import flow_run_id, followed
from flows.parameters import Publish, Transport
from flows.refresh import Outlet, run_refresh, told
from flows.surroundings import settings as read_surroundings
from pipeline.model.reports import RunReport
from pipeline.refresh import Run
from pipeline.sources.asking import Options


@task(
    name="derive proposals again", task_run_name="derive again", retries=0, cache_policy=NO_CACHE, persist_result=False
)
def derive_proposals(publish: Publish, transport: Transport, dry_run: bool) -> RunReport:  # noqa: FBT001
    """Rebuild open proposals on main, and propose main's outputs where they are not its own."""
    from pipeline.github.run import rederive_run  # noqa: PLC0415  git and GitHub only when asked for

    run = Run(id=flow_run_id())
    return rederive_run(
        read_surroundings(),
        run=run.id,
        started_at=run.started_at,
        kind=publish,
        transport=transport,
        dry_run=dry_run,
    )


@flow(
    name="rederive",
    flow_run_name="rederive",
    description="Derive again what follows from main: the outputs, and open proposals.",
    retries=0,
    timeout_seconds=30 * 60,
    persist_result=False,
)
def rederive(*, publish: Publish = "none", transport: Transport = "api", dry_run: bool = False) -> State[RunReport]:
    """Derive again what follows from main: the outputs, and open proposals.

    Args:
        publish: none writes the working tree's outputs; local and github rebuild the open proposals.
        transport: How github gets the commits: through its API, or by git push.
        dry_run: Say what would be done, write nothing anywhere.
    """
    settings = read_surroundings()
    if publish == "none":
        outlet = Outlet(publish, transport, None, settings)
        return run_refresh(settings, Options(dry_run=dry_run), (), outlet, offline=True)
    with followed(flow_run_id()):
        return told(derive_proposals(publish, transport, dry_run), settings)
