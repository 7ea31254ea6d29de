"""The reader keeps its committed score, and reads every small card of our own as labelled."""

import json

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
