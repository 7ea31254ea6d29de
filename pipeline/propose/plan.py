"""Plan: what a run found, as pull requests. Each is its own objects on the base, derived again.

Nothing here is sent anywhere: the same trees and the same report give the same proposals.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import NamedTuple

from pipeline.changes.confusable import confusable_owners
from pipeline.layout import paths
from pipeline.layout.curated import Curated, parse_curated
from pipeline.model.changes import Change, ChangeSet
from pipeline.model.proposals import Limits, Proposal
from pipeline.model.reports import RunReport
from pipeline.propose import objects, wording
from pipeline.propose.body import Doubt, body_of
from pipeline.propose.change_kinds import is_mass, risk_of
from pipeline.propose.membership import Membership, membership, merged
from pipeline.propose.objects import Tree, Unit, unit_of
from pipeline.propose.scopes import OUTPUTS, partition
from pipeline.render import escape


class Rules(NamedTuple):
    """The functions of other rooms, and the limits, that planning works with."""

    derive: Callable[[Tree], Mapping[str, bytes]]
    compare: Callable[[Tree, Tree], ChangeSet]
    limits: Limits


def plan(
    base: Tree,
    new_inputs: Tree,
    *,
    rules: Rules,
    report: RunReport,
    families: tuple[str, ...] = (),
    declined: Collection[str] = frozenset(),
    refreshes: Mapping[str, Collection[str]] | None = None,
) -> tuple[Proposal, ...]:
    """The proposals that take `base` to `new_inputs`, one per scope; () when there is nothing to say.

    `families` makes it a targeted refresh. `declined` holds the fingerprints of objects
    that a person turned down: they stay as the base has them. `refreshes` maps the scopes of
    targeted proposals that are open to their paths.
    """
    changed = objects.changed_inputs(base, new_inputs)
    refused = {p for p, c in changed.items() if objects.fingerprint(p, objects.statement_digest(c)) in declined}
    kept = {path: content for path, content in changed.items() if path not in refused}
    if not kept:
        return ()
    whole = with_outputs(base, kept, rules)
    belongs = merged(membership(base, _curated(base)), membership(whole, _curated(whole)))
    orphans = _only_of(_families(refused), new_inputs, belongs)
    by_unit: dict[Unit, dict[str, bytes | None]] = {}
    for path, content in kept.items():
        unit = unit_of(path)
        if unit is not None and unit not in orphans:
            by_unit.setdefault(unit, {})[path] = content
    held = {name: {u for p in held if (u := unit_of(p))} for name, held in (refreshes or {}).items()}
    changes = rules.compare(base, whole).changes
    scopes = partition(by_unit, changes, belongs, _families(kept), families=families, refreshes=held)
    proposals: list[Proposal] = []
    for scope in scopes:
        # A thousand objects and more come in several proposals.
        inputs = {p: c for u in sorted(scope.units)[: rules.limits.objects] for p, c in by_unit[u].items()}
        proposal = propose(scope.name, base, inputs, rules, report)
        if proposal is not None:
            proposals.append(proposal)
    return tuple(proposals)


def propose(
    scope: str, base: Tree, inputs: Mapping[str, bytes | None], rules: Rules, report: RunReport
) -> Proposal | None:
    """One proposal: these input files on the base, and what follows from them; None if nothing differs."""
    inputs = {p: c for p, c in inputs.items() if base.get(p) != c}
    return _proposal(scope, base, inputs, rules, report) if inputs else None


def propose_outputs(base: Tree, rules: Rules, report: RunReport) -> Proposal | None:
    """The outputs that follow from the base's inputs, where it has others; None where it has these."""
    return _proposal(OUTPUTS, base, {}, rules, report)


def _proposal(
    scope: str, base: Tree, inputs: Mapping[str, bytes | None], rules: Rules, report: RunReport
) -> Proposal | None:
    tree = with_outputs(base, inputs, rules)
    files: dict[str, bytes | None] = {
        path: tree.get(path) for path in sorted(base.keys() | tree.keys()) if base.get(path) != tree.get(path)
    }
    if not files:
        return None
    changes = rules.compare(base, tree).changes
    doubts = doubts_of(base, inputs, changes, rules.limits)
    risk = risk_of(changes, doubts=bool(doubts))
    body = body_of(scope, changes, doubts, report, risk=risk, files=files, limit=rules.limits.body)
    return Proposal(
        scope=scope,
        branch=escape.ref(scope),
        title=wording.title_of(scope, changes),
        body=body,
        commit_message=wording.commit_message(scope, changes, files),
        files=files,
        risk=risk,
        changes=changes,
        digests={path: objects.statement_digest(content) for path, content in inputs.items()},
        labels=("catalog-bot", "needs eyes") if risk == "needs eyes" else ("catalog-bot",),
        draft=risk == "needs eyes",
        world=objects.world_digest(base),
    )


def with_outputs(base: Tree, inputs: Mapping[str, bytes | None], rules: Rules) -> dict[str, bytes]:
    """The base with these inputs in it and everything derived from that."""
    tree = {p: c for p, c in {**base, **inputs}.items() if c is not None and not paths.is_output(p)}
    return tree | dict(rules.derive(tree))


def plan_digest(proposal: Proposal) -> str:
    """What a proposal changes on which world: equal digests need no new commit."""
    return objects.files_digest({**proposal.files, "": proposal.world.encode()})


def doubts_of(
    base: Tree, inputs: Mapping[str, bytes | None], changes: Collection[Change], limits: Limits
) -> tuple[Doubt, ...]:
    """What is odd about the whole, beyond any one change."""
    found: list[Doubt] = []
    if is_mass(changes, limits):
        found.append(Doubt("mass revision", f"{len(changes)} changes at once: an upstream or a reader may be wrong"))
    known = {_owner(p) for p in base if p.startswith(paths.HUB)}
    fresh = {_owner(p) for p, c in inputs.items() if p.startswith(paths.HUB) and c is not None} - known
    for name, others in confusable_owners(fresh, known).items():
        found.append(Doubt("confusable name", f"the owner {name} is new here, and looks like {', '.join(others)}"))
    return tuple(found)


def _owner(path: str) -> str:
    return paths.unflat(path.removeprefix(paths.HUB)).partition("/")[0]


def _curated(tree: Tree) -> Curated:
    return parse_curated({p: c for p, c in tree.items() if p.startswith(paths.CURATED)})


def _families(inputs: Iterable[str]) -> frozenset[str]:
    """The families whose files are among these."""
    return frozenset(u.name for p in inputs if (u := unit_of(p)) and u.kind == "family")


def _only_of(declined: Collection[str], new_inputs: Tree, belongs: Membership) -> frozenset[Unit]:
    """Objects that only declined new families want: without them nobody asked for these."""
    if not declined:
        return frozenset()
    wanted = membership({}, _curated(new_inputs))
    return frozenset(
        unit
        for unit, of in wanted.items()
        if of <= set(declined) and not belongs.get(unit, frozenset()) - set(declined)
    )
