"""Amounts as people write them, read and shown."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.amounts import Span, parse_amount, parse_sizes, parse_span, show_amount, size_label

B, T = 10**9, 10**12


def span(low: int, high: int, **by_size: int) -> Span:
    """A span, its sizes written as s7B."""
    return Span(low=low, high=high, by_size={size[1:].replace("_", "."): n for size, n in by_size.items()})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("15T", 15 * T), ("15T+", 15 * T), ("1.37T", 1370 * B), ("1.4万亿", 1400 * B), ("3500 亿", 350 * B),
        ("２．５B", 2_500_000_000), ("15 trillion tokens", 15 * T), ("350B tokens", 350 * B), ("0.5b", 500_000_000),
        ("8,030,261,248", 8_030_261_248), ("128K", 128_000), ("4096", 4096), ("unknown", None), ("", None),
        ("16x3.8B", None), ("infinity (RNN)", None), ("512, 2048", None), ("1.5", None), ("9" * 500, None),
    ],
)  # fmt: skip
def test_an_amount_is_read_as_written_or_not_at_all(text: str, expected: int | None) -> None:
    """Decimal and Chinese units are understood; what is not one amount gives None."""
    assert parse_amount(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2T", span(2 * T, 2 * T)), ("3.3T～4.8T", span(3300 * B, 4800 * B)), ("2-6T", span(2 * T, 6 * T)),
        ("2.2T~3T(1.8B:2.2T;7B:2.4T;14B:3.0T)", span(2200 * B, 3 * T, s1_8B=2200 * B, s7B=2400 * B, s14B=3 * T)),
        ("1T~1.5T（7B：1.5T；40B：1T）", span(T, 1500 * B, s7B=1500 * B, s40B=T)),
        ("2T(7B", None), ("2T(chat:yes)", None),
        ("2T(7B:much;7B:2T)", None), ("1T-2T-3T", None), ("~", None), ("", None),
    ],
)  # fmt: skip
def test_a_span_keeps_what_was_said_of_each_size(text: str, expected: Span | None) -> None:
    """Full-width signs and the sizes in brackets are read; a broken bracket is not."""
    assert parse_span(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.5B/1.8B/4B/7B", ("0.5B", "1.8B", "4B", "7B")), ("3-8B/6B", ("3B-8B", "6B")), ("14M～12B", ("14M-12B",)),
        ("8x7B, 30B-A3B", ("8x7B", "30B-A3B")), ("7B／13B", ("7B", "13B")), ("---", ()), ("", ()), ("20", ()), ("small", ()),
    ],
)  # fmt: skip
def test_sizes_are_labels_in_the_order_they_were_written(text: str, expected: tuple[str, ...]) -> None:
    """Each size stays as people wrote it; a cell that is not a list of sizes gives nothing."""
    assert parse_sizes(text) == expected


@pytest.mark.parametrize(
    ("params", "label"),
    [
        (8_030_261_248, "8B"), (70_553_706_496, "70.6B"), (494_032_768, "494M"), (99_960_000, "100M"), (999_999_999, "1B"),
        (671_026_419_200, "671B"), (1_418_270_720, "1.4B"), (T, "1T"), (512, "512"),
    ],
)  # fmt: skip
def test_a_size_label_is_how_makers_name_sizes(params: int, label: str) -> None:
    """One decimal below a hundred, none above, and the unit carries over at a thousand."""
    assert size_label(params) == label


@given(st.integers(1, 999), st.integers(0, 12))
def test_three_digits_survive_being_shown_and_read(digits: int, zeros: int) -> None:
    """show, then parse, is the identity for amounts of three significant digits."""
    assert parse_amount(show_amount(digits * 10**zeros)) == digits * 10**zeros


@pytest.mark.parametrize("show", [show_amount, size_label])
@given(amount=st.integers(1, 10**15))
def test_showing_twice_changes_nothing(show: Callable[[int], str], amount: int) -> None:
    """What is shown is a fixed point of show after parse, for amounts and for size labels."""
    again = parse_amount(show(amount))

    assert again is not None
    assert show(again) == show(amount)


@given(st.text(max_size=60))
def test_any_text_is_read_without_an_error(text: str) -> None:
    """Hostile text costs nothing but a None."""
    parse_amount(text)
    parse_span(text)
    assert isinstance(parse_sizes(text), tuple)
