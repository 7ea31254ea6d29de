"""Change: one typed difference of two catalogs, in the words a reviewer thinks in."""

from enum import StrEnum

from pipeline.model.claims import Value
from pipeline.model.frozen import Frozen


class ChangeKind(StrEnum):
    """What happened."""

    FAMILY_ADDED = "family added"
    FAMILY_REMOVED = "family removed"
    CHECKPOINT_ADDED = "checkpoint added"
    CHECKPOINT_GONE = "checkpoint gone"
    CHECKPOINT_RENAMED = "checkpoint renamed"
    CHECKPOINT_REMOVED = "checkpoint removed"
    CHECKPOINT_MOVED_ON = "checkpoint revised"
    ACCESS_CHANGED = "access changed"
    FACT_GAINED = "fact gained"
    FACT_CHANGED = "fact changed"
    FACT_LOST = "fact lost"
    FACT_DISPUTED = "fact changed at a source"
    FACT_RESTATED = "fact restated"
    LICENSE_CHANGED = "licence changed"
    STANDING_GAINED = "standing gained"
    STANDING_MOVED = "standing moved"
    STANDING_LOST = "standing lost"
    EDITION_MOVED = "edition moved"
    PAPER_ADDED = "paper added"
    PAPER_REVISED = "paper revised"
    PAPER_WITHDRAWN = "paper withdrawn"
    COLLECTION_GAINED = "collection gained an item"
    COLLECTION_LOST = "collection lost an item"
    LINK_BROKEN = "link broken"
    LINK_MOVED = "link moved"
    LINK_MENDED = "link mended"


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
