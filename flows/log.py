"""The log of a flow run: the events of pipeline.sources in Prefect's own log, and in the file that AWESOME_LOG names."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from prefect.exceptions import MissingContextError
from prefect.logging import get_run_logger
from prefect.runtime import flow_run

from pipeline.cli.log import VARIABLE, logged
from pipeline.model.reports import LogLine
from pipeline.refresh import Run
from pipeline.sources.events import LOG

SAID_ALREADY: Final = frozenset({"said", "waited"})
"""Events that the progress of a source (flows.progress) has a line for."""


class ToRun(logging.Handler):
    """Hands an event to the log of the task or flow in which it happened."""

    def emit(self, record: logging.LogRecord) -> None:
        """Say the event's line for people; the run's id and the task's are Prefect's to add."""
        event = getattr(record, "event", None)
        if isinstance(event, LogLine) and event.event in SAID_ALREADY:
            return
        try:
            get_run_logger().log(record.levelno, "%s", record.getMessage())
        except MissingContextError:
            return  # logged by a thread that belongs to no task: the file has it


def flow_run_id() -> str:
    """The flow run's id, which is the run's id in the report, the log and the proposals."""
    return str(flow_run.id or Run().id)


@contextmanager
def followed(run: str) -> Iterator[None]:
    """Follow a run's events in Prefect's log, and in a file where the worker's environment names one."""
    handler = ToRun()
    LOG.addHandler(handler)
    try:
        with logged(os.environ.get(VARIABLE), run, str(flow_run.flow_name or "flow"), str(flow_run.name or "")):
            yield
    finally:
        LOG.removeHandler(handler)
