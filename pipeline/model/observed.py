"""What derive concludes: observed values, and the evidence that each of them rests on."""

from dataclasses import dataclass
from typing import ClassVar, Final, Literal, get_args

from pydantic import ConfigDict

from pipeline.model.boards import Score
from pipeline.model.claims import Value
from pipeline.model.frozen import Frozen

Absence = Literal["not stated", "not readable", "gone", "failed"]
ABSENCES: Final[tuple[Absence, ...]] = get_args(Absence)
Verdict = Literal["won", "agrees", "rival", "about the base", "pinned", "overruled", "yielded"]


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing heard about one field, as evidence.

    `verdict`: "won" (observed is this value), "agrees" (within tolerance), "rival" (beyond it),
    "about the base" (kept for the reader, never used), "pinned" (a person's correction, which is
    then the observed value), "overruled" (what a pin holds against), "yielded" (a curated fact
    that a source made unnecessary), "won" also for a curated fact that stands.
    `snapshot` and `at` (a JSON pointer) say where in this repository it is kept; `url` opens it.

    No pydantic model: evidence is most of what a catalog holds, and slots take a tenth of the memory.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")  # for those read back from a file

    value: Value
    source: str
    url: str
    snapshot: str
    at: str
    verdict: Verdict
    checkpoint: str | None = None
    revision: str | None = None
    line: int | None = None
    pointer: str | None = None
    rule: str = ""
    because: str = ""


class Span(Frozen):
    """A count that differs between sizes: lowest, highest, and by size label where known."""

    low: int
    high: int
    by_size: dict[str, int] = {}


class DateSpan(Frozen):
    """First and latest release inside a family, as precisely as the sources are (YYYY[-MM[-DD]])."""

    first: str
    latest: str


class ObservedCheckpoint(Frozen):
    """One member: state on the Hub, what is known by field, and why the rest is not."""

    facts: dict[str, Value] = {}
    absent: dict[str, Absence] = {}
    state: Literal["present", "gone", "moved", "unseen"] = "unseen"
    access: Literal["open", "gated", "unknown"] = "unknown"
    moved_to: str | None = None
    sha: str | None = None


class FamilyFacts(Frozen):
    """The row: what rolls up from the members, or was stated by a person."""

    sizes: tuple[str, ...] = ()
    context_length: Span | None = None
    context_length_extended: Span | None = None
    training_tokens: Span | None = None
    languages: tuple[str, ...] = ()
    languages_count: int | None = None
    license: tuple[str, ...] = ()
    license_link: str | None = None
    release_date: DateSpan | None = None
    own_arxiv: tuple[str, ...] = ()
    own_github: str | None = None
    vision_encoder: tuple[str, ...] = ()
    base_llm: tuple[str, ...] = ()


class ObservedStanding(Frozen):
    """A family's best placed row on one board: score with the board's own edition, never a rank."""

    name: str
    score: Score
    metric: str
    edition: str | None = None
    checkpoint: str | None = None
    rule: str = ""


class ObservedFamily(Frozen):
    """catalog/observed/families/<slug>.json."""

    slug: str
    facts: FamilyFacts = FamilyFacts()
    absent: dict[str, Absence] = {}
    checkpoints: dict[str, ObservedCheckpoint] = {}
    standings: dict[str, ObservedStanding] = {}


class FamilyEvidence(Frozen):
    """catalog/evidence/families/<slug>.json: field -> everything heard, the winner first."""

    slug: str
    facts: dict[str, tuple[Heard, ...]] = {}
    checkpoints: dict[str, dict[str, tuple[Heard, ...]]] = {}


class ObservedBoard(Frozen):
    """catalog/observed/leaderboards/<slug>.json: standings joined to the list, unjoined ones counted by name."""

    slug: str
    edition: str | None = None
    standings: dict[str, "JoinedStanding"] = {}
    unjoined: tuple[str, ...] = ()


class JoinedStanding(Frozen):
    """One row of the board joined (or not) to a checkpoint or family, and by which rule."""

    scores: dict[str, Score] = {}
    organization: str | None = None
    family: str | None = None
    checkpoint: str | None = None
    rule: str = ""
    url: str = ""
    at: str = ""


ObservedBoard.model_rebuild()


class ObservedPaper(Frozen):
    """catalog/observed/papers/<id>.json: what the list shows of a paper, and where from."""

    id: str
    title: str
    authors: tuple[str, ...] = ()
    published: str | None = None
    version: int | None = None
    withdrawn: bool = False
    families: tuple[str, ...] = ()
    url: str
    snapshot: str
