"""How far a task is, for the UI: log lines as they come, one progress artifact at a calm pace."""

import contextvars
import logging
import threading
from typing import Any, Final, Self
from uuid import UUID

from prefect.artifacts import create_progress_artifact, update_progress_artifact
from prefect.exceptions import MissingContextError
from prefect.logging import get_run_logger

from pipeline.model.clean import clean
from pipeline.model.progress import Silent

EVERY: Final = 2.0
"""Seconds between two updates of the artifact: each is a request to the server."""


Log = logging.Logger | logging.LoggerAdapter[Any]


class Lines(Silent):
    """Only log lines, where a step is too short for an artifact."""

    def write(self, text: str) -> None:
        """A line of the log."""
        get_run_logger().info("%s", clean(text, limit=300))


class Artifact:
    """Progress of one source. Called from many threads; one thread of its own tells the server."""

    def __init__(self, source: str, key: str) -> None:
        self._source = source
        self._key = key
        self._log: Log = get_run_logger()
        self._context = contextvars.copy_context()
        self._lock = threading.Lock()
        self._counts: dict[str, list[int]] = {}
        self._artifact: UUID | None = None
        self._shown = ""
        self.missed = 0
        self._over = threading.Event()
        self._teller = threading.Thread(target=self._update_regularly, daemon=True, name=f"progress of {source}")

    def __enter__(self) -> Self:
        self._teller.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._over.set()
        self._teller.join()
        if self._artifact is not None:
            self._update(final=kind is None)

    def start(self, work: str, total: int) -> None:
        """Work begins."""
        with self._lock:
            self._counts[work] = [0, total]
        if total:
            self.write(f"{work}: {total} to do")

    def step(self, work: str, note: str = "") -> None:
        """One step is done."""
        del note
        with self._lock:
            if work in self._counts:
                self._counts[work][0] += 1

    def write(self, text: str) -> None:
        """A line of the log, with the source it is about."""
        line = clean(text, limit=300)
        self._here().info("%s: %s", self._source, line.removeprefix(f"{self._source}: "))

    def _here(self) -> Log:
        """The log of the task in which we are, or of the flow."""
        try:
            return get_run_logger()
        except MissingContextError:
            return self._log

    def _update_regularly(self) -> None:
        while not self._over.wait(EVERY):
            self._update()

    def _update(self, *, final: bool = False) -> None:
        """Bring the artifact up to date. A server that does not answer costs the artifact, not the run."""
        with self._lock:
            done = sum(had for had, _ in self._counts.values())
            total = sum(of for _, of in self._counts.values())
            none = "nothing to ask" if final else "not known yet"
            work = "; ".join(f"{name} {had} of {of or '?'}" if of or had else f"{name}: {none}" for name, (had, of) in self._counts.items())
        said = f"{self._source}: {work}" + (f"; {self.missed} could not be had" if self.missed else "")
        had = max(0, min(done, total - self.missed))
        share = 100.0 * had / total if total else 0.0 if self.missed else 100.0
        share = share if final else min(99.0, share)
        if said == self._shown and not final:
            return
        try:
            if self._artifact is None:
                made = self._context.run(create_progress_artifact, share, key=self._key, description=said)
                self._artifact = made if isinstance(made, UUID) else None
            else:
                self._context.run(update_progress_artifact, self._artifact, share, description=said)
            self._shown = said
        except Exception as error:  # noqa: BLE001  telling how far it is must never end the work itself
            self._log.debug("the progress artifact could not be updated: %s", error)
