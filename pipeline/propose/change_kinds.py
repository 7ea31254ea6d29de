"""The table of kinds of changes: how much each matters, whether a person must look, and its words in a body."""

from collections import Counter
from collections.abc import Collection
from typing import Final, NamedTuple

from pipeline.model.changes import Change, ChangeKind
from pipeline.model.proposals import Limits

K = ChangeKind


class KindRow(NamedTuple):
    """One kind of change.

    `words` say what happened to the subject that stands before them, with `field`, `old`, `new` and `moved` ("old → new")
    of it; where they name none of these they are the link to the evidence themselves.
    `eyes`: a person should judge it, since it takes something away, or puts one value for another.
    `together`: changes of several subjects, or of several fields, make one row where that is shorter. `identifiers`: its
    values are ids. `plural`: how several are counted, where it is not "facts gained" of "fact gained".
    """

    words: str = "{field} {moved}"
    eyes: bool = False
    together: bool = False
    identifiers: bool = False
    plural: str = ""


KINDS: Final[dict[ChangeKind, KindRow]] = {
    K.CHECKPOINT_GONE: KindRow("gone from the Hub (deleted or private)", eyes=True, together=True),
    K.CHECKPOINT_RENAMED: KindRow("now called {new}", eyes=True, identifiers=True),
    K.LICENSE_CHANGED: KindRow(eyes=True, together=True),
    K.FAMILY_REMOVED: KindRow("no family of the list any more", eyes=True, plural="families removed"),
    K.CHECKPOINT_REMOVED: KindRow("no longer in the family", eyes=True, together=True),
    K.FACT_LOST: KindRow(eyes=True, together=True),
    K.FACT_CHANGED: KindRow(eyes=True, together=True),
    K.FACT_DISPUTED: KindRow("{field}: a person states {old}, a source {new}", eyes=True, plural="facts changed at a source"),
    K.ACCESS_CHANGED: KindRow(eyes=True, together=True, plural="changes of access"),
    K.PAPER_WITHDRAWN: KindRow("paper withdrawn", eyes=True),
    K.STANDING_LOST: KindRow("{moved}", eyes=True),
    K.COLLECTION_LOST: KindRow("{old} left the collection", eyes=True, identifiers=True, plural="items lost by collections"),
    K.LINK_BROKEN: KindRow("dead link", eyes=True),
    K.FAMILY_ADDED: KindRow("new family, checkpoints: {new}", eyes=True, plural="families added"),
    K.CHECKPOINT_ADDED: KindRow("new checkpoint", together=True),
    K.FACT_GAINED: KindRow("{field} {new}", together=True),
    K.EDITION_MOVED: KindRow("edition {moved}"),
    K.STANDING_GAINED: KindRow("{new}"),
    K.STANDING_MOVED: KindRow("{moved}"),
    K.PAPER_ADDED: KindRow("new paper: {new}"),
    K.COLLECTION_GAINED: KindRow("{new} joined the collection", identifiers=True, plural="items gained by collections"),
    K.PAPER_REVISED: KindRow("{moved}"),
    K.LINK_MOVED: KindRow("now at {new}"),
    K.LINK_MENDED: KindRow("works again"),
    K.FACT_RESTATED: KindRow(together=True),
    K.CHECKPOINT_MOVED_ON: KindRow("new revision", together=True, identifiers=True),
}
"""The most important first: a body that runs out of room loses rows from the end."""

ORDER: Final = {kind: place for place, kind in enumerate(KINDS)}


def needs_eyes(change: Change) -> bool:
    """Whether a person should judge this change."""
    return KINDS[change.kind].eyes


def is_mass(changes: Collection[Change], limits: Limits) -> bool:
    """Whether so many stated values are revised at once that an upstream, or a reader, may be wrong."""
    return sum(c.kind in {K.FACT_CHANGED, K.FACT_LOST, K.LICENSE_CHANGED} for c in changes) >= limits.mass


def counts(changes: Collection[Change]) -> list[str]:
    """How many of each kind, the important kinds first: `1 licence changed`, `3 facts gained`."""
    found = Counter(change.kind for change in changes)
    return [_counted(kind, found[kind]) for kind in KINDS if found[kind]]


def _counted(kind: ChangeKind, count: int) -> str:
    noun, _, rest = kind.value.partition(" ")
    return f"1 {kind.value}" if count == 1 else f"{count:,} {KINDS[kind].plural or f'{noun}s {rest}'}"
