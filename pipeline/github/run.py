"""A run's end: the forge of the settings, looked at before the sources are asked and written to afterwards.

Any of these may raise Refused: the forge cannot be used, or will not go on, and why; what stands is what the next run goes on from.
"""

from collections.abc import Collection, Mapping
from typing import Final

from pipeline.derive import derive_all
from pipeline.github.forge import Forge, RemoteState, read_remote
from pipeline.github.lifecycle import Publisher
from pipeline.github.local_forge import LocalForge
from pipeline.layout import paths
from pipeline.model.outcomes import DONE, SOURCE_FAILED, Refused
from pipeline.model.progress import Progress
from pipeline.model.proposals import Proposal
from pipeline.model.reports import ProposalNote, RunReport
from pipeline.propose import wording
from pipeline.propose.objects import same_but_for_receipt
from pipeline.propose.plan import Rules, plan, propose
from pipeline.propose.scopes import OUTPUTS
from pipeline.settings import Settings

Tree = Mapping[str, bytes]
FOLDER: Final = "proposals"
"""Where local proposals are written, below the state folder."""


def open_forge(settings: Settings, kind: str, transport: str = "api") -> Forge:
    """The forge that a command names."""
    if kind == "local":
        return LocalForge(settings.root, settings.state / FOLDER)
    if not settings.repository:
        raise Refused("no repository is named: set GITHUB_REPOSITORY=owner/name, or give the clone a remote origin on GitHub")
    from pipeline.github.github_forge import GitHubForge  # noqa: PLC0415  PyGithub takes half a second to import

    return GitHubForge(
        api=settings.github_api, server=settings.github_server, repository=settings.repository,
        token=settings.github_token, clone=settings.root, transport=transport,
        login=settings.bot_login, assumed=settings.own_login,
    )  # fmt: skip


def begin(settings: Settings, kind: str, transport: str = "api") -> RemoteState:
    """Open the forge and look at it, before any source is asked."""
    return read_remote(open_forge(settings, kind, transport))


def publish_run(
    remote: RemoteState, before: Tree, after: Tree, report: RunReport, *, families: tuple[str, ...] = (), dry_run: bool = False,
    progress: Progress | None = None,
) -> RunReport:  # fmt: skip
    """Propose what a run found, by the tree that it started from and the one it came to; its report with a note for each proposal.

    A run that asked nobody (`--offline`) derives what is open again on the base as it is now.
    """
    rules = _rules(remote)
    if not report.sources:
        asked = report.model_copy(update={"command": "rederive", "dry_run": dry_run})
        return ended(report, rederive(remote, rules, asked))
    found = found_on(remote.known, before, after)
    proposals = plan(
        remote.tree, found, rules=rules, report=report, families=families, declined=remote.declined, held=remote.held
    )
    if progress is not None:
        progress.write(f"{len(proposals)} proposal(s)")
    notes = publish(proposals, Publisher(remote, rules, report, dry_run=dry_run), targeted=bool(families))
    return ended(report, notes, sorted({path for proposal in proposals for path in proposal.files}))


def publish(proposals: Collection[Proposal], publisher: Publisher, *, targeted: bool = False) -> tuple[ProposalNote, ...]:
    """Bring the forge to these proposals, and say what became of each.

    A targeted run leaves all other pull requests alone; any other run closes those that have
    nothing left to say, where all their sources answered.
    """
    notes = [publisher.publish(proposal) for proposal in proposals]
    if not targeted:
        notes += publisher.close_obsolete({p.scope for p in proposals})
        publisher.delete_orphans()
    return tuple(notes)


def rederive(remote: RemoteState, rules: Rules, report: RunReport) -> tuple[ProposalNote, ...]:
    """Rebuild every open proposal on the base as it is now, and close those with nothing left to say.

    Nobody upstream is asked. Where main's outputs do not follow from its inputs any more (a person's
    pull request that touched only catalog/curated was merged), the outputs are proposed.
    """
    publisher = Publisher(remote, rules, report, dry_run=report.dry_run)
    proposals = [propose(scope, remote.tree, own, rules, report) for scope, own in sorted(remote.own.items())]
    planned = [p for p in (*proposals, propose(OUTPUTS, remote.tree, {}, rules, report)) if p is not None]
    notes = [publisher.publish(proposal) for proposal in planned]
    return (*notes, *publisher.close_obsolete({p.scope for p in planned}, wording.OVERTAKEN, rederived=True))


def rederive_run(
    settings: Settings, *, run: str, started_at: str, kind: str, transport: str = "api", dry_run: bool = False
) -> RunReport:
    """The whole of it on the forge of the settings; the run's report."""
    remote = begin(settings, kind, transport)
    report = RunReport(run=run, started_at=started_at, command="rederive", dry_run=dry_run)
    return ended(report, rederive(remote, _rules(remote), report))


def ended(report: RunReport, notes: tuple[ProposalNote, ...], files: Collection[str] = ()) -> RunReport:
    """The report with what became of each proposal; what could not be done is told by the exit code too."""
    code = report.exit_code or (SOURCE_FAILED if any(note.trouble for note in notes) else DONE)
    return report.model_copy(update={"proposals": notes, "files_changed": tuple(files), "exit_code": code})


def found_on(known: Tree, before: Tree, after: Tree) -> dict[str, bytes]:
    """What a run changed, on top of what is known; what differs in its receipt alone keeps its bytes.

    So a snapshot retrieved again is not proposed again for its new date of retrieval.
    """
    whole = dict(known)
    for path in sorted(before.keys() | after.keys()):
        if not paths.is_input(path) or before.get(path) == after.get(path):
            continue
        content = after.get(path)
        if content is None:
            whole.pop(path, None)
        elif path not in known or not same_but_for_receipt(known[path], content):
            whole[path] = content
    return whole


def _rules(remote: RemoteState) -> Rules:
    main = derive_all({p: c for p, c in remote.tree.items() if not paths.is_output(p)})
    return Rules(derive_all, main.curated.watch.proposals, main)
