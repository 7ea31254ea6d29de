"""docs/facts.md goes the way of one fact: its card is read, its outcome derived, as the page says."""

from pathlib import Path

import pytest

from pipeline.cards.card import read_card
from pipeline.layout import kinds
from pipeline.layout.canonical import dumps
from pipeline.sources.hub.states import card_facts
from tests.audit.audit_parts import RECEIPT, family, hub, tree_of
from tests.docs.test_samples import samples
from tests.on_disk import PROJECT, run, write_tree

ID = "aurora-labs/Aurora-1-7B"
SHA = "4f1c0a9be2d73586aa90c1de5b7730fe9d2485c1"
NUMBERED, EXTRACTED, ASKED, ROW = samples("docs/facts.md", "text")
CARD = "".join(f"{line[3:]}\n" for line in NUMBERED.splitlines())


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A list with the family of the page, its card read and its weights counted."""
    snapshot = {"facts": card_facts(read_card(ID, CARD.encode()), SHA, 1), "receipt": RECEIPT, "state": "read"}
    parts = (
        family("aurora-1", f'checkpoints = ["{ID}"]', name="Aurora 1"),
        hub(ID, sha=SHA, safetensors={"total": 7241732096}, pipeline_tag="text-generation"),
        {kinds.CARDS.path(ID): dumps(snapshot)},
    )
    write_tree(tree_of(*parts), tmp_path)
    run(tmp_path, "derive", code=0)
    return tmp_path


def test_the_card_is_read_as_shown(tmp_path: Path) -> None:
    """`awesome extract` prints what the page prints."""
    card = tmp_path / "aurora-labs--Aurora-1-7B.md"
    card.write_text(CARD, encoding="utf-8")
    assert run(tmp_path, "extract", str(card)).output == EXTRACTED


def test_the_outcome_is_as_shown(root: Path) -> None:
    """`awesome why` prints what the page prints, and the line stands on the family's page."""
    assert run(root, "why", "aurora-1/Aurora-1-7B", "total_params").output.startswith(ASKED)
    (row,) = ROW.splitlines()
    assert f"\n{row}" in (root / "pages/families/aurora-1.md").read_text("utf-8")


def test_pictures_of_the_documentation_can_be_heard() -> None:
    """Each diagram has a title and a description for people who do not see it, and the words below say it again."""
    pages = [*PROJECT.glob("*.md"), *PROJECT.glob("docs/*.md")]
    pictures = [(page, text) for page in pages for text in samples(str(page.relative_to(PROJECT)), "mermaid")]
    assert pictures
    for page, text in pictures:
        assert "accTitle: " in text, page
        assert "accDescr: " in text, page
