"""Which rows of an edition are kept as history: those of listed models, and the leading ones of others."""

from typing import Final

from pipeline.history import leading, update
from pipeline.model.boards import CuratedBoard
from pipeline.model.snapshots import BoardFacts
from pipeline.names.join import NameIndex

NOTABLE: Final = 20
"""Leading rows of each edition that are kept although no family of the list has them (closed models, mostly)."""


def extend(old: bytes, board: CuratedBoard, facts: BoardFacts, index: NameIndex, noise: float | None = None) -> bytes:
    """A board's history with what an edition adds; unchanged where the board has no trend or the edition no date."""
    metric = board.trend
    if metric is None or board.rows != "models":
        return old
    scores = {n: r.scores[metric.name] for n, r in facts.rows.items() if metric.name in r.scores}
    listed = {n for n in scores if index.join(n, board, facts.rows[n].organization) is not None}
    # A Hub id that no family has is somebody's merge, and a baseline is no model: neither is notable.
    kept = {n for n in scores if board.aliases.get(n) != "none" and "/" not in n}
    notable = leading({n: scores[n] for n in kept}, NOTABLE, higher_is_better=metric.higher_is_better)
    # Every edition of a board whose scores cannot be compared across editions is news.
    within = -1.0 if not board.comparable else board.noise if noise is None else noise
    return update(old, facts, listed | set(notable), metric=metric.name, noise=within, breaks=board.breaks)
