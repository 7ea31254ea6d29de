"""`awesome run`: start a deployment on a Prefect server, with a look at the parameters before and the report after."""

import importlib.util
import json
import os
import subprocess
import sys
from typing import Final

import click

from pipeline.cli.edge import command, errors_as_exit_codes, root_of
from pipeline.cli.run_options import run_option
from pipeline.model.outcomes import FAILED, WrongUsage

DEPLOYMENTS: Final = {
    "scheduled": "refresh/scheduled",
    "targeted": "refresh/targeted",
    "leaderboards": "leaderboards/often",
    "discover": "discover/weekly",
    "links": "links/slow",
    "rederive": "rederive/moved",
}
"""Short name -> the deployment of prefect.yaml. A name with a slash is taken as it is."""


@command("run", examples="awesome run targeted --family qwen2.5-vl")
@click.argument("deployment", metavar="DEPLOYMENT")
@run_option("families")
@click.option("--param", "-p", "parameters", multiple=True, metavar="NAME=JSON", help="Any other parameter; repeatable.")
@click.option("--no-wait", is_flag=True, help="Start it and return; by default it is followed until it ends.")
@click.pass_context
def run(
    ctx: click.Context, *, deployment: str, families: tuple[str, ...], parameters: tuple[str, ...], no_wait: bool
) -> None:
    """Start a deployment on the Prefect server that PREFECT_API_URL names, and follow it.

    DEPLOYMENT is scheduled, targeted, leaderboards, discover, links, rederive, or FLOW/NAME. The exit
    code is that of the run: 4 where a source failed.
    """
    name = DEPLOYMENTS.get(deployment, deployment)
    with errors_as_exit_codes():
        if "/" not in name:
            raise WrongUsage(f"no deployment is called {deployment!r}; there are {', '.join(DEPLOYMENTS)}")
        if families:
            from pipeline.refresh import check_families
            from pipeline.store.tree import read_tree

            check_families(read_tree(root_of(ctx)), families)
    if importlib.util.find_spec("prefect") is None:
        click.echo("Prefect is not installed here: `make setup` installs it", err=True)
        sys.exit(FAILED)
    if not os.environ.get("PREFECT_API_URL"):
        click.echo("PREFECT_API_URL is not set: Prefect's own profile decides which server is asked", err=True)
    given = [*parameters, *([f"families={json.dumps(list(families))}"] if families else [])]
    words = [sys.executable, "-m", "flows.run", name, *given, *(["--no-wait"] if no_wait else [])]
    sys.exit(subprocess.run(words, check=False).returncode)  # noqa: S603  no shell
