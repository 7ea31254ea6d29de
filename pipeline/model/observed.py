"""What derive concludes: observed values, and the evidence that each of them rests on."""

from typing import Final, Literal, get_args

from pipeline.model.boards import Score
from pipeline.model.claims import HeardClaims, Value
from pipeline.model.frozen import Frozen

Absence = Literal["not stated", "not readable", "gone", "failed"]
ABSENCES: Final[tuple[Absence, ...]] = get_args(Absence)


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
    facts: HeardClaims = {}
    checkpoints: dict[str, HeardClaims] = {}


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
