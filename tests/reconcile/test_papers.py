"""Papers: what arXiv stated comes before what people found."""

from pipeline.layout import kinds, paths
from pipeline.layout.curated import Curated
from pipeline.layout.snapshots import parse_snapshots
from pipeline.model.curated import CuratedPaper, Papers
from pipeline.reconcile.catalog import observe_paper

ID = "2401.00001"
FOUND = CuratedPaper(title="Herons", authors=("A. Heron",), published="2024-01", source="https://lake.example/herons")
SNAPSHOT = (
    b"""{"facts": {"id": "2401.00001", "title": "On Herons", "version": 2, "published": "2024-01-03"},
 "receipt": {"url": "https://arxiv.example/", "sha256": "%064d", "size": 1}}"""
    % 0
)


def test_a_paper_has_what_people_found_until_arxiv_itself_has_answered() -> None:
    """With the page that shows it; a paper of which nobody found anything has nothing."""
    curated = Curated({}, {}, {}, papers=Papers(papers={ID: FOUND}))
    found, retrieved = (observe_paper(ID, ["heron"], curated, parse_snapshots(tree)) for tree in ({}, {kinds.PAPERS.path(ID): SNAPSHOT}))
    assert found is not None
    assert (found.title, found.published, found.url, found.snapshot) == ("Herons", "2024-01", "https://lake.example/herons", paths.CURATED_PAPERS)
    assert retrieved is not None
    assert (retrieved.title, retrieved.published, retrieved.version) == ("On Herons", "2024-01-03", 2)
    assert observe_paper("2401.00002", ["heron"], curated, parse_snapshots({})) is None
