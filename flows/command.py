"""`python -m flows.refresh`: the flow from the command line, with the exit codes of `awesome refresh`.

Without PREFECT_API_URL Prefect starts a server of its own for the time of the run.
"""

import os
import sys
from pathlib import Path
from typing import Any, cast

import click
from prefect import Flow
from prefect.client.schemas.objects import State
from prefect.exceptions import ParameterTypeError

from pipeline.cli.edge import errors_as_exit_codes, print_report, report_option
from pipeline.cli.log import VARIABLE, log_option
from pipeline.cli.run_options import run_options
from pipeline.model.outcomes import FAILED, WrongUsage
from pipeline.model.reports import RunReport


def main(flow: Flow[Any, Any]) -> None:
    """Run the flow `refresh` here, with Prefect's records of it, as the command line says."""

    @click.command("python -m flows.refresh")
    @run_options("flow")
    @report_option
    @log_option
    def command(*, report: Path | None, as_json: bool, log: str | None, **given: Any) -> None:  # noqa: ANN401  click's own values
        """Ask the sources, derive, and write or propose what changed, with Prefect's records of it."""
        if log:
            os.environ[VARIABLE] = log  # where every flow looks, in a worker as well
        if not given["sources"]:
            del given["sources"]
        with errors_as_exit_codes():
            try:
                state: State[Any] = cast("Any", flow)(**given, return_state=True)
            except ParameterTypeError as error:
                raise WrongUsage(str(error)) from error
            sys.exit(_exit_code(state, report, as_json=as_json))

    command(prog_name="python -m flows.refresh")


def _exit_code(state: State[Any], report: Path | None, *, as_json: bool) -> int:
    """Say how a run ended; its exit code."""
    final = state.result(raise_on_failure=False)
    if isinstance(final, RunReport):
        print_report(final, report, as_json=as_json)
        return final.exit_code
    if isinstance(final, ParameterTypeError):
        raise WrongUsage(str(final))
    if isinstance(final, BaseException):
        raise final
    click.echo(state.message or state.name or "the run did not complete", err=True)
    return FAILED
