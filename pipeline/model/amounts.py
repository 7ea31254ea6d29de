"""Amounts as people write them ("15T+", "1.4万亿", "3.3T～4.8T", "0.5B/1.8B") and as the list shows them, and the memory that they need.

Units are decimal: K, M, B (or G) and T, and the Chinese 万, 亿 and 万亿. "128K" is 128,000 here;
whether a page means 131,072 by it is for the page's reader to know. What is not plainly an amount
gives None: nothing is guessed.
"""

import re
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache
from typing import Final

from pydantic import Field

from pipeline.model.frozen import Frozen

_UNITS: Final[dict[str, int]] = {
    "": 1, "k": 10**3, "m": 10**6, "b": 10**9, "g": 10**9, "t": 10**12,
    "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12,
    "千": 10**3, "万": 10**4, "百万": 10**6, "亿": 10**8, "十亿": 10**9, "万亿": 10**12, "兆": 10**12,
}  # fmt: skip
_AMOUNT: Final = re.compile(
    r"(?P<digits>\d{1,3}(?:,\d{3}){1,6}|\d{1,19})(?P<fraction>\.\d{1,18})?\s{0,4}(?P<unit>[千百万十亿兆]{1,2}|[A-Za-z]{0,8})",
    re.ASCII,
)
_WORDS_AFTER: Final = re.compile(r"(?:\s+(?:tokens?|parameters?|params?)|(?:个)?(?:词元|参数))\+?|\+?", re.IGNORECASE)
_FULL_WIDTH: Final = str.maketrans("０１２３４５６７８９．，：；（）～〜－–—／＋、　", "0123456789.,:;()~~---/+、 ")
_SHOWN: Final = ((10**3, "K"), (10**6, "M"), (10**9, "B"), (10**12, "T"))
_SIZE: Final = re.compile(r"(?:\d{1,3}[x×])?\d{1,6}(?:\.\d{1,3})?[KMBTkmbt](?:-?A\d{1,4}(?:\.\d{1,3})?[MBmb])?", re.ASCII)
_SIZES_APART: Final = re.compile(r"[/,、;|]|\s+(?:and|or)\s+|\s*<br\s*/?>\s*")
_SPAN_SIGNS: Final = re.compile(r"\s*(?:~|-|至|到|\bto\b)\s*")
_LONGEST: Final = 400


class Span(Frozen):
    """A count that differs between sizes: lowest, highest, and by size label where known ("7B": 2.4T)."""

    low: int = Field(description="The lowest.")
    high: int = Field(description="The highest.")
    by_size: dict[str, int] = Field(default={}, description="What is known of single sizes, by their labels.")


@lru_cache(maxsize=1024)
def parse_amount(text: str) -> int | None:
    """One amount as a whole number: "15T" and "15T+" are 15,000,000,000,000; None if it is not one."""
    said = text.translate(_FULL_WIDTH).strip().rstrip("+").strip() if len(text) <= _LONGEST else ""
    match = _AMOUNT.match(said)
    unit = _UNITS.get(match["unit"].lower()) if match else None
    if match is None or unit is None or not _WORDS_AFTER.fullmatch(said, match.end()):
        return None
    number = Decimal(match["digits"].replace(",", "") + (match["fraction"] or "")) * unit
    return int(number) if number == int(number) else None


def parse_span(text: str) -> Span | None:
    """A stated range: "3.3T～4.8T", "2T", or "2.2T~3T(1.8B:2.2T;7B:2.4T)" with its single sizes."""
    head, bracket, tail = (text if len(text) <= _LONGEST else "").translate(_FULL_WIDTH).strip().partition("(")
    ends = list(filter(None, _SPAN_SIGNS.split(head.strip())))
    if len(ends) == 2 and ends[0][-1].isdigit() and (last := _AMOUNT.match(ends[1])):
        ends[0] += last["unit"]  # of a range that states it once ("6-13T")
    sizes = [part.partition(":") for part in re.split("[;,、]", tail.removesuffix(")"))] if bracket else []
    labels = [size.strip() for size, _, _ in sizes]
    amounts = [*map(parse_amount, ends), *(parse_amount(amount) for _, _, amount in sizes)]
    known = [n for n in amounts if n is not None]
    closed, whole = not bracket or tail.endswith(")"), len(known) == len(amounts) and all(map(_SIZE.fullmatch, labels))
    if not known or len(ends) > 2 or not closed or not whole:
        return None
    counts, of_sizes = known[: len(ends)] or known, known[len(ends) :]
    return Span(low=min(counts), high=max(counts), by_size=dict(zip(labels, of_sizes, strict=True)))


@lru_cache(maxsize=4096)  # the same amounts stand on many rows
def show_amount(amount: int, decimals: int = 2) -> str:
    """An amount as the list shows it, to three significant digits: 15,000,000,000,000 is "15T"."""
    if amount < 1000:
        return str(amount)
    digits = len(str(amount)) - 1
    step = Decimal(1).scaleb(max(digits - 2, digits // 3 * 3 - decimals))
    rounded = Decimal(amount).quantize(step, rounding=ROUND_HALF_EVEN)
    unit, sign = next(shown for shown in reversed(_SHOWN) if rounded >= shown[0])
    return f"{(rounded / unit).normalize():f}{sign}"


def size_label(params: int) -> str:
    """A parameter count as a size, with one decimal at most, as makers name sizes: 70,553,706,496 is "70.6B"."""
    return show_amount(params, decimals=1)


def parse_sizes(text: str) -> tuple[str, ...]:
    """The sizes of a row, as labels: "0.5B/1.8B/4B" is ("0.5B", "1.8B", "4B"); () if it is not a list of sizes.

    A range stays one label ("14M～12B" is "14M-12B"); "8x7B" and "30B-A3B" are sizes as well.
    """
    parts = _SIZES_APART.split(text.translate(_FULL_WIDTH)) if len(text) <= _LONGEST else [""]
    labels = [_size_or_range(part.strip()) for part in parts]
    return tuple(dict.fromkeys(labels)) if all(labels) else ()


def _size_or_range(part: str) -> str:
    """A size as it is written, or a range of two whose first may lack the unit; "" if it is neither."""
    ends = [part] if _SIZE.fullmatch(part) else _SPAN_SIGNS.split(part)
    if len(ends) == 2 and ends[0][-1:].isdigit():
        ends[0] += ends[1][-1:]
    return "-".join(ends) if len(ends) <= 2 and all(map(_SIZE.fullmatch, ends)) else ""


def gigabytes(parameters: int, bits: int) -> int:
    """Gigabytes (10^9 bytes), rounded up: the weights, and a fifth of them on top.

    The fifth stands for what runs beside the weights with a short context, and for the scales that quantised weights
    bring along; a long context needs more. All parameters count, also those of experts that rest.
    """
    return -(-parameters * bits * 6 // (8 * 5 * 10**9))


def memory_needed(parameters: int) -> tuple[int, int, int]:
    """Gigabytes at 16 bits, as most are released; at 8, as careful copies are; at 4, as copies for a machine at home are."""
    return gigabytes(parameters, 16), gigabytes(parameters, 8), gigabytes(parameters, 4)
