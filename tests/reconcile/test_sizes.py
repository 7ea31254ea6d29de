"""Size labels: what a checkpoint's name says, checked against the counts that are known of it."""

import pytest

from pipeline.reconcile.sizes import label


@pytest.mark.parametrize(
    ("checkpoint", "total", "active", "said"),
    [
        ("org/Model-8B-Instruct", None, None, "8B"),
        ("org/Model-30B-A3B", 30_500_000_000, 3_300_000_000, "30B-A3B"),
        ("org/Scout-17B-16E-Instruct", 109_000_000_000, 17_000_000_000, "109B-A17B"),
        ("org/Unified-7B-MoT", 14_000_000_000, 7_000_000_000, "14B-A7B"),
        ("org/Dense-7B", 7_600_000_000, 7_600_000_000, "7B"),
        ("org/Model-321B", 321_000_000_000, 38_000_000_000, "321B-A38B"),
    ],
)
def test_a_size_in_a_name_that_is_the_active_count_is_not_taken_for_the_total(
    checkpoint: str, total: int | None, active: int | None, said: str
) -> None:
    """17B-16E and 7B-MoT name what is active per token: the label then says the total as well."""
    known = {"total_params": total, "active_params": active}

    assert label(checkpoint, {k: v for k, v in known.items() if v is not None}) == said
