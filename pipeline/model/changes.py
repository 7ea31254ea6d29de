"""Change: one typed difference of two catalogs, in the words a reviewer thinks in; the table of their kinds."""

from enum import StrEnum
from typing import NamedTuple, Self

from pipeline.model.claims import Value
from pipeline.model.frozen import Frozen


class KindRow(NamedTuple):
    """One kind of change: what it is called, and its words in a pull request.

    `words` say what happened to the subject that stands before them, with `field`, `old`, `new` and `moved` ("old → new")
    of it; where they name none of these they are the link to the evidence themselves.
    `eyes`: what merging does and what a person looks at before, where one should: it takes something away, or puts one value
    for another; "" for what is routine.
    """

    name: str
    words: str = "{field} {moved}"
    eyes: str = ""
    together: bool = False  # changes of several subjects, or of several fields, make one row where that is shorter
    identifiers: bool = False  # its values are ids
    plural: str = ""  # how several are counted, where it is not "facts gained" of "fact gained"


class ChangeKind(StrEnum):
    """What happened, the most important first: a body that runs out of room loses rows from the end."""

    _value_: str
    row: KindRow

    def __new__(cls, *row: str | bool) -> Self:
        """A kind is its row's name."""
        kind = str.__new__(cls, row[0])
        kind._value_, kind.row = str(row[0]), KindRow._make(row)
        return kind

    CHECKPOINT_GONE = KindRow(
        "checkpoint gone", "gone from the Hub (deleted, private or disabled)", together=True,
        eyes="its last facts stay on its family's page, marked as gone; the row counts what is left. "
        "If the maker withdrew it, merge; if it only moved, write its new name into the family's file instead.",
    )
    CHECKPOINT_RENAMED = KindRow(
        "checkpoint renamed", "now called {new}", identifiers=True,
        eyes="its facts go on under the new name. If it is the same model, write that name into the family's file; "
        "if another took its place, close this and state both there as checkpoints of their own.",
    )
    LICENSE_CHANGED = KindRow(
        "licence changed", eyes="the list shows the new licence. Does the page behind the link state it?", together=True
    )
    FAMILY_REMOVED = KindRow(
        "family removed", "no family of the list any more", "its row goes. Was that meant?", plural="families removed"
    )
    CHECKPOINT_REMOVED = KindRow(
        "checkpoint removed", "no longer in the family", together=True, eyes="it counts for the family no more. Is it really none of it?"
    )
    PAPER_WITHDRAWN = KindRow("paper withdrawn", "paper withdrawn", eyes="the list marks the paper as withdrawn. Does a fact rest on it?")
    FACT_LOST = KindRow("fact lost", together=True, eyes="the field is empty. If it is still so, state it in the family's file with its source.")
    FACT_CHANGED = KindRow(
        "fact changed", together=True,
        eyes="the list shows the new value. Does the page behind the link state it? If the old one is right, pin it (`awesome pin`).",
    )
    FACT_DISPUTED = KindRow(
        "fact changed at a source", "{field}: a person states {old}, a source {new}", plural="facts changed at a source",
        eyes="the list goes on with what the person states. If the source is right, take that fact out of the family's file; if not, pin it and say why.",
    )
    ACCESS_CHANGED = KindRow(
        "access changed", together=True, plural="changes of access", eyes="the list says who may read it now. Nothing else changes."
    )
    STANDING_LOST = KindRow("standing lost", "{moved}", eyes="the standing goes. Does the board really list it no more?")
    COLLECTION_LOST = KindRow(
        "collection lost an item", "{old} left the collection", identifiers=True, plural="items lost by collections",
        eyes="the collection counts without it. What follows from that stands below.",
    )
    LINK_BROKEN = KindRow(
        "link broken", "dead link", eyes="the list marks the link as dead. If there is a new address, write it into the curated file."
    )
    FAMILY_ADDED = KindRow(
        "family added", "new family, checkpoints: {new}", plural="families added",
        eyes="nothing is shown before a person takes `draft` out of its file.",
    )
    CHECKPOINT_ADDED = KindRow("checkpoint added", "new checkpoint", together=True)
    FACT_GAINED = KindRow("fact gained", "{field} {new}", together=True)
    EDITION_MOVED = KindRow("edition moved", "edition {moved}")
    STANDING_GAINED = KindRow("standing gained", "{new}")
    STANDING_MOVED = KindRow("standing moved", "{moved}")
    PAPER_ADDED = KindRow("paper added", "new paper: {new}")
    COLLECTION_GAINED = KindRow(
        "collection gained an item", "{new} joined the collection", identifiers=True, plural="items gained by collections"
    )
    PAPER_REVISED = KindRow("paper revised", "{moved}")
    LINK_MOVED = KindRow("link moved", "now at {new}")
    LINK_MENDED = KindRow("link mended", "works again")
    FACT_RESTATED = KindRow("fact restated", together=True)
    CHECKPOINT_MOVED_ON = KindRow("checkpoint revised", "new revision", together=True, identifiers=True)


ORDER = {kind: place for place, kind in enumerate(ChangeKind)}


class Change(Frozen):
    """One difference. `subject` is a checkpoint, paper, board, collection or link; empty for the family itself."""

    kind: ChangeKind
    family: str = ""
    subject: str = ""
    field: str = ""
    old: Value | None = None
    new: Value | None = None
    url: str = ""  # evidence that a person can open
    old_url: str = ""  # of the old value, where that stands beside the new one
    voice: str = ""  # what the new value rests on (pipeline.fields): a name or a repository's creation states nothing
    old_voice: str = ""
    source: str = ""  # lane: huggingface, arxiv, leaderboards, github, links, curated

    @property
    def needs_eyes(self) -> bool:
        """Whether a person should judge it."""
        return bool(self.kind.row.eyes)

    @property
    def fact(self) -> tuple[str, str, str]:
        """What a change of a fact is about: family, subject and field."""
        return self.family, self.subject, self.field
