"""`--log FILE.jsonl`: what a run tells of itself (pipeline.sources.events) as one JSON object a line."""

import contextlib
import logging
import os
import sys
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from pipeline.model.outcomes import WRONG_INPUT

VARIABLE: Final = "AWESOME_LOG"
SECRETS: Final = ("HF_TOKEN", "GITHUB_TOKEN")
Function = TypeVar("Function", bound=Callable[..., Any])


def log_option(command: Function) -> Function:
    """Let a command take --log."""
    return click.option(
        "--log", envvar=VARIABLE, metavar="FILE.jsonl", default=None,
        help="Add a JSON line for each event of the run to this file; - is standard error.",
    )(command)  # fmt: skip


def without_commands(line: str) -> str:
    """A line of JSON in which a runner, who may read standard error, finds no command; it says the same."""
    return line.replace("##[", "##\\u005b")


class JsonLines(logging.Handler):
    """Writes each event as one line, in one piece, at the end of a file that other processes may write too.

    A file that cannot be written any more costs the log, not the run.
    """

    def __init__(self, file: str, secrets: Collection[str] = ()) -> None:
        super().__init__()
        self._secrets = sorted((s for s in secrets if s), key=len, reverse=True)
        self._file = (
            os.dup(2)
            if file == "-"
            else os.open(Path(file), os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
        )

    def emit(self, record: logging.LogRecord) -> None:
        """Write one event."""
        event = getattr(record, "event", None)
        if event is not None:
            text = event.model_dump_json(exclude_none=True)
            for secret in self._secrets:  # nothing upstream should know one; if it does, it stays unsaid
                text = text.replace(secret, "***")
            with contextlib.suppress(OSError):
                os.write(self._file, without_commands(text).encode() + b"\n")

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)
        super().close()


@contextlib.contextmanager
def logged(file: str | None, run: str, command: str, message: str = "") -> Iterator[None]:
    """Keep the log of a run in a file, from its first event on; without a file, nobody listens."""
    if not file:
        yield
        return
    from pipeline.sources.events import LOG, log_event

    try:
        handler = JsonLines(file, [os.environ.get(name, "") for name in SECRETS])
    except OSError as error:
        click.echo(f"--log {file}: {error.strerror or error}", err=True)
        sys.exit(WRONG_INPUT)
    LOG.addHandler(handler)
    try:
        log_event("run-began", message or command, run=run, command=command)
        yield
    except BaseException as error:
        failed = not isinstance(error, SystemExit) or error.code not in {0, 4, None}
        if failed:
            code = error.code if isinstance(error, SystemExit) and isinstance(error.code, int) else 1
            log_event(
                "run-ended", f"{command} did not come to its end: {type(error).__name__}",
                run=run, level=logging.ERROR, command=command, exit_code=code,
            )  # fmt: skip
        raise
    finally:
        LOG.removeHandler(handler)
        handler.close()
