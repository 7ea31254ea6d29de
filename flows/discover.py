"""The flow `discover`: once a week, what is new on the Hub and not on the list, and drafts of it as proposals."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

from prefect import flow, task
from prefect.artifacts import create_table_artifact
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from pydantic import Field

from flows.limits import shared_turn
from flows.progress import Artifact, final_state, followed
from flows.surroundings import ONCE, TASK, Seconds, refuse_lost
from flows.surroundings import settings as read_surroundings
from pipeline.discover.find import Found
from pipeline.model.clean import clean
from pipeline.model.reports import RunReport, SourceReport
from pipeline.refresh import propose_drafts
from pipeline.settings import Settings
from pipeline.sources.asking import Run
from pipeline.sources.hub.discovery import DiscoveryOptions, drafts
from pipeline.sources.hub.discovery import discover as look
from pipeline.store.tree import read_tree


@task(name="look", task_run_name="look", tags=["source"], **TASK)
def search(settings: Settings, looking: DiscoveryOptions) -> tuple[Found, SourceReport | None]:
    """Ask the Hub where catalog/curated/watch.toml says."""
    with Artifact("discovery") as progress:
        return look(read_tree(settings.root), settings, looking, progress)


@flow(
    name="discover", flow_run_name="discover", description="Find families and checkpoints that the list does not have.",
    timeout_seconds=60 * 60, **ONCE,
)  # fmt: skip
def discover(
    *,
    publish: Literal["none", "local", "github"] = "none",
    days: Annotated[int, Field(ge=1, le=3650)] = 365,
    most: Annotated[int, Field(ge=1, le=100)] = 20,
    max_wait: Seconds = 900.0,
) -> State[RunReport]:
    """Find families and checkpoints that the list does not have, each with the reason.

    Args:
        publish: none only says what was found; local and github propose a draft of each new family.
        days: Leave out what was created longer ago.
        most: Draft no more than the first so many.
        max_wait: The most that the Hub may make this run wait, in seconds.
    """
    if publish != "none":
        refuse_lost(publish, None)
    settings, run = read_surroundings(), Run(str(flow_run.id))
    with followed(run.id):
        since = (datetime.now(UTC) - timedelta(days=days)).date().isoformat()
        looking = DiscoveryOptions(since=since, max_wait=max_wait, turn=shared_turn(settings, max_wait), run=run)
        found, looked = search(settings, looking)
        rows = [
            {"family": c.slug, "kind": c.kind, "maker": c.owner, "score": round(c.score, 1),
             "checkpoints": len(c.checkpoints), "because": clean("; ".join(c.reasons), limit=400)}
            for c in found.candidates
        ]  # fmt: skip
        create_table_artifact(rows, key="discovered", description="New families, the best founded first")
        tree = read_tree(settings.root)
        made = drafts(found.candidates[:most], tree)
        with Artifact("drafts") as progress:
            report = propose_drafts(settings, tree, looked, made, looking, publish, progress)
        said = f"new families: {len(found.candidates)}, new checkpoints of the list's: {len(found.checkpoints)}"
        return final_state(report, settings, said)
