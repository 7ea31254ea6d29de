"""`awesome refresh`, the main job, and what follows it elsewhere: `awesome publish` and `awesome rederive`."""

import sys
from pathlib import Path
from typing import Any

import click

from pipeline.cli.edge import command, print_report, report_option, run_option, run_options, settings_of
from pipeline.cli.log import log_option, logged


@command("refresh", examples="""
    awesome refresh                                # all sources, into the working tree
    awesome refresh --family llama-3 --dry-run     # one family, only to see
    awesome refresh --publish local                # branches and pull request bodies, no account
    """)
@run_options("command")
@report_option
@log_option
@click.option("--quiet", "-q", is_flag=True, help="No progress; the report only.")
@click.pass_context
def refresh(
    ctx: click.Context, /, *, offline: bool, publish: str, transport: str, sources: tuple[str, ...], report: Path | None,
    as_json: bool, log: str | None, quiet: bool, **given: Any,  # noqa: ANN401  the rest of pipeline.options
) -> None:  # fmt: skip
    """Ask the sources, derive, and write or propose what changed.

    A source that fails keeps its last snapshots, and the exit code is then 4.
    """
    from pipeline.cli.edge import errors_as_exit_codes
    from pipeline.cli.progress import Shown
    from pipeline.refresh import Run
    from pipeline.refresh import refresh as run_refresh
    from pipeline.sources.asking import Options, log_end
    from pipeline.sources.declared import default_sources

    settings, run = settings_of(ctx), Run()
    with logged(log, run.id, "refresh"), errors_as_exit_codes(), Shown(quiet=quiet) as progress:
        asked = () if offline else sources or default_sources()
        final = run_refresh(
            settings, Options(**given), sources=asked, publish=publish, transport=transport, progress=progress, run=run
        ).report
        log_end(final)
    print_report(final, report, as_json=as_json)
    sys.exit(final.exit_code)


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
