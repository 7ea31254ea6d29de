"""What the workflows do besides the commands: `python -m pipeline.github restore|save|statuses|renew`."""

import os
import sys
from pathlib import Path

import click

from pipeline.github.renew import renew
from pipeline.github.state_branch import restore, save
from pipeline.github.statuses import post
from pipeline.github.streams import guard
from pipeline.model.outcomes import FAILED, GitFailed, Refused
from pipeline.model.reports import RunReport
from pipeline.settings import SettingsError, read_settings


@click.group("python -m pipeline.github")
@click.option("--root", type=click.Path(path_type=Path, file_okay=False), envvar="AWESOME_ROOT", default=Path())
@click.pass_context
def main(ctx: click.Context, root: Path) -> None:
    """One step of a workflow; exit code 1 where GitHub or git refuses."""
    ctx.obj = read_settings(os.environ, root.resolve())


@main.command("restore")
@click.pass_context
def restored(ctx: click.Context) -> None:
    """Bring the run state from its branch; one that is not there yet is no error."""
    try:
        click.echo(f"restored: {', '.join(restore(ctx.obj)) or 'nothing'}")
    except GitFailed as error:
        click.echo(f"no run state: {error}")


@main.command("save")
@click.pass_context
def saved(ctx: click.Context) -> None:
    """Put the run state on its branch."""
    click.echo(f"saved: {', '.join(save(ctx.obj)) or 'nothing'}")


@main.command("statuses")
@click.argument("report", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--run-url", envvar="RUN_URL", default="", help="Where the run that checked can be seen.")
@click.pass_context
def statuses(ctx: click.Context, report: Path, run_url: str) -> None:
    """Check the proposals in a run's REPORT and post a status on the head of each."""
    bad = post(ctx.obj, RunReport.model_validate_json(report.read_bytes()), run_url)
    for line in bad:
        click.echo(line, err=True)
    sys.exit(FAILED if bad else 0)


@main.command("renew")
@click.argument("path")
@click.option("--title", required=True)
@click.pass_context
def renewed(ctx: click.Context, path: str, title: str) -> None:
    """Propose PATH as it is in the working tree."""
    click.echo(renew(ctx.obj, path, title))


if __name__ == "__main__":
    guard()
    try:
        main()
    except (Refused, GitFailed, SettingsError, OSError) as failed:
        click.echo(str(failed), err=True)
        sys.exit(FAILED)
