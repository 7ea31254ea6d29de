"""`awesome run`: start a deployment on a Prefect server, with a look at the parameters before and the report after.

Prefect is imported when the command runs: its help is as light as that of the others.
"""

import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from pipeline.cli.edge import command, declared_deployments, deployments, refuse_all, run_option, slugs_of
from pipeline.model.clean import clean
from pipeline.model.outcomes import DONE, FAILED, SOURCE_FAILED, Refused, WrongUsage

if TYPE_CHECKING:
    from prefect.exceptions import PrefectHTTPStatusError

AGAIN: Final = 20.0
"""Seconds in which an automation may start a run again that crashed."""


@command("run")
@click.argument("deployment", metavar="DEPLOYMENT", shell_complete=deployments)
@run_option("families")
@click.option("--param", "-p", "parameters", multiple=True, metavar="NAME=JSON", help="Any other parameter; repeatable.")
@click.option("--no-wait", is_flag=True, help="Start it and return; by default it is followed until it ends.")
def run(root: Path, *, deployment: str, families: tuple[str, ...], parameters: tuple[str, ...], no_wait: bool) -> None:
    """Start a deployment on the Prefect server that PREFECT_API_URL names, and follow it.

    DEPLOYMENT is the name of one in prefect.yaml (scheduled, targeted, …), or FLOW/NAME. The exit code is
    that of the run: 0 done, 4 where a source failed, 2 where it was refused, 1 for everything else.
    """
    known = declared_deployments(root)
    named = [f"{flow}/{name}" for name, flow in known.items() if deployment in {name, flow, f"{flow}/{name}"}]
    if len(named) != 1 and "/" not in deployment:
        raise WrongUsage(f"no deployment is called {deployment!r}; there are {', '.join(known)}, or FLOW/NAME")
    if families:
        from pipeline.refresh import check_families

        check_families(slugs_of(root), families)
    if not os.environ.get("PREFECT_API_URL"):
        click.echo("PREFECT_API_URL is not set: Prefect's own profile decides which server is asked", err=True)
    given: dict[str, Any] = {}
    for key, equals, text in (one.partition("=") for one in parameters):
        try:
            given[key] = json.loads(text) if equals else ""
        except ValueError:
            given[key] = text
    given |= {"families": list(families)} if families else {}
    name = (named or [deployment])[0]
    refuse_all(name.rpartition("/")[2], given.get("families"))
    sys.exit(_ended(name, given, follow=not no_wait))


def _ended(name: str, given: dict[str, Any], *, follow: bool) -> int:
    """Start a deployment; how its run ended, as an exit code. A run in which a source failed is called Partial.

    One that crashed may be started once more by an automation, and is followed again.
    """
    from httpx import TransportError
    from prefect.client.orchestration import get_client
    from prefect.deployments import run_deployment
    from prefect.exceptions import ObjectNotFound, PrefectHTTPStatusError

    try:
        started: Any = run_deployment(name, parameters=given, timeout=0)  # awaited by itself, outside a loop
        click.echo(f"{name}: flow run {started.name} ({started.id})")
        if not follow:
            return DONE
        waited = False
        with get_client(sync_client=True) as client:
            while (state := client.read_flow_run(started.id).state) is None or not state.is_final() or (state.is_crashed() and not waited):
                waited = state is not None and state.is_crashed()
                time.sleep(AGAIN if waited else 1)
    except ObjectNotFound as error:
        raise WrongUsage(f"no deployment is called {name!r} on this server: `prefect deploy --all` makes them") from error
    except PrefectHTTPStatusError as error:
        refused = error.response.status_code in {409, 422}
        raise (WrongUsage if refused else Refused)(f"the server refused it: {_detail(error)}") from error
    except TransportError as error:
        said = f"no Prefect server answers ({clean(str(error)) or type(error).__name__})"
        raise Refused(f"{said}: start one with `prefect server start`, or mend PREFECT_API_URL") from error
    click.echo(f"{state.name}: {clean(state.message or '', limit=1000)}")
    if not state.is_completed():
        return FAILED
    return SOURCE_FAILED if state.name == "Partial" else DONE


def _detail(error: "PrefectHTTPStatusError") -> str:
    """The server's own words, without their JSON."""
    try:
        told = error.response.json().get("detail")
    except (ValueError, AttributeError):
        told = None
    return clean(told if isinstance(told, str) else error.response.text, limit=1000)
