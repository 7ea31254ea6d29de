"""The table of file kinds: every kind has its place, is read from it, and nothing stands outside the table."""

from pathlib import Path

import pytest

from pipeline.layout import kinds, paths
from pipeline.layout.canonical import dumps
from pipeline.layout.catalog import Catalog
from pipeline.layout.curated import Curated
from pipeline.layout.kinds import every_kind, snapshot_kinds
from pipeline.layout.snapshots import Snapshots, retrieved_at
from pipeline.model.findings import InputFaults
from pipeline.model.frozen import Frozen
from pipeline.model.snapshots import CheckpointFacts, CheckpointSnapshot, Receipt, Snapshot
from pipeline.propose.objects import lanes, unit_of
from pipeline.schemas import KINDS as SCHEMAS
from pipeline.schemas import schema_files

RECEIPT = Receipt(url="https://huggingface.co/api", retrieved_at="2026-01-02T03:04:05Z", sha256="0" * 64, size=2)


def test_each_kind_has_a_field_that_holds_its_files() -> None:
    """What a kind is called is the field of the type in which its files are handed on."""
    holders = ((snapshot_kinds(), Snapshots), (kinds.CURATED, Curated), (kinds.OUTPUTS, Catalog))

    for rows, holder in holders:
        assert {row.name for row in rows} == set(holder._fields) - {"others"}


def test_places_do_not_overlap() -> None:
    """A file is of one kind, and knows its id where its name is made from it."""
    for kind in every_kind():
        path = kind.path("acme/birch-7b") if kind.place.endswith("/") else kind.place

        assert [k for k in every_kind() if k.holds(path)] == [kind]
        if kind.place.endswith("/"):
            assert kind.id_of(path) == (None if kind is kinds.LINKS else "acme/birch-7b")
        assert path.startswith((*paths.INPUT_PREFIXES, *paths.OUTPUT_PREFIXES))


def test_what_sources_bring_is_proposed_and_labelled() -> None:
    """A kind that no lane takes would be collected and never proposed."""
    for kind in kinds.collected_kinds():
        assert kind.source
        assert kind.unit
        assert kind.lane in lanes()
        assert unit_of(kind.path("acme/birch-7b")) is not None
    assert len({(kind.unit, kind.lane) for kind in every_kind() if kind.unit}) == len({k.unit for k in every_kind()} - {""})
    assert all(kind.label for kind in every_kind())


def test_a_type_of_snapshot_without_a_row_cannot_be() -> None:
    """Whatever has facts and a receipt stands in the table, and every curated kind has a schema."""
    bases: list[type[Frozen]] = [Frozen, *Frozen.__subclasses__(), *Snapshot.__subclasses__()]
    every = {one for of in bases for one in of.__subclasses__()}
    written = {c for c in every if {"facts", "receipt"} <= set(c.model_fields)}

    assert written == {kind.type for kind in snapshot_kinds()}
    assert {kind.type for kind in kinds.CURATED} <= set(SCHEMAS.values())


def test_a_snapshot_is_found_by_its_path() -> None:
    """The receipt of a file is had without knowing its kind."""
    snapshot = CheckpointSnapshot(facts=CheckpointFacts(id="acme/birch-7b"), receipt=RECEIPT)
    held = Snapshots(checkpoints={"acme/birch-7b": snapshot})

    assert retrieved_at(kinds.CHECKPOINTS.path("acme/birch-7b"), held) == RECEIPT.retrieved_at
    assert retrieved_at(kinds.CARDS.path("acme/birch-7b"), held) is None
    assert retrieved_at(kinds.LINKS.path("https://example.org"), held) is None
    assert retrieved_at("README.md", held) is None


def test_a_file_at_the_place_of_another_object_is_a_fault() -> None:
    """A snapshot that was renamed by hand would speak for what it is not about."""
    content = CheckpointSnapshot(facts=CheckpointFacts(id="acme/birch-7b"), receipt=RECEIPT)

    assert kinds.CHECKPOINTS.read({kinds.CHECKPOINTS.path("acme/birch-7b"): dumps(content)}) == {"acme/birch-7b": content}
    with pytest.raises(InputFaults, match=r"belongs at snapshots/.*acme--birch-7b\.json"):
        kinds.CHECKPOINTS.read({kinds.CHECKPOINTS.path("acme/oak-7b"): dumps(content)})


def test_the_schemas_in_docs_are_those_of_the_types() -> None:
    """What an editor checks a TOML file with is what the pipeline reads; `make golden` writes them again."""
    folder = Path(__file__).parents[2] / "docs" / "schemas"

    assert {f.name: f.read_text(encoding="utf-8") for f in folder.iterdir()} == schema_files()
