"""`awesome rederive`: what has to happen when main moved."""

import sys
from pathlib import Path
from typing import Any

import click

from pipeline.cli.edge import command, print_report, report_option, run_option, settings_of


@command("rederive", examples="""
    awesome rederive --dry-run
    awesome rederive --to local
    """)
@run_option("publish", words=("--to", "kind"), type=click.Choice(["local", "github"]), default="local",
            help="local: branches and pull request bodies here; github: pull requests.")  # fmt: skip
@run_option("transport")
@run_option("dry_run")
@report_option
@click.pass_context
def rederive(ctx: click.Context, /, *, report: Path | None, as_json: bool, **given: Any) -> None:  # noqa: ANN401
    """Derive open proposals again on main as it is now, and propose main's outputs where they are not its own."""
    from pipeline.github.run import rederive_run
    from pipeline.refresh import Run

    settings, run = settings_of(ctx), Run()
    final = rederive_run(settings, run=run.id, started_at=run.started_at, **given)
    print_report(final, report, as_json=as_json)
    sys.exit(final.exit_code)
