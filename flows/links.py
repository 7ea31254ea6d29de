"""The flow `links`: where the list's links lead and what its code repositories say of themselves, slowly and politely."""

from prefect import flow
from prefect.client.schemas.objects import State

from flows.parameters import FamilySlug, Publish, Seconds, Transport
from flows.refresh import Outlet, run_refresh
from flows.surroundings import settings as read_surroundings
from pipeline.model.reports import RunReport
from pipeline.sources.asking import Options


@flow(
    name="links",
    flow_run_name="links",
    description="See where the list's links lead, and which code repositories moved.",
    retries=0,
    timeout_seconds=3 * 60 * 60,
    persist_result=False,
)
def links(
    *,
    families: tuple[FamilySlug, ...] = (),
    dry_run: bool = False,
    publish: Publish = "none",
    transport: Transport = "api",
    recheck: bool = False,
    max_wait: Seconds = 900.0,
) -> State[RunReport]:
    """See where the list's links lead, and which code repositories moved.

    Args:
        families: Slugs of the families whose links to look at; by default all of them.
        dry_run: Ask and compare, write nothing anywhere.
        publish: none writes the working tree; local makes branches and pull request bodies; github opens them.
        transport: How github gets the commits: through its API, or by git push.
        recheck: Look again at links that were looked at lately.
        max_wait: The most that each source may make this run wait, in seconds.
    """
    settings = read_surroundings()
    options = Options(families=families, recheck=recheck, max_wait=max_wait, dry_run=dry_run)
    return run_refresh(settings, options, ("links", "github"), Outlet(publish, transport, None, settings))
