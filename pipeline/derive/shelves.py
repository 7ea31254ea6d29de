"""Shelves: the snapshots of a tree as tables, each file read when it is asked for and not held for long.

Where a file's name is not the one that its content calls for, nothing can be found by its key:
such a tree is derived the long way (`whole`), which reads everything first.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple, cast

from pydantic import BaseModel

from pipeline.derive.looks import Digest, Looks, Table, digest_of
from pipeline.layout import paths
from pipeline.layout.canonical import loads
from pipeline.layout.snapshots import KINDS, Snapshots, name_of
from pipeline.model.findings import InputFaults
from pipeline.model.memo import Memo

_SOUND: Final = "sound snapshots"
_SHORT: Final = 16
"""Bytes of a digest that tell a file that was checked before from all others."""


class Shelf(NamedTuple):
    """One folder of snapshots/: its files' type, and the path of a key."""

    prefix: str
    kind: type[BaseModel]
    path_of: Callable[[str], str]


SHELVES: Final[dict[str, Shelf]] = {
    name: Shelf(prefix, KINDS[prefix], path_of)
    for name, prefix, path_of in (
        ("checkpoints", paths.HUB, paths.hub_snapshot),
        ("cards", paths.CARDS, paths.card_snapshot),
        ("collections", paths.COLLECTIONS, paths.collection_snapshot),
        ("papers", paths.PAPERS, paths.paper_snapshot),
        ("boards", paths.BOARD_SNAPSHOTS, paths.board_snapshot),
        ("repositories", paths.REPOSITORIES, paths.repository_snapshot),
        ("links", paths.LINKS, paths.link_snapshot),
    )
}


def shelved(inputs: Mapping[str, bytes], digest: Digest, looks: Looks, memo: Memo | None) -> Snapshots | None:
    """The snapshots as tables; None where a file cannot be read or is not where its key is looked for."""
    tables = {name: _table(name, shelf, inputs, digest, looks) for name, shelf in SHELVES.items()}
    return Snapshots(**cast("Any", tables)) if _sound(inputs, tables, digest, memo) else None


def _table(name: str, shelf: Shelf, inputs: Mapping[str, bytes], digest: Digest, looks: Looks) -> Table[str, BaseModel]:
    def make(key: str) -> BaseModel | None:
        path = shelf.path_of(key)
        item = loads(shelf.kind, path, inputs[path])
        return item if name_of(item) == key else None  # "a--b/c" and "a/b--c" would be in one file

    def keys() -> Iterator[str]:
        # By the paths' order, as the whole catalog is read.
        for path in sorted(p for p in inputs if p.startswith(shelf.prefix)):
            yield cast("str", name_of(loads(shelf.kind, path, inputs[path])))

    return Table(name, looks, digest=lambda key: digest(shelf.path_of(key)), make=make, keys=keys)


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
    for name, shelf in SHELVES.items():
        for path in inputs:
            if not path.startswith(shelf.prefix):
                continue
            if memo is not None:
                mark = digest_of(path.encode(errors="surrogatepass"), digest(path))[:_SHORT]
                seen.add(mark)
                if mark in known:
                    continue
            try:
                item = loads(shelf.kind, path, inputs[path])
            except InputFaults:
                return False
            key = name_of(item)
            if key is None or shelf.path_of(key) != path or (name == "checkpoints" and _id_in(path) != key):
                return False
            tables[name].offer(key, item)
    if memo is not None and seen != known:
        memo.put(_SOUND, b"".join(sorted(seen)))
    return True
