"""Scopes: changed objects into proposals, so that one doubt does not hold up the rest.

Routine changes share a proposal per lane. An object about which something needs a person's eyes leaves
it: with the others of its family, or by itself where several families share it, such as a board. The same doubt
about many families is one matter. A new family brings its own objects. A targeted refresh is one proposal.
Which families an object says something about (its membership) is read from a derived tree.
"""

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from pipeline.fields import FIELDS
from pipeline.layout import kinds, paths
from pipeline.layout.curated import Curated, parse_curated
from pipeline.model.changes import Change, ChangeKind
from pipeline.model.ids import is_github_repo
from pipeline.model.reports import RunReport
from pipeline.propose.change_kinds import needs_eyes
from pipeline.propose.objects import Tree, Unit, lane_of_source, lanes
from pipeline.sources.declared import default_sources
from pipeline.sources.links.states import family_links

Membership = Mapping[Unit, frozenset[str]]

_CODE_HOST: Final = "https://github.com/"
FAMILY: Final = "family-"
MANY: Final = "many-"
NEW: Final = "new-"
REFRESH: Final = "refresh-"
OUTPUTS: Final = "outputs"  # the scope of outputs that follow from main's own inputs
FIRST: Final = "first-reading"
"""The scope of all routine changes, as long as most checkpoints of the catalog were never read."""


def curated_of(tree: Tree) -> Curated:
    """What people decided, in a tree."""
    return parse_curated({p: c for p, c in tree.items() if p.startswith(paths.CURATED)})


def membership(*trees: Tree) -> Membership:
    """Each object with its families in any of these trees: what belonged yesterday still does.

    Checkpoints by observed membership, the others by who names them; no boards, which speak of every family at once.
    """
    found: dict[Unit, set[str]] = {}
    for tree in trees:
        for kind, identifier, family in (*_observed(tree), *_named_by_people(curated_of(tree))):
            name = kinds.LINKS.stem(identifier) if kind == "link" else paths.flat(identifier)
            found.setdefault(Unit(kind, name), set()).add(family)
    return {unit: frozenset(families) for unit, families in found.items()}


def _observed(tree: Tree) -> Iterator[tuple[str, str, str]]:
    """(kind, id, family) of what derive concluded."""
    for path, content in tree.items():
        if kinds.OBSERVED_FAMILIES.holds(path):
            family = json.loads(content)
            facts = family.get("facts", {})
            yield from (("checkpoint", c, family["slug"]) for c in family.get("checkpoints", {}))
            yield from (("paper", p, family["slug"]) for p in facts.get("own_arxiv", ()))
            if facts.get("own_github"):
                yield "repository", facts["own_github"], family["slug"]
        elif kinds.OBSERVED_PAPERS.holds(path):
            paper = json.loads(content)
            yield from (("paper", paper["id"], family) for family in paper.get("families", ()))


def _named_by_people(curated: Curated) -> Iterator[tuple[str, str, str]]:
    for slug, family in curated.families.items():
        repository = (family.links.code or "").removeprefix(_CODE_HOST).strip("/")
        named = {
            "family": (slug,), "checkpoint": family.checkpoints, "collection": family.collections, "paper": family.papers,
            "repository": (repository,) if is_github_repo(repository) else (), "link": family_links(family),
        }  # fmt: skip
        yield from ((kind, identifier, slug) for kind, identifiers in named.items() for identifier in identifiers)


class Scoping(NamedTuple):
    """How objects are put into scopes, besides what changed.

    With `families` (a targeted refresh) only what belongs to them is proposed, in one scope.
    `held` are open proposals that keep what is in them. `new` are families that the base has not.
    `forced` families leave the routine with all of their objects, whatever is seen in their changes; objects that
    several share by themselves.
    `first`: what is routine is one first reading. `many`: families about which the same doubt is one matter.
    """

    families: Collection[str] = ()
    held: Mapping[str, Collection[Unit]] = {}
    new: Collection[str] = ()
    forced: Collection[str] = ()
    first: bool = False
    many: int = 10


def partition(units: Iterable[Unit], changes: Iterable[Change], belongs: Membership, how: Scoping) -> dict[str, list[Unit]]:
    """The objects of each scope: every unit in exactly one; of a targeted refresh only those of its families."""
    units = sorted(set(units))
    if how.families:
        mine = [u for u in units if not belongs.get(u, frozenset()).isdisjoint(how.families)]
        return {REFRESH + "-and-".join(sorted(how.families)): mine} if mine else {}
    taken = {unit: name for name, kept in sorted(how.held.items()) for unit in kept}
    doubts = [change for change in changes if needs_eyes(change)]
    # What so many families are doubted for that one upstream or reader is the cause, and nobody reads them one by one.
    asked = Counter(matter for matter, _ in {(_matter(c), c.family) for c in doubts if c.family})
    apart = [c for c in doubts if asked[_matter(c)] <= how.many]
    shared = {name: _matter(c) for c in doubts if asked[_matter(c)] > how.many for name in _names(c)}
    named = {name for change in apart for name in _names(change)} | set(how.forced)
    # Families with the lanes from which something doubtful came that is said of the whole family ("": any).
    doubted = {(c.family, "" if c.source in {"", "curated"} else lane_of_source(c.source)) for c in apart if c.family and not c.subject}

    def scope_of(unit: Unit) -> str:
        of = belongs.get(unit, frozenset())
        settled = sorted(of.difference(how.new))
        if of and not settled:
            return NEW + min(of)
        if doubtful := set(settled).intersection(how.forced):
            return FAMILY + min(doubtful)
        alone = unit.name in named
        if len(settled) == 1 and (alone or {(settled[0], ""), (settled[0], unit.lane)} & doubted):
            return FAMILY + settled[0]
        if unit.name in shared and not alone:
            return MANY + shared[unit.name]
        return f"{unit.kind}-{unit.name}" if alone else unit.lane

    found: dict[str, list[Unit]] = {}
    for unit in units:
        name = taken.get(unit) or scope_of(unit)
        found.setdefault(FIRST if how.first and name in lanes() else name, []).append(unit)
    return dict(sorted(found.items()))


def _matter(change: Change) -> str:
    """What a doubt is about, whichever family it is of: its field, or its kind."""
    words = FIELDS[change.field].en.name if change.field in FIELDS else change.kind.value
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")


def _names(change: Change) -> Iterator[str]:
    """The objects, as path parts, that a change is about; of one that was renamed both names."""
    for name in (change.subject, change.new if change.kind is ChangeKind.CHECKPOINT_RENAMED else ""):
        if isinstance(name, str) and name:
            yield paths.flat(name.partition(": ")[0])  # a standing's subject is "board: name"
            yield paths.flat(name.removeprefix(_CODE_HOST))
            yield kinds.LINKS.stem(name)


def lane_of_scope(scope: str) -> str:
    """The lane of a scope, or of a maker's part of one ("huggingface-acme"); "" for the others."""
    return next((lane for lane in lanes() if scope == lane or scope.startswith(f"{lane}-")), "")


def holds_its_objects(scope: str) -> bool:
    """Whether what is in such a proposal stays in it while it is open, whatever else comes."""
    return scope.startswith(REFRESH) or (bool(lane_of_scope(scope)) and scope not in lanes())


def is_complete(report: RunReport, scope: str = "") -> bool:
    """Whether every source that a scope rests on was asked and answered in full; all of them where no lane is named."""
    failed = {lane_of_source(source.source) for source in report.sources if source.outcome != "ok"}
    answered = {lane_of_source(source.source) for source in report.sources} - failed
    if lane := lane_of_scope(scope):
        return lane in answered
    return not failed and answered >= {lane_of_source(s) for s in default_sources()}
