"""Cells as boards write them: numbers with everything stuck to them, names with markup, dates."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.boards import Layout
from pipeline.sources.boards.cells import (
    MAX_NAME,
    Number,
    Unreadable,
    count,
    day,
    label,
    name,
    number,
    spread,
    web_link,
    words,
)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("64", 64.0), (" 64.5 ", 64.5), ("**64.5**", 64.5), ("<b>64.5</b>", 64.5), ("`64.5`", 64.5), ("64.5*", 64.5),
        ("64.5†", 64.5), ("64.5¹", 64.5), ("64.5 [2]", 64.5), ("64.5(a)", 64.5), ("🥇 64.5", 64.5), ("64.5 ↑", 64.5),
        ("64.5%", 64.5), ("1,234", 1234.0), ("12,345,678.5", 12345678.5), ("1'234", 1234.0), ("６４", 64.0), ("−3.5", -3.5),
        ("+3.5", 3.5), (".5", 0.5), ("1e-05", 1e-05), ("[64.5](https://example.org)", 64.5), (64, 64.0), (64.5, 64.5),
        # What a browser shows small beside a number does not belong to it, and inline markup is no gap.
        ("85.3<sup>2</sup>", 85.3), ("85.3<sub>2</sub>", 85.3), ("<span>85</span>.3", 85.3), ("85.3<sup>a</sup>", 85.3),
    ],
)  # fmt: skip
def test_a_number_is_read_through_what_is_stuck_to_it(cell: object, value: float) -> None:
    """Markup, footnotes, separators, signs."""
    found = number(cell)
    assert isinstance(found, Number)
    assert found.value == value


@pytest.mark.parametrize("cell", [None, "", " ", "-", "–", "—", "n/a", "N/A", "NaN", "TBD", "?", "null", float("nan"), "OOM"])
def test_a_cell_that_states_nothing_is_absent(cell: object) -> None:
    """Nothing is not zero; the board may have a word of its own for it, such as "OOM" (did not fit into memory)."""
    assert number(cell, Layout(format="csv", absent=("OOM",))) is None


@pytest.mark.parametrize(
    ("read", "cell"),
    [(name, [1]), (name, "x" * (MAX_NAME + 1)), (name, "x" * 5000), (spread, "wide"), (spread, "+../-.."), (number, "OOM"), *((number, cell) for cell in [
        "85.5 [90, 91]", "~64", "> 90", "<1", "85,3", "1,23,4", "64.5.1", "64 or 65", "64/100", "85 90", "1 234", "85.1<br>2024",
        "<div>85.1</div><div>2024</div>", "inf", "1e400", "sixty", True, [64], {"a": 1}, 10**30, "6" * 500,
    ])],
)  # fmt: skip
def test_what_is_not_certain_is_unreadable(read: Callable[[object], object], cell: object) -> None:
    """Approximate, ambiguous or no number at all: never a guess."""
    with pytest.raises(Unreadable):
        read(cell)


@pytest.mark.parametrize(
    ("cell", "form", "value"),
    [
        ("1.234,5", Layout(format="csv", thousands=".", decimal=","), 1234.5),
        ("85,3", Layout(format="csv", thousands=".", decimal=","), 85.3), ("1 234", Layout(format="csv", thousands=" "), 1234.0),
        ("85.3 (2)", Layout(format="csv", brackets="ignore"), 85.3), ("1\u00a0234", Layout(format="csv", thousands=" "), 1234.0),
        ("12 345 678,9", Layout(format="csv", thousands=" ", decimal=","), 12345678.9),
    ],
)  # fmt: skip
def test_thousands_and_decimals_are_read_as_the_toml_declares_them(cell: str, form: Layout, value: float) -> None:
    """A comma is a decimal sign only where somebody said so."""
    assert number(cell, form) == Number(value)


@pytest.mark.parametrize(
    ("cell", "low", "high"),
    [
        ("85.5 ± 0.5", 85.0, 86.0), ("85.5±0.5", 85.0, 86.0), ("85.5 (±0.5)", 85.0, 86.0), ("85.5 +/- 0.5", 85.0, 86.0),
        ("85.5% ± 0.5%", 85.0, 86.0), ("1316 +4/-5", 1311.0, 1320.0), ("85.5 [85.0, 86.0]", 85.0, 86.0),
        ("85.5 (85.0-86.0)", 85.0, 86.0),
    ],
)  # fmt: skip
def test_an_interval_in_the_cell_is_kept(cell: str, low: float, high: float) -> None:
    """As bounds, whatever way it was written."""
    found = number(cell)
    assert isinstance(found, Number)
    assert (found.low, found.high) == (low, high)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("+4/-5", (5.0, 4.0)), ("±4", (4.0, 4.0)), ("4.5", (4.5, 4.5)), (4, (4.0, 4.0)), (-4.5, (4.5, 4.5)),
     ("1,204", (1204.0, 1204.0)), ("-", None), (float("nan"), None), (None, None)],
)
def test_spreads_are_down_and_up(cell: object, expected: tuple[float, float] | None) -> None:
    """The column beside a score; words and dots alone are none."""
    assert spread(cell) == expected


@pytest.mark.parametrize(
    ("cell", "clean", "link"),
    [
        ("Heron-7B", "Heron-7B", None), ("**Heron-7B***", "Heron-7B", None),
        ("[Heron-7B](https://example.org/h)", "Heron-7B", "https://example.org/h"),
        ("[Heron](javascript:alert(1))", "[Heron](javascript:alert(1))", None), ("<a href='x'>Heron</a>", "Heron", None),
        ("Heron &amp; Teal", "Heron & Teal", None), ("He\u200bron\u202e", "Heron", None), ("Heron\n 7B", "Heron 7B", None),
        ("model_name_7b", "model_name_7b", None), (7, "7", None),
        ("Heron<br>7B", "Heron 7B", None), ("<p>Heron</p><p>7B</p>", "Heron 7B", None), ("<b>He</b>ron", "Heron", None),
        ("Heron<sup>1</sup>", "Heron", None), ("Heron\u00b9", "Heron", None), ("Heron [1]", "Heron", None), ("Heron[^note]", "Heron", None),
        ("🥇 Heron 🔥", "Heron", None), ("~~Teal~~ Heron", "Heron", None), ("Heron <del>7B</del>", "Heron", None), ("-", "", None), (None, "", None),
    ],
)  # fmt: skip
def test_a_name_is_the_boards_own_without_markup(cell: object, clean: str, link: str | None) -> None:
    """What hides or reorders is gone; underscores are part of names; blocks and line breaks are gaps, other markup is none."""
    assert name(cell) == (clean, link)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2024-05-05T12:22:44Z", "2024-05-05"), ("2024/5/5", "2024-05-05"), ("2024-05", "2024-05"),
        ("20240505", "2024-05-05"), ("2024年5月", "2024-05"), ("2024-13-05", None), ("2024-02-30", None), ("May 2024", None),
        (None, None), (True, None),
    ],
)  # fmt: skip
def test_dates_are_as_precise_as_the_board(cell: object, expected: str | None) -> None:
    """Never more precise, never impossible."""
    assert day(cell) == expected


def test_side_columns() -> None:
    """Counts are whole, words are short, addresses are http(s)."""
    assert (count("12,345"), count("1.5"), count("-3"), count("many")) == (12345, None, None, None)
    assert (words(" Lake  Lab "), words("-"), words(None), words("x" * 300)) == ("Lake Lab", None, None, "x" * 120)
    assert web_link(" https://example.org/a ") == "https://example.org/a"
    assert not any(map(web_link, ("javascript:x", "https://a b", 'https://a"b', 5, "https://" + "a" * 600)))


@given(st.floats(-1e9, 1e9).map(lambda f: round(f, 3)), st.sampled_from(["", "*", " †", "%", " [1]"]), st.booleans())
def test_a_written_number_is_read_back(value: float, mark: str, bold: bool) -> None:  # noqa: FBT001
    """Round trip through what boards do to numbers."""
    text = f"{value:,.3f}" + mark
    found = number(f"**{text}**" if bold else text)
    assert isinstance(found, Number)
    assert abs(found.value - value) < 1e-6


@given(st.text(max_size=60))
def test_any_text_is_a_number_nothing_or_unreadable(text: str) -> None:
    """Total, and a label is stable."""
    with suppress(Unreadable):
        assert number(text) is None or isinstance(number(text), Number)
    assert label(label(text)) == label(label(label(text)))
