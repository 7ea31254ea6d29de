"""Change: one typed difference of two catalogs, in the words a reviewer thinks in; the table of their kinds."""

from enum import StrEnum
from pathlib import Path
from typing import Final, NamedTuple

import tomli

from pipeline.model.claims import Value
from pipeline.model.frozen import Frozen


class KindRow(NamedTuple):
    """What changes.toml says of a kind of change."""

    words: str = "{field} {moved}"
    eyes: str = ""
    plural: str = ""
    together: bool = False
    identifiers: bool = False


class ChangeKind(StrEnum):
    """What happened, the most important first: a body that runs out of room loses rows from the end."""

    CHECKPOINT_GONE = "checkpoint gone"
    CHECKPOINT_RENAMED = "checkpoint renamed"
    LICENSE_CHANGED = "licence changed"
    FAMILY_REMOVED = "family removed"
    CHECKPOINT_REMOVED = "checkpoint removed"
    PAPER_WITHDRAWN = "paper withdrawn"
    FACT_LOST = "fact lost"
    FACT_CHANGED = "fact changed"
    FACT_DISPUTED = "fact changed at a source"
    ACCESS_CHANGED = "access changed"
    STANDING_LOST = "standing lost"
    COLLECTION_LOST = "collection lost an item"
    LINK_BROKEN = "link broken"
    FAMILY_ADDED = "family added"
    CHECKPOINT_ADDED = "checkpoint added"
    FACT_GAINED = "fact gained"
    EDITION_MOVED = "edition moved"
    STANDING_GAINED = "standing gained"
    STANDING_MOVED = "standing moved"
    PAPER_ADDED = "paper added"
    COLLECTION_GAINED = "collection gained an item"
    PAPER_REVISED = "paper revised"
    LINK_MOVED = "link moved"
    LINK_MENDED = "link mended"
    FACT_RESTATED = "fact restated"
    CHECKPOINT_MOVED_ON = "checkpoint revised"

    @property
    def row(self) -> KindRow:
        """Its row in the table."""
        return _ROWS[self]


_TABLE: Final = tomli.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
_ROWS: Final = {ChangeKind(name): KindRow(**row) for name, row in _TABLE.items()}
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
