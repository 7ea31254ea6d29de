"""Plan: what a run found, as pull requests. Each is its own objects on the base, derived again.

Nothing here is sent anywhere: the same trees and the same report give the same proposals.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from typing import Final, NamedTuple

from pipeline.audit.audited import audit_all
from pipeline.changes.trees import compare_trees, difference
from pipeline.layout import paths
from pipeline.layout.catalog import Curated, parse_curated
from pipeline.layout.kinds import BOARDS, CARDS, CHECKPOINTS, HISTORIES
from pipeline.model.changes import ORDER, Change, ChangeKind, Proposal, Risk
from pipeline.model.curated import Limits
from pipeline.model.reports import Finding, RunReport
from pipeline.propose import scopes, wording
from pipeline.propose.body import Contents, Doubt, body_of, maker_of, numbers_of
from pipeline.propose.rows import by, rows_of
from pipeline.propose.scopes import FIRST, NEW, OUTPUTS, REFRESH, Files, Membership, Scoping, Tree, Unit, unit_of
from pipeline.reconcile.catalog import Derived
from pipeline.render import escape

K = ChangeKind


class Base(NamedTuple):
    """What proposals stand on: a tree, what derives from it and how, and how much may be asked of people."""

    tree: Tree
    main: Derived
    derive: Callable[[Tree], Derived]
    limits: Limits

    def taking(self, inputs: Files) -> tuple[dict[str, bytes], Derived]:
        """The tree with these inputs in it and everything derived from that, and the derivation."""
        tree = {p: c for p, c in {**self.tree, **inputs}.items() if c is not None and not paths.is_output(p)}
        derived = self.derive(tree)
        return {**tree, **derived.files}, derived


def plan(
    base: Base, new_inputs: Tree, report: RunReport, *, families: tuple[str, ...] = (),
    declined: Collection[str] = frozenset(), opened: Mapping[str, Collection[str]] | None = None,
) -> tuple[Proposal, ...]:  # fmt: skip
    """The proposals that take the base to `new_inputs`, one per scope, what matters most first.

    `families` makes it a targeted refresh. `declined` holds the fingerprints of objects that a person
    turned down: they stay as the base has them. `opened` maps the scopes of open proposals to their
    paths: some keep what is in them.
    """
    changed = {p: c for p, c in difference(base.tree, new_inputs).items() if scopes.may_propose(p, base.tree)}
    refused = {p for p, c in changed.items() if scopes.is_declined(p, c, base.main.curated.boards, declined)}
    # A board's past goes with its edition: nobody is asked about one without the other.
    refused |= {p for p in changed if HISTORIES.holds(p) and BOARDS.path(HISTORIES.stem_of(p)) in refused}
    kept = {path: content for path, content in changed.items() if path not in refused}
    if not kept:
        return ()
    whole, derived = base.taking(kept)
    known, belongs = scopes.membership(base.main), scopes.membership(base.main, derived)
    by_unit: defaultdict[Unit, dict[str, bytes | None]] = defaultdict(dict)
    for path, content in kept.items():
        if (unit := unit_of(path)) is not None:
            by_unit[unit][path] = content
    # What only declined families want nobody asked for; what came and went between two merges was never on the list.
    no = _families(refused)
    wanted = scopes.membership(base.main._replace(curated=parse_curated(new_inputs))) if no else {}
    orphans = {unit for unit, of in wanted.items() if of | belongs.get(unit, frozenset()) <= no}
    gone = {unit for unit, files in by_unit.items() if any(b'"state": "gone"' in (content or b"") for content in files.values())}
    of = {unit: belongs.get(unit, frozenset()) for unit in by_unit if unit.kind == "checkpoint"}
    gone |= {Unit("family", s) for u in gone & of.keys() for s in of[u].difference(*(of[v] for v in of.keys() - gone))}
    left = {unit: files for unit, files in by_unit.items() if unit not in orphans and (unit in known or unit not in gone)}
    # What is in a refresh of one family, or in a maker's part of a lane, stays in it while it is open.
    held = {
        unit: scope for scope, files in sorted((opened or {}).items()) for unit in map(unit_of, files)
        if unit and (scope.startswith(REFRESH) or (scopes.lane_of_scope(scope) and scope not in scopes.lanes()))
    }  # fmt: skip
    changes = compare_trees(base.tree, whole)
    unread = _unread(base, left, changes)
    how = Scoping(left, changes, belongs, families, held, _families(kept), unread=unread, many=base.limits.open)
    found = []
    for proposal, units in _scoped(base, how, report):
        # One for each maker where a person cannot read all of a lane's rows in a minute.
        parts = _split(proposal, units, belongs, derived.curated, base.limits.rows)
        found += [p for scope, own in parts.items() if (p := propose(scope, base, how.files(own), report))] or [proposal]
    return tuple(sorted(found, key=_importance))


def _families(inputs: Iterable[str]) -> frozenset[str]:
    """The families whose files are among these."""
    return frozenset(u.name for p in inputs if (u := unit_of(p)) and u.kind == "family")


def _scoped(base: Base, how: Scoping, report: RunReport) -> list[tuple[Proposal, list[Unit]]]:
    """A proposal for each scope, and its objects; what a person must answer does not hide in the routine."""

    @cache
    def made(scope: str, units: tuple[Unit, ...]) -> Proposal | None:
        return propose(scope, base, how.files(units), report)

    while True:
        # A thousand objects and more come in several proposals.
        parts = [(scope, units[: base.limits.objects]) for scope, units in scopes.partition(how).items()]
        found = [(proposal, units) for scope, units in parts if (proposal := made(scope, tuple(units))) is not None]
        routine = [p for p, _ in found if p.scope == FIRST or scopes.lane_of_scope(p.scope)]
        # Of what the audit finds of one object that alone leaves; its family where the finding stays behind.
        names = {unit.name for unit in how.by_unit}.difference(how.forced)
        about = (name.split("/") for proposal in routine for name in proposal.doubtful)
        hidden = {next((one for one in ("--".join(of[:2]), *of[:1]) if one in names), slug) for slug, *of in about}
        if hidden.issubset(how.forced):
            return found
        how = how._replace(forced=hidden.union(how.forced))


def _split(proposal: Proposal, units: list[Unit], belongs: Membership, curated: Curated, most: int) -> dict[str, list[Unit]]:
    """A lane's objects by maker where it has more rows than `most`, and such a maker's by family; {} where it has not.

    What shows in no row stays together.
    """
    lane = proposal.scope
    # A revision that changes no fact is not for reading.
    shown = [c for c in proposal.changes if c.kind is not K.CHECKPOINT_MOVED_ON] if lane in scopes.lanes() else []
    by_maker: Counter[str] = Counter()
    for slug in {c.family for c in shown}:
        by_maker[maker_of(slug, curated)] += len(rows_of([c for c in shown if c.family == slug]))
    if by_maker.total() <= most:
        return {}
    found: dict[str, list[Unit]] = {}
    for unit in units:
        slug = min(belongs.get(unit, ()), default="")
        maker = maker_of(slug, curated)
        name = unit.name if unit.kind == "board" else f"{maker}-{slug}" if by_maker[maker] > most else maker if by_maker[maker] else ""
        found.setdefault(f"{lane}-{name}" if name else lane, []).append(unit)
    return found if len(found) > 1 else {}


def _unread(base: Base, by_unit: Mapping[Unit, Files], changes: Iterable[Change]) -> set[Unit]:
    """The checkpoints that nobody had read, where a catalog is read for the first time.

    Most of its checkpoints were never asked for by themselves (the Hub's listings name no revision), or
    more than a minute's reading is of checkpoints whose cards nobody had read.
    """
    asked = {CHECKPOINTS.path(name): one.facts.sha is not None for name, one in base.main.snapshots.checkpoints.items()}
    cards = [path in base.tree for files in by_unit.values() for path in files if CARDS.holds(path)]
    few = sum(cards) * 2 >= len(cards) or len(rows_of([c for c in changes if not c.needs_eyes])) <= base.limits.rows
    if asked and sum(asked.values()) * 2 >= len(asked) and few:
        return set()
    read = {path for path in base.tree if asked.get(path, CARDS.holds(path))}
    return {unit for unit, files in by_unit.items() if unit.kind == "checkpoint" and not read.issuperset(files)}


def _importance(proposal: Proposal) -> tuple[int, int, str]:
    """What was asked for; a first reading; gone, renamed, another licence or kind; routine; other doubts; new families."""
    eyes = [ORDER[K.LICENSE_CHANGED if c.field == "kind" else c.kind] for c in proposal.changes if c.needs_eyes]
    first = min(eyes, default=0)
    matters = 2 if first <= ORDER[K.PAPER_WITHDRAWN] else 4
    place = next((at for at, name in ((0, REFRESH), (1, FIRST), (5, NEW)) if proposal.scope.startswith(name)), matters if eyes else 3)
    return place, first if place in {2, 4} else 0, proposal.scope


def propose(scope: str, base: Base, inputs: Files, report: RunReport) -> Proposal | None:
    """One proposal: these input files on the base, and what follows from them; None if nothing differs.

    Of the scope `OUTPUTS` that is what follows from the base's own inputs, where it has other outputs.
    """
    was = base.tree
    inputs = {p: c for p, c in inputs.items() if was.get(p) != c}
    if not inputs and scope != OUTPUTS:
        return None
    tree, derived = base.taking(inputs)
    files = difference(was, tree)
    if not files:
        return None
    changes = compare_trees(was, tree)
    found = list(_new_findings(base.main, derived, {**was, **inputs}))
    serious, notices = ([f for f in found if (f.level == "notice") == quiet] for quiet in (False, True))
    owners = {c: str(c.new if c.kind in _NAMING else c.subject).rpartition("/")[0].rpartition("/")[2] for c in changes}
    imitated = confusable_owners(scopes.owners_of(inputs).union(owners.values()), scopes.owners_of(was))
    doubts = list(_doubts(changes, imitated, serious, base.limits))
    odd = {c.family for c in changes if c.needs_eyes or owners[c] in imitated}
    risk: Risk = "needs eyes" if doubts or any(c.needs_eyes for c in changes) else "routine"
    edited = difference({path: content for path, content in was.items() if paths.is_output(path)}, base.main.files)
    contents = Contents(scope, risk, files, changes, doubts, notices, was, edited, derived.curated)
    objects = scopes.fingerprints(inputs, derived.curated.boards)
    numbers = numbers_of(changes, doubts)
    return Proposal(
        scope=scope,
        branch=escape.ref(scope),
        title=wording.title_of(scope, risk, numbers),
        body=body_of(contents, report, base.limits.body - len(objects)),
        commit_message=wording.commit_message(scope, risk, numbers, files),
        files=files,
        risk=risk,
        changes=changes,
        doubtful=tuple(sorted(odd.union(f.subject for f in serious) - {""})),
        objects=objects,
        plan=scopes.files_digest({**files, "": scopes.files_digest(was).encode()}),
    )


_NAMING: Final = {K.CHECKPOINT_RENAMED, K.COLLECTION_GAINED, K.LINK_MOVED}  # they bring another name, perhaps of a new owner
_RETRIEVED: Final = re.compile(rb'"retrieved_at": "(\d{4}-\d\d-\d\d)')


def _new_findings(main: Derived, derived: Derived, tree: Files) -> Iterator[Finding]:
    """What the audit finds of the proposal and not of the base, on the day on which the newest of all was retrieved."""
    days = [found[1] for content in tree.values() if content and (found := _RETRIEVED.search(content))]
    if days:
        day = date.fromisoformat(max(days).decode())
        known = {(f.rule, f.subject) for f in audit_all(main, day).findings}
        fresh = (f for f in audit_all(derived, day).findings if (f.rule, f.subject) not in known)
        yield from (f for f in fresh if f.rule not in {"disputed-fact", "checkpoint-state"})  # told as changes


# Letters outside Latin that most typefaces draw like a Latin one (from Unicode's confusables,
# reduced to what can stand in a model's name), and digits that stand for letters.
_LOOKS_LIKE: Final = str.maketrans(
    "аеорсухіјѕһԁԛԝкмтвн" "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαονρικτυχ" "ıɑɡℓ" "０１２３４５６７８９" "10|_.",
    "aeopcyxijshdqwkmtbh" "abezhikmnoptyxaovpiktux" "iagl" "0123456789" "lol--",
)  # fmt: skip


def skeleton(name: str) -> str:
    """What a name looks like at a glance: two names with one skeleton are easily taken for each other."""
    text = unicodedata.normalize("NFKC", name).casefold().translate(_LOOKS_LIKE)
    kept = [c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) not in {"Mn", "Me", "Cf"}]
    return "".join(kept).replace("rn", "m").replace("vv", "w").replace("i", "l")


def confusable_owners(names: Iterable[str], known: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """New names of owners, each with the known ones that it imitates; honest ones, and other capitals, are left out."""
    seen = {skeleton(some[0]): tuple(some) for some in by(sorted(set(known)), skeleton)}
    same = {name.casefold() for some in seen.values() for name in some}
    new = (name for name in sorted(set(names)) if name.casefold() not in same)
    return {name: seen[look] for name in new if (look := skeleton(name)) in seen}


def _doubts(
    changes: Collection[Change], imitated: Mapping[str, tuple[str, ...]], serious: Iterable[Finding], limits: Limits
) -> Iterator[Doubt]:
    """What is odd beyond any one change: about the whole, and what the audit finds."""
    if sum(c.kind in {K.FACT_CHANGED, K.FACT_LOST, K.LICENSE_CHANGED} for c in changes) >= limits.mass:
        yield Doubt("all of this", "mass revision", f"{len(changes)} changes at once: an upstream or a reader may be wrong")
    for name, others in imitated.items():
        yield Doubt(name, "confusable name", f"this owner is new here, and looks like {', '.join(others)}")
    for finding in serious:
        expected = f"; expected {finding.expected}" if finding.expected else ""
        yield Doubt(finding.subject, f"audit {finding.level}", f"{finding.message}{expected} ({finding.rule})")
