"""The flow `watch`: whether main moved, said as an event that an automation answers (flows.automations)."""

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.events import emit_event
from prefect.states import Completed
from prefect.variables import Variable

from flows.surroundings import ONCE
from flows.surroundings import settings as read_surroundings
from pipeline.github.run import open_forge

MOVED = "catalog.main.moved"
"""The event's name."""


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
    if before is not None:
        of = {"prefect.resource.id": f"catalog.repository.{settings.repository}", "prefect.resource.name": settings.repository}
        emit_event(MOVED, of, payload={"from": before, "to": head})
    return Completed(message=f"main moved to {head[:12]}" if before is not None else f"main is at {head[:12]}: the first look")
