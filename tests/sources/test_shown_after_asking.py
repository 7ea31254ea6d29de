"""What a reader sees of answers: the abstract one click from the list, a withdrawal in words, a licence that only a name states."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.derive import derive_all
from pipeline.layout import paths
from tests.faults.small_hub import OWNER, PAPERS, first_day
from tests.sources.days import gentle
from tests.sources.hub_runs import Run
from tests.upstream import Upstream, model_from_card


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    """The small hub, in which one paper was withdrawn and one model has a licence of its own."""
    world = first_day()
    paper = world.papers[PAPERS[0]]
    last = replace(paper.latest, comment="This paper has been withdrawn by the authors", summary="We tell of egrets & <b>herons</b>. " * 9)
    card = "---\nlicense_name: heron-research\npipeline_tag: text-generation\n---\n# Egret 13B\n\nA language model with 13B parameters.\n"
    world = world.with_models(model_from_card(f"{OWNER}/Egret-13B", card, pipeline_tag="text-generation"))
    with Upstream(replace(world, papers={**world.papers, PAPERS[0]: replace(paper, versions=(last,))})) as upstream, gentle():
        run = Run(upstream, tmp_path)
        run()
        run(source="arxiv")
        yield run


def test_a_familys_page_has_its_papers_with_abstracts(run: Run) -> None:
    """Title, authors, day, withdrawal, abstract; and the badge on the page says that it was withdrawn."""
    page = derive_all(run.tree).files[f"{paths.PAGES}families/egret.md"].decode()
    lines = page.splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith(f"- [arXiv {PAPERS[0]}]"))
    assert "withdrawn" in lines[at]
    assert lines[at + 1].startswith("  - Abstract")
    assert "We tell of egrets" in lines[at + 1]
    assert "<b>" not in lines[at + 1]
    assert f"arXiv withdrawn {PAPERS[0]}" in page


def test_a_licence_that_only_a_name_states_is_shown_beside_its_siblings(run: Run) -> None:
    """The row names both, and of which sizes each is."""
    row = next(line for line in derive_all(run.tree).files["README.md"].decode().splitlines() if line.startswith("| [Egret]"))
    assert "heron-research (13B)" in row
    assert "Apache-2.0 (1B" in row
