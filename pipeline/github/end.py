"""The end of proposals: closed when they have nothing left to say, and only after a complete run."""

from collections.abc import Collection
from typing import Final

from pipeline.github import words
from pipeline.github.forge import Moved
from pipeline.github.life import Desk
from pipeline.github.people import is_ours
from pipeline.model.proposals import BotState, Pull
from pipeline.model.reports import ProposalNote, RunReport
from pipeline.propose.objects import lane_of_source, lanes
from pipeline.propose.title import OUTPUTS

OBSOLETE: Final = "the base has all of it, or the sources took it back."
ASKED: Final = frozenset({"huggingface", "arxiv", "leaderboards"})
"""The lanes whose sources every scheduled run asks."""


def close_obsolete(
    desk: Desk, planned: Collection[str], reason: str = OBSOLETE, *, rederived: bool = False
) -> list[ProposalNote]:
    """Close open pull requests that no proposal of this run is for.

    Never one that a person wrote to, and never because a source failed or was not asked: unless
    nothing was asked at all and the branch itself shows that the base has everything (`rederived`).
    """
    notes: list[ProposalNote] = []
    for pull, note in desk.seen.open_pulls():
        if note is None or note.scope in planned or (note.scope == OUTPUTS and not rederived):
            continue
        notes.append(_close(desk, pull, note, reason, rederived=rederived))
    return notes


def _close(desk: Desk, pull: Pull, note: BotState, reason: str, *, rederived: bool) -> ProposalNote:
    state = "closed: obsolete"
    if desk.seen.branches.get(pull.branch) != note.head or note.people:
        state = "kept: it has people's commits"
    elif not rederived and not complete(desk.report, note.scope):
        state = "kept: a source failed or was not asked"
    elif desk.dry_run:
        state = "would be closed"
    else:
        desk.forge.edit_pull(pull, title=pull.title, body=words.obsolete_text(note, pull.body, reason), close=True)
    return ProposalNote(
        scope=note.scope, branch=pull.branch, title=pull.title, risk=note.risk, state=state, url=pull.url
    )


def complete(report: RunReport, scope: str) -> bool:
    """Whether every source that a scope rests on was asked and answered in full."""
    answered: dict[str, bool] = {}
    for source in report.sources:
        lane = lane_of_source(source.source)
        answered[lane] = answered.get(lane, True) and source.outcome == "ok"
    needed = {scope} if scope in lanes() else ASKED
    return all(answered.get(lane, False) for lane in needed) and (scope in lanes() or all(answered.values()))


def delete_orphans(desk: Desk) -> None:
    """Take away branches of ours that never got a pull request and that nothing is proposed for any more."""
    if desk.dry_run or not all(complete(desk.report, lane) for lane in ASKED):
        return
    with_pull = {pull.branch for pull in desk.seen.pulls}
    for branch, head in sorted(desk.seen.branches.items()):
        if branch in with_pull or branch in desk.used or branch.endswith("/state"):
            continue
        history = desk.forge.commits(desk.seen.base, head)
        if history and all(is_ours(c) for c in history):
            try:
                desk.forge.delete(branch, head)
            except Moved:
                continue
