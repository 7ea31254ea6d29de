"""Objects and scopes: whose a file is, which proposal an object goes into, and what a person's no is remembered by.

Routine changes share a proposal per lane. An object about which something needs a person's eyes leaves
it: with the others of its family, or by itself where several families share it, such as a board. The same doubt
about many families is one matter. A new family brings its own objects. A targeted refresh is one proposal.
Which families an object says something about (its membership) is read from a derived tree.
"""

import base64
import contextlib
import hashlib
import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from itertools import chain
from typing import Final, NamedTuple

from pipeline.fields import FIELDS
from pipeline.layout import kinds, paths
from pipeline.layout.catalog import TEXTS, links_of
from pipeline.model import snapshots
from pipeline.model.boards import CuratedBoard
from pipeline.model.changes import Change, ChangeKind
from pipeline.model.claims import Claim
from pipeline.model.frozen import PASSING
from pipeline.model.ids import is_github_repo
from pipeline.model.reports import RunReport
from pipeline.reconcile.catalog import Derived
from pipeline.sources.declared import default_sources

Tree = Mapping[str, bytes]
Files = Mapping[str, bytes | None]  # paths with their new content, None for a file that goes

_CODE_HOST: Final = "https://github.com/"
FAMILY: Final = "family-"
MANY: Final = "many-"
NEW: Final = "new-"
REFRESH: Final = "refresh-"
OUTPUTS: Final = "outputs"  # the scope of outputs that follow from main's own inputs
FIRST: Final = "first-reading"
"""The scope of all routine changes, as long as most checkpoints of the catalog were never read."""


class Unit(NamedTuple):
    """One upstream object: the kind of thing, and its id as a path part. It is proposed whole."""

    kind: str
    name: str

    @property
    def lane(self) -> str:
        """The scheduled proposal that it belongs to when nothing about it needs a person."""
        return next(kind.lane for kind in kinds.every_kind() if kind.unit == self.kind)


def unit_of(path: str) -> Unit | None:
    """The object that an input file belongs to; None for what the bot never proposes."""
    kind = kinds.kind_of(path)
    return Unit(kind.unit, kind.stem_of(path)) if kind is not None and kind.unit else None


@cache
def lanes() -> tuple[str, ...]:
    """The scheduled proposals, one for each kind of upstream, in the order in which they are opened."""
    return tuple(dict.fromkeys(kind.lane for kind in kinds.collected_kinds()))


def lane_of_source(source: str) -> str:
    """The lane that a source of a run's report feeds."""
    return next((kind.lane for kind in kinds.collected_kinds() if kind.source == source), "")


def may_propose(path: str, base: Collection[str]) -> bool:
    """Whether a file is an input that the bot may bring: of the curated ones only a family that the base has not."""
    return paths.is_input(path) and (not path.startswith(paths.CURATED) or (path.startswith(paths.FAMILIES) and path not in base))


def owners_of(files: Iterable[str]) -> set[str]:
    """Whose the checkpoints among these files are."""
    return {kinds.CHECKPOINTS.stem_of(path).partition("--")[0] for path in files if kinds.CHECKPOINTS.holds(path)}


Membership = Mapping[Unit, frozenset[str]]
Boards = Mapping[str, CuratedBoard]


def membership(*worlds: Derived) -> Membership:
    """Each object with its families in any of these: what belonged yesterday still does.

    Checkpoints by observed membership, the others by who names them; no boards, which speak of every family at once.
    """
    found: defaultdict[Unit, set[str]] = defaultdict(set)
    for curated, catalog in ((one.curated, one.catalog) for one in worlds):
        for slug, family in curated.families.items():
            observed = catalog.observed(slug)
            code = (family.links.code or "").removeprefix(_CODE_HOST).strip("/"), str(observed.facts.get("own_github"))
            ids = {
                "family": [slug], "collection": family.collections, "repository": filter(is_github_repo, code),
                "checkpoint": [*family.checkpoints, *observed.checkpoints],
                "paper": [*family.papers, *observed.texts("own_arxiv")],
            }  # fmt: skip
            for unit in (Unit(kind, paths.flat(one)) for kind, some in ids.items() for one in some):
                found[unit].add(slug)
        for link in (one for one in links_of(curated) if one.subject in curated.families and one.place not in TEXTS):
            found[Unit("link", kinds.LINKS.stem(link.url))].add(link.subject)
    return {unit: frozenset(families) for unit, families in found.items()}


class Scoping(NamedTuple):
    """The files of each object that changed, what all of them change, whose they are, and how they are put into scopes."""

    by_unit: Mapping[Unit, Files]
    changes: Collection[Change]
    belongs: Membership
    families: Collection[str] = ()  # of a targeted refresh: only what belongs to them is proposed, in one scope
    held: Mapping[Unit, str] = {}  # what an open proposal keeps in it
    new: Collection[str] = ()  # families that the base has not
    # Families that leave the routine with all of their objects, whatever is seen in their changes; what several share alone.
    forced: Collection[str] = ()
    # Checkpoints that were never read, in a first reading: what is routine of them and of other sources is one scope.
    unread: Collection[Unit] = ()
    many: int = 10  # families about which the same doubt is one matter

    def files(self, units: Iterable[Unit]) -> Files:
        """The files of some objects."""
        return {path: content for unit in units for path, content in self.by_unit[unit].items()}


def partition(how: Scoping) -> dict[str, list[Unit]]:
    """The objects of each scope: every one in exactly one; of a targeted refresh only those of its families."""
    units, belongs = sorted(how.by_unit), how.belongs
    if how.families:
        mine = [u for u in units if not belongs.get(u, frozenset()).isdisjoint(how.families)]
        return {REFRESH + "-and-".join(sorted(how.families)): mine} if mine else {}
    doubts = [change for change in how.changes if change.needs_eyes]
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
        name = how.held.get(unit) or scope_of(unit)
        first = how.unread and name in lanes() and (unit in how.unread or unit.kind != "checkpoint")
        found.setdefault(FIRST if first else name, []).append(unit)
    if how.unread and set(how.unread).isdisjoint(found.get(FIRST, ())):
        return partition(how._replace(unread=()))
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


def is_complete(report: RunReport, scope: str = "") -> bool:
    """Whether every source that a scope rests on was asked and answered in full; all of them where no lane is named."""
    failed = {lane_of_source(source.source) for source in report.sources if source.outcome != "ok"}
    answered = {lane_of_source(source.source) for source in report.sources} - failed
    lane = lane_of_scope(scope)
    return lane in answered if lane else not failed and answered >= {lane_of_source(s) for s in default_sources()}


# What a person's close is remembered by.

# A person who declined a change is not asked again because a line number, a commit id or a version moved.
_KEPT: Final = [one.__annotations__ for one in (*vars(snapshots).values(), Claim) if isinstance(one, type)]
_PASSING: Final = (
    {name for fields in _KEPT for name, kind in fields.items() if PASSING in getattr(kind, "__metadata__", ())},
    {"receipt", "sha", "last_modified", "revision", "reader", "line", "rule", "updated", "via"},  # of earlier notes
)
_ROWS_REMEMBERED: Final = 1_000  # fingerprints of one board's rows in a note; a longer board is remembered as a whole


def statement_digest(content: bytes | None, passing: Collection[str] = _PASSING[0]) -> str:
    """A digest of what an object states, without how and when it was retrieved; "gone" for a removal."""
    if content is None:
        return "gone"
    with contextlib.suppress(ValueError):  # not JSON: history, or a family's TOML; then the bytes are the statement
        content = json.dumps(_stated(json.loads(content), passing), sort_keys=True, ensure_ascii=False).encode()
    return hashlib.sha256(content).hexdigest()[:20]


def _stated(value: object, passing: Collection[str]) -> object:
    if isinstance(value, dict):
        return {k: _stated(v, passing) for k, v in value.items() if k not in passing}
    if isinstance(value, list):
        stated = [_stated(v, passing) for v in value]
        # In which order an upstream lists words is not what it states either.
        return sorted(stated, key=str) if all(isinstance(v, str) for v in stated) else stated
    return value


def same_but_for_receipt(one: bytes, other: bytes) -> bool:
    """Whether two snapshots differ in nothing but how and when they were retrieved."""
    with contextlib.suppress(ValueError, TypeError):  # no JSON, or no object
        return one == other or {**json.loads(one), "receipt": None} == {**json.loads(other), "receipt": None}
    return False


def row_prints(path: str, content: bytes | None, boards: Boards, *, about: bool = False) -> Iterator[list[str]]:
    """What a board's edition is remembered by beyond noise: for each row and score two fingerprints, one of which is enough.

    The two lie on grids of twice the noise, half a step apart: values within the noise of one another always share one.
    `about`: also those of values around it, so that it shares one with whatever it has not moved from by its interval.
    Its names and side columns are one fingerprint more. Nothing where the board has no noise, or is too long: then the
    edition is remembered as it is.
    """
    board = boards.get(kinds.BOARDS.stem_of(path)) if kinds.BOARDS.holds(path) else None
    if content is None or board is None:
        return
    rows = snapshots.BoardSnapshot.model_validate_json(content).facts.rows
    noises = {s.name: board.noise_of(s.name) for s in board.scores}
    if max(noises.values(), default=0.0) <= 0 or 2 * sum(len(r.scores) for r in rows.values()) > _ROWS_REMEMBERED:
        return
    sides = [[name, row.model_dump(mode="json", exclude={"scores", "votes"}), sorted(row.scores)] for name, row in sorted(rows.items())]
    yield [fingerprint(path, json.dumps(sides, sort_keys=True))]
    for name, row in rows.items():
        for score, value in row.scores.items():
            noise, cells = noises.get(score, 0.0), {repr(value.value)}
            if noise > 0:
                reach = min(value.within(noise), 50 * noise) - noise if about else 0.0  # a wider interval says nothing
                ends = [(value.value + way) / (2 * noise) for way in (-reach, reach)]
                steps = {half: range(math.floor(ends[0] + half), math.floor(ends[1] + half) + 1) for half in (0.0, 0.5)}
                cells = {f"{cell}{half}" for half, own in steps.items() for cell in own}
            yield [fingerprint(path, f"{name}\0{score}\0{cell}") for cell in sorted(cells)]


def is_declined(path: str, content: bytes | None, boards: Boards, declined: Collection[str]) -> bool:
    """Whether a person turned down what an object states, or what differs from it by noise alone."""
    same = any(fingerprint(path, statement_digest(content, passing)) in declined for passing in _PASSING)
    rows = list(row_prints(path, content, boards, about=True))
    return same or (bool(rows) and all(any(one in declined for one in row) for row in rows))


def fingerprint(path: str, statement: str) -> str:
    """What a person's close is remembered by: 48 bits of an object's path and what it stated, as eight characters."""
    return base64.urlsafe_b64encode(hashlib.sha256(f"{path}\0{statement}".encode()).digest()[:6]).decode()


def fingerprints(inputs: Files, boards: Boards) -> str:
    """The fingerprints of what these objects state, in order, and then of boards' rows, in one string."""
    objects = sorted(fingerprint(path, statement_digest(content)) for path, content in inputs.items())
    rows = (row for path, content in inputs.items() for row in row_prints(path, content, boards))
    return "".join(chain(objects, *rows))


def unpacked(prints: str) -> frozenset[str]:
    """The fingerprints in such a string."""
    return frozenset(prints[i : i + 8] for i in range(0, len(prints), 8))


def files_digest(files: Mapping[str, bytes | str | None]) -> str:
    """A digest of paths and contents (or blob ids) together."""
    whole = hashlib.sha256()
    for path, content in sorted(files.items()):
        data = content.encode() if isinstance(content, str) else content
        whole.update(f"{path}\0{'gone' if data is None else hashlib.sha256(data).hexdigest()}\n".encode())
    return whole.hexdigest()[:20]
