"""Size labels: what a checkpoint's name says, checked against the counts that are known of it."""

import pytest

from pipeline.model.claims import Claim
from pipeline.reconcile.checkpoints import settle
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


@pytest.mark.parametrize(
    ("checkpoint", "named", "source", "count", "believed"),
    [
        ("acme/Toy-32B-Think", 32 * 10**9, "hub.safetensors", 1_053_696, False),  # one shard, or an index
        ("acme/Toy-32B-AWQ", 32 * 10**9, "hub.safetensors", 6_000_000_000, False),  # eight in an integer
        ("acme/Toy-32B", 32 * 10**9, "card", 335_000_000, False),  # a part
        ("acme/Toy-1B", 10**9, "hub.safetensors", 9 * 10**9, False),  # another model's
        ("acme/ToyMoE-1B", 10**9, "hub.safetensors", 7_200_000_000, True),  # what is active
        ("acme/Toy-7B", 7 * 10**9, "hub.safetensors", 8_500_000_000, True),  # with embeddings
        ("acme/Toy-2.7B", 2_700_000_000, "hub.safetensors", 3_745_000_000, True),  # with eyes
    ],
)
def test_a_count_that_cannot_be_of_the_named_size_is_not_believed(
    checkpoint: str, named: int, source: str, count: int, *, believed: bool
) -> None:
    """Whichever source states it: it stands in the evidence, with the reason, and the size in the name is the value."""
    said = [Claim(field="total_params", value=value, source=voice) for voice, value in (("name", named), (source, count))]
    settled = settle(said, {}, checkpoint)

    assert settled.facts["total_params"] == (count if believed else named)
    beside = next(c for c in settled.evidence["total_params"] if c.source == source)
    assert bool(beside.because) is not believed
