"""catalog/observed and catalog/evidence as one value, and as files."""

from collections.abc import Mapping
from typing import NamedTuple

from pipeline.layout import kinds
from pipeline.model.observed import FamilyEvidence, ObservedBoard, ObservedFamily, ObservedPaper


class Catalog(NamedTuple):
    """What derive concludes, by slug (papers by arXiv id)."""

    families: dict[str, ObservedFamily]
    evidence: dict[str, FamilyEvidence]
    boards: dict[str, ObservedBoard]
    papers: dict[str, ObservedPaper]

    def observed(self, slug: str) -> ObservedFamily:
        """What is known of a family; nothing where it was never derived."""
        return self.families.get(slug) or ObservedFamily(slug=slug)

    def heard(self, slug: str) -> FamilyEvidence:
        """What was heard of a family."""
        return self.evidence.get(slug) or FamilyEvidence(slug=slug)


def parse_catalog(tree: Mapping[str, bytes]) -> Catalog:
    """The catalog that a tree holds; InputFaults where a file is not what derive writes."""
    return Catalog(**{kind.name: kind.read(tree) for kind in kinds.OUTPUTS})
