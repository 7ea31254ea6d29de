"""`why` answers from the committed evidence: value, source, a place that opens, rivals, receipt, and joins."""

import json

import pytest

from pipeline.fields import FIELDS
from pipeline.model.outcomes import WrongUsage
from pipeline.store.tree import read_tree
from pipeline.why import STANDINGS, why
from tests.on_disk import PROJECT, run


def test_a_value_comes_with_source_locator_and_receipt() -> None:
    """A counted size names the snapshot that keeps it, the public address, and how it was retrieved."""
    (answer,) = list(why(read_tree(PROJECT), "llama-3/Meta-Llama-3-8B", "total_params"))
    assert answer.value == 8030261248
    assert answer.claims[0].verdict == "won"
    assert answer.claims[0].url.startswith("https://huggingface.co/")
    (receipt,) = answer.receipts.values()
    assert {"url", "retrieved_at", "sha256", "size"} <= receipt.keys()


@pytest.mark.parametrize("field", [*FIELDS, STANDINGS])
def test_any_field_of_a_family_can_be_asked(field: str) -> None:
    """Every field gives an answer or says why there is none; nothing raises. The machine's form has the same answers."""
    words, plain = (run(PROJECT, "why", "llama-3", field, *more) for more in ((), ("--json",)))

    assert (words.exit_code, plain.exit_code) == (0, 0), words.output
    answers = json.loads(plain.output)["answers"]
    assert words.output.count(" · ") >= len(answers)
    assert words.output.strip()
    assert all(a["family"] == "llama-3" and a["field"].partition(":")[0] == field for a in answers)


def test_a_standing_says_by_which_rule_it_was_joined() -> None:
    """The row of a board, its edition, and the rule that led from its name to the family."""
    answers = list(why(read_tree(PROJECT), "deepseek-r1", STANDINGS))

    assert answers
    assert all(h.rule and h.snapshot.startswith("snapshots/leaderboards/") for a in answers for h in a.claims)


def test_what_is_not_there_is_refused_with_the_nearest() -> None:
    """Unknown families, checkpoints and fields name what is near."""
    tree = read_tree(PROJECT)
    for subject, field, near in (("llama3", None, "llama-3"), ("llama-3/Meta-Llama-3-8", None, "Meta-Llama-3-8B"),
                                 ("llama-3", "licence", "license")):  # fmt: skip
        with pytest.raises(WrongUsage, match=near):
            list(why(tree, subject, field))
