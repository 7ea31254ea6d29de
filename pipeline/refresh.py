"""refresh: collect, derive, compare and write, as one plain function. Commands and flows call the same."""

import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pipeline.audit.every_rule import audit_all
from pipeline.changes.trees import compare_trees
from pipeline.derive import derive_all
from pipeline.edit.spelling import near
from pipeline.history import merge
from pipeline.http.policy import Trouble
from pipeline.layout import paths
from pipeline.layout.curated import parse_curated
from pipeline.model.changes import Change
from pipeline.model.findings import InputFaults
from pipeline.model.outcomes import DONE, SOURCE_FAILED, WrongUsage
from pipeline.model.progress import Progress
from pipeline.model.reports import RunReport, SourceReport
from pipeline.settings import Settings
from pipeline.sources.answers import Gathered
from pipeline.sources.asking import Options, asking
from pipeline.sources.batches import Asking, Engine, Threads, ask_all
from pipeline.sources.declared import default_sources
from pipeline.sources.declared import sources as declared_sources
from pipeline.store.handover import Handover, write_handover
from pipeline.store.state import RunState, discard, note_outcomes, settle, with_usual
from pipeline.store.tree import difference, locked, read_tree, write_changes

if TYPE_CHECKING:
    from pipeline.github.forge import RemoteState

Tree = Mapping[str, bytes]
_USUAL: Final = (Trouble.LIMITED, Trouble.REFUSED, Trouble.NOT_FOUND, Trouble.NO_FILE)
"""What is said of a source that often refuses, and of what it was asked for in another place then."""


@dataclass(frozen=True)
class Run:
    """What names a run: an id, and when it began (ISO 8601, UTC)."""

    id: str = field(default_factory=lambda: uuid.uuid4().hex[:12])
    started_at: str = field(default_factory=lambda: datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))


@dataclass(frozen=True)
class Refreshed:
    """One run: the tree as it was, as it is now, what changed, and the report."""

    before: dict[str, bytes]
    after: dict[str, bytes]
    changes: tuple[Change, ...]
    report: RunReport

    @property
    def files(self) -> dict[str, bytes | None]:
        """What to write and delete."""
        return difference(self.before, self.after)


def check_families(tree: Tree, wanted: Collection[str]) -> None:
    """Refuse slugs that are not on the list, naming the nearest.

    Raises:
        WrongUsage: an unknown slug.
        InputFaults: the curated files cannot be read.
    """
    known = tuple(parse_curated(tree).families)
    for slug in wanted:
        refusal = unknown_family(slug, known)
        if refusal:
            raise WrongUsage(refusal)


def unknown_family(slug: str, known: Collection[str]) -> str | None:
    """Why a slug is refused, naming the nearest that are on the list; None when it is known."""
    if slug in known:
        return None
    return f"no family has the slug {slug!r}{near(slug, known) or '; see catalog/curated/families/'}"


def gather(
    tree: Tree, settings: Settings, options: Options, sources: Collection[str], engine: Engine
) -> tuple[dict[str, bytes], list[SourceReport]]:
    """Ask the sources beside one another, and put what moved on the tree.

    A source that needs what another one brings waits for it and sees it.

    Raises:
        InputFaults: a curated file cannot be right, as an upstream's answer showed; nothing is kept.
    """
    whole, declared = dict(tree), declared_sources()
    reports: list[SourceReport] = []
    with ExitStack() as stack:

        def begun(names: Iterable[str]) -> Iterator[Asking]:
            for name in names:
                yield asking(name, dict(whole), settings, options, stack.enter_context(engine.progress(name)))

        def following(gathered: Gathered) -> Iterator[Asking]:
            whole.update(gathered.files)
            return begun(name for name in later if declared[name].after == gathered.source)

        wanted = [name for name in declared if name in sources]
        later = [name for name in wanted if declared[name].after in sources]
        first = begun(name for name in wanted if name not in later)
        for gathered in stack.enter_context(closing(ask_all(first, engine, following))):
            reports.append(gathered.report())
            if gathered.faults:
                raise InputFaults(gathered.faults)
    return whole, sorted(reports, key=lambda r: declared[r.source].place)


def conclude(before: Tree, inputs: Tree, reports: list[SourceReport], run: Run, *, dry_run: bool) -> Refreshed:
    """Derive from the gathered inputs, compare with what stood, and say how it went."""
    derived = derive_all(inputs)
    after = {p: data for p, data in inputs.items() if not paths.is_output(p)} | derived.files
    changes = compare_trees(before, after)
    touched = {c.family for c in changes}
    findings = tuple(
        f for f in audit_all(derived, date.fromisoformat(run.started_at[:10])).findings
        if f.level != "notice" or f.subject.partition("/")[0] in touched
    )  # fmt: skip
    failed = any(r.outcome != "ok" for r in reports)
    changed = tuple(difference(before, after))
    report = RunReport(
        run=run.id, started_at=run.started_at, dry_run=dry_run, sources=tuple(reports), changes=changes, findings=findings,
        files_changed=changed, exit_code=SOURCE_FAILED if failed else DONE,
    )  # fmt: skip
    return Refreshed(dict(before), after, changes, report)


def begin(settings: Settings, options: Options, sources: Collection[str], tree: Tree | None = None) -> dict[str, bytes]:
    """The tree as it stands (or the one given instead), after everything that can be refused before an upstream is asked.

    Raises:
        InputFaults: input files are wrong.
        WrongUsage: an unknown family or source.
    """
    tree = dict(tree) if tree is not None else read_tree(settings.root)
    check_families(tree, options.families)
    for source in sources:
        if source not in declared_sources():
            raise WrongUsage(f"no source is called {source!r}; the sources are {', '.join(declared_sources())}")
    derive_all(tree)
    if not options.dry_run:
        discard(settings.state)
    return tree


def onto(tree: Tree, moved: Tree) -> dict[str, bytes]:
    """A tree with inputs put on it: snapshots replace, histories are merged as sets."""
    history = {p: merge(tree[p], data) for p, data in moved.items() if p.startswith(paths.HISTORY) and p in tree}
    return {**tree, **moved, **history}


def finish(
    settings: Settings,
    options: Options,
    before: Tree,
    inputs: Tree,
    reports: list[SourceReport],
    *,
    run: Run,
    target: "Target",
    progress: Progress | None = None,
    patience: float = 0.0,
) -> Refreshed:
    """Conclude and change the target: the working tree as a whole or not at all, proposals, or a folder.

    What another command wrote meanwhile is not undone: the snapshots that moved are then put on
    the tree as it is now, and everything is derived again. `patience`: seconds to wait for such a command.

    Raises:
        TreeBusy: another command writes this tree.
    """
    dry_run = options.dry_run
    reports = with_usual(RunState(settings.state), reports, datetime.now(UTC), _USUAL)
    done = conclude(before, inputs, reports, run, dry_run=dry_run)
    if not dry_run and reports:
        note_outcomes(RunState(settings.state), reports, run.started_at, targeted=bool(options.families))
    if target.parcel is not None and not dry_run:
        write_handover(target.parcel, before, inputs, done.report)
    elif target.remote is not None:
        done = replace(done, report=_published(done, options, target, progress))
    elif not dry_run and done.files:
        with locked(settings.root, patience):
            now = read_tree(settings.root)
            if now != before:
                moved = {p: data for p, data in inputs.items() if before.get(p) != data}
                done = conclude(now, onto(now, moved), reports, run, dry_run=dry_run)
            write_changes(settings.root, done.files)
    if not dry_run:
        settle(settings.state)
    return done


class Target:
    """Where a run's result goes: the working tree, a folder for another job, or a forge that is looked at before."""

    def __init__(
        self, settings: Settings, publish: str = "none", transport: str = "api", parcel: str | None = None
    ) -> None:
        self.parcel = Path(parcel) if parcel else None
        self.remote: RemoteState | None = None
        if publish != "none":
            from pipeline.github.run import begin as look  # noqa: PLC0415  git and GitHub only when asked for

            self.remote = look(settings, publish, transport)

    @property
    def known(self) -> dict[str, bytes] | None:
        """The tree that the run starts from, where it is not the working tree: the base with open proposals in it."""
        return self.remote.known if self.remote is not None else None


def refresh(
    settings: Settings,
    options: Options,
    *,
    sources: Collection[str] | None = None,
    target: Target | None = None,
    progress: Progress | None = None,
    run: Run | None = None,
) -> Refreshed:
    """The main job. Without a target the working tree is changed, as a formatter would; without sources nobody is asked.

    Raises:
        InputFaults: input files are wrong; nothing was written.
        WrongUsage: an unknown family or source.
        TreeBusy: another command writes this tree.
        Refused: the forge will not; what stands is what the next run goes on from.
    """
    progress, run, target = progress or Progress(), run or Run(), target or Target(settings)
    sources = default_sources() if sources is None else sources
    tree = begin(settings, options, sources, target.known)
    with Threads(progress) as threads:
        inputs, reports = gather(tree, settings, replace(options, run=run.id), sources, threads)
    return finish(settings, options, tree, inputs, reports, run=run, target=target, progress=progress)


def propose_collected(
    settings: Settings,
    brought: Handover,
    *,
    forge: str,
    transport: str = "api",
    families: tuple[str, ...] = (),
    dry_run: bool = False,
    progress: Progress | None = None,
) -> RunReport:
    """Propose what another job collected: its snapshots on what is known now, everything else derived here.

    Raises:
        InputFaults: the base's input files are wrong.
        Refused: the forge will not; what stands is what the next run goes on from.
    """
    options = Options(families=families, dry_run=dry_run)
    target = Target(settings, forge, transport)
    known = begin(settings, options, (), target.known)
    run = Run(brought.report.run, brought.report.started_at)
    done = conclude(known, onto(known, brought.tree), list(brought.report.sources), run, dry_run=dry_run)
    return _published(done, options, target, progress)


def propose_drafts(
    settings: Settings, tree: Tree, made: Tree, options: Options, target: Target, engine: Engine, run: Run
) -> RunReport:
    """Propose new curated files, each with what its sources state.

    Raises:
        Refused: the forge will not; what stands is what the next run goes on from.
    """
    slugs = tuple(sorted(p.rpartition("/")[2].removesuffix(".toml") for p in made))
    about = replace(options, run=run.id, families=slugs)
    inputs, reports = gather({**tree, **made}, settings, about, ("huggingface",), engine)
    return _published(conclude(tree, inputs, reports, run, dry_run=options.dry_run), options, target)


def _published(done: Refreshed, options: Options, target: Target, progress: Progress | None = None) -> RunReport:
    from pipeline.github.run import publish_run  # noqa: PLC0415  git and GitHub only when asked for

    assert target.remote is not None  # noqa: S101  a forge was asked for
    return publish_run(
        target.remote, done.before, done.after, done.report, families=options.families, dry_run=options.dry_run,
        progress=progress,
    )  # fmt: skip
