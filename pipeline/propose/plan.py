"""Plan: what a run found, as pull requests. Each is its own objects on the base, derived again.

Nothing here is sent anywhere: the same trees and the same report give the same proposals.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import NamedTuple

from pipeline.changes.confusable import confusable_owners
from pipeline.layout import paths
from pipeline.layout.curated import parse_curated
from pipeline.model.changes import Change, ChangeSet
from pipeline.model.proposals import Limits, Proposal
from pipeline.model.reports import RunReport
from pipeline.propose import objects, scopes
from pipeline.propose.body import Doubt, body_of
from pipeline.propose.membership import Membership, membership, merged
from pipeline.propose.objects import Tree, Unit
from pipeline.propose.risk import is_mass, risk_of
from pipeline.propose.title import commit_message, title_of
from pipeline.render import escape

Derive = Callable[[Tree], Mapping[str, bytes]]
Compare = Callable[[Tree, Tree], ChangeSet]


class Rules(NamedTuple):
    """The functions of other rooms, and the limits, that planning works with."""

    derive: Derive
    compare: Compare
    limits: Limits


def plan(
    base: Tree,
    new_inputs: Tree,
    *,
    derive: Derive,
    compare: Compare,
    report: RunReport,
    limits: Limits | None = None,
    families: tuple[str, ...] = (),
    declined: Collection[str] = frozenset(),
    refreshes: Mapping[str, Collection[str]] | None = None,
) -> tuple[Proposal, ...]:
    """The proposals that take `base` to `new_inputs`, one per scope; () when there is nothing to say.

    `families` makes it a targeted refresh. `declined` holds the fingerprints of objects
    that a person turned down: they stay as the base has them. `refreshes` maps the scopes of
    targeted proposals that are open to their paths.
    """
    rules = Rules(derive, compare, limits or Limits())
    kept, refused = _without_declined(objects.changed_inputs(base, new_inputs), declined)
    if not kept:
        return ()
    whole = settled(base, kept, derive)
    before = membership(base, parse_curated(_inputs(base)))
    after = membership(whole, parse_curated(_inputs(whole)))
    belongs = merged(before, after)
    added = frozenset(u.name for p in kept if (u := objects.unit_of(p)) and u.kind == "family")
    orphans = _only_of(refused, new_inputs, belongs) if refused else frozenset()
    by_unit: dict[Unit, dict[str, bytes | None]] = {}
    for path, content in kept.items():
        unit = objects.unit_of(path)
        if unit is not None and unit not in orphans:
            by_unit.setdefault(unit, {})[path] = content
    held = {name: {u for p in held if (u := objects.unit_of(p))} for name, held in (refreshes or {}).items()}
    parts = scopes.partition(by_unit, compare(base, whole).changes, belongs, added, families=families, refreshes=held)
    world = objects.world_digest(base)
    found = (
        propose(scope.name, base, _first(scope.units, by_unit, rules.limits.objects), rules, report, world=world)
        for scope in parts
    )
    return tuple(p for p in found if p is not None)


def _first(
    units: Collection[Unit], by_unit: Mapping[Unit, Mapping[str, bytes | None]], limit: int
) -> dict[str, bytes | None]:
    """The files of the first units of a scope; a thousand objects and more come in several proposals."""
    return {p: c for u in sorted(units)[:limit] for p, c in by_unit[u].items()}


def propose(
    scope: str,
    base: Tree,
    inputs: Mapping[str, bytes | None],
    rules: Rules,
    report: RunReport,
    *,
    world: str = "",
) -> Proposal | None:
    """One proposal: these input files on the base, and what follows from them; None if nothing differs."""
    inputs = {p: c for p, c in inputs.items() if base.get(p) != c}
    if not inputs:
        return None
    tree = settled(base, inputs, rules.derive)
    files: dict[str, bytes | None] = {
        path: tree.get(path) for path in sorted(base.keys() | tree.keys()) if base.get(path) != tree.get(path)
    }
    changes = rules.compare(base, tree).changes
    doubts = doubts_of(base, inputs, changes, rules.limits)
    risk = risk_of(changes, doubts=bool(doubts))
    body = body_of(scope, changes, doubts, report, risk=risk, files=files, limit=rules.limits.body)
    return Proposal(
        scope=scope,
        branch=escape.ref(scope),
        title=title_of(scope, changes),
        body=body,
        commit_message=commit_message(scope, changes, files),
        files=files,
        risk=risk,
        changes=changes,
        digests={path: objects.statement_digest(content) for path, content in inputs.items()},
        labels=("catalog-bot", "needs eyes") if risk == "needs eyes" else ("catalog-bot",),
        draft=risk == "needs eyes",
        world=world or objects.world_digest(base),
    )


def settled(base: Tree, inputs: Mapping[str, bytes | None], derive: Derive) -> dict[str, bytes]:
    """The base with these inputs in it and everything derived from that."""
    tree = {p: c for p, c in base.items() if not paths.is_output(p)}
    for path, content in inputs.items():
        if content is None:
            tree.pop(path, None)
        else:
            tree[path] = content
    return tree | dict(derive(tree))


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


def _inputs(tree: Tree) -> dict[str, bytes]:
    return {p: c for p, c in tree.items() if p.startswith(paths.CURATED)}


def _without_declined(
    changed: Mapping[str, bytes | None], declined: Collection[str]
) -> tuple[dict[str, bytes | None], tuple[str, ...]]:
    """Changed inputs less what a person turned down, and the paths of that."""
    kept: dict[str, bytes | None] = {}
    refused: list[str] = []
    for path, content in changed.items():
        if objects.fingerprint(path, objects.statement_digest(content)) in declined:
            refused.append(path)
        else:
            kept[path] = content
    return kept, tuple(refused)


def _only_of(refused: Iterable[str], new_inputs: Tree, belongs: Membership) -> frozenset[Unit]:
    """Objects that only a declined new family wants: without it nobody asked for them."""
    gone = {u.name for p in refused if (u := objects.unit_of(p)) and u.kind == "family"}
    if not gone:
        return frozenset()
    curated = parse_curated(_inputs(new_inputs))
    wanted = membership({}, curated)
    return frozenset(u for u, of in wanted.items() if of <= gone and not belongs.get(u, frozenset()) - gone)
