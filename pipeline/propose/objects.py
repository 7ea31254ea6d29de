"""Objects: which upstream object a snapshot file belongs to, its lane, and a digest of what it states."""

import base64
import contextlib
import hashlib
import json
import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Final, NamedTuple

from pipeline.layout import paths
from pipeline.layout.kinds import collected_kinds, every_kind, kind_of

Tree = Mapping[str, bytes]

# How an object was retrieved, and where in it something stands, is not what it states: a person
# who declined a change is not asked again because a line number or a commit id moved.
_PASSING: Final = frozenset({"receipt", "sha", "last_modified", "revision", "reader", "line", "rule", "updated"})

_RETRIEVED: Final = re.compile(rb'"retrieved_at": "(\d{4}-\d\d-\d\d)')


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
    head = source.partition(":")[0].partition(".")[0].partition("/")[0].lower()
    return next((kind.lane for kind in collected_kinds() if kind.source == head), "leaderboards")


def changed_inputs(base: Tree, new: Tree) -> dict[str, bytes | None]:
    """Input files that the bot may propose: machine-owned ones that differ, and families nobody has yet.

    A person's file that differs is not among them: the bot does not edit it.
    """
    found: dict[str, bytes | None] = {}
    for path in sorted(base.keys() | new.keys()):
        if not paths.is_input(path) or base.get(path) == new.get(path):
            continue
        if path.startswith(paths.CURATED) and not (path.startswith(paths.FAMILIES) and path not in base):
            continue
        found[path] = new.get(path)
    return found


def is_withdrawn(files: Mapping[str, bytes | None]) -> bool:
    """Whether an object's snapshots say that it is gone."""
    return any(content is not None and b'"state": "gone"' in content for content in files.values())


def newest_day(inputs: Mapping[str, bytes | None]) -> date | None:
    """The day on which the newest of these snapshots was retrieved; None without one."""
    days = [m[1] for content in inputs.values() if content and (m := _RETRIEVED.search(content))]
    return date.fromisoformat(max(days).decode()) if days else None


def statement_digest(content: bytes | None) -> str:
    """A digest of what an object states, without how and when it was retrieved; "gone" for a removal."""
    if content is None:
        return "gone"
    with contextlib.suppress(ValueError):  # not JSON: history, or a family's TOML; then the bytes are the statement
        content = json.dumps(_stated(json.loads(content)), sort_keys=True, ensure_ascii=False).encode()
    return hashlib.sha256(content).hexdigest()[:20]


def same_but_for_receipt(one: bytes, other: bytes) -> bool:
    """Whether two snapshots differ in nothing but how and when they were retrieved."""
    if one == other:
        return True
    try:
        left, right = json.loads(one), json.loads(other)
    except ValueError:
        return False
    both = isinstance(left, dict) and isinstance(right, dict)
    return both and {**left, "receipt": None} == {**right, "receipt": None}


def _stated(value: object) -> object:
    if isinstance(value, dict):
        return {k: _stated(v) for k, v in value.items() if k not in _PASSING}
    if isinstance(value, list):
        return [_stated(v) for v in value]
    return value


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
    for path in sorted(files):
        content = files[path]
        if isinstance(content, str):
            content = content.encode()
        part = "gone" if content is None else hashlib.sha256(content).hexdigest()
        whole.update(f"{path}\0{part}\n".encode())
    return whole.hexdigest()[:20]


def world_digest(base: Tree) -> str:
    """A digest of the catalog on the base: a commit that touches neither input nor output does not move it."""
    return files_digest({p: c for p, c in base.items() if paths.is_input(p) or paths.is_output(p)})
