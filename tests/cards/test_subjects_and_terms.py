"""Whom a card or an abstract speaks of, and what a card's text forbids beside a free id."""

import pytest

from pipeline.cards.card import read_abstract, read_card
from pipeline.model.claims import as_json
from pipeline.model.licences import least_free, licences_of
from pipeline.names.vocabulary import lexicon

FRONT = "---\nlicense: apache-2.0\npipeline_tag: text-generation\n---\n# Heron-7B\n\nHeron-7B is a language model.\n\n"


@pytest.mark.parametrize(
    "text",
    [
        "The code is under Apache-2.0. The weights are for non-commercial research use only under the Heron License.",
        "Model weights may only be used for academic research.", "Commercial use of the weights is prohibited.", "模型权重仅供学术研究使用，不得商用。",
        "The model is not licensed for commercial use.", "## License\n\nNon-commercial use only.", "Weights: non-commercial license (code: Apache-2.0).",
    ],
)  # fmt: skip
def test_a_sentence_that_forbids_makes_a_free_id_not_free(text: str) -> None:
    """Its words stand beside the id as the name of a licence, at its line."""
    stated = {claim.field: claim.value for claim in read_card("heron-lab/Heron-7B", FRONT + text).claims}
    assert stated["license"] == "apache-2.0"
    assert least_free(licences_of(stated)) not in (None, "free")


@pytest.mark.parametrize(
    "text",
    [
        "The code is for non-commercial use only.", "The dataset and the model card are for research only.", "The model is open to research and commerce.",
        "Earlier the model was for research use only.", "Unlike Falcon, which is for non-commercial use only, this model is free.",
        "The model is intended for research use only.",
    ],
)  # fmt: skip
def test_what_forbids_something_else_names_no_licence(text: str) -> None:
    """Of code, data, earlier versions, other models, or what a model is meant for."""
    assert "license_name" not in {claim.field for claim in read_card("heron-lab/Heron-7B", FRONT + text).claims}


CARD = "---\npipeline_tag: text-generation\n---\n# Corvid-7B\n\nLaguna: a context length of 512K tokens.\n"


def test_a_name_of_the_list_is_another_subject() -> None:
    """A plain word is a model's name only where the list says so; a word of the language never is."""
    assert as_json(read_card("acme/Corvid-7B", CARD))["facts"]["context_length"] == 512_000
    known = lexicon(["Laguna", "acme/North-Mini-7B"])
    assert known == {"laguna"}
    assert "context_length" not in as_json(read_card("acme/Corvid-7B", CARD, known))["facts"]


def test_an_abstract_states_sizes_tokens_and_context() -> None:
    """The model that the title names gets the figures, each with its sentence."""
    reading = read_abstract(
        "Corvid-V3 Technical Report",
        "We present Corvid-V3, a sparse model with 671B total parameters with 37B activated for each token. "
        "It was pre-trained on 14.8 trillion tokens. It offers a 128K context window.",
    )
    found = {c.field: (c.value, c.line) for c in reading.claims}
    assert found["total_params"] == (671 * 10**9, 2)
    assert found["active_params"] == (37 * 10**9, 2)
    assert found["training_tokens"] == (14_800_000_000_000, 3)
    assert found["context_length"] == (128_000, 4)


def test_a_familys_sizes_are_rejected() -> None:
    """Several sizes in an abstract are the family's, and so is its largest model's."""
    reading = read_abstract(
        "Corvid 2", "Corvid 2 comes with 7B, 13B and 70B parameters. Our largest model has 405B parameters."
    )
    assert reading.claims == ()
    assert {r.field for r in reading.rejects} == {"total_params"}
