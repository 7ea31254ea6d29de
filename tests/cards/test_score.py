"""The reader keeps its committed score, and reads every small card of our own as labelled."""

import json

import pytest

from benchmarks.score_reader import TRUTH, cases, fallen, figures, measure


def test_the_score_has_not_fallen() -> None:
    """No group of cards at hand has a field of lower precision or recall than the committed score says."""
    ours, first = measure(list(cases()))
    assert fallen(figures(ours, first), json.loads((TRUTH / "score.json").read_text(encoding="utf-8"))) == []
    assert ours.by["small", ""].recall > first.by["small", ""].recall


def test_small_cards_are_read_as_labelled() -> None:
    """What a reader may get wrong on another's card it gets right on ours."""
    ours, _ = measure([case for case in cases() if case.group == "small"])
    assert ours.misses == []


@pytest.mark.parametrize("group", ["old", "new", "traps"])
def test_cards_of_others_reach_their_mark(group: str) -> None:
    """The given cards are read with the precision and recall that the list needs."""
    every = [case for case in cases() if case.group == group]
    if not every:
        pytest.skip("needs ../shared (recorded payloads)")
    found = measure(every)[0].by[group, ""]
    least = 0.88 if group == "traps" else 0.96
    assert min(found.precision, found.recall) >= least
