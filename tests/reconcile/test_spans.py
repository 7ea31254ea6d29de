"""Ranges of a row: the lowest and the highest that members state, and the figure of each size that has one."""

import pytest

from pipeline.model.amounts import Span
from pipeline.model.observed import ObservedCheckpoint
from pipeline.reconcile.checkpoints import Settled
from pipeline.reconcile.roll_up import Members, roll_up

SIZES = {"7B": 7_000_000_000, "14B": 14_000_000_000}


def rolled(*members: tuple[str, str, int]) -> Span | None:
    """The row's training tokens, from members of (name, size, tokens)."""
    checkpoints = {
        f"acme/toy-{name}-{size.lower()}": ObservedCheckpoint(
            facts={"total_params": SIZES[size], "training_tokens": tokens}
        )
        for name, size, tokens in members
    }
    return roll_up(Members.of(checkpoints, {}), Settled({}, {})).facts.span("training_tokens")


@pytest.mark.parametrize(
    ("members", "by_size"),
    [
        ([("base", "7B", 2_000), ("base", "14B", 3_000)], {"7B": 2_000, "14B": 3_000}),
        ([("short", "7B", 1_200), ("long", "7B", 1_500), ("base", "14B", 3_000)], {"14B": 3_000}),  # neither lends its figure to both
        ([("base", "7B", 2_000), ("chat", "7B", 2_010), ("base", "14B", 3_000)], {"7B": 2_010, "14B": 3_000}),  # one amount, rounded twice
    ],
)
def test_each_size_has_its_own_figure_unless_its_members_differ(members: list[tuple[str, str, int]], by_size: dict[str, int]) -> None:
    """Sizes that were trained on different amounts stand apart."""
    assert rolled(*members) == Span(low=min(n for *_, n in members), high=3_000, by_size=by_size)
