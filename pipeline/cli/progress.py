"""What a run shows while it goes on: progress for people on standard error, and `--log FILE.jsonl` for machines."""

import contextlib
import logging
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar

import click

from pipeline.model import reports
from pipeline.model.clean import clean
from pipeline.model.outcomes import WRONG_INPUT

if TYPE_CHECKING:
    from rich.progress import Task

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


_PAUSE: Final = 5.0
"""Seconds between two plain lines about one work."""


class Shown(reports.Progress):
    """Bars on a terminal, plain lines elsewhere; on standard error, so that standard output stays the command's own."""

    def __init__(self, *, quiet: bool = False) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        self._console = Console(file=sys.stderr, highlight=False, markup=False, quiet=quiet)
        self._plain = not quiet and not self._console.is_terminal
        self._bars = Progress(
            TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
            console=self._console, transient=True, disable=quiet or self._plain,
        )  # fmt: skip
        self._tasks: dict[str, Task] = {}
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    def start(self, work: str, total: int) -> None:
        """Work begins."""
        with self._lock:
            added = self._bars.add_task(work, total=total or None, spoke=time.monotonic())
            self._tasks[work] = self._bars.tasks[added]
        if self._plain and total:
            self.write(f"{work}: {total} to do")

    def step(self, work: str, _note: str = "") -> None:
        """One step is done; plain output says so every five seconds at most."""
        with self._lock:
            task = self._tasks.get(work)
            if task is None:
                return
            self._bars.advance(task.id)
            speak = self._plain and time.monotonic() - task.fields["spoke"] > _PAUSE
            if speak:
                task.fields["spoke"] = time.monotonic()
        if speak:
            self.write(f"{work}: {task.completed:.0f} of {task.total or 0:.0f}")

    def write(self, text: str) -> None:
        """A line."""
        self._console.print(clean(text, limit=300), soft_wrap=True)
