"""`awesome rederive`: what has to happen when main moved."""

import sys
from pathlib import Path

import click

from pipeline.cli.edge import command, said, settings_of
from pipeline.cli.report_text import lines_of
from pipeline.layout.canonical import dumps
from pipeline.refresh import Run
from pipeline.store.tree import write_atomically


@command("rederive")
@click.option("--to", "forge", type=click.Choice(["local", "github"]), default="local", show_default=True,
              help="local: branches and bodies here; github: pull requests.")  # fmt: skip
@click.option("--transport", type=click.Choice(["api", "git"]), default="api", show_default=True,
              help="How github gets the commits.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Say what would be done, write nothing anywhere.")
@click.option("--report", type=click.Path(path_type=Path, dir_okay=False), help="Write the machine's copy of the report here.")
@click.pass_context
def rederive(ctx: click.Context, *, forge: str, transport: str, dry_run: bool, report: Path | None) -> None:
    """Derive open proposals again on main as it is now, and propose main's outputs where they are not its own."""
    from pipeline.github.run import rederive_run  # noqa: PLC0415  git and GitHub only when asked for

    settings = settings_of(ctx)
    run = Run()
    with said():
        final = rederive_run(
            settings, run=run.id, started_at=run.started_at, kind=forge, transport=transport, dry_run=dry_run
        )
        if report is not None:
            write_atomically(report.resolve(), dumps(final))
    for line in lines_of(final):
        click.echo(line)
    sys.exit(final.exit_code)
