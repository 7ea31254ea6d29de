"""`awesome publish`: propose what another job collected, with nothing of it taken on trust but its snapshots."""

import sys
from pathlib import Path
from typing import Any

import click

from pipeline.cli.edge import command, print_report, report_option, run_option, settings_of


@command("publish", examples="""
    python -m flows.refresh --publish local --parcel parcel && awesome publish parcel --to local
    """)
@click.argument("parcel", type=click.Path(path_type=Path, exists=True, file_okay=False))
@run_option("publish", words=("--to", "forge"), type=click.Choice(["local", "github"]), default="github",
            help="local: branches and pull request bodies here; github: pull requests.")  # fmt: skip
@run_option("transport")
@run_option("families")
@run_option("dry_run")
@report_option
@click.pass_context
def publish(ctx: click.Context, /, *, parcel: Path, report: Path | None, as_json: bool, **given: Any) -> None:  # noqa: ANN401
    """Propose the snapshots in PARCEL, which `python -m flows.refresh --parcel DIR` laid.

    Everything else is derived from them again by the code of this checkout. The exit code is 4
    where a source of the collecting job had failed.
    """
    from pipeline.cli.progress import Shown
    from pipeline.model.outcomes import WrongUsage
    from pipeline.refresh import propose_collected
    from pipeline.store.handover import BadHandover, read_handover

    settings = settings_of(ctx)
    with Shown() as progress:
        try:
            brought = read_handover(parcel)
        except BadHandover as error:
            raise WrongUsage(f"{parcel} is refused: {error}") from error
        final = propose_collected(settings, brought, progress=progress, **given)
    print_report(final, report, as_json=as_json)
    sys.exit(final.exit_code)
