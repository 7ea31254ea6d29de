"""`python -m flows.automations [--notify TYPE/NAME]`: the automations of the list on the server that PREFECT_API_URL names.

A dead run is called Crashed and started once more, on a worker that lives; and a notification block of yours hears of runs
that failed or crashed and of sources that failed. Calling it again replaces them by today's.
"""

from collections.abc import Collection, Iterator
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import click
from prefect.automations import Automation
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import StateType
from prefect.events.actions import ChangeFlowRunState, SendNotification
from prefect.events.schemas.automations import EventTrigger, Posture
from prefect.exceptions import ObjectNotFound
from prefect.settings import PREFECT_API_URL

from flows.progress import ALARM
from pipeline.cli.edge import errors_as_exit_codes
from pipeline.model.outcomes import WrongUsage

PREFIX: Final = "catalog: "
OURS: Final[dict[str, Any]] = {"prefect.resource.role": "tag", "prefect.resource.id": "prefect.tag.catalog"}
WHOLE: Final[dict[str, Any]] = {
    "prefect.resource.role": "tag", "prefect.resource.id": [f"prefect.tag.{t}" for t in ("refresh", "rederive", "discover")],
}  # fmt: skip
"""Runs but for shards, which the run that asks starts again itself."""
FIRST: Final = {"prefect.resource.id": "prefect.flow-run.*", "prefect.run-count": "1"}
"""A run that crashed once; one that crashes again is left to a person."""
BEAT: Final = "prefect.flow-run.heartbeat"
EACH: Final = {"prefect.resource.id"}
SILENCE: Final = timedelta(seconds=120)
"""Runs show a sign of life every 30 seconds ([flows] of prefect.toml)."""
NOTIFIED: Final = {
    "a run failed": ("prefect.flow-run.Failed", "prefect.flow-run.TimedOut"),
    "a run crashed": ("prefect.flow-run.Crashed",),
    "a source failed": (ALARM,),
}
"""What a person hears of -> its events. Partial alone is none: arXiv's usual refusals make a run Partial."""
BODY: Final = (
    "{{ event.resource['prefect.resource.name'] }}: {{ event.event }} {{ event.resource['prefect.state-message'] or event.payload['message'] }}"
)


def automations(block: UUID | None) -> Iterator[Automation]:
    """All of them that can be: without a block nobody is notified."""

    def one(name: str, events: Collection[str], action: Any, **how: Any) -> Automation:  # noqa: ANN401  Prefect's own
        trigger = EventTrigger(**{"expect": set(events), "posture": Posture.Reactive, "threshold": 1, **how})
        return Automation(name=PREFIX + name, trigger=trigger, actions=[action])

    yield one(
        "a run without a sign of life is Crashed", ("prefect.flow-run.*",),
        ChangeFlowRunState(state=StateType.CRASHED, message="no sign of life: the worker or its machine is gone"),
        after={BEAT}, match_related=OURS, for_each=EACH, posture=Posture.Proactive, within=SILENCE,
    )  # fmt: skip
    again = ChangeFlowRunState(state=StateType.SCHEDULED, name="AwaitingRetry", message="its worker is gone: once more, elsewhere")
    crashed = ("prefect.flow-run.Crashed",)
    yield one("a run that crashed is started once more", crashed, again, match=FIRST, match_related=WHOLE, for_each=EACH)
    for name, events in NOTIFIED.items() if block is not None else ():
        action = SendNotification(block_document_id=block, subject=f"The list: {name}", body=BODY)
        yield one(name, events, action, for_each=EACH, match_related=OURS if ALARM not in events else {})


@click.command("python -m flows.automations")
@click.option("--notify", metavar="TYPE/NAME", help="A notification block, such as slack-webhook/editors.")
def main(notify: str | None) -> None:
    """Make the automations of the list, in the place of those that are there."""
    if not PREFECT_API_URL.value():
        raise SystemExit("PREFECT_API_URL names no server")
    with errors_as_exit_codes(), get_client(sync_client=True) as client:
        kind, _, name = (notify or "").partition("/")
        try:
            block = client.read_block_document_by_name(name, kind).id if notify else None
        except ObjectNotFound as error:
            raise WrongUsage(f"no block is called {notify!r}: `prefect block ls` shows them") from error
        for old in client.read_automations():
            if old.name.startswith(PREFIX):
                client.delete_automation(old.id)
    for made in automations(block):
        made.create()
        click.echo(made.name)
    if block is None:
        click.echo("nobody is notified of failed runs: give --notify TYPE/NAME")


if __name__ == "__main__":
    main()
