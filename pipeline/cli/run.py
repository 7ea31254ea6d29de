"""`awesome run`: a shorter way to `prefect deployment run`, with a look at the parameters before and the report after."""

import importlib.util
import json
import os
import subprocess
import sys
from typing import Final

import click

from pipeline.cli.edge import command, root_of, said
from pipeline.model.outcomes import FAILED, WRONG_INPUT
from pipeline.refresh import check_families
from pipeline.store.tree import read_tree

DEPLOYMENTS: Final = {
    "scheduled": "refresh/scheduled",
    "targeted": "refresh/targeted",
    "leaderboards": "leaderboards/often",
    "discover": "discover/weekly",
    "links": "links/slow",
    "rederive": "rederive/moved",
}
"""Short name -> the deployment of prefect.yaml. A name with a slash is taken as it is."""


@command("run", examples="""
    awesome run targeted --family qwen2.5-vl
    """)
@click.argument("deployment", metavar="DEPLOYMENT")
@click.option("--family", "-f", "families", multiple=True, metavar="SLUG", help="Only this family; repeatable.")
@click.option("--param", "-p", "parameters", multiple=True, metavar="NAME=JSON", help="Any other parameter; repeatable.")
@click.option("--no-wait", is_flag=True, help="Start it and return; by default its progress is shown until it ends.")
@click.pass_context
def run(
    ctx: click.Context, *, deployment: str, families: tuple[str, ...], parameters: tuple[str, ...], no_wait: bool
) -> None:
    """Start a deployment on the Prefect server that PREFECT_API_URL names, and follow it.

    DEPLOYMENT is scheduled, targeted, leaderboards, discover, links, rederive, or FLOW/NAME.
    """
    name = DEPLOYMENTS.get(deployment, deployment)
    if "/" not in name:
        click.echo(f"no deployment is called {deployment!r}; there are {', '.join(DEPLOYMENTS)}", err=True)
        sys.exit(WRONG_INPUT)
    if families:
        with said():
            check_families(read_tree(root_of(ctx)), families)
    if importlib.util.find_spec("prefect") is None:
        click.echo("Prefect is not installed here: `make setup` installs it", err=True)
        sys.exit(FAILED)
    given = [*parameters, *([f"families={json.dumps(list(families))}"] if families else [])]
    words = [w for one in given for w in ("--param", one)] + ([] if no_wait else ["--watch"])
    if not os.environ.get("PREFECT_API_URL"):
        click.echo("PREFECT_API_URL is not set: Prefect's own profile decides which server is asked", err=True)
    command = [sys.executable, "-m", "prefect", "deployment", "run", name, *words]
    sys.exit(FAILED if subprocess.run(command, check=False).returncode else 0)  # noqa: S603  no shell
