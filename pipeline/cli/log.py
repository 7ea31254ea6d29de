"""`--log FILE.jsonl`: what a run tells of itself (pipeline.sources.asking) as one JSON object a line."""

import contextlib
import logging
import os
import sys
from collections.abc import Callable, Iterator
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

    A file that cannot be written any more costs the log, not the run. Nothing upstream should know a secret; if it
    does, it stays unsaid.
    """

    def __init__(self, file: str) -> None:
        super().__init__()
        self._secrets = sorted(filter(None, (os.environ.get(name) for name in SECRETS)), key=len, reverse=True)
        how = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
        self._file = os.dup(2) if file == "-" else os.open(file, how, 0o644)

    def emit(self, record: logging.LogRecord) -> None:
        """Write one event."""
        event = getattr(record, "event", None)
        if event is not None:
            text = event.model_dump_json(exclude_none=True)
            for secret in self._secrets:
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
    from pipeline.sources.asking import LOG, log_event

    try:
        handler = JsonLines(file)
    except OSError as error:
        click.echo(f"--log {file}: {error.strerror or error}", err=True)
        sys.exit(WRONG_INPUT)
    LOG.addHandler(handler)
    try:
        log_event("run-began", message or command, run=run, command=command)
        yield
    except BaseException as error:
        code = error.code if isinstance(error, SystemExit) else 1
        if code not in {0, 4, None}:
            log_event(
                "run-ended", f"{command} did not come to its end: {type(error).__name__}", run=run, level=logging.ERROR,
                command=command, exit_code=code if isinstance(code, int) else 1,
            )  # fmt: skip
        raise
    finally:
        LOG.removeHandler(handler)
        handler.close()
