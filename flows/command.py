"""`python -m flows.refresh`: the flow from the command line, with the exit codes of `awesome refresh`.

Without PREFECT_API_URL Prefect starts a server of its own for the time of the run.
"""

import os
import sys
from pathlib import Path
from typing import Any

import click
from prefect.client.schemas.objects import State
from prefect.exceptions import ParameterTypeError

from pipeline.cli.edge import said
from pipeline.cli.log import VARIABLE, log_option
from pipeline.cli.report_text import lines_of
from pipeline.layout.canonical import dumps
from pipeline.model.outcomes import FAILED, WRONG_INPUT
from pipeline.model.reports import RunReport
from pipeline.sources.declared import sources as declared_sources
from pipeline.store.tree import write_atomically


@click.command("python -m flows.refresh")
@click.option("--source", "-s", "sources", multiple=True, type=click.Choice(tuple(declared_sources())), help="Only this; repeatable.")
@click.option("--family", "-f", "families", multiple=True, metavar="SLUG", help="Only this family; repeatable.")
@click.option("--offline", is_flag=True, help="Ask nobody: the same as derive.")
@click.option("--dry-run", is_flag=True, help="Ask and compare, write nothing anywhere.")
@click.option("--reread", is_flag=True, help="Read all model cards again, from the cache where it has them.")
@click.option("--recheck", is_flag=True, help="Ask again for papers that are known, for new versions.")
@click.option("--accept-shrink", multiple=True, metavar="ID",
              help="Believe that this listing lost most of its entries; repeatable.")  # fmt: skip
@click.option("--max-wait", type=click.FloatRange(min=0), default=900.0, show_default=True, metavar="SECONDS",
              help="The most that each source may make us wait in this run.")  # fmt: skip
@click.option("--publish", type=click.Choice(["none", "local", "github"]), default="none", show_default=True)
@click.option("--transport", type=click.Choice(["api", "git"]), default="api", show_default=True)
@click.option("--parcel", type=click.Path(file_okay=False), metavar="DIR",
              help="Lay what moved into this empty folder for another job to publish; write nothing else.")  # fmt: skip
@click.option("--report", type=click.Path(path_type=Path, dir_okay=False),
              help="Write the machine's copy of the report here.")  # fmt: skip
@log_option
def run_refresh(report: Path | None, log: str | None, **given: Any) -> None:  # noqa: ANN401  click's own values
    """Run the flow `refresh` here, with Prefect's records of it."""
    if log:
        os.environ[VARIABLE] = log  # where every flow looks, in a worker as well
    from flows.refresh import refresh  # noqa: PLC0415  one module must define the flow, whichever is called

    if not given["sources"]:
        del given["sources"]
    try:
        state = refresh(**given, return_state=True)
    except ParameterTypeError as error:
        click.echo(str(error), err=True)
        sys.exit(WRONG_INPUT)
    sys.exit(tell(state, report))


def tell(state: State[Any], report: Path | None) -> int:
    """Say how a run ended; its exit code."""
    if state.is_completed():
        final = state.result()
        if not isinstance(final, RunReport):
            return FAILED
        for line in lines_of(final):
            click.echo(line)
        if report is not None:
            write_atomically(report.resolve(), dumps(final))
        return final.exit_code
    with said():
        error = state.result(raise_on_failure=False)
        if isinstance(error, ParameterTypeError):
            click.echo(str(error), err=True)
            return WRONG_INPUT
        if isinstance(error, BaseException):
            raise error
    click.echo(state.message or state.name or "the run did not complete", err=True)
    return FAILED


def main() -> None:
    """Run the command."""
    run_refresh(prog_name="python -m flows.refresh")
