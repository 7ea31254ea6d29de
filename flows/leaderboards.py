"""The flow `leaderboards`: only the boards, more often than everything else. One conditional request a board."""

from prefect import flow
from prefect.client.schemas.objects import State

from flows.parameters import Publish, Seconds, Transport
from flows.refresh import Outlet, run_refresh
from flows.surroundings import settings as read_surroundings
from pipeline.model.reports import RunReport
from pipeline.sources.asking import Options


@flow(
    name="leaderboards",
    flow_run_name="leaderboards",
    description="Ask the leaderboards whether they moved.",
    retries=0,
    timeout_seconds=30 * 60,
    persist_result=False,
)
def leaderboards(
    *,
    dry_run: bool = False,
    publish: Publish = "none",
    transport: Transport = "api",
    accept_shrink: tuple[str, ...] = (),
    max_wait: Seconds = 300.0,
) -> State[RunReport]:
    """Ask the leaderboards whether they moved.

    Args:
        dry_run: Ask and compare, write nothing anywhere.
        publish: none writes the working tree; local makes branches and pull request bodies; github opens them.
        transport: How github gets the commits: through its API, or by git push.
        accept_shrink: Boards that are to be believed although they lost most of their rows.
        max_wait: The most that the boards may make this run wait, in seconds.
    """
    settings = read_surroundings()
    options = Options(accept_shrink=accept_shrink, max_wait=max_wait, dry_run=dry_run)
    return run_refresh(settings, options, ("leaderboards",), Outlet(publish, transport, None, settings))
