"""News: whether an edition says anything that the one before it did not.

A board that is counted again every day moves every score a little. That is no news: nothing is
proposed, and the edition that the list has stays whole, with its own date and values. The first
score that moves beyond its noise, a row or a side column that changes, or time (so that a living
board never looks stale) brings the new edition in, whole as well: a snapshot is one edition, never
rows of two.
"""

from collections import Counter
from datetime import date, timedelta
from statistics import median
from typing import Final

from pipeline.model.boards import CuratedBoard, Standing
from pipeline.model.snapshots import BoardFacts

_USUAL: Final = 180
"""Days until a board counts as stale where its file does not say."""

_FEWEST: Final = 4
"""Rows from which on names can tell one table from another."""

_SMALLEST: Final = 0.2
"""So much of its numbers a new edition keeps at least: less, or more than the reverse, is another unit."""


def has_news(board: CuratedBoard, old: BoardFacts, new: BoardFacts, days: timedelta | None = None) -> bool:
    """Whether `new` is to replace `old`; `days` lie between the two editions (None: not known)."""
    if old == new:
        return False
    if not board.comparable or {*old.columns} != {*new.columns} or old.rows.keys() != new.rows.keys():
        return True
    if sorted(old.rejects.values()) != sorted(new.rejects.values()):
        return True
    if days is not None and days >= timedelta(days=(board.stale_after_days or _USUAL) // 2):
        return True
    return any(_row_has_news(board, row, new.rows[name]) for name, row in old.rows.items())


def is_another_table(old: BoardFacts, new: BoardFacts) -> bool:
    """Whether most of the smaller edition's names are strangers to the other: then it is another table in its place."""
    fewer = min(len(old.rows), len(new.rows))
    return fewer >= _FEWEST and len(old.rows.keys() & new.rows.keys()) < fewer / 2


def doubt_of_numbers(metric: str, old: BoardFacts, new: BoardFacts) -> str | None:
    """Why an edition's scores are not believed: all are one number, they stand beside other names, or are of another size."""
    pairs = [(old.rows[n].scores.get(metric), row.scores.get(metric)) for n, row in new.rows.items() if n in old.rows]
    values = [(a.value, b.value) for a, b in pairs if a and b]
    if len(values) < _FEWEST:
        return None
    before, now = zip(*values, strict=True)
    if len({*now}) == 1 < len({*before}):
        return f"all its scores are {now[0]:g}"
    moved, again = sum(a != b for a, b in values), (Counter(before) & Counter(now)).total()
    if moved > len(values) / 2 and again >= 0.9 * len(values) and len({*now}) > len(values) / 2:
        return f"its scores stand beside other names: {moved} of {len(values)} moved, and {again} of the numbers are the last edition's"
    size = median(b / a for a, b in values if a) if any(before) else 1.0
    return None if _SMALLEST <= size <= 1 / _SMALLEST else f"its numbers are of another size: {size:.3g} times the last edition's"


def days_between(old: str | None, new: str | None) -> timedelta | None:
    """The time between two editions that are whole dates."""
    if not old or not new or len(old) < 10 or len(new) < 10:
        return None
    return date.fromisoformat(new[:10]) - date.fromisoformat(old[:10])


def _row_has_news(board: CuratedBoard, old: Standing, new: Standing) -> bool:
    # Votes are a counter: they move with every look and mean nothing by themselves.
    volatile = {"scores", "votes"}
    if old.scores.keys() != new.scores.keys() or old.model_dump(exclude=volatile) != new.model_dump(exclude=volatile):
        return True
    return any(s.moved_from(old.scores[n].value, board.noise_of(n)) for n, s in new.scores.items())
