"""The table of kinds of changes: how much each matters, whether a person must look, and its words in a body."""

from collections import Counter
from collections.abc import Collection
from typing import Final, NamedTuple

from pipeline.model.changes import Change, ChangeKind

K = ChangeKind


class KindRow(NamedTuple):
    """One kind of change.

    `words` say what happened to the subject that stands before them, with `field`, `old`, `new` and `moved` ("old → new")
    of it; where they name none of these they are the link to the evidence themselves.
    `eyes`: what merging does and what a person looks at before, where one should: it takes something away, or puts one value
    for another; "" for what is routine.
    `together`: changes of several subjects, or of several fields, make one row where that is shorter. `identifiers`: its
    values are ids. `plural`: how several are counted, where it is not "facts gained" of "fact gained".
    """

    words: str = "{field} {moved}"
    eyes: str = ""
    together: bool = False
    identifiers: bool = False
    plural: str = ""


KINDS: Final[dict[ChangeKind, KindRow]] = {
    K.CHECKPOINT_GONE: KindRow(
        "gone from the Hub (deleted, private or disabled)", together=True,
        eyes="its last facts stay on its family's page, marked as gone; the row counts what is left. "
        "If the maker withdrew it, merge; if it only moved, write its new name into the family's file instead.",
    ),
    K.CHECKPOINT_RENAMED: KindRow(
        "now called {new}", identifiers=True,
        eyes="its facts go on under the new name. If it is the same model, write that name into the family's file; "
        "if another took its place, close this and state both there as checkpoints of their own.",
    ),
    K.LICENSE_CHANGED: KindRow(eyes="the list shows the new licence. Does the page behind the link state it?", together=True),
    K.FAMILY_REMOVED: KindRow("no family of the list any more", eyes="its row goes. Was that meant?", plural="families removed"),
    K.CHECKPOINT_REMOVED: KindRow("no longer in the family", together=True, eyes="it counts for the family no more. Is it really none of it?"),
    K.PAPER_WITHDRAWN: KindRow("paper withdrawn", eyes="the list marks the paper as withdrawn. Does a fact rest on it?"),
    K.FACT_LOST: KindRow(together=True, eyes="the field is empty. If it is still so, state it in the family's file with its source."),
    K.FACT_CHANGED: KindRow(
        together=True,
        eyes="the list shows the new value. Does the page behind the link state it? If the old one is right, pin it (`awesome pin`).",
    ),
    K.FACT_DISPUTED: KindRow(
        "{field}: a person states {old}, a source {new}", plural="facts changed at a source",
        eyes="the list goes on with what the person states. If the source is right, take that fact out of the family's file; if not, pin it and say why.",
    ),
    K.ACCESS_CHANGED: KindRow(together=True, plural="changes of access", eyes="the list says who may read it now. Nothing else changes."),
    K.STANDING_LOST: KindRow("{moved}", eyes="the standing goes. Does the board really list it no more?"),
    K.COLLECTION_LOST: KindRow(
        "{old} left the collection", identifiers=True, plural="items lost by collections",
        eyes="the collection counts without it. What follows from that stands below.",
    ),
    K.LINK_BROKEN: KindRow("dead link", eyes="the list marks the link as dead. If there is a new address, write it into the curated file."),
    K.FAMILY_ADDED: KindRow(
        "new family, checkpoints: {new}", plural="families added",
        eyes="nothing is shown before a person takes `draft` out of its file.",
    ),
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
    return bool(KINDS[change.kind].eyes)


def without_echoes(changes: Collection[Change]) -> list[Change]:
    """Each matter once: no restatement of a disputed fact, and the name of a licence beside its id `other`."""
    disputed = {fact_of(c) for c in changes if c.kind is K.FACT_DISPUTED}
    named = {(c.family, c.subject, "license"): c for c in changes if c.field == "license_name" and isinstance(c.new, str)}
    beside = {fact_of(c): named[fact_of(c)] for c in changes if c.new == "other" and fact_of(c) in named}
    kept = [c for c in changes if c not in beside.values() and not (c.kind is K.FACT_RESTATED and fact_of(c) in disputed)]
    return [c.model_copy(update={"new": ("other", beside[fact_of(c)].new)}) if fact_of(c) in beside else c for c in kept]


def fact_of(change: Change) -> tuple[str, str, str]:
    """What a change of a fact is about: family, subject and field."""
    return change.family, change.subject, change.field


def counted(count: int, noun: str, plural: str = "") -> str:
    """A count with its noun: 1 row, 2 rows, 1,000 rows."""
    return f"{count:,} {noun if count == 1 else plural or f'{noun}s'}"


def counts(changes: Collection[Change]) -> list[str]:
    """How many of each kind, the important kinds first: `1 licence changed`, `3 facts gained`."""
    found, listed = Counter(change.kind for change in changes), Counter(change.kind for change in changes if change.family)
    texts: list[str] = []
    for kind in (kind for kind in KINDS if found[kind]):
        noun, _, rest = kind.value.partition(" ")
        few = f" ({listed[kind] or 'none'} of listed models)" if noun == "standing" and listed[kind] < found[kind] else ""
        texts.append(counted(found[kind], kind.value, KINDS[kind].plural or f"{noun}s {rest}") + few)
    return texts
