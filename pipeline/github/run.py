"""A run's end: the forge of the settings, looked at before the sources are asked and written to afterwards.

Any of these may raise Refused: the forge cannot be used, or will not go on, and why; the next run goes on from there.
"""

from collections.abc import Mapping
from typing import Final

from pipeline.changes.trees import difference
from pipeline.derive import derive_all
from pipeline.github.lifecycle import Forge, Publisher, RemoteState, catalog_blobs, read_remote
from pipeline.github.local_forge import LocalForge
from pipeline.history import merge
from pipeline.layout import paths
from pipeline.model.findings import InputFaults
from pipeline.model.outcomes import DONE, SOURCE_FAILED, Refused
from pipeline.model.reports import RunReport
from pipeline.propose.plan import Base, plan, propose
from pipeline.propose.scopes import OUTPUTS, same_but_for_receipt
from pipeline.review import review
from pipeline.settings import Settings

Tree = Mapping[str, bytes]
IN_ORDER: Final = "all files are of the machine, and the outputs follow from the inputs"
FOLDER: Final = "proposals"  # where local proposals are written, below the state folder
CONTEXT: Final = "Checks"
"""The name of the job that stands for all others in .github/workflows/check.yml: one name to require, for people and the bot."""


def open_forge(settings: Settings, kind: str, transport: str = "api") -> Forge:
    """The forge that a command names."""
    if kind == "local":
        return LocalForge(settings.root, settings.state / FOLDER)
    if not settings.repository:
        raise Refused("no repository is named: set GITHUB_REPOSITORY=owner/name, or give the clone a remote origin on GitHub")
    from pipeline.github.github_forge import GitHubForge  # noqa: PLC0415  PyGithub takes half a second to import

    return GitHubForge(settings, transport)


def begin(settings: Settings, kind: str, transport: str = "api") -> RemoteState:
    """Open the forge and look at it, before any source is asked."""
    return read_remote(open_forge(settings, kind, transport))


def publish_run(
    remote: RemoteState, before: Tree, after: Tree, report: RunReport, *, families: tuple[str, ...] = ()
) -> RunReport:
    """Propose what a run found, by the trees that it started from and came to; its report with a note of each proposal.

    A run that asked nobody (`--offline`, or main moved) derives what is open again on the base as it is now, and
    proposes main's outputs where they do not follow from its inputs, as after a merge of catalog/curated alone.
    What could not be done is told by the exit code too.
    """
    main = derive_all(remote.tree)
    base = Base(remote.tree, main, derive_all, main.curated.watch.proposals)
    files: set[str] = set()
    if report.sources:
        found = found_on(remote.known, before, after)
        proposals = plan(base, found, report, families=families, declined=remote.declined, opened=remote.own)
        files = {path for proposal in proposals for path in proposal.files}
    else:
        scopes = [*sorted(remote.own.keys() - {OUTPUTS}), OUTPUTS]
        again = (propose(scope, base, remote.own.get(scope, {}), report) for scope in scopes)
        proposals = tuple(filter(None, again))
    notes = Publisher(remote, base, report).publish(proposals, targeted=bool(families and report.sources))
    code = report.exit_code or (SOURCE_FAILED if any(note.trouble for note in notes) else DONE)
    return report.model_copy(update={"proposals": notes, "files_changed": tuple(sorted(files)), "exit_code": code})


def found_on(known: Tree, before: Tree, after: Tree) -> dict[str, bytes]:
    """What a run changed, on what is known by now; what differs in its receipt alone keeps its bytes.

    So a snapshot retrieved again is not proposed again for its new date of retrieval.
    """
    moved = {path: data for path, data in difference(before, after).items() if paths.is_input(path)}
    news = {p: c for p, c in moved.items() if c is not None and not (p in known and same_but_for_receipt(known[p], c))}
    return {path: data for path, data in onto(known, news).items() if moved.get(path, data) is not None}


def onto(tree: Tree, moved: Tree) -> dict[str, bytes]:
    """A tree with inputs put on it: snapshots replace, histories are merged as sets."""
    history = {p: merge(tree[p], data) for p, data in moved.items() if p.startswith(paths.HISTORY) and p in tree}
    return {**tree, **moved, **history}


# GitHub starts no workflow for what a workflow's own token pushed, so the run that made a proposal checks it.


def fault_of(forge: Forge, base: str, head: str) -> str:
    """Why a branch of the bot is not in order; "" where the outputs follow from its inputs, and the bot may write all of it."""
    merged = forge.git.merged(base, head)  # the branch may be behind: what counts is what a merge would bring
    if merged is None:
        return "it conflicts with the base; the next run derives it again"
    whole = forge.git.tree(base)
    before, after = (forge.git.contents(catalog_blobs(tree)) for tree in (whole, merged))
    try:
        found = review(difference(whole, merged), before, after, by_bot=True)
    except InputFaults as faults:
        return f"{len(faults.faults)} fault(s) in input files: {faults.faults[0].path}"
    return next((f"{path}: {why}" for path, why in found.refusals), "")


def post(settings: Settings, report: RunReport, run_url: str = "") -> list[str]:
    """Check every open proposal of a run and post its status on GitHub; the branches that are not in order."""
    forge = open_forge(settings, "github")
    assert not isinstance(forge, LocalForge)  # noqa: S101  that kind of forge was asked for
    base, heads = forge.base(), forge.branches()
    forge.fetch(base, *heads.values())
    bad: list[str] = []
    for note in report.proposals:
        head = heads.get(note.branch)
        if head is None or note.state.startswith(("closed", "would", "waiting")):
            continue
        why = fault_of(forge, base, head)
        state = {"state": "failure" if why else "success", "context": CONTEXT, "description": (why or IN_ORDER)[:140]}
        forge.status(head, state | ({"target_url": run_url} if run_url else {}), f"posting the status of {note.branch}")
        bad += [f"{note.branch}: {why}"] if why else []
    return bad
