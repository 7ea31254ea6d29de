"""Progress for people: bars on a terminal, plain lines elsewhere."""

import sys
import threading
import time
from types import TracebackType
from typing import Final, Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from pipeline.model import progress
from pipeline.model.clean import clean

_PAUSE: Final = 5.0
"""Seconds between two plain lines about one work."""


class Shown(progress.Progress):
    """Draws on standard error, so that standard output stays the command's own."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._console = Console(file=sys.stderr, highlight=False, markup=False, quiet=quiet)
        self._bars = Progress(
            TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
            console=self._console, transient=True, disable=quiet or not self._console.is_terminal,
        )  # fmt: skip
        self._plain = not quiet and not self._console.is_terminal
        self._tasks: dict[str, TaskID] = {}
        self._spoke: dict[str, float] = {}
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()

    def start(self, work: str, total: int) -> None:
        """Work begins."""
        with self._lock:
            self._tasks[work] = self._bars.add_task(work, total=total or None)
            self._spoke[work] = time.monotonic()
        if self._plain and total:
            self.write(f"{work}: {total} to do")

    def step(self, work: str, note: str = "") -> None:
        """One step is done; plain output says so every five seconds at most."""
        del note
        with self._lock:
            if work not in self._tasks:
                return
            self._bars.advance(self._tasks[work])
            speak = self._plain and time.monotonic() - self._spoke[work] > _PAUSE
            if speak:
                self._spoke[work] = time.monotonic()
            task = self._bars.tasks[self._tasks[work]]
        if speak:
            self.write(f"{work}: {task.completed:.0f} of {task.total or 0:.0f}")

    def write(self, text: str) -> None:
        """A line."""
        self._console.print(clean(text, limit=300), soft_wrap=True)
