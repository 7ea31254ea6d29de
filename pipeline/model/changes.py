"""Change: one typed difference of two catalogs, in the words a reviewer thinks in; the table of their kinds.

Proposal: changes as one pull request, before any forge has seen it; and what a forge shows of one afterwards.
"""

from enum import StrEnum
from typing import Final, Literal, NamedTuple

from pipeline.model.claims import Value
from pipeline.model.frozen import Frozen
from pipeline.tables import table_beside

Risk = Literal["routine", "needs eyes"]
PullState = Literal["open", "closed", "merged"]


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
    RENAMED_IN_FILE = "checkpoint renamed in its file"
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


_TABLE: Final = table_beside(__file__)
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


class Proposal(Frozen):
    """One pull request: its scope, branch, words, files and risk."""

    scope: str
    branch: str
    title: str
    body: str
    commit_message: str
    files: dict[str, bytes | None]  # by their paths, None for a deletion
    risk: Risk
    changes: tuple[Change, ...] = ()
    doubtful: tuple[str, ...] = ()  # families and other things about which something needs eyes, as findings name them
    objects: str = ""  # fingerprints by which a person's close is remembered: of what objects and rows of boards state
    plan: str = ""  # a digest of the files and of the catalog on the base: equal ones need no new commit

    @property
    def draft(self) -> bool:
        """Whether a person should judge it: then it is a draft with a label of its own."""
        return self.risk == "needs eyes"


class BotState(Frozen):
    """What the bot notes in a pull request's body: strict, versioned, with a digest of itself. Empty: it has none."""

    v: Literal[1] = 1
    scope: str = ""
    branch: str = ""
    base: str = ""
    head: str = ""  # the commit that the bot last put there
    was: str = ""  # the one before it
    people: tuple[str, ...] = ()  # commits of persons beneath it
    plan: str = ""  # a digest of the proposal before any person's commit
    objects: str = ""  # fingerprints of (path, statement), eight characters each, and of boards' rows
    risk: Risk = "routine"
    verified: bool | None = None  # what the forge says of the commit's signature
    sent: str = ""  # a digest of title and description as the bot wrote them: with another one a person wrote there
    stopped: str = ""  # a head that the bot found and will not touch
    closed: str = ""  # the bot's own reason


class Pull(Frozen):
    """A pull request as a forge shows it. `by_bot`: the bot opened it; `note` is then its own in the body."""

    branch: str
    state: PullState
    title: str
    body: str
    number: int = 0  # the forge's own
    head: str = ""  # of one that is open
    by_bot: bool = True
    note: BotState | None = None
    draft: bool = False
    labels: tuple[str, ...] = ()
    url: str = ""
    node: str = ""  # its id in GitHub's GraphQL
