"""Results that a card's metadata and the Hub's files of results state."""

from pipeline.cards.card import read_card
from pipeline.model.claims import StatedResult, stated_result
from pipeline.sources.hub.states import checkpoint_facts

INDEX = """---
pipeline_tag: text-generation
model-index:
- name: {name}
  results:
  - task: {{type: text-generation}}
    dataset:
      name: HumanEval
      type: openai_humaneval
      split: test
      args: {{num_few_shot: 0}}
    metrics:
    - {{name: pass@1, type: pass@1, value: 73.8%}}
    - {{type: pass@10, value: 85}}
    source: {{url: https://example.org/runs, name: Runs}}
---
# Corvid-7B
"""


def results(card: str) -> list[StatedResult | None]:
    """The results claimed of a card."""
    claims = read_card("acme/Corvid-7B", card).claims
    values = (claim.value for claim in claims if claim.field == "results")
    return [stated_result(text) for value in values if isinstance(value, tuple) for text in value]


def test_results_of_the_metadata_with_setting_and_source() -> None:
    """Each metric is a result, its score as it is written."""
    setting, source = "split: test, num_few_shot: 0", "https://example.org/runs"
    assert results(INDEX.format(name="Corvid-7B")) == [
        StatedResult("HumanEval", "pass@1", "73.8%", setting, source),
        StatedResult("HumanEval", "pass@10", "85", setting, source),
    ]


def test_results_of_another_model_are_rejected() -> None:
    """A new version's card may still carry the results of the one before."""
    card = INDEX.format(name="Corvid-v0-7B")
    assert results(card) == []
    assert any(r.reason.startswith("results.other") for r in read_card("acme/Corvid-7B", card).rejects)


def test_files_of_results_and_those_in_error() -> None:
    """The Hub wraps what a file holds, and names an error where it could not read one."""
    entry = {
        "id": "acme/Corvid-7B",
        "evalResults": [
            {"filename": "a.yaml", "data": {"dataset": {"id": "cais/hle", "task_id": "hle"}, "value": 20.9, "notes": "no-tools"}},
            {"dataset": {"id": "Idavidrein/gpqa", "task_id": "gpqa_diamond"}, "value": 0.412, "source": {"url": "https://example.org"}},
            {"filename": "b.yaml", "error": "invalid"},
            {"dataset": {"id": "a|b"}, "value": True},
            7,
        ],
    }
    facts = checkpoint_facts(entry)
    assert facts is not None
    assert [stated_result(text) for text in facts.results] == [
        StatedResult("cais/hle", "hle", "20.9", "no-tools", ""),
        StatedResult("Idavidrein/gpqa", "gpqa_diamond", "0.412", "", "https://example.org"),
    ]
