"""Plan: what a run found, as pull requests. Each is its own objects on the base, derived again.

Nothing here is sent anywhere: the same trees and the same report give the same proposals.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Final, NamedTuple

from pipeline.audit.every_rule import audit
from pipeline.changes.confusable import confusable_owners
from pipeline.layout import paths
from pipeline.layout.curated import Curated, parse_curated
from pipeline.layout.kinds import CHECKPOINTS
from pipeline.model.changes import Change, ChangeKind, ChangeSet
from pipeline.model.proposals import Limits, Proposal
from pipeline.model.reports import RunReport
from pipeline.propose import objects, wording
from pipeline.propose.body import Doubt, body_of
from pipeline.propose.change_kinds import ORDER, is_mass, needs_eyes, risk_of
from pipeline.propose.membership import Membership, membership, merged
from pipeline.propose.objects import Tree, Unit, lanes, unit_of
from pipeline.propose.rows import rows_of
from pipeline.propose.scopes import NEW, OUTPUTS, REFRESH, partition
from pipeline.reconcile.catalog import Derived
from pipeline.render import escape

K = ChangeKind


class Rules(NamedTuple):
    """The functions of other rooms, and the limits, that planning works with."""

    derive: Callable[[Tree], Derived]
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
    held: Mapping[str, Collection[str]] | None = None,
) -> tuple[Proposal, ...]:
    """The proposals that take `base` to `new_inputs`, one per scope, what matters most first; () when there is nothing to say.

    `families` makes it a targeted refresh. `declined` holds the fingerprints of objects that a person
    turned down: they stay as the base has them. `held` maps the scopes of open proposals that keep
    what is in them to their paths.
    """
    changed = objects.changed_inputs(base, new_inputs)
    boards = _curated(base).boards if declined else {}
    refused = {p for p, c in changed.items() if objects.is_declined(p, c, boards.get(objects.board_of(p)), declined)}
    # A board's past goes with its edition: nobody is asked about one without the other.
    refused |= {p for p in changed if p.startswith(paths.HISTORY) and paths.board_snapshot(objects.board_of(p)) in refused}
    kept = {path: content for path, content in changed.items() if path not in refused}
    if not kept:
        return ()
    whole, _ = with_outputs(base, kept, rules)
    known = membership(base, _curated(base))
    belongs = merged(known, membership(whole, _curated(whole)))
    orphans = _only_of(_families(refused), new_inputs, belongs)
    by_unit: dict[Unit, dict[str, bytes | None]] = {}
    for path, content in kept.items():
        unit = unit_of(path)
        if unit is not None and unit not in orphans:
            by_unit.setdefault(unit, {})[path] = content
    # What came and went between two merges was never on the list, and nobody is asked about it.
    by_unit = {unit: files for unit, files in by_unit.items() if unit in known or not objects.is_withdrawn(files)}
    scopes = partition(
        by_unit, rules.compare(base, whole).changes, belongs, _families(kept), families=families,
        held={name: {u for p in paths_ if (u := unit_of(p))} for name, paths_ in (held or {}).items()}, first=never_read(base),
    )  # fmt: skip
    found: list[Proposal] = []
    for scope in scopes:
        # A thousand objects and more come in several proposals.
        files = {unit: by_unit[unit] for unit in sorted(scope.units)[: rules.limits.objects] if unit in by_unit}
        proposal = propose(scope.name, base, _together(files.values()), rules, report)
        if proposal is None:
            continue
        parts = _by_maker(scope.name, files, belongs, _curated(whole))
        if scope.name in lanes() and len(rows_of(proposal.changes)) > rules.limits.rows and len(parts) > 1:
            proposals = [propose(name, base, _together(part), rules, report) for name, part in parts.items()]
            found += [part for part in proposals if part is not None]
        else:
            found.append(proposal)
    return tuple(sorted(found, key=_importance))


def _together(files: Iterable[Mapping[str, bytes | None]]) -> dict[str, bytes | None]:
    return {path: content for part in files for path, content in part.items()}


def _by_maker(
    lane: str, files: Mapping[Unit, Mapping[str, bytes | None]], belongs: Membership, curated: Curated
) -> dict[str, list[Mapping[str, bytes | None]]]:
    """A lane's objects by the organization of their (first) family; a board, which has none, by itself."""
    found: dict[str, list[Mapping[str, bytes | None]]] = {}
    for unit, part in files.items():
        slug = min(belongs.get(unit, ()), default="")
        maker = (
            curated.families[slug].organization
            if slug in curated.families
            else unit.name
            if unit.kind == "board"
            else "others"
        )
        found.setdefault(f"{lane}-{maker}", []).append(part)
    return found


def never_read(base: Tree) -> bool:
    """Whether most checkpoints of a catalog were never asked for by themselves: the Hub's listings name no revision.

    A catalog of which no checkpoint was ever heard of is one of these.
    """
    asked = [b'"sha": "' in content for path, content in base.items() if CHECKPOINTS.holds(path)]
    return not asked or sum(asked) * 2 < len(asked)


_URGENT: Final = frozenset(
    {K.CHECKPOINT_GONE, K.CHECKPOINT_RENAMED, K.LICENSE_CHANGED, K.FAMILY_REMOVED, K.CHECKPOINT_REMOVED}
)


def _importance(proposal: Proposal) -> tuple[int, int, str]:
    """What somebody asked for; what is gone, renamed or under another licence or kind; the routine; other doubts; new families."""
    eyes = [c for c in proposal.changes if needs_eyes(c)]
    urgent = any(c.kind in _URGENT or c.field == "kind" for c in eyes)
    if proposal.scope.startswith(REFRESH):
        place = 0
    elif proposal.scope.startswith(NEW):
        place = 4
    else:
        place = 1 if urgent else 3 if eyes else 2
    return place, min((ORDER[c.kind] for c in eyes), default=0), proposal.scope


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
    tree, derived = with_outputs(base, inputs, rules)
    files: dict[str, bytes | None] = {
        path: tree.get(path) for path in sorted(base.keys() | tree.keys()) if base.get(path) != tree.get(path)
    }
    if not files:
        return None
    changes = rules.compare(base, tree).changes
    doubts = doubts_of(base, inputs, changes, rules.limits)
    risk = risk_of(changes, doubts=bool(doubts))
    prints = _rows(base, inputs)
    room = rules.limits.body - 8 * len(prints)
    findings = audit(derived, day) if (day := objects.newest_day(inputs)) is not None else ()
    body = body_of(scope, changes, doubts, report, findings, risk=risk, files=files, limit=room)
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
        rows=prints,
        labels=("catalog-bot", "needs eyes") if risk == "needs eyes" else ("catalog-bot",),
        draft=risk == "needs eyes",
        world=objects.world_digest(base),
    )


def _rows(base: Tree, inputs: Mapping[str, bytes | None]) -> tuple[str, ...]:
    """The fingerprints of the rows of the boards among these inputs."""
    editions = {p: c for p, c in inputs.items() if p.startswith(paths.BOARD_SNAPSHOTS)}
    boards = _curated(base).boards if editions else {}
    return tuple(
        one for p, c in editions.items() for row in objects.row_prints(p, c, boards.get(objects.board_of(p))) for one in row
    )


def with_outputs(base: Tree, inputs: Mapping[str, bytes | None], rules: Rules) -> tuple[dict[str, bytes], Derived]:
    """The base with these inputs in it and everything derived from that, and the derivation."""
    tree = {p: c for p, c in {**base, **inputs}.items() if c is not None and not paths.is_output(p)}
    derived = rules.derive(tree)
    return {**tree, **derived.files}, derived


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
