"""Every rule fires in its example and not in its counter-example; no two have one name."""

import pytest
from reading import fired

from pipeline.cards.card import read_card
from pipeline.cards.rules import RULES, Rule

NAMES = {"active_size": "heron-lab/Heron-30B-A3B", "window": "heron-lab/Heron-7B-8k", "siblings": "heron-lab/Heron-7B-Instruct"}
TASKS = {("vision.", "params.words", "params.base"): "image-text-to-text", ("modalities.", "abilities."): "any-to-any"}


def read(rule: Rule, text: str) -> set[str]:
    """The rules that fire in a text under a plain front matter."""
    task = next((task for names, task in TASKS.items() if rule.name.startswith(names)), "text-generation")
    licence = "" if rule.name.startswith("licence.") else "license: apache-2.0\n"
    name = NAMES.get(rule.name.partition(".")[2], "heron-lab/Heron-7B")
    name = name if "Heron-7B" in text or rule.name not in UNSIZED else "heron-lab/Heron"
    return fired(read_card(name, f"---\n{licence}pipeline_tag: {task}\n---\n{text}\n"))


UNSIZED = {
    "params.versions", "params.bracket", "params.piece", "params.active_piece", "params.active_mean", "params.of_token", "params.active", "params.total",
    "params.part", "params.embedding", "params.active_label", "params.words", "params.with_active", "params.whole_of", "params.grown", "params.cut",
}  # fmt: skip
"""Rules whose examples speak of a model that has no size in its name."""


@pytest.mark.parametrize("rule", [pytest.param(r, id=r.name) for r in RULES if r.example])
def test_a_rule_fires_in_its_example(rule: Rule) -> None:
    """The example is what the rule is for."""
    assert rule.name in read(rule, rule.example)


@pytest.mark.parametrize("rule", [pytest.param(r, id=r.name) for r in RULES if r.counter])
def test_a_rule_does_not_fire_in_its_counter_example(rule: Rule) -> None:
    """The counter-example is what the rule is not for."""
    assert rule.name not in read(rule, rule.counter)
