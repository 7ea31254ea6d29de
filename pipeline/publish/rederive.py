"""When main moves: open proposals are derived again from main's inputs and their own. Nobody upstream is asked."""

from pipeline.model.reports import ProposalNote, RunReport
from pipeline.ports.forge import Forge
from pipeline.propose.plan import Rules, propose
from pipeline.publish.end import close_obsolete
from pipeline.publish.life import Desk
from pipeline.publish.look import look

OVERTAKEN = "main moved, and nothing is left to say."


def rederive(
    forge: Forge, rules: Rules, *, run: str, started_at: str = "", dry_run: bool = False
) -> tuple[ProposalNote, ...]:
    """Rebuild every open proposal on the base as it is now, and close those with nothing left to say.

    Raises:
        Refused: the forge will not; what stands is what the next run goes on from.
    """
    seen = look(forge)
    report = RunReport(run=run, started_at=started_at, command="rederive", dry_run=dry_run)
    desk = Desk(forge, seen, rules, report, dry_run=dry_run)
    notes: list[ProposalNote] = []
    planned: set[str] = set()
    for scope, own in sorted(seen.own.items()):
        proposal = propose(scope, seen.tree, own, rules, report)
        if proposal is not None:
            planned.add(scope)
            notes.append(desk.settle(proposal))
    return (*notes, *close_obsolete(desk, planned, OVERTAKEN, rederived=True))
