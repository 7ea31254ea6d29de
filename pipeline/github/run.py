"""A run's end, on a forge that was looked at before the sources were asked; and whether a pull request is in order.

What needs a forge may raise Refused: it cannot be used, or will not go on, and why; the next run goes on from there.
"""

from collections.abc import Collection, Mapping
from typing import Final, NamedTuple

from pipeline.changes.trees import compare_trees, difference
from pipeline.derive import derive, derive_all
from pipeline.github.lifecycle import Forge, Publisher, RemoteState, catalog_blobs, read_remote
from pipeline.github.local_forge import LocalForge
from pipeline.history import merge
from pipeline.layout import paths
from pipeline.model.changes import Change
from pipeline.model.outcomes import DONE, SOURCE_FAILED, InputFaults, Refused
from pipeline.model.reports import RunReport
from pipeline.propose.plan import Base, plan, propose
from pipeline.propose.rows import rows_of
from pipeline.propose.scopes import OUTPUTS, may_propose, same_but_for_receipt
from pipeline.render.escape import md_code
from pipeline.settings import Settings
from pipeline.store.tree import check_root

Tree = Mapping[str, bytes]
IN_ORDER: Final = "all files are of the machine, and the outputs follow from the inputs"
FOLDER: Final = "proposals"  # where local proposals are written, below the state folder
CONTEXT: Final = "Checks"
"""The name of the job that stands for all others in .github/workflows/check.yml: one name to require, for people and the bot."""


def open_forge(settings: Settings, kind: str, transport: str = "api") -> Forge:
    """The forge that a command names."""
    if kind == "local":
        check_root(settings.root)
        return LocalForge(settings.root, settings.state / FOLDER)
    if not settings.repository:
        raise Refused("no repository is named: set GITHUB_REPOSITORY=owner/name, or give the clone a remote origin on GitHub")
    from pipeline.github.github_forge import GitHubForge  # noqa: PLC0415  PyGithub takes half a second to import

    return GitHubForge(settings, transport)


def begin(settings: Settings, kind: str, transport: str = "api") -> RemoteState:
    """Open the forge and look at it, before any source is asked."""
    return read_remote(open_forge(settings, kind, transport))


def publish_run(remote: RemoteState, moved: Tree, report: RunReport, *, families: tuple[str, ...] = ()) -> RunReport:
    """Propose the inputs that moved in a run, and what follows from them; its report with a note of each proposal.

    A run that asked nobody (`--offline`, or main moved) derives what is open again on the base as it is now, and
    proposes main's outputs where they do not follow from its inputs, as after a merge of catalog/curated alone.
    What could not be done is told by the exit code too.
    """
    main = derive_all(remote.tree)
    base = Base(remote.tree, main, derive_all, main.curated.watch.proposals)
    files: set[str] = set()
    if report.sources:
        found = found_on(remote.known, moved, remote.tree)
        proposals = plan(base, found, report, families=families, declined=remote.declined, opened=remote.own)
        files = {path for proposal in proposals for path in proposal.files}
    else:
        scopes = [*sorted(remote.own.keys() - {OUTPUTS}), OUTPUTS]
        proposals = tuple(filter(None, (propose(scope, base, remote.own.get(scope, {}), report) for scope in scopes)))
    notes = Publisher(remote, base, report).publish(proposals, targeted=bool(families and report.sources))
    code = report.exit_code or (SOURCE_FAILED if any(note.trouble for note in notes) else DONE)
    return report.model_copy(update={"proposals": notes, "files_changed": tuple(sorted(files)), "exit_code": code})


def found_on(known: Tree, moved: Tree, main: Tree) -> dict[str, bytes]:
    """What moved in a run, on what is known by now; what differs in its receipt alone keeps its bytes.

    So what was retrieved again is not proposed for its new date alone, nor what upstreams took back to main's state.
    """
    found = onto(known, {p: c for p, c in moved.items() if not (p in known and same_but_for_receipt(known[p], c))})
    return {p: main[p] if p in main and same_but_for_receipt(main[p], c) else c for p, c in found.items()}


def onto(tree: Tree, moved: Tree) -> dict[str, bytes]:
    """A tree with inputs put on it: snapshots replace, histories are merged as sets."""
    history = {p: merge(tree[p], data) for p, data in moved.items() if p.startswith(paths.HISTORY) and p in tree}
    return {**tree, **moved, **history}


# Whether a pull request changes only what its author may, and what follows from it. The folder names the owner: a person
# changes catalog/curated/ and code, and leaves the machine's files alone or brings exactly what derives. Snapshots and
# histories are the bot's alone.

MOST: Final = 300
"""Rows of the derived diff in the summary; the step summary of GitHub holds a mebibyte."""
BY_THE_MACHINE: Final = "it is made by the machine: edit catalog/curated/ (or pin the fact) and leave this file alone"
BY_THE_BOT: Final = "only the bot's own pull requests bring what upstreams state: curate or pin the fact instead"
NOT_BY_THE_BOT: Final = "the bot writes the machine's files and new families, nothing else"
UNDERIVED: Final = "it does not follow from the inputs of this branch"


class Review(NamedTuple):
    """What a pull request does. `refusals` are reasons by path; without any it may be merged."""

    refusals: Mapping[str, str]
    pending: Mapping[str, bytes | None]
    changes: tuple[Change, ...]


def touches_code(changed: Collection[str]) -> bool:
    """Whether anything but the catalog's own files is touched: else there is no code to test."""
    return not changed or not all(paths.is_input(p) or paths.is_output(p) for p in changed)


def review(changed: Collection[str], base: Tree, head: Tree, *, by_bot: bool) -> Review:
    """Judge a pull request by the files that it changes, and the trees before and after.

    InputFaults where input files of the pull request are wrong.
    """
    derived = {p: c for p, c in head.items() if not paths.is_output(p)} | derive(head)
    pending = difference(head, derived)
    refusals: dict[str, str] = {}
    for path in sorted(changed):
        if paths.is_output(path) and path in pending:
            refusals[path] = BY_THE_MACHINE
        elif not by_bot and path.startswith((paths.SNAPSHOTS, paths.HISTORY)):
            refusals[path] = BY_THE_BOT
        elif by_bot and not (paths.is_output(path) or may_propose(path, base)):
            refusals[path] = NOT_BY_THE_BOT
    more = {path: UNDERIVED for path in pending if by_bot and path not in refusals}
    return Review(refusals | more, pending, compare_trees(base, derived))


def summary(found: Review) -> str:
    """The review as Markdown, for the step summary."""
    lines = ["## What this changes in the catalog", ""]
    if found.refusals:
        lines += ["### Refused", "", *[f"- {md_code(p)}: {why}" for p, why in found.refusals.items()][:MOST], ""]
    lines += [row.text for row in rows_of(found.changes[:MOST])] or ["Nothing in the catalog."]
    lines += ["", f"… and {len(found.changes) - MOST} more"] if len(found.changes) > MOST else []
    if found.pending and not found.refusals:
        lines += ["", f"{len(found.pending)} file(s) of the machine follow from this; they are proposed after the merge."]
    return "\n".join(lines) + "\n"


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
    return next((f"{path}: {why}" for path, why in found.refusals.items()), "")


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
