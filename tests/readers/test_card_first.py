from pipeline.readers.card import as_json, read_card

CARD = """---
license: apache-2.0
language:
- en
- no
pipeline_tag: text-generation
base_model: acme/Corvid-7B-Base
---
# Corvid-7B-Instruct

Corvid-7B-Instruct has 7.2 billion parameters and a context length of 32,768 tokens.
It was pre-trained on 3.1T tokens. It is better than a 70B model.
"""


def test_a_plain_card_reads() -> None:
    """A card that states its facts plainly gives them, with lines counted from the front matter on."""
    line = as_json(read_card("acme/Corvid-7B-Instruct", CARD))
    assert line["kind"] == "llm"
    assert line["role"] == "post-trained"
    assert line["facts"]["total_params"] == 7_200_000_000
    assert line["facts"]["context_length"] == 32768
    assert line["facts"]["training_tokens"] == 3_100_000_000_000
    assert line["facts"]["languages"] == ["en", "no"]
    assert line["evidence"]["total_params"]["line"] == 11
