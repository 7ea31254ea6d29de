"""What discovery found: candidates for the list, new checkpoints of its families, and what was set aside."""

from typing import Literal

from pydantic import Field

from pipeline.discover.entries import Entry
from pipeline.kinds import ListKind
from pipeline.model.frozen import Frozen


class CandidateFamily(Frozen):
    """A family that the list does not have: its checkpoints, and every reason to propose it.

    `organization` is the maker's slug where the list knows the maker; without it nothing can be
    drafted, since a family names its organisation.
    """

    slug: str
    name: str
    kind: ListKind
    owner: str
    organization: str | None = None
    checkpoints: tuple[Entry, ...]
    papers: tuple[str, ...] = ()  # papers that its cards link to and that the list does not have
    predecessor: str | None = None
    reasons: tuple[str, ...]
    score: float = Field(ge=0)


class NewCheckpoint(Frozen):
    """A checkpoint of a family that is on the list, which the family's file does not bring in."""

    family: str
    checkpoint: str
    created: str = ""
    likes: int = 0
    rule: str
    reasons: tuple[str, ...] = ()


Rule = Literal[
    "declined", "hidden", "other modality", "no task", "repack", "derivative", "variant", "not a model of its own",
    "reader", "too few likes", "too old", "no name",
]  # fmt: skip


class SetAside(Frozen):
    """A checkpoint that is not proposed: by which rule, and on what evidence."""

    id: str
    rule: Rule
    because: str


class Found(Frozen):
    """The whole result. `known` counts checkpoints that the list has already."""

    candidates: tuple[CandidateFamily, ...] = ()
    checkpoints: tuple[NewCheckpoint, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    known: int = 0
    seen: int = 0
