"""How much of the catalog is known: of each field that has a word for its absence, checkpoints and rows."""

from collections.abc import Iterator
from typing import NamedTuple

from pipeline.fields import FIELDS
from pipeline.layout.catalog import Catalog


class FieldCoverage(NamedTuple):
    """One field: checkpoints that have a value, of all; families that have one, of all; rows that say "n of m".

    What is told of families alone has no checkpoints here, and the other way round: 0 of 0.
    """

    field: str
    known: int
    checkpoints: int
    rows: int
    families: int
    partly: int


def field_coverage(catalog: Catalog) -> Iterator[FieldCoverage]:
    """Every field whose absence is told, in the order of the field table."""
    for spec in FIELDS.values():
        families = list(catalog.families.values())
        members = [one for f in families for one in f.checkpoints.values()] if "checkpoint" in spec.absence else []
        families = families if "family" in spec.absence else []
        if spec.absence:
            yield FieldCoverage(
                spec.name,
                sum(spec.name in one.facts for one in members),
                len(members),
                sum(family.facts.get(spec.name) is not None for family in families),
                len(families),
                sum(spec.name in family.coverage and not family.coverage[spec.name].whole for family in families),
            )
