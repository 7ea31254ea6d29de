"""Plan: what a run found, as pull requests. Each is its own objects on the base, derived again.

Nothing here is sent anywhere: the same trees and the same report give the same proposals.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Final, NamedTuple

from pipeline.audit.every_rule import audit_all
from pipeline.changes.confusable import confusable_owners
from pipeline.changes.trees import compare_trees
from pipeline.layout import kinds, paths
from pipeline.layout.curated import Curated
from pipeline.layout.kinds import CARDS, CHECKPOINTS
from pipeline.model.changes import Change, ChangeKind
from pipeline.model.findings import Finding
from pipeline.model.proposals import Limits, Proposal, Risk
from pipeline.model.reports import RunReport
from pipeline.propose import objects, scopes, wording
from pipeline.propose.body import Contents, Doubt, body_of, maker_of
from pipeline.propose.change_kinds import ORDER, needs_eyes
from pipeline.propose.objects import Files, Tree, Unit, board_of, lanes, unit_of
from pipeline.propose.rows import edited_outputs, rows_of
from pipeline.propose.scopes import FIRST, NEW, OUTPUTS, REFRESH, Membership, Scoping, curated_of, membership
from pipeline.reconcile.catalog import Derived
from pipeline.render import escape

K = ChangeKind


class Rules(NamedTuple):
    """What planning works with: the derivation, the limits; `main` is the base derived, where that was done."""

    derive: Callable[[Tree], Derived]
    limits: Limits
    main: Derived | None = None

    def apply(self, base: Tree, inputs: Files) -> tuple[dict[str, bytes], Derived]:
        """The base with these inputs in it and everything derived from that, and the derivation."""
        tree = {p: c for p, c in {**base, **inputs}.items() if c is not None and not paths.is_output(p)}
        derived = self.derive(tree)
        return {**tree, **derived.files}, derived


class _News(NamedTuple):
    """What a run found: the files of each object on the base, whose they are, and what all of them change."""

    base: Tree
    by_unit: Mapping[Unit, Files]
    belongs: Membership
    changes: tuple[Change, ...]
    curated: Curated

    def of(self, units: Iterable[Unit]) -> Files:
        """The files of some objects."""
        return {path: content for unit in units for path, content in self.by_unit[unit].items()}


def plan(
    base: Tree, new_inputs: Tree, *, rules: Rules, report: RunReport, families: tuple[str, ...] = (),
    declined: Collection[str] = frozenset(), opened: Mapping[str, Collection[str]] | None = None,
) -> tuple[Proposal, ...]:  # fmt: skip
    """The proposals that take `base` to `new_inputs`, one per scope, what matters most first.

    `families` makes it a targeted refresh. `declined` holds the fingerprints of objects that a person
    turned down: they stay as the base has them. `opened` maps the scopes of open proposals to their
    paths: some keep what is in them.
    """
    changed = objects.changed_inputs(base, new_inputs)
    boards = curated_of(base).boards if declined else {}
    refused = {p for p, c in changed.items() if objects.is_declined(p, c, boards.get(board_of(p)), declined)}
    # A board's past goes with its edition: nobody is asked about one without the other.
    refused |= {p for p in changed if p.startswith(paths.HISTORY) and kinds.BOARDS.path(board_of(p)) in refused}
    kept = {path: content for path, content in changed.items() if path not in refused}
    if not kept:
        return ()
    whole, _ = rules.apply(base, kept)
    known, belongs = membership(base), membership(base, whole)
    orphans = _only_of(_families(refused), new_inputs, belongs)
    by_unit: dict[Unit, dict[str, bytes | None]] = {}
    for path, content in kept.items():
        if (unit := unit_of(path)) is not None and unit not in orphans:
            by_unit.setdefault(unit, {})[path] = content
    # What came and went between two merges was never on the list, and nobody is asked about it.
    gone = {unit for unit, files in by_unit.items() if any(b'"state": "gone"' in (content or b"") for content in files.values())}
    by_unit = {unit: files for unit, files in by_unit.items() if unit in known or unit not in gone}
    news = _News(base, by_unit, belongs, compare_trees(base, whole), curated_of(whole))
    held = {scope: files for scope, files in (opened or {}).items() if scopes.holds_its_objects(scope)}
    holding = {scope: {unit for path in files if (unit := unit_of(path))} for scope, files in held.items()}
    owners = _imitations(base, news.of(by_unit))
    suspect = [unit for unit in by_unit if unit.kind == "checkpoint" and unit.name.partition("--")[0] in owners]
    forced = {family for unit in suspect for family in belongs.get(unit, ())}
    how = Scoping(families, holding, _families(kept), forced, first=_is_first(news, rules.limits), many=rules.limits.open)
    found: list[Proposal] = []
    for proposal, units in _scoped(news, how, rules, report):
        # One for each maker where a person cannot read all of a lane's rows in a minute.
        parts = _split(proposal, units, news, rules.limits.rows)
        found += [p for scope, own in parts.items() if (p := propose(scope, base, news.of(own), rules, report))] or [proposal]
    return tuple(sorted(found, key=_importance))


def _families(inputs: Iterable[str]) -> frozenset[str]:
    """The families whose files are among these."""
    return frozenset(u.name for p in inputs if (u := unit_of(p)) and u.kind == "family")


def _only_of(declined: frozenset[str], new_inputs: Tree, belongs: Membership) -> set[Unit]:
    """Objects that only declined new families want: without them nobody asked for these."""
    wanted = membership({p: c for p, c in new_inputs.items() if p.startswith(paths.CURATED)}) if declined else {}
    return {unit for unit, of in wanted.items() if of | belongs.get(unit, frozenset()) <= declined}


def _scoped(news: _News, how: Scoping, rules: Rules, report: RunReport) -> list[tuple[Proposal, list[Unit]]]:
    """A proposal for each scope, and its objects; what a person must answer does not hide in the routine."""
    made: dict[tuple[str, tuple[Unit, ...]], Proposal | None] = {}
    while True:
        found: list[tuple[Proposal, list[Unit]]] = []
        for scope, whole in scopes.partition(news.by_unit, news.changes, news.belongs, how).items():
            units = whole[: rules.limits.objects]  # a thousand objects and more come in several proposals
            key = scope, tuple(whole)
            if key not in made:
                made[key] = propose(scope, news.base, news.of(units), rules, report)
            found += [(proposal, units)] if (proposal := made[key]) is not None else []
        routine = [p for p, _ in found if p.scope == FIRST or scopes.lane_of_scope(p.scope)]
        hidden = {name for proposal in routine for name in proposal.doubtful}
        if hidden.issubset(how.forced):
            return found
        how = how._replace(forced=hidden.union(how.forced))


def _split(proposal: Proposal, units: list[Unit], news: _News, most: int) -> dict[str, list[Unit]]:
    """A lane's objects by maker where it has more rows than `most`, and such a maker's by family; {} where it has not.

    What shows in no row stays together.
    """
    lane = proposal.scope
    # A revision that changes no fact is not for reading.
    shown = [c for c in proposal.changes if c.kind is not K.CHECKPOINT_MOVED_ON] if lane in lanes() else []
    by_maker: Counter[str] = Counter()
    for slug in {c.family for c in shown}:
        by_maker[maker_of(slug, news.curated)] += len(rows_of([c for c in shown if c.family == slug]))
    if by_maker.total() <= most:
        return {}
    found: dict[str, list[Unit]] = {}
    for unit in units:
        slug = min(news.belongs.get(unit, ()), default="")
        maker = maker_of(slug, news.curated)
        name = unit.name if unit.kind == "board" else f"{maker}-{slug}" if by_maker[maker] > most else maker if by_maker[maker] else ""
        found.setdefault(f"{lane}-{name}" if name else lane, []).append(unit)
    return found if len(found) > 1 else {}


def _is_first(news: _News, limits: Limits) -> bool:
    """Whether a catalog is read for the first time.

    Most of its checkpoints were never asked for by themselves (the Hub's listings name no revision), or
    more than a minute's reading is of checkpoints whose cards nobody had read.
    """
    asked = [b'"sha": "' in content for path, content in news.base.items() if CHECKPOINTS.holds(path)]
    if sum(asked) * 2 < len(asked) or not asked:
        return True
    cards = [path in news.base for files in news.by_unit.values() for path in files if CARDS.holds(path)]
    return sum(cards) * 2 < len(cards) and len(rows_of([c for c in news.changes if not needs_eyes(c)])) > limits.rows


def _importance(proposal: Proposal) -> tuple[int, int, str]:
    """What was asked for; a first reading; gone, renamed, another licence or kind; routine; other doubts; new families."""
    eyes = [ORDER[K.LICENSE_CHANGED if c.field == "kind" else c.kind] for c in proposal.changes if needs_eyes(c)]
    first = min(eyes, default=0)
    matters = 2 if first <= ORDER[K.PAPER_WITHDRAWN] else 4
    place = next((at for at, name in ((0, REFRESH), (1, FIRST), (5, NEW)) if proposal.scope.startswith(name)), matters if eyes else 3)
    return place, first if place in {2, 4} else 0, proposal.scope


def propose(scope: str, base: Tree, inputs: Files, rules: Rules, report: RunReport) -> Proposal | None:
    """One proposal: these input files on the base, and what follows from them; None if nothing differs.

    Of the scope `OUTPUTS` that is what follows from the base's own inputs, where it has other outputs.
    """
    inputs = {p: c for p, c in inputs.items() if base.get(p) != c}
    if not inputs and scope != OUTPUTS:
        return None
    tree, derived = rules.apply(base, inputs)
    files = {path: tree.get(path) for path in sorted(base.keys() | tree.keys()) if base.get(path) != tree.get(path)}
    if not files:
        return None
    changes = compare_trees(base, tree)
    main = rules.main or rules.apply(base, {})[1]
    found = list(_new_findings(main, derived, {**base, **inputs}))
    serious = [f for f in found if f.level != "notice"]
    doubts = [*_doubts(changes, _imitations(base, inputs), rules.limits), *map(_doubt_of, serious)]
    eyes = [c for c in changes if needs_eyes(c)]
    risk: Risk = "needs eyes" if doubts or eyes else "routine"
    notices = [f for f in found if f.level == "notice"]
    contents = Contents(scope, risk, files, changes, doubts, notices, base, edited_outputs(base, main.files), derived.curated)
    editions = {p: c for p, c in inputs.items() if p.startswith(paths.BOARD_SNAPSHOTS)}
    boards = curated_of(base).boards if editions else {}
    prints = [one for p, c in editions.items() for row in objects.row_prints(p, c, boards.get(board_of(p))) for one in row]
    world = objects.files_digest({p: c for p, c in base.items() if paths.is_input(p) or paths.is_output(p)})
    return Proposal(
        scope=scope,
        branch=escape.ref(scope),
        title=wording.title_of(scope, contents.numbers),
        body=body_of(contents, report, rules.limits.body - 8 * len(prints)),
        commit_message=wording.commit_message(scope, contents.numbers, files),
        files=files,
        risk=risk,
        changes=changes,
        doubtful=tuple(sorted({c.family for c in eyes if c.family} | {f.subject.partition("/")[0] for f in serious})),
        digests={path: objects.statement_digest(content) for path, content in inputs.items()},
        rows=tuple(prints),
        labels=("catalog-bot", "needs eyes") if risk == "needs eyes" else ("catalog-bot",),
        draft=risk == "needs eyes",
        plan=objects.files_digest({**files, "": world.encode()}),
    )  # fmt: skip


_RETRIEVED: Final = re.compile(rb'"retrieved_at": "(\d{4}-\d\d-\d\d)')
_CHANGES: Final = {"disputed-fact", "checkpoint-state"}
"""Rules of the audit whose findings are changes as well: each is told once."""


def _new_findings(main: Derived, derived: Derived, tree: Files) -> Iterator[Finding]:
    """What the audit finds of the proposal and not of the base, on the day on which the newest of all was retrieved."""
    days = [found[1] for content in tree.values() if content and (found := _RETRIEVED.search(content))]
    if days:
        day = date.fromisoformat(max(days).decode())
        known = {(f.rule, f.subject) for f in audit_all(main, day).findings}
        fresh = (f for f in audit_all(derived, day).findings if (f.rule, f.subject) not in known)
        yield from (f for f in fresh if f.rule not in _CHANGES)


def _imitations(base: Tree, inputs: Files) -> dict[str, tuple[str, ...]]:
    """New owners of checkpoints, each with the known ones that it looks like."""
    known, owners = (
        {CHECKPOINTS.stem_of(p).partition("--")[0] for p, c in files.items() if CHECKPOINTS.holds(p) and c is not None}
        for files in (base, inputs)
    )
    return confusable_owners(owners - known, known)


def _doubts(changes: Collection[Change], imitated: Mapping[str, tuple[str, ...]], limits: Limits) -> Iterator[Doubt]:
    """What is odd about the whole, beyond any one change."""
    revised = sum(c.kind in {K.FACT_CHANGED, K.FACT_LOST, K.LICENSE_CHANGED} for c in changes)
    if revised >= limits.mass:
        yield Doubt("all of this", "mass revision", f"{len(changes)} changes at once: an upstream or a reader may be wrong")
    for name, others in imitated.items():
        yield Doubt(name, "confusable name", f"this owner is new here, and looks like {', '.join(others)}")


def _doubt_of(finding: Finding) -> Doubt:
    expected = f"; expected {finding.expected}" if finding.expected else ""
    return Doubt(finding.subject, f"audit {finding.level}", f"{finding.message}{expected} ({finding.rule})")
