"""Objects: which upstream object a snapshot file belongs to, its lane, and a digest of what it states."""

import base64
import contextlib
import hashlib
import json
import math
import re
from collections.abc import Collection, Mapping
from functools import cache
from typing import Final, NamedTuple

from pipeline.layout import paths
from pipeline.layout.kinds import collected_kinds, every_kind, kind_of
from pipeline.model.boards import CuratedBoard
from pipeline.model.snapshots import BoardSnapshot

Tree = Mapping[str, bytes]
Files = Mapping[str, bytes | None]  # paths with their new content, None for a file that goes

# How an object was retrieved, and where in it something stands, is not what it states: a person
# who declined a change is not asked again because a line number or a commit id moved.
_PASSING: Final = frozenset({"receipt", "sha", "last_modified", "revision", "reader", "line", "rule", "updated", "via"})
_ROWS_REMEMBERED: Final = 1_000  # fingerprints of one board's rows in a note; a longer board is remembered as a whole


class Unit(NamedTuple):
    """One upstream object: the kind of thing, and its id as a path part. It is proposed whole."""

    kind: str
    name: str

    @property
    def lane(self) -> str:
        """The scheduled proposal that it belongs to when nothing about it needs a person."""
        return next(kind.lane for kind in every_kind() if kind.unit == self.kind)


def unit_of(path: str) -> Unit | None:
    """The object that an input file belongs to; None for what the bot never proposes."""
    kind = kind_of(path)
    return Unit(kind.unit, kind.stem_of(path)) if kind is not None and kind.unit else None


@cache
def lanes() -> tuple[str, ...]:
    """The scheduled proposals, one for each kind of upstream, in the order in which they are opened."""
    return tuple(dict.fromkeys(kind.lane for kind in collected_kinds()))


def lane_of_source(source: str) -> str:
    """The lane that a source of a run's report feeds; a board reports under its own name."""
    head = re.split(r"[:./]", source.lower())[0]
    return next((kind.lane for kind in collected_kinds() if kind.source == head), "leaderboards")


def is_new_family(path: str, base: Collection[str]) -> bool:
    """Whether a file is that of a family which the base has not: the one curated file that the bot may bring."""
    return path.startswith(paths.FAMILIES) and path not in base


def changed_inputs(base: Tree, new: Tree) -> dict[str, bytes | None]:
    """Input files that the bot may propose: machine-owned ones that differ, and families nobody has yet."""
    changed = (p for p in sorted(base.keys() | new.keys()) if paths.is_input(p) and base.get(p) != new.get(p))
    return {p: new.get(p) for p in changed if not p.startswith(paths.CURATED) or is_new_family(p, base)}


def statement_digest(content: bytes | None) -> str:
    """A digest of what an object states, without how and when it was retrieved; "gone" for a removal."""
    if content is None:
        return "gone"
    with contextlib.suppress(ValueError):  # not JSON: history, or a family's TOML; then the bytes are the statement
        content = json.dumps(_stated(json.loads(content)), sort_keys=True, ensure_ascii=False).encode()
    return hashlib.sha256(content).hexdigest()[:20]


def _stated(value: object) -> object:
    if isinstance(value, dict):
        return {k: _stated(v) for k, v in value.items() if k not in _PASSING}
    if isinstance(value, list):
        stated = [_stated(v) for v in value]
        # In which order an upstream lists words is not what it states either.
        return sorted(stated, key=str) if all(isinstance(v, str) for v in stated) else stated
    return value


def same_but_for_receipt(one: bytes, other: bytes) -> bool:
    """Whether two snapshots differ in nothing but how and when they were retrieved."""
    with contextlib.suppress(ValueError):
        left, right = json.loads(one), json.loads(other)
        if isinstance(left, dict) and isinstance(right, dict):
            return {**left, "receipt": None} == {**right, "receipt": None}
    return one == other


def board_of(path: str) -> str:
    """The slug of the board that a file in a folder of boards is about."""
    return path.rpartition("/")[2].rpartition(".")[0]


def row_prints(path: str, content: bytes | None, board: CuratedBoard | None) -> tuple[tuple[str, ...], ...]:
    """What a board's edition is remembered by beyond noise: for each row and score two fingerprints, one of which is enough.

    The two lie on grids of twice the noise, half a step apart: values within the noise of one another always share one.
    Its names and side columns are one fingerprint more. () where the board has no noise, or is too long: then the
    edition is remembered as it is.
    """
    if content is None or board is None or not path.startswith(paths.BOARD_SNAPSHOTS):
        return ()
    rows = BoardSnapshot.model_validate_json(content).facts.rows
    noises = {s.name: board.noise_of(s.name) for s in board.scores}
    if max(noises.values(), default=0.0) <= 0 or 2 * sum(len(r.scores) for r in rows.values()) > _ROWS_REMEMBERED:
        return ()
    sides = [[name, row.model_dump(mode="json", exclude={"scores", "votes"}), sorted(row.scores)] for name, row in sorted(rows.items())]
    found: list[tuple[str, ...]] = [(fingerprint(path, json.dumps(sides, sort_keys=True)),)]
    for name, row in rows.items():
        for score, value in row.scores.items():
            noise = noises.get(score, 0.0)
            cells = {f"{math.floor(value.value / (2 * noise) + half)}{half}" for half in (0.0, 0.5)} if noise > 0 else {repr(value.value)}
            found.append(tuple(fingerprint(path, f"{name}\0{score}\0{cell}") for cell in sorted(cells)))
    return tuple(found)


def is_declined(path: str, content: bytes | None, board: CuratedBoard | None, declined: Collection[str]) -> bool:
    """Whether a person turned down what an object states, or what differs from it by noise alone."""
    if fingerprint(path, statement_digest(content)) in declined:
        return True
    rows = row_prints(path, content, board)
    return bool(rows) and all(any(one in declined for one in row) for row in rows)


def fingerprint(path: str, statement: str) -> str:
    """What a person's close is remembered by: 48 bits of an object's path and what it stated, as eight characters."""
    return base64.urlsafe_b64encode(hashlib.sha256(f"{path}\0{statement}".encode()).digest()[:6]).decode()


def fingerprints(digests: Mapping[str, str]) -> str:
    """The fingerprints of a proposal's objects, in order, in one string."""
    return "".join(sorted(fingerprint(path, statement) for path, statement in digests.items()))


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
