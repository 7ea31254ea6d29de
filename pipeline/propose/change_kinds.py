"""The table of kinds of changes: how much each matters, whether a person must look, and its words in a body."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from pipeline.model.changes import Change, ChangeKind
from pipeline.model.proposals import Limits, Risk

K = ChangeKind

SECTIONS: Final = (
    "Families", "Checkpoints", "Facts", "Papers", "Collections", "Standings", "Links",
    "The same facts, stated otherwise", "New revisions that change no fact",
)  # fmt: skip
"""The sections of a body in their order."""


class KindRow(NamedTuple):
    """One kind of change.

    `eyes`: a person should judge it, since it takes something away, or puts one value for another.
    `words` tell one change: `names` of its subjects, its `field`, `old` and `new`, `values` (": old → new" or what
    there is of it). `together`: equal changes of several subjects make one row. `identifiers`: its
    values are ids. `plural`: how several are counted, where it is not "facts gained" of "fact gained".
    """

    section: str
    words: str
    eyes: bool = False
    together: bool = False
    identifiers: bool = False
    plural: str = ""


_FAMILIES, _CHECKPOINTS, _FACTS, _PAPERS, _COLLECTIONS, _STANDINGS, _LINKS, _RESTATED, _REVISIONS = SECTIONS

KINDS: Final[dict[ChangeKind, KindRow]] = {
    K.CHECKPOINT_GONE: KindRow(
        _CHECKPOINTS, "gone from the Hub (deleted or private): {names}", eyes=True, together=True
    ),
    K.CHECKPOINT_RENAMED: KindRow(_CHECKPOINTS, "renamed: {old} → {new}", eyes=True, identifiers=True),
    K.LICENSE_CHANGED: KindRow(_FACTS, "licence changed {names}{values}", eyes=True, together=True),
    K.FAMILY_REMOVED: KindRow(_FAMILIES, "family {family} removed", eyes=True, plural="families removed"),
    K.CHECKPOINT_REMOVED: KindRow(_CHECKPOINTS, "no longer in the family: {names}{values}", eyes=True, together=True),
    K.FACT_LOST: KindRow(_FACTS, "fact lost {names}{values}", eyes=True, together=True),
    K.FACT_CHANGED: KindRow(_FACTS, "fact changed {names}{values}", eyes=True, together=True),
    K.FACT_DISPUTED: KindRow(
        _FACTS,
        "{field} of {whose}: a person states {old}, a source {new}; merged, the list goes on with the person's. "
        "To decide otherwise, take that fact away; to end the question, pin it and say why",
        eyes=True,
        plural="facts changed at a source",
    ),
    K.ACCESS_CHANGED: KindRow(
        _FACTS, "access changed {names}{values}", eyes=True, together=True, plural="changes of access"
    ),
    K.PAPER_WITHDRAWN: KindRow(_PAPERS, "paper withdrawn: {names}{values}", eyes=True),
    K.STANDING_LOST: KindRow(_STANDINGS, "{who}: {old} → gone", eyes=True),
    K.COLLECTION_LOST: KindRow(
        _COLLECTIONS,
        "{old} left the collection {names}",
        eyes=True,
        identifiers=True,
        plural="items lost by collections",
    ),
    K.LINK_BROKEN: KindRow(_LINKS, "dead link: {names}", eyes=True),
    K.FAMILY_ADDED: KindRow(_FAMILIES, "new family {family}{count}", eyes=True, plural="families added"),
    K.CHECKPOINT_ADDED: KindRow(_CHECKPOINTS, "new checkpoint {names}", together=True),
    K.FACT_GAINED: KindRow(_FACTS, "fact gained {names}{values}", together=True),
    K.FACT_RESTATED: KindRow(_RESTATED, "fact restated {names}{values}", together=True),
    K.PAPER_ADDED: KindRow(_PAPERS, "new paper {names}{values}"),
    K.COLLECTION_GAINED: KindRow(
        _COLLECTIONS, "{new} joined the collection {names}", identifiers=True, plural="items gained by collections"
    ),
    K.EDITION_MOVED: KindRow(_STANDINGS, "{names}: edition {old_or_unknown} → {new_or_unknown}"),
    K.STANDING_GAINED: KindRow(_STANDINGS, "new: {who}: {new}"),
    K.STANDING_MOVED: KindRow(_STANDINGS, "{who}: {old_or_nothing} → {new_or_nothing}"),
    K.PAPER_REVISED: KindRow(_PAPERS, "paper revised, {names}{values}"),
    K.LINK_MOVED: KindRow(_LINKS, "link moved: {names}{values}"),
    K.LINK_MENDED: KindRow(_LINKS, "link works again: {names}"),
    K.CHECKPOINT_MOVED_ON: KindRow(_REVISIONS, "new revision of {names}", together=True, identifiers=True),
}
"""The most important first: a body that runs out of room loses rows from the end."""

ORDER: Final = {kind: place for place, kind in enumerate(KINDS)}


def needs_eyes(change: Change) -> bool:
    """Whether a person should judge this change."""
    return KINDS[change.kind].eyes


def is_mass(changes: Iterable[Change], limits: Limits) -> bool:
    """Whether so many stated values are revised at once that an upstream, or a reader, may be wrong."""
    return sum(1 for c in changes if c.kind in {K.FACT_CHANGED, K.FACT_LOST, K.LICENSE_CHANGED}) >= limits.mass


def risk_of(changes: Iterable[Change], *, doubts: bool = False) -> Risk:
    """The class of a proposal: one change that needs eyes makes it need them."""
    return "needs eyes" if doubts or any(map(needs_eyes, changes)) else "routine"


def counted(kind: ChangeKind, count: int) -> str:
    """`1 licence changed`, `3 facts gained`."""
    if count == 1:
        return f"1 {kind.value}"
    noun, _, rest = kind.value.partition(" ")
    return f"{count:,} {KINDS[kind].plural or f'{noun}s {rest}'}"
