"""Plan: what a run found, as pull requests. Each is its own objects on the base, derived again.

Nothing here is sent anywhere: the same trees and the same report give the same proposals.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Final, NamedTuple

from pipeline.audit.every_rule import audit_all
from pipeline.changes.confusable import confusable_owners
from pipeline.layout import kinds, paths
from pipeline.layout.curated import Curated, parse_curated
from pipeline.layout.kinds import CARDS, CHECKPOINTS
from pipeline.model.changes import Change, ChangeKind, ChangeSet
from pipeline.model.findings import Finding
from pipeline.model.proposals import Limits, Proposal, Risk
from pipeline.model.reports import RunReport
from pipeline.propose import objects, wording
from pipeline.propose.body import Contents, Doubt, body_of, maker_of, numbers_of
from pipeline.propose.change_kinds import ORDER, needs_eyes
from pipeline.propose.objects import Tree, Unit, lanes, unit_of
from pipeline.propose.rows import edited_outputs, rows_of
from pipeline.propose.scopes import (
    FIRST,
    NEW,
    OUTPUTS,
    REFRESH,
    Membership,
    Scope,
    Scoping,
    is_routine,
    membership,
    partition,
)
from pipeline.reconcile.catalog import Derived
from pipeline.render import escape

K = ChangeKind


class Rules(NamedTuple):
    """The functions of other rooms, and the limits, that planning works with; `main` is the base derived, where that was done."""

    derive: Callable[[Tree], Derived]
    compare: Callable[[Tree, Tree], ChangeSet]
    limits: Limits
    main: Derived | None = None


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
    refused |= {p for p in changed if p.startswith(paths.HISTORY) and kinds.BOARDS.path(objects.board_of(p)) in refused}
    kept = {path: content for path, content in changed.items() if path not in refused}
    if not kept:
        return ()
    whole, _ = with_outputs(base, kept, rules)
    known = membership((base, _curated(base)))
    belongs = membership((base, _curated(base)), (whole, _curated(whole)))
    orphans = _only_of(_families(refused), new_inputs, belongs)
    by_unit: dict[Unit, dict[str, bytes | None]] = {}
    for path, content in kept.items():
        unit = unit_of(path)
        if unit is not None and unit not in orphans:
            by_unit.setdefault(unit, {})[path] = content
    # What came and went between two merges was never on the list, and nobody is asked about it.
    by_unit = {unit: files for unit, files in by_unit.items() if unit in known or not objects.is_withdrawn(files)}
    wanted = Scoping(
        families, {name: {u for p in paths_ if (u := unit_of(p))} for name, paths_ in (held or {}).items()}, _families(kept)
    )
    news = _News(base, by_unit, belongs, rules.compare(base, whole).changes, _curated(whole))
    proposals: list[Proposal | None] = []
    for proposal, units in _scoped(news, wanted, rules, report):
        # One for each maker where a person cannot read all of a lane's rows in a minute.
        names = _split(proposal, units, news, rules.limits.rows)
        proposals += [propose(name, base, news.of(own), rules, report) for name, own in names.items()] or [proposal]
    return tuple(sorted((one for one in proposals if one is not None), key=_importance))


class _News(NamedTuple):
    """What a run found: the files of each object on the base, whose they are, and the difference that all of them make."""

    base: Tree
    by_unit: Mapping[Unit, Mapping[str, bytes | None]]
    belongs: Membership
    changes: tuple[Change, ...]
    curated: Curated

    def of(self, units: Iterable[Unit]) -> dict[str, bytes | None]:
        """The files of some objects."""
        return {path: content for unit in units for path, content in self.by_unit[unit].items()}


def _scoped(news: _News, wanted: Scoping, rules: Rules, report: RunReport) -> list[tuple[Proposal, list[Unit]]]:
    """A proposal for each scope, and its objects. What a person must answer does not hide in the routine, though only the whole may show it."""
    first = _is_first(news, rules.limits)
    forced = _imitated(news)
    made: dict[Scope, Proposal | None] = {}
    while True:
        found: list[tuple[Proposal, list[Unit]]] = []
        for scope in partition(news.by_unit, news.changes, news.belongs, wanted._replace(forced=forced, first=first, many=rules.limits.open)):
            units = sorted(scope.units)[: rules.limits.objects]  # a thousand objects and more come in several proposals
            if scope not in made:
                made[scope] = propose(scope.name, news.base, news.of(units), rules, report)
            found += [(proposal, units)] if (proposal := made[scope]) is not None else []
        hidden = {name for proposal, _ in found if is_routine(proposal.scope) for name in proposal.doubtful}
        if not hidden - forced:
            return found
        forced |= hidden


def _split(proposal: Proposal, units: list[Unit], news: _News, most: int) -> dict[str, list[Unit]]:
    """A lane's objects by maker where it has more rows than `most`, and such a maker's by family; {} where it has not.

    What shows in no row stays together.
    """
    lane, changes = proposal.scope, proposal.changes
    # A revision that changes no fact is not for reading.
    by_maker: Counter[str] = Counter()
    for slug in {c.family for c in changes} if lane in lanes() else ():
        shown = [c for c in changes if c.family == slug and c.kind is not K.CHECKPOINT_MOVED_ON]
        by_maker[maker_of(slug, news.curated)] += len(rows_of(shown))
    if by_maker.total() <= most:
        return {}
    found: dict[str, list[Unit]] = {}
    for unit in units:
        slug = min(news.belongs.get(unit, ()), default="")
        name = unit.name if unit.kind == "board" else maker_of(slug, news.curated)
        if unit.kind != "board" and not by_maker[name]:
            name = ""
        elif by_maker[name] > most:
            name = f"{name}-{slug}"
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


def _imitated(news: _News) -> frozenset[str]:
    """The families of checkpoints under a new owner whose name looks like a known one."""
    fresh = {
        path: unit for unit, files in news.by_unit.items() for path, data in files.items() if CHECKPOINTS.holds(path) and data
    }
    owners = _imitations(news.base, fresh)
    of = (news.belongs.get(unit, frozenset()) for path, unit in fresh.items() if _owner(path) in owners)
    return frozenset(family for families in of for family in families)


def _imitations(base: Tree, paths_: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """New owners of checkpoints, each with the known ones that it looks like."""
    known = {_owner(p) for p in base if p.startswith(paths.HUB)}
    return confusable_owners({_owner(p) for p in paths_ if p.startswith(paths.HUB)} - known, known)


_CHANGES: Final = {"disputed-fact", "checkpoint-state"}
"""Rules of the audit whose findings are changes as well: each is told once."""


def _importance(proposal: Proposal) -> tuple[int, int, str]:
    """What somebody asked for; a first reading; gone, renamed, another licence or kind; the routine; other doubts; new families."""
    eyes = [ORDER[K.LICENSE_CHANGED if c.field == "kind" else c.kind] for c in proposal.changes if needs_eyes(c)]
    first = min(eyes, default=0)
    matters = 2 if first <= ORDER[K.PAPER_WITHDRAWN] else 4
    place = next((at for at, name in ((0, REFRESH), (1, FIRST), (5, NEW)) if proposal.scope.startswith(name)), matters if eyes else 3)
    return place, first if place in {2, 4} else 0, proposal.scope


def propose(
    scope: str, base: Tree, inputs: Mapping[str, bytes | None], rules: Rules, report: RunReport
) -> Proposal | None:
    """One proposal: these input files on the base, and what follows from them; None if nothing differs.

    Of the scope `OUTPUTS` that is what follows from the base's own inputs, where it has other outputs.
    """
    inputs = {p: c for p, c in inputs.items() if base.get(p) != c}
    if not inputs and scope != OUTPUTS:
        return None
    tree, derived = with_outputs(base, inputs, rules)
    files: dict[str, bytes | None] = {
        path: tree.get(path) for path in sorted(base.keys() | tree.keys()) if base.get(path) != tree.get(path)
    }
    if not files:
        return None
    changes = rules.compare(base, tree).changes
    main = rules.main or with_outputs(base, {}, rules)[1]
    found = _new_findings(main, derived, base, inputs)
    found = [f for f in found if f.rule not in _CHANGES]
    serious = [f for f in found if f.level != "notice"]
    doubts = doubts_of(base, inputs, changes, rules.limits)
    doubts += tuple(
        Doubt(f.subject, f"audit {f.level}", f"{f.message}{f'; expected {f.expected}' if f.expected else ''} ({f.rule})")
        for f in serious
    )
    numbers = numbers_of(changes, doubts)
    eyes = [c for c in changes if needs_eyes(c)]
    risk: Risk = "needs eyes" if doubts or eyes else "routine"
    prints = _rows(base, inputs)
    room = rules.limits.body - 8 * len(prints)
    notices = [f for f in found if f.level == "notice"]
    edited = edited_outputs(base, main.files)
    contents = Contents(scope, risk, files, changes, doubts, notices, base, edited, derived.curated)
    return Proposal(
        scope=scope,
        branch=escape.ref(scope),
        title=wording.title_of(scope, numbers),
        body=body_of(contents, report, room),
        commit_message=wording.commit_message(scope, numbers, files),
        files=files,
        risk=risk,
        changes=changes,
        doubtful=tuple(sorted({c.family for c in eyes if c.family} | {f.subject.partition("/")[0] for f in serious})),
        digests={path: objects.statement_digest(content) for path, content in inputs.items()},
        rows=prints,
        labels=("catalog-bot", "needs eyes") if risk == "needs eyes" else ("catalog-bot",),
        draft=risk == "needs eyes",
        world=objects.world_digest(base),
    )


def _new_findings(main: Derived, derived: Derived, base: Tree, inputs: Mapping[str, bytes | None]) -> list[Finding]:
    """What the audit finds of the proposal and not of the base, on the day on which the newest of all was retrieved."""
    day = objects.newest_day({**base, **inputs})
    if day is None:
        return []
    known = {(f.rule, f.subject) for f in audit_all(main, day).findings}
    return [f for f in audit_all(derived, day).findings if (f.rule, f.subject) not in known]


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
    revised = sum(c.kind in {K.FACT_CHANGED, K.FACT_LOST, K.LICENSE_CHANGED} for c in changes)
    if revised >= limits.mass:  # an upstream, or a reader, may be wrong
        found.append(Doubt("all of this", "mass revision", f"{len(changes)} changes at once: an upstream or a reader may be wrong"))
    for name, others in _imitations(base, (p for p, c in inputs.items() if c is not None)).items():
        found.append(Doubt(name, "confusable name", f"this owner is new here, and looks like {', '.join(others)}"))
    return tuple(found)


def _owner(path: str) -> str:
    return path.removeprefix(paths.HUB).partition("--")[0]


def _curated(tree: Tree) -> Curated:
    return parse_curated({p: c for p, c in tree.items() if p.startswith(paths.CURATED)})


def _families(inputs: Iterable[str]) -> frozenset[str]:
    """The families whose files are among these."""
    return frozenset(u.name for p in inputs if (u := unit_of(p)) and u.kind == "family")


def _only_of(declined: Collection[str], new_inputs: Tree, belongs: Membership) -> frozenset[Unit]:
    """Objects that only declined new families want: without them nobody asked for these."""
    if not declined:
        return frozenset()
    wanted = membership(({}, _curated(new_inputs)))
    return frozenset(
        unit
        for unit, of in wanted.items()
        if of <= set(declined) and not belongs.get(unit, frozenset()) - set(declined)
    )
