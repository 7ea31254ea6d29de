"""`awesome publish`: propose what another job collected, with nothing of it taken on trust but its snapshots."""

import sys
from pathlib import Path

import click

from pipeline.cli.edge import command, said, settings_of
from pipeline.cli.progress import Shown
from pipeline.cli.report_text import lines_of
from pipeline.layout.canonical import dumps
from pipeline.model.outcomes import WRONG_INPUT
from pipeline.refresh import propose_collected
from pipeline.store.handover import BadHandover, read_handover
from pipeline.store.tree import write_atomically


@command("publish")
@click.argument("parcel", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--to", "forge", type=click.Choice(["local", "github"]), default="github", show_default=True,
              help="local: branches and bodies here; github: pull requests.")  # fmt: skip
@click.option("--transport", type=click.Choice(["api", "git"]), default="api", show_default=True,
              help="How github gets the commits.")  # fmt: skip
@click.option("--family", "-f", "families", multiple=True, metavar="SLUG",
              help="The families of a targeted run: one proposal; repeatable.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Say what would be proposed, write nothing anywhere.")
@click.option("--report", type=click.Path(path_type=Path, dir_okay=False), help="Write the report here as well.")
@click.pass_context
def publish(
    ctx: click.Context,
    *,
    parcel: Path,
    forge: str,
    transport: str,
    families: tuple[str, ...],
    dry_run: bool,
    report: Path | None,
) -> None:
    """Propose the snapshots in PARCEL, which `python -m flows.refresh --parcel DIR` laid.

    Everything else is derived from them again by the code of this checkout. The exit code is 4
    where a source of the collecting job had failed.
    """
    settings = settings_of(ctx)
    try:
        brought = read_handover(parcel)
    except BadHandover as error:
        click.echo(f"{parcel} is refused: {error}", err=True)
        sys.exit(WRONG_INPUT)
    with said(), Shown() as progress:
        final = propose_collected(
            settings, brought, forge=forge, transport=transport, families=families, dry_run=dry_run, progress=progress
        )
        if report is not None:
            write_atomically(report.resolve(), dumps(final))
    for line in lines_of(final):
        click.echo(line)
    sys.exit(final.exit_code)
