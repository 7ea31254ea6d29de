"""`awesome refresh`: the main job."""

import sys
from pathlib import Path

import click

from pipeline.cli.edge import command, said, settings_of
from pipeline.cli.log import log_option, logged
from pipeline.cli.progress import Shown
from pipeline.cli.report_text import lines_of
from pipeline.layout.canonical import dumps
from pipeline.model.reports import RunReport
from pipeline.refresh import Run
from pipeline.refresh import refresh as run_refresh
from pipeline.sources.asking import Options
from pipeline.sources.declared import default_sources
from pipeline.sources.declared import sources as declared_sources
from pipeline.sources.events import tell_end
from pipeline.store.tree import write_atomically


@command("refresh", examples="""
    awesome refresh                                  all sources, into the working tree
    awesome refresh --family llama-3 --dry-run       one family, only to see
    awesome refresh --publish local                  branches and pull request bodies, no account
    """)
@click.option(
    "--source",
    "-s",
    "sources",
    multiple=True,
    metavar="SOURCE",
    help=f"Only this source ({', '.join(declared_sources())}); repeatable. By default {', '.join(default_sources())}.",
)
@click.option("--family", "-f", "families", multiple=True, metavar="SLUG", help="Only this family; repeatable.")
@click.option("--offline", is_flag=True, help="Ask nobody: the same as derive.")
@click.option("--dry-run", is_flag=True, help="Ask and compare, write nothing anywhere.")
@click.option("--reread", is_flag=True, help="Read all model cards again, from the cache where it has them.")
@click.option("--recheck", is_flag=True, help="Ask again for papers that are known, for new versions.")
@click.option(
    "--accept-shrink",
    multiple=True,
    metavar="ID",
    help="Believe that this listing lost most of its entries; repeatable.",
)
@click.option("--max-wait", type=click.FloatRange(min=0), default=900.0, show_default=True, metavar="SECONDS",
              help="The most that each source may make us wait in this run.")  # fmt: skip
@click.option("--publish", type=click.Choice(["none", "local", "github"]), default="none", show_default=True,
              help="none: write the working tree; local: branches and bodies here; github: pull requests.")  # fmt: skip
@click.option(
    "--transport",
    type=click.Choice(["api", "git"]),
    default="api",
    show_default=True,
    help="How github gets the commits.",
)
@click.option(
    "--report", type=click.Path(path_type=Path, dir_okay=False), help="Write the machine's copy of the report here."
)
@log_option
@click.option("--quiet", "-q", is_flag=True, help="No progress; the report only.")
@click.pass_context
def refresh(  # noqa: PLR0913  one argument an option
    ctx: click.Context,
    *,
    sources: tuple[str, ...],
    families: tuple[str, ...],
    offline: bool,
    dry_run: bool,
    reread: bool,
    recheck: bool,
    accept_shrink: tuple[str, ...],
    max_wait: float,
    publish: str,
    transport: str,
    report: Path | None,
    log: str | None,
    quiet: bool,
) -> None:
    """Ask the sources, derive, and write or propose what changed.

    A source that fails keeps its last snapshots, and the exit code is then 4.
    """
    settings = settings_of(ctx)
    options = Options(
        families=families,
        reread=reread,
        recheck=recheck,
        accept_shrink=accept_shrink,
        max_wait=max_wait,
        dry_run=dry_run,
    )
    run = Run()
    with logged(log, run.id, "refresh"), said(), Shown(quiet=quiet) as progress:
        begun = None
        if publish != "none":
            from pipeline.github.run import begin, publish_refresh  # noqa: PLC0415  git and GitHub only when asked for

            begun = begin(settings, publish, transport)
        done = run_refresh(
            settings, options, sources=sources or None, offline=offline, write=begun is None, progress=progress,
            tree=begun.known if begun is not None else None, run=run,
        )  # fmt: skip
        final = done.report
        if begun is not None:
            final = publish_refresh(
                done, settings, forge=publish, families=families, dry_run=dry_run, progress=progress, begun=begun
            )
        tell_end(final)
    _tell(final, report)


def _tell(final: RunReport, report: Path | None) -> None:
    for line in lines_of(final):
        click.echo(line)
    if report is not None:
        with said():
            write_atomically(report.resolve(), dumps(final))
    sys.exit(final.exit_code)
