"""Whether what a person remembers of a row is still what its members come to."""

import pytest

from pipeline.model.claims import Value
from pipeline.reconcile.roll_up import same_in_row


@pytest.mark.parametrize(
    ("field", "left", "right", "same"),
    [
        ("training_tokens", 2 * 10**12, 2 * 10**12, True),
        ("training_tokens", "2.2T~3T", "2200000000000~3000000000000", True),
        ("training_tokens", "2.2T~3T", 3 * 10**12, False),
        ("context_length", 128_000, 131_072, True),
        ("release_date", "2024-04", "2024-04-18", True),
        ("release_date", "2024-04..2024-07", "2024-04..2024-12", False),
        ("release_date", "2024-04", "2024-04-18..2024-12-01", False),
        ("languages", ("en", "zh"), ("zh", "en"), True),
        ("license", ("MIT",), ("Apache-2.0",), False),
        ("license", "mit, apache-2.0", ("Apache-2.0", "MIT"), True),
        ("license", "mit", ("Apache-2.0", "MIT"), False),
        ("vision_encoder", "SigLIP", ("SigLIP",), True),
        ("languages_count", 29, 30, False),
        ("training_tokens", "a lot", "a lot", True),
    ],
)
def test_values_of_a_row_are_compared_in_their_own_form(field: str, left: Value, right: Value, *, same: bool) -> None:
    """Ranges by both ends, dates as precisely as stated, lists without order."""
    assert same_in_row(field, left, right) is same
    assert same_in_row(field, right, left) is same
