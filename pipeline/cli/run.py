"""`awesome run`: start a deployment on a Prefect server, with a look at the parameters before and the report after."""

import importlib.util
import json
import os
import subprocess
import sys

import click

from pipeline.cli.edge import command, declared_deployments, deployments, root_of, run_option
from pipeline.model.outcomes import FAILED, WrongUsage


@command("run", examples="""
    awesome run targeted --family qwen2.5-vl
    awesome run scheduled --param publish=github --param shards=2
    """)
@click.argument("deployment", metavar="DEPLOYMENT", shell_complete=deployments)
@run_option("families")
@click.option("--param", "-p", "parameters", multiple=True, metavar="NAME=JSON", help="Any other parameter; repeatable.")
@click.option("--no-wait", is_flag=True, help="Start it and return; by default it is followed until it ends.")
@click.pass_context
def run(
    ctx: click.Context, *, deployment: str, families: tuple[str, ...], parameters: tuple[str, ...], no_wait: bool
) -> None:
    """Start a deployment on the Prefect server that PREFECT_API_URL names, and follow it.

    DEPLOYMENT is the name of one in prefect.yaml (scheduled, targeted, …), or FLOW/NAME. The exit code is
    that of the run: 0 done, 4 where a source failed, 2 where it was refused, 1 for everything else.
    """
    known = declared_deployments(root_of(ctx))
    named = [f"{flow}/{name}" for name, flow in known.items() if deployment in {name, flow, f"{flow}/{name}"}]
    if len(named) != 1 and "/" not in deployment:
        raise WrongUsage(f"no deployment is called {deployment!r}; there are {', '.join(known)}, or FLOW/NAME")
    if families:
        from pipeline.layout.curated import parse_curated
        from pipeline.refresh import check_families
        from pipeline.store.tree import read_tree

        check_families(parse_curated(read_tree(root_of(ctx))).families, families)
    if importlib.util.find_spec("prefect") is None:
        click.echo("Prefect is not installed here: `make setup` installs it", err=True)
        sys.exit(FAILED)
    if not os.environ.get("PREFECT_API_URL"):
        click.echo("PREFECT_API_URL is not set: Prefect's own profile decides which server is asked", err=True)
    given = [*parameters, *([f"families={json.dumps(list(families))}"] if families else [])]
    words = [sys.executable, "-m", "flows.run", *(named or [deployment]), *given, *(["--no-wait"] if no_wait else [])]
    sys.exit(subprocess.run(words, check=False).returncode)  # noqa: S603  no shell
