"""`awesome refresh`: the main job."""

import sys
from pathlib import Path
from typing import Any

import click

from pipeline.cli.edge import command, errors_as_exit_codes, print_report, report_option, run_options, settings_of
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
    # Here, so that --help loads none of it.
    from pipeline.cli.progress import Shown
    from pipeline.refresh import Run
    from pipeline.refresh import refresh as run_refresh
    from pipeline.sources.asking import Options
    from pipeline.sources.declared import default_sources
    from pipeline.sources.events import log_end

    settings, run = settings_of(ctx), Run()
    with logged(log, run.id, "refresh"), errors_as_exit_codes(), Shown(quiet=quiet) as progress:
        asked = () if offline else sources or default_sources()
        final = run_refresh(
            settings, Options(**given), sources=asked, publish=publish, transport=transport, progress=progress, run=run
        ).report
        log_end(final)
    print_report(final, report, as_json=as_json)
    sys.exit(final.exit_code)
