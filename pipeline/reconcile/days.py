"""Dates as precise as they were stated ("2024", "2024-04", "2024-04-18"), as first and last possible day."""

from calendar import monthrange
from datetime import date
from functools import lru_cache
from typing import NamedTuple


class Days(NamedTuple):
    """The days that a date may mean."""

    first: date
    last: date

    @property
    def middle(self) -> date:
        """The day between them."""
        return self.first + (self.last - self.first) / 2


@lru_cache(maxsize=4096)
def days(text: str | None) -> Days | None:
    """A stated date as the days it may mean; None if it is not one."""
    try:
        year, *rest = map(int, (text or "")[:10].split("-"))
        first, last = (rest or (1, 12))[0], (rest or (1, 12))[-1]
        if len(rest) > 1:
            return Days(date(year, *rest), date(year, *rest))
        return Days(date(year, first, 1), date(year, last, monthrange(year, last)[1]))
    except (ValueError, TypeError):
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
