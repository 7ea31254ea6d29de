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


def test_a_paper_that_was_never_retrieved_has_what_people_found() -> None:
    """With the page that shows it; a paper of which nobody found anything has nothing."""
    curated = Curated({}, {}, {}, papers=Papers(papers={ID: FOUND}))
    paper = observe_paper(ID, ["heron"], curated, parse_snapshots({}))

    assert paper is not None
    assert (paper.title, paper.published, paper.url) == ("Herons", "2024-01", "https://lake.example/herons")
    assert paper.snapshot == paths.CURATED_PAPERS
    assert observe_paper("2401.00002", ["heron"], curated, parse_snapshots({})) is None


def test_arxivs_own_answer_takes_its_place() -> None:
    """Title, day and version are arXiv's, whatever people found before."""
    curated = Curated({}, {}, {}, papers=Papers(papers={ID: FOUND}))
    paper = observe_paper(ID, ["heron"], curated, parse_snapshots({kinds.PAPERS.path(ID): SNAPSHOT}))

    assert paper is not None
    assert (paper.title, paper.published, paper.version) == ("On Herons", "2024-01-03", 2)
