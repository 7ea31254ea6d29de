"""snapshots/ as types: one dictionary per kind, keyed by the upstream's id."""

from collections.abc import Mapping
from typing import NamedTuple

from pydantic import BaseModel

from pipeline.layout.kinds import kind_of, snapshot_kinds
from pipeline.model.findings import Fault, InputFaults
from pipeline.model.snapshots import (
    BoardSnapshot,
    CardSnapshot,
    CheckpointSnapshot,
    CollectionSnapshot,
    LinkSnapshot,
    PaperSnapshot,
    RepositorySnapshot,
)


class Snapshots(NamedTuple):
    """What every upstream stated, as last retrieved. `others`: kinds that a source's folder adds, by their names."""

    checkpoints: Mapping[str, CheckpointSnapshot] = {}
    cards: Mapping[str, CardSnapshot] = {}
    collections: Mapping[str, CollectionSnapshot] = {}
    papers: Mapping[str, PaperSnapshot] = {}
    boards: Mapping[str, BoardSnapshot] = {}
    repositories: Mapping[str, RepositorySnapshot] = {}
    links: Mapping[str, LinkSnapshot] = {}
    others: Mapping[str, Mapping[str, BaseModel]] = {}

    def at(self, path: str) -> BaseModel | None:
        """The snapshot in a file; None where there is none, or where the file's name does not tell its id."""
        kind = kind_of(path)
        if kind is None or kind not in snapshot_kinds():
            return None
        held: Mapping[str, BaseModel] | None = getattr(self, kind.name, None)
        identifier = kind.id_of(path)
        if held is None:
            held = self.others.get(kind.name, {})
        return held.get(identifier) if identifier is not None else None


def retrieved_at(path: str, snapshots: Snapshots) -> str | None:
    """When the snapshot in a file was retrieved (ISO 8601, UTC), as its receipt says."""
    found: str | None = getattr(getattr(snapshots.at(path), "receipt", None), "retrieved_at", None)
    return found


def parse_snapshots(tree: Mapping[str, bytes]) -> Snapshots:
    """The snapshots of a tree.

    Raises:
        InputFaults: files that are not what the machine writes, all of them.
    """
    faults: list[Fault] = []
    read = {kind.name: kind.read(tree, faults) for kind in snapshot_kinds()}
    if faults:
        raise InputFaults(tuple(faults))
    known = {name: read.pop(name) for name in Snapshots._fields if name in read}
    return Snapshots(**known, others=read)
