"""An arXiv abstract, read by the same rules as a card: what it states of its own model."""

from pipeline.model.cards import CardReading
from pipeline.readers.card import read_card


def read_abstract(title: str, abstract: str) -> CardReading:
    """Claims of a title and abstract; lines count from the title."""
    return read_card("arxiv/paper", f"# {title}\n\n{abstract}\n")
