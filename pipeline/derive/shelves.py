"""Shelves: the snapshots of a tree as tables, each file read when it is asked for and not held for long.

Where a file's name is not the one that its content calls for, nothing can be found by its key:
such a tree is derived the long way (`whole`), which reads everything first.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, cast

from pydantic import BaseModel

from pipeline.derive.looks import Digest, Looks, Table, digest_of
from pipeline.layout import paths
from pipeline.layout.canonical import loads
from pipeline.layout.kinds import FileKind, snapshot_kinds
from pipeline.layout.snapshots import Snapshots
from pipeline.model.findings import InputFaults
from pipeline.model.memo import Memo

_SOUND: Final = "sound snapshots"
_SHORT: Final = 16
"""Bytes of a digest that tell a file that was checked before from all others."""


def shelved(inputs: Mapping[str, bytes], digest: Digest, looks: Looks, memo: Memo | None) -> Snapshots | None:
    """The snapshots as tables; None where a file cannot be read or is not where its key is looked for."""
    tables = {
        kind.name: _table(kind, inputs, digest, looks) for kind in snapshot_kinds() if kind.name in Snapshots._fields
    }
    return Snapshots(**cast("Any", tables)) if _sound(inputs, tables, digest, memo) else None


def _table(
    kind: FileKind[BaseModel], inputs: Mapping[str, bytes], digest: Digest, looks: Looks
) -> Table[str, BaseModel]:
    def make(key: str) -> BaseModel | None:
        path = kind.path(key)
        item = loads(kind.type, path, inputs[path])
        return item if kind.id_in(item) == key else None  # "a--b/c" and "a/b--c" would be in one file

    def keys() -> Iterator[str]:
        # By the paths' order, as the whole catalog is read.
        yield from kind.read(inputs)

    return Table(kind.name, looks, digest=lambda key: digest(kind.path(key)), make=make, keys=keys)


def checkpoint_ids(inputs: Iterable[str]) -> Iterator[str]:
    """The checkpoints that have snapshots, from the names of their files, by these names' order."""
    return (_id_in(path) for path in sorted(p for p in inputs if p.startswith(paths.HUB)))


def _id_in(path: str) -> str:
    return paths.unflat(path[len(paths.HUB) :].removesuffix(".json"))


def _sound(
    inputs: Mapping[str, bytes], tables: Mapping[str, Table[str, BaseModel]], digest: Digest, memo: Memo | None
) -> bool:
    """Whether each snapshot can be read and stands where its key says; what was sound before is not read again."""
    note = memo.get(_SOUND) if memo is not None else None
    known = {note[n : n + _SHORT] for n in range(0, len(note), _SHORT)} if note else set()
    seen: set[bytes] = set()
    for kind in snapshot_kinds():
        for path in inputs:
            if not path.startswith(kind.place):
                continue
            if memo is not None:
                mark = digest_of(path.encode(errors="surrogatepass"), digest(path))[:_SHORT]
                seen.add(mark)
                if mark in known:
                    continue
            try:
                item = loads(kind.type, path, inputs[path])
            except InputFaults:
                return False
            key = kind.id_in(item)
            if key is None or kind.path(key) != path or (kind.name == "checkpoints" and _id_in(path) != key):
                return False
            tables[kind.name].offer(key, item)
    if memo is not None and seen != known:
        memo.put(_SOUND, b"".join(sorted(seen)))
    return True
