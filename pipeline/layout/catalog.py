"""catalog/observed and catalog/evidence as one value, and as files."""

from collections.abc import Mapping
from typing import NamedTuple

from pipeline.layout import paths
from pipeline.layout.canonical import dumps, loads
from pipeline.model.observed import FamilyEvidence, ObservedBoard, ObservedFamily, ObservedPaper


class Catalog(NamedTuple):
    """What derive concludes, by slug (papers by arXiv id)."""

    families: dict[str, ObservedFamily]
    evidence: dict[str, FamilyEvidence]
    boards: dict[str, ObservedBoard]
    papers: dict[str, ObservedPaper]


def catalog_files(catalog: Catalog) -> dict[str, bytes]:
    """The catalog as files."""
    files: dict[str, bytes] = {}
    for slug, family in catalog.families.items():
        files[paths.observed_family(slug)] = dumps(family)
    for slug, evidence in catalog.evidence.items():
        files[paths.evidence_family(slug)] = dumps(evidence)
    for slug, board in catalog.boards.items():
        files[paths.observed_board(slug)] = dumps(board)
    for identity, paper in catalog.papers.items():
        files[paths.observed_paper(identity)] = dumps(paper)
    return files


def parse_catalog(tree: Mapping[str, bytes]) -> Catalog:
    """The catalog that a tree holds.

    Raises:
        InputFaults: a file is not what derive writes.
    """
    catalog = Catalog({}, {}, {}, {})
    for path in sorted(tree):
        if path.startswith(paths.OBSERVED + "families/"):
            family = loads(ObservedFamily, path, tree[path])
            catalog.families[family.slug] = family
        elif path.startswith(paths.EVIDENCE + "families/"):
            evidence = loads(FamilyEvidence, path, tree[path])
            catalog.evidence[evidence.slug] = evidence
        elif path.startswith(paths.OBSERVED + "leaderboards/"):
            board = loads(ObservedBoard, path, tree[path])
            catalog.boards[board.slug] = board
        elif path.startswith(paths.OBSERVED + "papers/"):
            paper = loads(ObservedPaper, path, tree[path])
            catalog.papers[paper.id] = paper
    return catalog
