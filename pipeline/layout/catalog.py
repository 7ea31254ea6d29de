"""catalog/observed and catalog/evidence as one value, and as files."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from pipeline.layout import kinds
from pipeline.layout.canonical import written
from pipeline.model.observed import FamilyEvidence, Heard, ObservedBoard, ObservedFamily, ObservedPaper


class Catalog(NamedTuple):
    """What derive concludes, by slug (papers by arXiv id)."""

    families: Mapping[str, ObservedFamily]
    evidence: Mapping[str, FamilyEvidence]
    boards: Mapping[str, ObservedBoard]
    papers: Mapping[str, ObservedPaper]


def evidence_json(evidence: FamilyEvidence) -> bytes:
    """A family's evidence as its file: the bytes of `dumps`, made without asking each value whether it says nothing.

    What a family's row rests on was heard of a checkpoint: the same object, written out once for both places.
    """
    made: dict[int, dict[str, object]] = {}

    def plain(heard: Iterable[Heard]) -> list[dict[str, object]]:
        return [made.get(id(one)) or made.setdefault(id(one), _heard(one)) for one in heard]

    found: dict[str, object] = {}
    checkpoints = {
        name: {field: plain(fields[field]) for field in sorted(fields) if fields[field]}
        for name, fields in sorted(evidence.checkpoints.items())
        if fields
    }
    if evidence.checkpoints:  # also where nothing was heard of any of them
        found["checkpoints"] = checkpoints
    if evidence.facts:
        found["facts"] = {field: plain(heard) for field, heard in sorted(evidence.facts.items()) if heard}
    return written({**found, "slug": evidence.slug})


def _heard(one: Heard) -> dict[str, object]:
    """One thing heard with its keys in order."""
    found: dict[str, object] = {"at": one.at, "because": one.because}
    if one.checkpoint is not None:
        found["checkpoint"] = one.checkpoint
    if one.line is not None:
        found["line"] = one.line
    if one.pointer is not None:
        found["pointer"] = one.pointer
    if one.revision is not None:
        found["revision"] = one.revision
    found["rule"] = one.rule
    found["snapshot"] = one.snapshot
    found["source"] = one.source
    found["url"] = one.url
    if one.value != ():
        found["value"] = one.value
    found["verdict"] = one.verdict
    return found


def parse_catalog(tree: Mapping[str, bytes]) -> Catalog:
    """The catalog that a tree holds.

    Raises:
        InputFaults: a file is not what derive writes.
    """
    return Catalog(**{kind.name: kind.read(tree) for kind in kinds.OUTPUTS})
