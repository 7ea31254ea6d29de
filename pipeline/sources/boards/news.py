"""News: whether an edition says anything that the one before it did not.

A board that is counted again every day moves every score a little: the edition that the list has stays whole. The first
score that moves beyond its noise, a row or a side column that changes, or time (so that a living board never looks
stale) brings the new edition in, whole as well: a snapshot is one edition, never rows of two.
"""

from collections import Counter
from datetime import date
from itertools import pairwise
from operator import itemgetter
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


def has_news(board: CuratedBoard, old: BoardFacts, new: BoardFacts) -> bool:
    """Whether `new` is to replace `old`."""
    days = [date.fromisoformat(e[:10]) for e in (old.edition or "", new.edition or "") if len(e) >= len("2026-01-31")]
    return old != new and (
        not board.comparable
        or {*old.columns} != {*new.columns}
        or old.rows.keys() != new.rows.keys()
        or sorted(old.rejects.values()) != sorted(new.rejects.values())
        or (len(days) > 1 and (days[1] - days[0]).days >= (board.stale_after_days or _USUAL) // 2)
        or any(_row_has_news(board, row, new.rows[name]) for name, row in old.rows.items())
    )


def doubt_of_names(old: BoardFacts, new: BoardFacts) -> str | None:
    """Why an edition's names are not believed: most of the smaller one's are strangers to the other, or hardly one of ten is known."""
    fewer, shared = min(len(old.rows), len(new.rows)), len(old.rows.keys() & new.rows.keys())
    if fewer < _FEWEST or (shared >= fewer / 2 and len(new.rows) <= len(old.rows) / _SMALLEST):
        return None
    return f"another table stands in its place: of {len(new.rows)} names the last edition had {shared}"


def doubt_of_numbers(board: CuratedBoard, old: BoardFacts, new: BoardFacts) -> str | None:
    """Why an edition's scores are not believed: they stand beside other names, are turned round, of another size, or many are one number."""
    metric = board.metric.name if board.metric else ""
    pairs = [(old.rows[n].scores.get(metric), row.scores.get(metric)) for n, row in new.rows.items() if n in old.rows]
    values = sorted((a.value, b.value) for a, b in pairs if a and b)
    if len(values) < _FEWEST:
        return None
    before, now = zip(*values, strict=True)
    became = Counter(b for a, b in values if a != b)
    moved, again = became.total(), (Counter(before) & Counter(now)).total()
    number, often = max(became.items(), key=itemgetter(1), default=(0, 0))
    if often >= max(_FEWEST, _SMALLEST * len(values)):
        return f"{often} of its scores became {number:g}"
    if moved > len(values) / 2 and again >= 0.9 * len(values):
        return f"its scores stand beside other names: {moved} of {len(values)} moved, and {again} of the numbers are the last edition's"
    if swapped := _swapped(old, new):
        return f"{swapped[0]} and {swapped[1]} have each other's scores"
    size = median(b / a for a, b in values if a) if any(before) else 1.0
    if not _SMALLEST <= size <= 1 / _SMALLEST:
        return f"its numbers are of another size: {size:.3g} times the last edition's"
    if sum(b < a for a, b in pairwise(now)) > max(_FEWEST, sum(b > a for a, b in pairwise(now)) / _SMALLEST):
        return "its order is turned round: places or errors in place of scores?"
    top = max((row.scores[metric].value, name) for name, row in new.rows.items() if metric in row.scores)
    return f"{top[0]:g} of {top[1]} lies far beyond all others" if 0 < before[-1] < _SMALLEST * top[0] else None


def _swapped(old: BoardFacts, new: BoardFacts) -> tuple[str, str] | None:
    """Two names that have each other's scores now, all of them, while no other row moved or each has several."""
    had, has = ({n: tuple(sorted((k, s.value) for k, s in row.scores.items())) for n, row in e.rows.items()} for e in (old, new))
    moved = [n for n in has if n in had and has[n] != had[n]]
    whose = {had[n]: n for n in moved}
    pairs = ((n, other) for n in moved if (other := whose.get(has[n])) and has[other] == had[n])
    return next((pair for pair in pairs if len(has[pair[0]]) > 1 or len(moved) == 2), None)


def _row_has_news(board: CuratedBoard, old: Standing, new: Standing) -> bool:
    # Votes are a counter: they move with every look and mean nothing by themselves.
    volatile = {"scores", "votes"}
    if old.scores.keys() != new.scores.keys() or old.model_dump(exclude=volatile) != new.model_dump(exclude=volatile):
        return True
    return any(s.moved_from(old.scores[n].value, board.noise_of(n)) for n, s in new.scores.items())
