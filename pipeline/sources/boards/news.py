"""News: whether an edition says anything that the one before it did not.

A board that is counted again every day moves every score a little. That is no news: nothing is
proposed, and the edition that the list has stays whole, with its own date and values. The first
score that moves beyond its noise, a row or a side column that changes, or time (so that a living
board never looks stale) brings the new edition in, whole as well: a snapshot is one edition, never
rows of two.
"""

from datetime import date, timedelta
from typing import Final

from pipeline.model.boards import CuratedBoard, Standing
from pipeline.model.snapshots import BoardFacts

_USUAL: Final = 180
"""Days until a board counts as stale where its file does not say."""

_FEWEST: Final = 4
"""Rows from which on names can tell one table from another."""


def has_news(board: CuratedBoard, old: BoardFacts, new: BoardFacts, days: timedelta | None = None) -> bool:
    """Whether `new` is to replace `old`; `days` lie between the two editions (None: not known)."""
    if old == new:
        return False
    if not board.comparable or old.columns != new.columns or old.rows.keys() != new.rows.keys():
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
