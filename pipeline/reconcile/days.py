"""Dates as precise as they were stated ("2024", "2024-04", "2024-04-18"), as first and last possible day."""

from calendar import monthrange
from datetime import date
from typing import NamedTuple


class Days(NamedTuple):
    """The days that a date may mean."""

    first: date
    last: date


def days(text: str | None) -> Days | None:
    """A stated date as the days it may mean; None if it is not one."""
    if not text:
        return None
    parts = text[:10].split("-")
    try:
        numbers = [int(p) for p in parts]
        if len(numbers) == 1:
            return Days(date(numbers[0], 1, 1), date(numbers[0], 12, 31))
        if len(numbers) == 2:
            return Days(
                date(numbers[0], numbers[1], 1), date(numbers[0], numbers[1], monthrange(numbers[0], numbers[1])[1])
            )
        return Days(date(numbers[0], numbers[1], numbers[2]), date(numbers[0], numbers[1], numbers[2]))
    except (ValueError, IndexError):
        return None


def earlier(left: str | None, right: str | None, *, by: int = 0) -> bool:
    """Whether one stated date is surely before another, by more than so many days."""
    a, b = days(left), days(right)
    return a is not None and b is not None and (b.first - a.last).days > by


def paper_month(arxiv_id: str) -> str | None:
    """The month in an arXiv id ("2307.09288" is of 2023-07); None for one that cannot be."""
    if not arxiv_id[:4].isdigit() or "." not in arxiv_id:
        return None
    year, month = 2000 + int(arxiv_id[:2]), int(arxiv_id[2:4])
    return f"{year}-{month:02d}" if 1 <= month <= 12 else None
