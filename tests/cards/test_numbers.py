import pytest

from pipeline.cards.numbers import quantities


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("14.8T", [14_800_000_000_000]),
        ("1.5 billion", [1_500_000_000]),
        ("131,072 tokens", [131_072]),
        ("1.4万亿；1조 6,500억", [1_400_000_000_000, 1_650_000_000_000]),
        ("70亿", [7_000_000_000]),
        ("3, 7 and 72 billion", [3 * 10**9, 7 * 10**9, 72 * 10**9]),
        ("3.5, 7 and 72 billion", [3_500_000_000, 7 * 10**9, 72 * 10**9]),
        ("two trillion", [2 * 10**12]),
        ("16x3.8B", []),
        ("8 x 22B", []),
        ("95%", []),
        ("GB: 80GB", [80]),
        ("v3.2", []),
        ("128K", [128_000]),
    ],
)
def test_values(text: str, values: list[int]) -> None:
    """Units in two languages, lists that share a unit, and products that are no quantity."""
    assert [q.value for q in quantities(text)] == values


def test_enumerations_and_ranges_are_marked() -> None:
    """The members of a list know how many they are; the ends of a range know that they are."""
    assert [q.group for q in quantities("0.5B, 1.8B, 4B, and 7B")] == [4, 4, 4, 4]
    assert all(q.ranged for q in quantities("from 0.5 to 72 billion"))
    assert [q.group for q in quantities("7B parameters and 4K tokens")] == [1, 1]


def test_a_run_of_scores_is_no_statement() -> None:
    """A sentence with dozens of numbers is a table that lost its lines."""
    assert quantities("1.5 " * 60) == []
