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
_WORDS_AFTER: Final = re.compile(r"\s+(?:tokens?|parameters?|params?)|(?:个)?(?:词元|参数)", re.IGNORECASE)
_FULL_WIDTH: Final = str.maketrans("０１２３４５６７８９．，：；（）～〜－–—／＋、　", "0123456789.,:;()~~---/+、 ")
_SHOWN: Final = ((10**12, "T"), (10**9, "B"), (10**6, "M"), (10**3, "K"))
_SIZE: Final = re.compile(
    r"(?:\d{1,3}[x×])?\d{1,6}(?:\.\d{1,3})?(?:[KMBTkmbt])(?:-?A\d{1,4}(?:\.\d{1,3})?[MBmb])?", re.ASCII
)
_SPAN_SIGNS: Final = re.compile(r"\s*(?:~|-|至|到|\bto\b)\s*")
_LONGEST: Final = 400


class Span(Frozen):
    """A count that differs between sizes: lowest, highest, and by size label where known ("7B": 2.4T)."""

    low: int = Field(description="The lowest.")
    high: int = Field(description="The highest.")
    by_size: dict[str, int] = Field(default={}, description="What is known of single sizes, by their labels.")


def parse_amount(text: str) -> int | None:
    """One amount as a whole number: "15T" and "15T+" are 15,000,000,000,000; None if it is not one."""
    if len(text) > _LONGEST:
        return None
    said = text.translate(_FULL_WIDTH).strip().rstrip("+").strip()
    match = _AMOUNT.match(said)
    if match is None:
        return None
    rest = said[match.end() :]
    if rest and not _WORDS_AFTER.fullmatch(rest.removesuffix("+")):
        return None
    unit = _UNITS.get(match["unit"].lower())
    if unit is None:
        return None
    number = Decimal(match["digits"].replace(",", "") + (match["fraction"] or "")) * unit
    whole = int(number)
    return whole if whole == number else None


def parse_span(text: str) -> Span | None:
    """A stated range: "3.3T～4.8T", "2T", or "2.2T~3T(1.8B:2.2T;7B:2.4T)" with its single sizes."""
    if len(text) > _LONGEST:
        return None
    said = text.translate(_FULL_WIDTH).strip()
    head, bracket, tail = said.partition("(")
    by_size: dict[str, int] = {}
    if bracket:
        if not tail.endswith(")"):
            return None
        for part in re.split(r"[;,、]", tail[:-1]):
            size, colon, amount = part.partition(":")
            value = parse_amount(amount)
            if not colon or value is None or not _SIZE.fullmatch(size.strip()):
                return None
            by_size[size.strip()] = value
    ends = [end for end in _SPAN_SIGNS.split(head.strip()) if end]
    if len(ends) == 2 and ends[0][-1].isdigit():
        unit = _AMOUNT.match(ends[1])  # of a range that states it once ("6-13T")
        ends[0] += unit["unit"] if unit else ""
    amounts = [parse_amount(end) for end in ends]
    if not head.strip() and by_size:
        amounts = list(by_size.values())
    known = [a for a in amounts if a is not None]
    if not known or len(known) != len(amounts) or (len(ends) > 2):
        return None
    return Span(low=min(known), high=max(known), by_size=by_size)


@lru_cache(maxsize=4096)  # the same amounts stand on many rows
def show_amount(amount: int) -> str:
    """An amount as the list shows it, to three significant digits: 15,000,000,000,000 is "15T"."""
    if amount < 1000:
        return str(amount)
    exponent = Decimal(amount).adjusted() - 2
    rounded = Decimal(amount).quantize(Decimal(1).scaleb(max(exponent, 0)), rounding=ROUND_HALF_EVEN)
    unit, sign = next(step for step in _SHOWN if rounded >= step[0])
    return f"{_plain(rounded / unit)}{sign}"


@lru_cache(maxsize=4096)
def size_label(params: int) -> str:
    """A parameter count as a size: 8,030,261,248 is "8B", 70,553,706,496 is "70.6B".

    One decimal below a hundred of the unit and none above, which is how makers name sizes.
    """
    for step in range(len(_SHOWN) - 1, -1, -1):
        unit, sign = _SHOWN[step]
        number = Decimal(params) / unit
        rounded = number.quantize(Decimal("0.1") if number < 100 else Decimal(1), rounding=ROUND_HALF_EVEN)
        if rounded < 1000 or step == 0:
            return f"{_plain(rounded)}{sign}" if params >= 1000 else str(params)
    raise AssertionError


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def parse_sizes(text: str) -> tuple[str, ...]:
    """The sizes of a row, as labels: "0.5B/1.8B/4B" is ("0.5B", "1.8B", "4B"); () if it is not a list of sizes.

    A range stays one label ("14M～12B" is "14M-12B"); "8x7B" and "30B-A3B" are sizes as well.
    """
    if len(text) > _LONGEST:
        return ()
    labels: list[str] = []
    for part in re.split(r"[/,、;|]|\s+(?:and|or)\s+|\s*<br\s*/?>\s*", text.translate(_FULL_WIDTH)):
        label = _size_or_range(part.strip())
        if label is None:
            return ()
        labels.append(label)
    return tuple(dict.fromkeys(labels))


def _size_or_range(part: str) -> str | None:
    if _SIZE.fullmatch(part):
        return part
    ends = _SPAN_SIGNS.split(part)
    if len(ends) == 2:
        low, high = ends
        if low and low[-1].isdigit():
            low += high[-1:]
        if _SIZE.fullmatch(low) and _SIZE.fullmatch(high):
            return f"{low}-{high}"
    return None


def gigabytes(parameters: int, bits: int) -> int:
    """Gigabytes (10^9 bytes), rounded up: the weights, and a fifth of them on top.

    The fifth stands for what runs beside the weights with a short context, and for the scales that quantised weights
    bring along; a long context needs more. All parameters count, also those of experts that rest.
    """
    return -(-parameters * bits * 6 // (8 * 5 * 10**9))


def memory_needed(parameters: int) -> tuple[int, int, int]:
    """Gigabytes at 16 bits, as most are released; at 8, as careful copies are; at 4, as copies for a machine at home are."""
    return gigabytes(parameters, 16), gigabytes(parameters, 8), gigabytes(parameters, 4)
