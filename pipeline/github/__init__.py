"""Proposals to a forge: the life of a pull request."""

from collections.abc import Collection

from pipeline.github.end import close_obsolete, delete_orphans
from pipeline.github.forge import Forge
from pipeline.github.life import Desk
from pipeline.github.look import Seen, look
from pipeline.model.proposals import Proposal
from pipeline.model.reports import ProposalNote, RunReport
from pipeline.propose.plan import Rules

__all__ = ["Seen", "look", "publish"]


def publish(
    proposals: Collection[Proposal],
    forge: Forge,
    *,
    seen: Seen,
    rules: Rules,
    report: RunReport,
    targeted: bool = False,
    dry_run: bool = False,
) -> tuple[ProposalNote, ...]:
    """Bring the forge to these proposals, and say what became of each.

    A targeted run leaves all other pull requests alone; any other run closes those that have
    nothing left to say, where all their sources answered.

    Raises:
        Refused: the forge will not; what stands is what the next run goes on from.
    """
    desk = Desk(forge, seen, rules, report, dry_run=dry_run)
    notes = [desk.settle(proposal) for proposal in proposals]
    if not targeted:
        notes += close_obsolete(desk, {p.scope for p in proposals})
        delete_orphans(desk)
    return tuple(notes)
