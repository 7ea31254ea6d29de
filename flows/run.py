"""`python -m flows.run FLOW/NAME [NAME=JSON]...`: start a deployment and follow it, with the exit codes of the commands."""

import json
import sys
import time
from typing import Any, Final, cast

from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import FlowRun
from prefect.deployments import run_deployment
from prefect.exceptions import ObjectNotFound, PrefectHTTPStatusError
from prefect.flow_runs import wait_for_flow_run
from prefect.utilities.asyncutils import run_coro_as_sync

from pipeline.model.clean import clean
from pipeline.model.outcomes import DONE, FAILED, SOURCE_FAILED, WRONG_INPUT

AGAIN: Final = 20.0
"""Seconds in which an automation may start a run again that crashed."""
LONGEST: Final = 24 * 60 * 60
"""Seconds that a run is followed; deployments end themselves long before."""


def main(name: str, given: list[str], *, follow: bool) -> int:
    """Start a deployment; how its run ended, as an exit code. A run in which a source failed is called Partial."""
    parameters: dict[str, Any] = {}
    for one in given:
        key, equals, text = one.partition("=")
        try:
            parameters[key] = json.loads(text) if equals else ""
        except ValueError:
            parameters[key] = text
    try:
        run = cast("FlowRun", run_deployment(name, parameters=parameters, timeout=0))  # awaited by itself, outside a loop
        sys.stdout.write(f"{name}: flow run {run.name} ({run.id})\n")
        if not follow:
            return DONE
        state = _followed(run).state
    except ObjectNotFound:
        sys.stderr.write(f"no deployment is called {name!r} on this server: `prefect deploy --all` makes them\n")
        return WRONG_INPUT
    except PrefectHTTPStatusError as error:
        sys.stderr.write(f"the server refused it: {_detail(error)}\n")
        return WRONG_INPUT if error.response.status_code in {409, 422} else FAILED
    if state is not None:
        sys.stdout.write(f"{state.name}: {clean(state.message or '', limit=1000)}\n")
    if state is None or not state.is_completed():
        return FAILED
    return SOURCE_FAILED if state.name == "Partial" else DONE


def _followed(run: FlowRun) -> FlowRun:
    """A run at its end. One that crashed may be started once more by an automation, and is followed again."""
    ended: FlowRun = run_coro_as_sync(wait_for_flow_run(run.id, timeout=LONGEST, log_states=False))
    if ended.state is None or not ended.state.is_crashed():
        return ended
    time.sleep(AGAIN)
    with get_client(sync_client=True) as client:  # the waiter above knows the first end alone
        while (ended := client.read_flow_run(run.id)).state is not None and not ended.state.is_final():
            time.sleep(2)
    return ended


def _detail(error: PrefectHTTPStatusError) -> str:
    """The server's own words, without their JSON."""
    try:
        told = error.response.json().get("detail")
    except (ValueError, AttributeError):
        told = None
    return clean(told if isinstance(told, str) else error.response.text, limit=1000)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], [w for w in sys.argv[2:] if w != "--no-wait"], follow="--no-wait" not in sys.argv))
