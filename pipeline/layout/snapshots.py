"""snapshots/ as types: one dictionary per kind, keyed by the upstream's id."""

from collections import UserDict
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from pydantic import BaseModel

from pipeline.layout.canonical import loads
from pipeline.layout.kinds import FileKind, kind_of, snapshot_kinds
from pipeline.model import snapshots
from pipeline.model.findings import Fault, InputFaults


class Snapshots(NamedTuple):
    """What every upstream stated, as last retrieved. `others`: kinds that a source's folder adds, by their names."""

    checkpoints: Mapping[str, snapshots.CheckpointSnapshot] = {}
    cards: Mapping[str, snapshots.CardSnapshot] = {}
    collections: Mapping[str, snapshots.CollectionSnapshot] = {}
    papers: Mapping[str, snapshots.PaperSnapshot] = {}
    boards: Mapping[str, snapshots.BoardSnapshot] = {}
    repositories: Mapping[str, snapshots.RepositorySnapshot] = {}
    links: Mapping[str, snapshots.LinkSnapshot] = {}
    others: Mapping[str, Mapping[str, BaseModel]] = {}


def retrieved_at(path: str, snapshots: Snapshots) -> str | None:
    """When the snapshot in a file was retrieved (ISO 8601, UTC); None where the path tells of none."""
    kind = kind_of(path)
    if kind is None or kind not in snapshot_kinds():
        return None
    held: Mapping[str, Any] = getattr(snapshots, kind.name, None) or snapshots.others.get(kind.name, {})
    snapshot = held.get(kind.id_of(path) or "")
    return getattr(getattr(snapshot, "receipt", None), "retrieved_at", None)


def parse_snapshots(tree: Mapping[str, bytes], *, most: int | None = None) -> Snapshots:
    """The snapshots of a tree; with `most`, so many of each kind are held in memory and others read when needed.

    InputFaults with all files that are not what the machine writes.
    """
    faults: list[Fault] = []
    read: dict[str, Mapping[str, Any]] = {}
    most = len(tree) if most is None else most
    for kind in snapshot_kinds():
        long = sum(path.startswith(kind.place) for path in tree) > most
        read[kind.name] = _ReadAgain(kind, tree, most, faults) if long else dict(kind.each(tree, faults))
    if faults:
        raise InputFaults(faults)
    known = {name: read.pop(name) for name in Snapshots._fields if name in read}
    return Snapshots(**known, others=read)


class _ReadAgain(UserDict[str, Any]):
    """The files of one kind, of which at most so many are held: reading one again costs less than the memory."""

    def __init__(self, kind: FileKind[Any], tree: Mapping[str, bytes], most: int, faults: list[Fault]) -> None:
        super().__init__({identifier: kind.path(identifier) for identifier, _ in kind.each(tree, faults)})
        self._read: Callable[[str], BaseModel] = lru_cache(most)(lambda path: loads(kind.type, path, tree[path]))

    def __getitem__(self, key: str) -> BaseModel:
        return self._read(super().__getitem__(key))
