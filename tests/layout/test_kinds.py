"""The table of file kinds: every kind has its place, is read from it, and nothing stands outside the table."""

import pytest

from pipeline.layout import kinds, paths
from pipeline.layout.canonical import dumps
from pipeline.layout.catalog import Catalog, Curated, Snapshots, retrieved_at
from pipeline.layout.kinds import FileKind, every_kind, snapshot_kinds
from pipeline.model.frozen import Frozen
from pipeline.model.outcomes import InputFaults
from pipeline.model.snapshots import CheckpointFacts, CheckpointSnapshot, Receipt, Snapshot
from pipeline.propose.scopes import lanes, unit_of
from pipeline.schemas import KINDS as SCHEMAS
from pipeline.schemas import schema_files
from tests.on_disk import PROJECT

BIRCH = "acme/birch-7b"
RECEIPT = Receipt(url="https://huggingface.co/api", retrieved_at="2026-01-02T03:04:05Z", sha256="0" * 64, size=2)
SNAPSHOT = CheckpointSnapshot(facts=CheckpointFacts(id=BIRCH), receipt=RECEIPT)


@pytest.mark.parametrize("kind", every_kind(), ids=lambda kind: kind.place)
def test_a_file_is_of_one_kind(kind: FileKind[Frozen]) -> None:
    """It knows its id where its name is made from it; what sources bring is proposed in a lane and labelled, or would only be collected."""
    folder = kind.place.endswith("/")
    path = kind.path(BIRCH) if folder else kind.place
    assert [k for k in every_kind() if k.holds(path)] == [kind]
    assert not folder or kind.id_of(path) == (None if kind is kinds.LINKS else BIRCH)
    assert path.startswith((*paths.INPUT_PREFIXES, *paths.OUTPUT_PREFIXES))
    assert kind.label
    if kind in kinds.collected_kinds():
        assert kind.source
        assert kind.lane in lanes()
        assert unit_of(path) is not None


def test_nothing_stands_outside_the_table() -> None:
    """What a kind is called is the field that holds its files; whatever has facts and a receipt has a row; a unit is of one lane."""
    for rows, holder in ((snapshot_kinds(), Snapshots), (kinds.CURATED, Curated), (kinds.OUTPUTS, Catalog)):
        assert {row.name for row in rows} == set(holder._fields) - {"others"}
    every = {*Frozen.__subclasses__(), *Snapshot.__subclasses__()}
    assert {c for c in every if {"facts", "receipt"} <= set(c.model_fields)} == {kind.type for kind in snapshot_kinds()}
    assert {kind.type for kind in kinds.CURATED} <= set(SCHEMAS.values())
    assert len({(kind.unit, kind.lane) for kind in every_kind() if kind.unit}) == len({k.unit for k in every_kind()} - {""})


def test_a_snapshot_is_found_by_its_path() -> None:
    """The receipt of a file is had without knowing its kind."""
    held = Snapshots(checkpoints={BIRCH: SNAPSHOT})
    others = (kinds.CARDS.path(BIRCH), kinds.LINKS.path("https://example.org"), "README.md")
    assert retrieved_at(kinds.CHECKPOINTS.path(BIRCH), held) == RECEIPT.retrieved_at
    assert [retrieved_at(path, held) for path in others] == [None] * 3


def test_a_file_at_the_place_of_another_object_is_a_fault() -> None:
    """A snapshot that was renamed by hand would speak for what it is not about."""
    assert kinds.CHECKPOINTS.read({kinds.CHECKPOINTS.path(BIRCH): dumps(SNAPSHOT)}) == {BIRCH: SNAPSHOT}
    with pytest.raises(InputFaults, match=r"belongs at snapshots/.*acme--birch-7b\.json"):
        kinds.CHECKPOINTS.read({kinds.CHECKPOINTS.path("acme/oak-7b"): dumps(SNAPSHOT)})


def test_the_schemas_in_docs_are_those_of_the_types() -> None:
    """What an editor checks a TOML file with is what the pipeline reads; `make golden` writes them again."""
    folder = PROJECT / "docs" / "schemas"
    assert {f.name: f.read_text(encoding="utf-8") for f in folder.iterdir()} == schema_files()
