"""When main moves: open proposals are derived again from main's inputs and their own. Nobody upstream is asked.

And where main's outputs do not follow from its inputs any more (a person's pull request that
touched only catalog/curated was merged), the outputs are proposed.
"""

from collections.abc import Mapping

from pipeline.changes.trees import compare_trees
from pipeline.derive import derive
from pipeline.github.end import close_obsolete
from pipeline.github.forge import Forge
from pipeline.github.life import Desk
from pipeline.github.look import Seen, look
from pipeline.github.where import open_forge
from pipeline.layout import paths
from pipeline.layout.curated import parse_curated
from pipeline.model.proposals import Proposal
from pipeline.model.reports import ProposalNote, RunReport
from pipeline.propose import objects
from pipeline.propose.body import body_of
from pipeline.propose.plan import Rules, propose
from pipeline.propose.risk import risk_of
from pipeline.propose.title import OUTPUTS, commit_message, title_of
from pipeline.render import escape
from pipeline.settings import Settings
from pipeline.store.tree import difference

OVERTAKEN = "main moved, and nothing is left to say."


def rederive(
    forge: Forge, rules: Rules, *, run: str, started_at: str = "", dry_run: bool = False, seen: Seen | None = None
) -> tuple[ProposalNote, ...]:
    """Rebuild every open proposal on the base as it is now, and close those with nothing left to say.

    Raises:
        Refused: the forge will not; what stands is what the next run goes on from.
    """
    seen = seen or look(forge)
    report = RunReport(run=run, started_at=started_at, command="rederive", dry_run=dry_run)
    desk = Desk(forge, seen, rules, report, dry_run=dry_run)
    notes: list[ProposalNote] = []
    planned: set[str] = set()
    for scope, own in sorted(seen.own.items()):
        proposal = propose(scope, seen.tree, own, rules, report)
        if proposal is not None:
            planned.add(scope)
            notes.append(desk.settle(proposal))
    follow = outputs(seen.tree, rules, report)
    if follow is not None:
        planned.add(follow.scope)
        notes.append(desk.settle(follow))
    return (*notes, *close_obsolete(desk, planned, OVERTAKEN, rederived=True))


def outputs(base: Mapping[str, bytes], rules: Rules, report: RunReport) -> Proposal | None:
    """The outputs that follow from main's inputs, where main has others; None where it has these."""
    inputs = {p: c for p, c in base.items() if not paths.is_output(p)}
    files = difference(base, inputs | dict(rules.derive(inputs)))
    if not files:
        return None
    changes = rules.compare(base, {**base, **{p: c for p, c in files.items() if c is not None}}).changes
    risk = risk_of(changes, doubts=False)
    return Proposal(
        scope=OUTPUTS,
        branch=escape.ref(OUTPUTS),
        title=title_of(OUTPUTS, changes),
        body=body_of(OUTPUTS, changes, (), report, risk=risk, files=files, limit=rules.limits.body),
        commit_message=commit_message(OUTPUTS, changes, files),
        files=files,
        risk=risk,
        changes=changes,
        labels=("catalog-bot", "needs eyes") if risk == "needs eyes" else ("catalog-bot",),
        world=objects.world_digest(base),
    )


def rederive_run(
    settings: Settings, *, run: str, started_at: str, kind: str, transport: str = "api", dry_run: bool = False
) -> RunReport:
    """The whole of it on the forge of the settings; the run's report.

    Raises:
        Refused: the forge will not; what stands is what the next run goes on from.
    """
    forge = open_forge(settings, kind, transport)
    seen = look(forge)
    rules = Rules(derive, compare_trees, parse_curated(seen.tree).watch.proposals)
    notes = rederive(forge, rules, run=run, started_at=started_at, dry_run=dry_run, seen=seen)
    return RunReport(run=run, started_at=started_at, command="rederive", dry_run=dry_run, proposals=notes)
