"""The names of the list are known as other models, whatever they look like."""

from pipeline.cards.card import as_json, read_card
from pipeline.names.makers import lexicon

CARD = "---\npipeline_tag: text-generation\n---\n# Corvid-7B\n\nLaguna: a context length of 512K tokens.\n"


def test_a_name_of_the_list_is_another_subject() -> None:
    """A plain word is a model's name only where the list says so; a word of the language never is."""
    assert as_json(read_card("acme/Corvid-7B", CARD))["facts"]["context_length"] == 512_000
    known = lexicon(["Laguna", "acme/North-Mini-7B"])
    assert known == {"laguna"}
    assert "context_length" not in as_json(read_card("acme/Corvid-7B", CARD, known))["facts"]
