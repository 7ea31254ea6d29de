"""What a card's text forbids beside a free id: the name of a licence; what it says of other things is none."""

import pytest

from pipeline.cards.card import read_card
from pipeline.model.licences import least_free, licences_of

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
