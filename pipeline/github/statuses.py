"""Checks of the bot's own pull requests, posted as statuses.

GitHub starts no workflow for what a workflow's own token pushed, so the run that made a proposal
checks it: its outputs follow from its inputs, and it touches only what the bot may write.
"""

from typing import Final

from pipeline.github.forge import Forge, catalog_of
from pipeline.github.github_forge import GitHubForge
from pipeline.github.run import open_forge
from pipeline.layout import paths
from pipeline.model.findings import InputFaults
from pipeline.model.reports import RunReport
from pipeline.review import review
from pipeline.settings import Settings

CONTEXT: Final = "Checks"
"""The name of the job that stands for all others in .github/workflows/check.yml: one name to require, for people and the bot."""


def verdict(forge: Forge, base: str, head: str) -> tuple[bool, str]:
    """Whether a branch of the bot is in order, and why not."""
    blobs = forge.merged(base, head)  # the branch may be behind: what counts is what a merge would bring
    if blobs is None:
        return False, "it conflicts with the base; the next run derives it again"
    before, after = catalog_of(forge, forge.tree(base)), catalog_of(forge, blobs)
    changed = {p: after.get(p) for p in before.keys() | after.keys() if before.get(p) != after.get(p)}
    others = {p for commit in forge.commits(base, head) for p in commit.paths if not paths.is_input(p) and not paths.is_output(p)}
    changed |= dict.fromkeys(others)  # code: the bot has none to change
    try:
        found = review(changed, before, after, by_bot=True)
    except InputFaults as faults:
        return False, f"{len(faults.faults)} fault(s) in input files: {faults.faults[0].path}"
    if found.refusals:
        path, why = found.refusals[0]
        return False, f"{path}: {why}"
    return True, f"{len(changed)} files, all of the machine; the outputs follow from the inputs"


def post(settings: Settings, report: RunReport, run_url: str = "") -> list[str]:
    """Check every open proposal of a run and post its status; the branches that are not in order.

    Raises:
        Refused: GitHub will not.
    """
    forge = open_forge(settings, "github")
    assert isinstance(forge, GitHubForge)  # noqa: S101  that kind of forge was asked for
    base, heads = forge.base(), forge.branches()
    bad: list[str] = []
    for note in report.proposals:
        head = heads.get(note.branch)
        if head is None or note.state.startswith(("closed", "would", "waiting")):
            continue
        good, why = verdict(forge, base, head)
        state = {"state": "success" if good else "failure", "context": CONTEXT, "description": why[:140]}
        if run_url:
            state["target_url"] = run_url
        forge.status(head, state, f"posting the status of {note.branch}")
        if not good:
            bad.append(f"{note.branch}: {why}")
    return bad
