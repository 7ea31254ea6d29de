"""refresh: collect, derive, compare and write, as one plain function. Commands and flows call the same."""

import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from pipeline.audit import audit
from pipeline.changes.trees import compare_trees
from pipeline.derive import derive_all
from pipeline.edit.spelling import near
from pipeline.history import merge
from pipeline.layout import paths
from pipeline.layout.curated import parse_curated
from pipeline.model.changes import ChangeSet
from pipeline.model.findings import InputFaults
from pipeline.model.outcomes import DONE, SOURCE_FAILED, WrongUsage
from pipeline.model.progress import Progress, Silent
from pipeline.model.reports import RunReport, SourceReport
from pipeline.settings import Settings
from pipeline.sources.asking import Options, collect
from pipeline.sources.batches import Collected
from pipeline.sources.declared import default_sources
from pipeline.sources.declared import sources as declared_sources
from pipeline.store.handover import Handover
from pipeline.store.health import note_outcomes
from pipeline.store.state import RunState, discard, settle
from pipeline.store.tree import difference, locked, read_tree, write_changes

Tree = Mapping[str, bytes]
Collect = Callable[[str, Tree, Settings, Options, Progress], Collected]


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
    changes: ChangeSet
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
    tree: Tree,
    settings: Settings,
    options: Options,
    sources: Collection[str],
    progress: Progress,
    ask: Collect = collect,
) -> tuple[dict[str, bytes], list[SourceReport]]:
    """Ask the sources one after the other: later ones see what earlier ones brought.

    Raises:
        InputFaults: a curated file cannot be right, as an upstream's answer showed; nothing is kept.
    """
    whole = dict(tree)
    reports: list[SourceReport] = []
    declared = declared_sources()
    # First those that can show that a curated file is wrong: then nobody else is asked.
    for source in sorted((s for s in declared if s in sources), key=lambda s: not declared[s].first):
        progress.say(f"{source}: asking")
        collected = ask(source, whole, settings, options, progress)
        whole.update(collected.files)
        reports.append(collected.report)
        if collected.faults:
            raise InputFaults(collected.faults)
    return whole, sorted(reports, key=lambda r: declared[r.source].place)


def conclude(
    before: Tree, inputs: Tree, reports: list[SourceReport], *, run: str, started: str, dry_run: bool
) -> Refreshed:
    """Derive from the gathered inputs, compare with what stood, and say how it went."""
    derived = derive_all(inputs)
    after = {p: data for p, data in inputs.items() if not paths.is_output(p)} | derived.files
    changes = compare_trees(before, after)
    touched = {c.family for c in changes.changes}
    findings = tuple(
        f for f in audit(derived, date.fromisoformat(started[:10]))
        if f.level != "notice" or f.subject.partition("/")[0] in touched
    )  # fmt: skip
    failed = any(r.outcome in ("failed", "partial", "refused") for r in reports)
    changed = tuple(difference(before, after))
    report = RunReport(
        run=run, started_at=started, dry_run=dry_run, sources=tuple(reports), changes=changes.changes, findings=findings,
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
    write: bool,
    patience: float = 0.0,
) -> Refreshed:
    """Conclude and, with `write`, change the working tree: as a whole or not at all.

    What another command wrote meanwhile is not undone: the snapshots that moved are then put on
    the tree as it is now, and everything is derived again. `patience`: seconds to wait for such a command.

    Raises:
        TreeBusy: another command writes this tree.
    """
    dry_run = options.dry_run
    done = conclude(before, inputs, reports, run=run.id, started=run.started_at, dry_run=dry_run)
    if not dry_run and reports:
        note_outcomes(RunState(settings.state), reports, run.started_at, targeted=bool(options.families))
    if write and not dry_run and done.files:
        with locked(settings.root, patience):
            now = read_tree(settings.root)
            if now != before:
                moved = {p: data for p, data in inputs.items() if before.get(p) != data}
                done = conclude(now, onto(now, moved), reports, run=run.id, started=run.started_at, dry_run=dry_run)
            write_changes(settings.root, done.files)
    if not dry_run:
        settle(settings.state)
    return done


def refresh(
    settings: Settings,
    options: Options,
    *,
    sources: Collection[str] | None = None,
    offline: bool = False,
    write: bool = True,
    progress: Progress | None = None,
    tree: Tree | None = None,
    run: Run | None = None,
) -> Refreshed:
    """The main job on a working tree. With `write` the tree is changed, as a formatter would.

    `tree` is what to start from instead: the base's catalog with open proposals in it.

    Raises:
        InputFaults: input files are wrong; nothing was written.
        WrongUsage: an unknown family or source.
        TreeBusy: another command writes this tree.
    """
    progress = progress or Silent()
    run = run or Run()
    options = replace(options, run=run.id)
    sources = default_sources() if sources is None else sources
    tree = begin(settings, options, sources, tree)
    reports: list[SourceReport] = []
    inputs: dict[str, bytes] = dict(tree)
    if not offline:
        inputs, reports = gather(tree, settings, options, sources, progress)
    return finish(settings, options, tree, inputs, reports, run=run, write=write)


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
    from pipeline.github import run as publishing  # noqa: PLC0415  git and GitHub only when asked for

    begun = publishing.begin(settings, forge, transport)
    known = begin(settings, Options(families=families), (), begun.known)
    told = brought.report
    inputs = onto(known, brought.tree)
    done = conclude(known, inputs, list(told.sources), run=told.run, started=told.started_at, dry_run=dry_run)
    return publishing.publish_refresh(
        done,
        settings,
        forge=forge,
        transport=transport,
        families=families,
        dry_run=dry_run,
        progress=progress,
        begun=begun,
    )


def propose_drafts(
    settings: Settings,
    tree: Tree,
    made: Tree,
    *,
    forge: str,
    options: Options,
    progress: Progress,
    ask: Collect = collect,
    run: Run | None = None,
) -> RunReport:
    """Propose new curated files, each with what its sources state.

    Raises:
        Refused: the forge will not; what stands is what the next run goes on from.
    """
    from pipeline.github.run import publish_refresh  # noqa: PLC0415  git and GitHub only when asked for

    slugs = tuple(sorted(p.rpartition("/")[2].removesuffix(".toml") for p in made))
    run = run or Run()
    options = replace(options, run=run.id)
    inputs, reports = gather(
        {**tree, **made}, settings, replace(options, families=slugs), ("huggingface",), progress, ask
    )
    done = conclude(tree, inputs, reports, run=run.id, started=run.started_at, dry_run=options.dry_run)
    return publish_refresh(done, settings, forge=forge, dry_run=options.dry_run, progress=progress)
