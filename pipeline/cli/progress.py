"""Progress for people: bars on a terminal, plain lines elsewhere."""

import sys
import time
from typing import Final, Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from pipeline.model import reports
from pipeline.model.clean import clean

_PAUSE: Final = 5.0
"""Seconds between two plain lines about one work."""


class Shown(reports.Progress):
    """Bars on a terminal, plain lines elsewhere; on standard error, so that standard output stays the command's own."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._console = Console(file=sys.stderr, highlight=False, markup=False, quiet=quiet)
        self._plain = not quiet and not self._console.is_terminal
        self._bars = Progress(
            TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
            console=self._console, transient=True, disable=quiet or self._plain,
        )  # fmt: skip

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    def start(self, work: str, total: int) -> None:
        """Work begins."""
        self._bars.add_task(work, total=total or None, spoke=time.monotonic())
        if self._plain and total:
            self.write(f"{work}: {total} to do")

    def step(self, work: str) -> None:
        """One step is done; plain output says so every five seconds at most."""
        task = next((task for task in reversed(self._bars.tasks) if task.description == work), None)
        if task is None:
            return
        self._bars.advance(task.id)
        if self._plain and time.monotonic() - task.fields["spoke"] > _PAUSE:
            task.fields["spoke"] = time.monotonic()
            self.write(f"{work}: {task.completed:.0f} of {task.total or 0:.0f}")

    def write(self, text: str) -> None:
        """A line."""
        self._console.print(clean(text, limit=300), soft_wrap=True)
