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
from pipeline.layout.curated import Curated
from pipeline.model.changes import Change, ChangeKind
from pipeline.model.ids import is_github_repo
from pipeline.model.reports import RunReport
from pipeline.propose.change_kinds import needs_eyes
from pipeline.propose.objects import Unit, lane_of_source, lanes
from pipeline.sources.declared import default_sources
from pipeline.sources.links.states import family_links

Tree = Mapping[str, bytes]
Membership = dict[Unit, frozenset[str]]

_CODE_HOST: Final = "https://github.com/"


def membership(*parts: tuple[Tree, Curated]) -> Membership:
    """Each object with its families in any of these outputs and curated files: what belonged yesterday still does.

    Checkpoints by observed membership, the others by who names them. Boards are not here: they speak of every family at once.
    """
    found: dict[Unit, set[str]] = {}
    for outputs, curated in parts:
        for kind, name, family in (*_observed(outputs), *_curated(curated)):
            found.setdefault(Unit(kind, name), set()).add(family)
    return {unit: frozenset(families) for unit, families in found.items()}


def _observed(outputs: Tree) -> Iterator[tuple[str, str, str]]:
    """(kind, name, family) of what derive concluded."""
    for path, content in outputs.items():
        if path.startswith(paths.OBSERVED + "families/"):
            family = json.loads(content)
            facts = family.get("facts", {})
            yield from (("checkpoint", paths.flat(c), family["slug"]) for c in family.get("checkpoints", {}))
            yield from (("paper", paths.flat(p), family["slug"]) for p in facts.get("own_arxiv", ()))
            if facts.get("own_github"):
                yield "repository", paths.flat(facts["own_github"]), family["slug"]
        elif path.startswith(paths.OBSERVED + "papers/"):
            paper = json.loads(content)
            yield from (("paper", paths.flat(paper["id"]), family) for family in paper.get("families", ()))


def _curated(curated: Curated) -> Iterator[tuple[str, str, str]]:
    """(kind, name, family) of what people named."""
    for slug, family in curated.families.items():
        yield "family", slug, slug
        yield from (("checkpoint", paths.flat(c), slug) for c in family.checkpoints)
        yield from (("collection", paths.flat(c), slug) for c in family.collections)
        yield from (("paper", paths.flat(p), slug) for p in family.papers)
        repository = (family.links.code or "").removeprefix(_CODE_HOST).strip("/")
        if is_github_repo(repository):
            yield "repository", paths.flat(repository), slug
        for address in family_links(family):
            yield "link", kinds.LINKS.stem(address), slug


FAMILY: Final = "family-"
MANY: Final = "many-"
NEW: Final = "new-"
REFRESH: Final = "refresh-"
OUTPUTS: Final = "outputs"
"""The scope of outputs that follow from main's own inputs."""
FIRST: Final = "first-reading"
"""The scope of all routine changes, as long as most checkpoints of the catalog were never read."""


class Scope(NamedTuple):
    """The name of a proposal, and the objects in it."""

    name: str
    units: tuple[Unit, ...]


class Scoping(NamedTuple):
    """How objects are put into scopes, besides what changed.

    With `families` (a targeted refresh) only what belongs to them is proposed, in one scope.
    `held` are open proposals that keep what is in them. `new` are families that the base has not.
    `forced` families leave the routine with all of their objects, whatever is seen in their changes; objects that
    several share by themselves.
    `first`: what is routine is one first reading. `many`: families about which the same doubt is one matter, not one of each.
    """

    families: Collection[str] = ()
    held: Mapping[str, Collection[Unit]] = {}
    new: Collection[str] = ()
    forced: Collection[str] = ()
    first: bool = False
    many: int = 10


def partition(units: Iterable[Unit], changes: Iterable[Change], belongs: Membership, how: Scoping) -> tuple[Scope, ...]:
    """Every unit in exactly one scope; of a targeted refresh only those of its families."""
    units = sorted(set(units))
    if how.families:
        wanted = frozenset(how.families)
        mine = tuple(u for u in units if belongs.get(u, frozenset()) & wanted)
        return (Scope(REFRESH + "-and-".join(sorted(how.families)), mine),) if mine else ()
    taken = {unit: name for name, kept in sorted(how.held.items()) for unit in kept}
    doubts = [change for change in changes if needs_eyes(change)]
    common = _common(doubts, how.many)
    apart = [change for change in doubts if _matter(change) not in common]
    doubted, named = _doubted(apart), _named(apart)
    shared = {name: _matter(change) for change in doubts if _matter(change) in common for name in _named([change])}

    def scope_of(unit: Unit) -> str:
        of = belongs.get(unit, frozenset())
        settled = sorted(of - frozenset(how.new))
        if of and not settled:
            return NEW + min(of)
        if doubtful := set(settled) & set(how.forced):
            return FAMILY + min(doubtful)
        alone = unit.name in named or unit.name in how.forced
        if len(settled) == 1 and (alone or {(settled[0], ""), (settled[0], unit.lane)} & doubted):
            return FAMILY + settled[0]
        if unit.name in shared and not alone:
            return MANY + shared[unit.name]
        return f"{unit.kind}-{unit.name}" if alone else unit.lane

    found: dict[str, list[Unit]] = {}
    for unit in units:
        name = taken.get(unit) or scope_of(unit)
        found.setdefault(FIRST if how.first and name in lanes() else name, []).append(unit)
    return tuple(Scope(name, tuple(found[name])) for name in sorted(found))


def _matter(change: Change) -> str:
    """What a doubt is about, whichever family it is of: its field, or its kind."""
    words = FIELDS[change.field].en.name if change.field in FIELDS else change.kind.value
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")


def _common(doubts: Iterable[Change], many: int) -> frozenset[str]:
    """What so many families are doubted for that one upstream or reader is the cause, and nobody reads them one by one."""
    families = {(_matter(change), change.family) for change in doubts if change.family}
    return frozenset(matter for matter, count in Counter(matter for matter, _ in families).items() if count > many)


def _doubted(doubts: Iterable[Change]) -> set[tuple[str, str]]:
    """Families with the lanes from which something doubtful came that is said of the whole family ("": any)."""
    return {
        (change.family, "" if change.source in {"", "curated"} else lane_of_source(change.source))
        for change in doubts if change.family and not change.subject
    }  # fmt: skip


def _named(doubts: Iterable[Change]) -> frozenset[str]:
    """The objects, as path parts, that something doubtful is said of; of one that was renamed both names."""
    found: set[str] = set()
    for change in doubts:
        renamed = change.new if change.kind is ChangeKind.CHECKPOINT_RENAMED and isinstance(change.new, str) else ""
        for name in filter(None, (change.subject, renamed)):
            found.add(paths.flat(name.partition(": ")[0]))  # a standing's subject is "board: name"
            found.add(paths.flat(name.removeprefix("https://github.com/")))
            found.add(kinds.LINKS.stem(name))
    return frozenset(found)


def lane_of_scope(scope: str) -> str:
    """The lane of a scope, or of a maker's part of one ("huggingface-acme"); "" for the others."""
    return next((lane for lane in lanes() if scope == lane or scope.startswith(f"{lane}-")), "")


def is_routine(scope: str) -> bool:
    """Whether a scope is for what no person has to answer."""
    return scope == FIRST or bool(lane_of_scope(scope))


def holds_its_objects(scope: str) -> bool:
    """Whether what is in such a proposal stays in it while it is open, whatever else comes."""
    return scope.startswith(REFRESH) or (bool(lane_of_scope(scope)) and scope not in lanes())


def is_complete(report: RunReport, scope: str = "") -> bool:
    """Whether every source that a scope rests on was asked and answered in full; all of them where no lane is named."""
    answered: dict[str, bool] = {}
    for source in report.sources:
        lane = lane_of_source(source.source)
        answered[lane] = answered.get(lane, True) and source.outcome == "ok"
    if lane_of_scope(scope):
        return answered.get(lane_of_scope(scope), False)
    return answered.keys() >= {lane_of_source(s) for s in default_sources()} and all(answered.values())
