"""Risk: which changes a person must look at, which only need to be seen, and in which order they matter."""

from collections.abc import Iterable
from typing import Final

from pipeline.model.changes import Change, ChangeKind
from pipeline.model.proposals import Limits, Risk

K = ChangeKind

ORDER: Final[tuple[ChangeKind, ...]] = (
    K.LICENSE_CHANGED,
    K.FAMILY_REMOVED,
    K.CHECKPOINT_REMOVED,
    K.CHECKPOINT_GONE,
    K.CHECKPOINT_RENAMED,
    K.FACT_LOST,
    K.FACT_CHANGED,
    K.ACCESS_CHANGED,
    K.PAPER_WITHDRAWN,
    K.STANDING_LOST,
    K.COLLECTION_LOST,
    K.LINK_BROKEN,
    K.FAMILY_ADDED,
    K.CHECKPOINT_ADDED,
    K.FACT_GAINED,
    K.PAPER_ADDED,
    K.COLLECTION_GAINED,
    K.EDITION_MOVED,
    K.STANDING_GAINED,
    K.STANDING_MOVED,
    K.PAPER_REVISED,
    K.LINK_MOVED,
    K.LINK_MENDED,
    K.CHECKPOINT_MOVED_ON,
)
"""The most important first: a body that runs out of room loses rows from the end."""

_EYES: Final = frozenset(ORDER[: ORDER.index(K.CHECKPOINT_ADDED)])


def needs_eyes(change: Change) -> bool:
    """Whether a person should judge this change: it takes something away, or puts one value for another."""
    return change.kind in _EYES


def is_mass(changes: Iterable[Change], limits: Limits) -> bool:
    """Whether so many stated values are revised at once that an upstream, or a reader, may be wrong."""
    return sum(1 for c in changes if c.kind in {K.FACT_CHANGED, K.FACT_LOST, K.LICENSE_CHANGED}) >= limits.mass


def risk_of(changes: Iterable[Change], *, doubts: bool = False) -> Risk:
    """The class of a proposal: one change that needs eyes makes it need them."""
    return "needs eyes" if doubts or any(map(needs_eyes, changes)) else "routine"
