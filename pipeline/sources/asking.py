"""A source in a run: tree in, moved snapshots and a report out.

Commands ask the batches themselves, flows in a task each. None raises for a failing upstream:
what was not had keeps its last snapshot, and the report says so.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from pipeline.http.meter import Meter, Turn, alone
from pipeline.layout.curated import Curated, parse_curated
from pipeline.layout.snapshots import Snapshots, parse_snapshots
from pipeline.model.curated import CuratedFamily
from pipeline.model.progress import Progress
from pipeline.settings import Settings
from pipeline.sources.answers import Gathered
from pipeline.sources.batches import Asking, Engine, Stages, ask_all
from pipeline.sources.declared import Source, asker, sources
from pipeline.sources.events import log_event
from pipeline.store.state import RunState


@dataclass(frozen=True)
class Options:
    """How a run asks: which families, how careful, how patient, and whom it shares its pace with."""

    families: tuple[str, ...] = ()
    reread: bool = False
    recheck: bool = False
    accept_shrink: tuple[str, ...] = ()
    max_wait: float = 900.0
    dry_run: bool = False
    shards: int = 1
    turn: Turn = field(default=alone, repr=False, compare=False)
    run: str = field(default="", compare=False)  # the run's id, for what is told of it


class Job(NamedTuple):
    """One source in one run: what it may look at, and where what came of it is put."""

    source: Source
    tree: Mapping[str, bytes]
    curated: Curated
    old: Snapshots
    settings: Settings
    options: Options
    progress: Progress
    gathered: Gathered
    today: date

    def families(self) -> dict[str, CuratedFamily]:
        """The families in scope: those that the options name, or all."""
        wanted = self.options.families
        return {s: f for s, f in self.curated.families.items() if not wanted or s in wanted}

    def shown(self) -> Curated:
        """The curated files with the families in scope alone."""
        return self.curated._replace(families=self.families())

    def state(self) -> RunState:
        """The run state, as drafts that count once the tree is written."""
        return RunState(self.settings.state, writable=not self.options.dry_run, draft=True)

    def conclude(self, topic: str, noted: dict[str, Any], *, asked: bool, otherwise: str = "") -> None:
        """Note in the run state what came of asking; where nothing was due, that is an answer too."""
        if asked:
            self.state().write(topic, noted)
        else:
            self.gathered.answered, self.gathered.message = True, otherwise

    def meter(self, source: Source | None = None) -> Meter:
        """A new meter of this source, or of another one that is asked in its stead."""
        options = self.options
        return paced(source or self.source, options.max_wait, turn=options.turn, run=options.run, write=self.progress.write)


def paced(
    source: Source, max_wait: float, *, turn: Turn = alone, run: str = "",
    write: Callable[[str], None] = lambda _line: None,
) -> Meter:  # fmt: skip
    """A meter of a source's policy within a run's patience (seconds); its waits are logged, and long ones shown."""
    limited = replace(source.policy, wait_budget=max_wait, max_wait=min(source.policy.max_wait, max_wait))

    def waits(seconds: float, reason: str) -> None:
        line = f"{source.label}: waiting {seconds:.0f} s ({reason})"
        log_event("waited", line, run=run, source=source.name, seconds=round(seconds, 3))
        if seconds >= 2:
            write(line)

    return Meter(limited, on_wait=waits, turn=turn)


def asking(
    source: str, tree: Mapping[str, bytes], settings: Settings, options: Options, progress: Progress | None = None,
    data: list[Any] | None = None,
) -> Asking:  # fmt: skip
    """A source about to be asked for what the tree's curated files want: in threads, or a task for each batch.

    With `data` it is asked for that part of its work alone (`stages_apart`), whatever the tree wants.

    Raises:
        InputFaults: the tree's own files cannot be read.
    """
    gathered, module = Gathered(source), asker(source)
    job = Job(
        sources()[source], tree, parse_curated(tree), parse_snapshots(tree), settings, options, progress or Progress(), gathered,
        datetime.now(UTC).date(),
    )  # fmt: skip
    stages: Stages = module.stages(job) if data is None else module.stages_apart(job, data)
    return Asking(gathered, stages, options.run)


def ask_apart(
    source: str, data: list[Any], settings: Settings, options: Options, engine: Engine, progress: Progress
) -> Gathered:
    """What a batch's data brings, asked by a process that has neither the tree nor the other batches."""
    return next(ask_all([asking(source, {}, settings, options, progress, data)], engine))
