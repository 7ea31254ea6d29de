"""refresh: collect, derive, compare and write, as one plain function. Commands and flows call the same."""

from collections.abc import Collection, Iterable, Mapping
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final, NamedTuple

from pipeline.audit.audited import audit_all
from pipeline.changes.trees import compare_trees, difference
from pipeline.derive import derive_all
from pipeline.github.run import begin, onto, publish_run
from pipeline.http.policy import Trouble
from pipeline.layout import paths
from pipeline.layout.catalog import Curated, Tree, parse_curated
from pipeline.layout.kinds import FAMILIES, kind_of
from pipeline.model.ids import near
from pipeline.model.outcomes import DONE, SOURCE_FAILED, InputFaults, WrongUsage
from pipeline.model.reports import Progress, RunReport, SourceReport
from pipeline.settings import Settings
from pipeline.sources.asking import Gathered, Job, Options, Run, Threads, ask_all
from pipeline.sources.declared import default_sources
from pipeline.sources.declared import sources as declared_sources
from pipeline.store.handover import Handover, write_handover
from pipeline.store.state import note_outcomes, with_usual, write_state
from pipeline.store.tree import locked, read_tree, write_changes

_USUAL: Final = (Trouble.LIMITED, Trouble.REFUSED, Trouble.NOT_FOUND, Trouble.NO_FILE)
"""What is said of a source that often refuses, and of what it was asked for in another place then."""


class Refreshed(NamedTuple):
    """One run: the tree that it came to, what to write and delete (None) for it, and the report."""

    after: Tree
    files: Mapping[str, bytes | None]
    report: RunReport


def check_families(known: Collection[str], wanted: Collection[str], root: Path | None = None) -> None:
    """Refuse (WrongUsage) slugs that are not on the list, naming the nearest, or a file of `root` not committed."""
    for slug in wanted:
        if slug not in known:
            if root is not None and (root / (path := FAMILIES.path(slug))).is_file():
                raise WrongUsage(f"{path} is not in the commit that proposals begin from: commit it first")
            raise WrongUsage(f"no family has the slug {slug!r}{near(slug, known) or '; see catalog/curated/families/'}")


def _check_accepted(tree: Tree, curated: Curated, wanted: Collection[str]) -> None:
    """Refuse (WrongUsage) an id, with or without the source before it, that nothing in the tree has: it is misspelt."""
    known = {one for family in curated.families.values() for one in (*family.checkpoints, *family.collections)}
    known |= {one for path in tree if (kind := kind_of(path)) and (one := kind.id_of(path))}
    known |= {one.partition("/")[0] for one in known}
    for one in wanted:
        if one not in known and one.partition("/")[2] not in known:
            nearest = near(one, known) or near(one.rpartition("/")[2], known) or "; give it as the report names it"
            raise WrongUsage(f"no source knows {one!r}, whose loss was to be accepted{nearest}")


def gather(tree: Tree, settings: Settings, options: Options, sources: Collection[str], engine: Threads) -> list[Gathered]:
    """Ask the sources beside one another; what each brought.

    A source that needs what another one brings is asked when those before it have ended, and sees it. InputFaults where
    an upstream's answer shows that a curated file cannot be right: nothing is kept.
    """
    whole, declared = dict(tree), declared_sources()
    ended: list[Gathered] = []
    left = [name for name in declared if name in sources]
    with ExitStack() as stack:
        while ready := [name for name in left if declared[name].after not in left]:
            left = [name for name in left if name not in ready]
            shown = {name: stack.enter_context(engine.progress(name)) for name in ready}
            begun = [Job(name, dict(whole), settings, options, progress) for name, progress in shown.items()]
            for gathered in stack.enter_context(closing(ask_all(begun, engine))):
                whole.update(gathered.files)
                ended.append(gathered)
                if gathered.faults:
                    raise InputFaults(gathered.faults)
    return sorted(ended, key=lambda g: declared[g.source].place)


def files_of(gathered: Iterable[Gathered]) -> dict[str, bytes]:
    """The snapshots and histories that moved."""
    return {path: data for one in gathered for path, data in one.files.items()}


def conclude(before: Tree, moved: Tree, reports: Iterable[SourceReport], options: Options) -> Refreshed:
    """Put what moved on a tree, derive, compare with what stood, and say how it went."""
    run = options.run
    inputs = onto(before, moved)
    derived = derive_all(inputs)
    after = {p: data for p, data in inputs.items() if not paths.is_output(p)} | derived.files
    files, changes, sources = difference(before, after), compare_trees(before, after), tuple(reports)
    touched = {c.family for c in changes}
    findings = audit_all(derived, date.fromisoformat(run.started_at[:10])).findings
    report = RunReport(
        run=run.id, started_at=run.started_at, dry_run=options.dry_run, sources=sources, changes=changes,
        findings=tuple(f for f in findings if f.level != "notice" or f.subject.partition("/")[0] in touched),
        files_changed=tuple(files),
        exit_code=SOURCE_FAILED if any(s.outcome != "ok" for s in sources) else DONE,
    )  # fmt: skip
    return Refreshed(after, files, report)


class Refresh:
    """One run: begun with all that can be refused before an upstream is asked, then gathered, then finished.

    `publish` none changes the working tree, as a formatter would; local and github make proposals on what the forge has
    now. A `parcel` is a folder for another job. Without `sources` those are asked that a run usually asks. It raises
    InputFaults, WrongUsage (an unknown family or source), and Refused where the forge cannot be used.
    """

    def __init__(
        self, settings: Settings, options: Options, sources: Collection[str] | None = None, *,
        publish: str = "none", transport: str = "api", parcel: str | None = None,
    ) -> None:  # fmt: skip
        self.settings, self.options, self._forge, self._parcel = settings, options, (publish, transport), parcel
        self.sources = default_sources() if sources is None else sources
        self.remote = begin(settings, publish, transport) if publish != "none" else None
        self.before: Tree = read_tree(settings.root) if self.remote is None else self.remote.known
        curated = parse_curated(self.before)
        check_families(curated.families, options.families, settings.root)
        _check_accepted(self.before, curated, options.accept_shrink)
        for source in self.sources:
            if source not in declared_sources():
                raise WrongUsage(f"no source is called {source!r}; the sources are {', '.join(declared_sources())}")
        derive_all(self.before)

    def gather(self, engine: Threads) -> None:
        """Ask the sources."""
        self.gathered = gather(self.before, self.settings, self.options, self.sources, engine)

    def finish(self, settings: Settings, patience: float = 0.0) -> Refreshed:
        """Conclude and change the target: the working tree as a whole or not at all, proposals, or the parcel.

        What another command wrote meanwhile is not undone: the snapshots that moved are then put on
        the tree as it is now, and everything is derived again. `patience`: seconds to wait for such a command, before
        TreeBusy. Refused where the forge will not: what stands is what the next run goes on from. Where the settings
        have another token by now (an App's lasts an hour), the forge is opened again.
        """
        if self.remote is not None and settings.github_token != self.settings.github_token:
            self.remote = begin(settings, *self._forge)
        self.settings, options, moved, dry_run = settings, self.options, files_of(self.gathered), self.options.dry_run
        reports = with_usual(settings.state, [one.report() for one in self.gathered], datetime.now(UTC), _USUAL)
        done = conclude(self.before, moved, reports, options)
        if not dry_run and reports:
            note_outcomes(settings.state, reports, options.run.started_at, targeted=bool(options.families))
        if self._parcel and not dry_run:
            write_handover(Path(self._parcel), Handover(files=moved, report=done.report))
        elif self.remote is not None:
            done = done._replace(report=publish_run(self.remote, moved, done.report, families=options.families))
        elif not dry_run and done.files:
            with locked(settings.root, patience):
                now = read_tree(settings.root)
                if now != self.before:
                    done = conclude(now, moved, reports, options)
                write_changes(settings.root, done.files)
        for topic, noted in ((t, n) for one in self.gathered for t, n in one.notes.items() if not dry_run):
            write_state(settings.state, topic, noted)
        return done


def refresh(
    settings: Settings, options: Options, *, sources: Collection[str] | None = None,
    publish: str = "none", transport: str = "api", progress: Progress | None = None,
) -> Refreshed:  # fmt: skip
    """The main job, in threads of this process; without sources nobody is asked. It raises what `Refresh` does."""
    job = Refresh(settings, options, sources, publish=publish, transport=transport)
    with Threads(progress) as threads:
        job.gather(threads)
    return job.finish(settings)


def propose_collected(
    settings: Settings, brought: Handover, options: Options, *, forge: str, transport: str = "api"
) -> RunReport:
    """Propose what another job collected: its snapshots on what is known now, everything else derived here.

    It raises InputFaults of the base, and Refused as `Refresh.finish` does.
    """
    remote, collected = begin(settings, forge, transport), brought.report
    check_families(parse_curated(remote.known).families, options.families)
    options = replace(options, run=Run(collected.run, collected.started_at))
    done = conclude(remote.known, brought.files, collected.sources, options)
    return publish_run(remote, brought.files, done.report, families=options.families)


def rederive_run(settings: Settings, run: Run, *, kind: str, transport: str = "api", dry_run: bool = False) -> RunReport:
    """Rebuild the open proposals on the base as it is now, and propose its outputs where they are not its own."""
    report = RunReport(run=run.id, started_at=run.started_at, command="rederive", dry_run=dry_run)
    return publish_run(begin(settings, kind, transport), {}, report)


def propose_drafts(
    settings: Settings, tree: Tree, looked: SourceReport | None, made: Tree, options: Options, publish: str, progress: Progress
) -> RunReport:
    """The report of a discovery. The new curated files that it made are proposed, each with what its sources state.

    With `publish` none they are not. It raises Refused as `Refresh.finish` does.
    """
    report = RunReport(run=options.run.id, started_at=options.run.started_at)
    if publish != "none" and made:
        remote = begin(settings, publish)
        options = replace(options, families=tuple(sorted(p.rpartition("/")[2].removesuffix(".toml") for p in made)))
        with Threads(progress) as threads:
            asked = gather({**tree, **made}, settings, options, ("huggingface",), threads)
        moved, reports = {**made, **files_of(asked)}, [one.report() for one in asked]
        report = publish_run(remote, moved, conclude(remote.known, moved, reports, options).report)
    sources = (*filter(None, [looked]), *report.sources)
    code = DONE if all(one.outcome == "ok" for one in sources) else SOURCE_FAILED
    told = {"command": "discover", "sources": sources, "findings": (), "files_changed": (), "exit_code": code}
    return report.model_copy(update=told)
