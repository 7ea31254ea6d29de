"""What derive concludes: observed values, and the evidence that each of them rests on."""

from typing import Annotated, Final, Literal, get_args

from pydantic import AfterValidator, BeforeValidator, Field

from pipeline.fields import FIELDS, ROLLED_UP
from pipeline.model.amounts import Span
from pipeline.model.boards import Score, ScoreColumn
from pipeline.model.claims import KeptClaims, Value
from pipeline.model.frozen import Frozen
from pipeline.model.licences import licences_of

Absence = Literal["not stated", "not readable", "gone", "failed"]
ABSENCES: Final[tuple[Absence, ...]] = get_args(Absence)


class DateSpan(Frozen):
    """First and latest release inside a family, as precisely as the sources are (YYYY[-MM[-DD]])."""

    first: str = Field(description="The first, YYYY[-MM[-DD]].")
    latest: str = Field(description="The latest, YYYY[-MM[-DD]].")
    by: tuple[Literal["first", "latest"], ...] = Field(
        default=(), description="Which of the two no source states: it is the month in which a repository was made."
    )


Rolled = Span | DateSpan | tuple[str, ...] | int | str
"""A value of a family's row. Which of them a field has follows from its roll-up: "span", "dates", the sets, "most", "one"."""


def plain(value: Rolled, *, counts: str, dates: str, by: str = "") -> Value:
    """A row's value as one value; the signs stand between the ends of what has two, and `by` before a date that nobody states."""
    if isinstance(value, Span):
        return value.low if value.low == value.high else f"{value.low}{counts}{value.high}"
    if isinstance(value, DateSpan):
        first, latest = (by * (end in value.by) + date for end, date in (("first", value.first), ("latest", value.latest)))
        return first if value.first == value.latest else f"{first}{dates}{latest}"
    return value


def _known(facts: dict[str, Rolled]) -> dict[str, Rolled]:
    if strange := [name for name in facts if name not in FIELDS or not FIELDS[name].roll_up]:
        raise ValueError(f"a family has no field {', '.join(strange)}")
    return {one.name: facts[one.name] for one in ROLLED_UP if one.name in facts}


class ObservedCheckpoint(Frozen):
    """One member: state on the Hub, what is known by field, and why the rest is not.

    `copy_of`: the member of which it is a quantised or converted copy, that answers for it.
    `by`: the fields whose date no source states: it is that of the making of the repository.
    """

    facts: dict[str, Value] = {}
    by: tuple[str, ...] = ()
    absent: dict[str, Absence] = {}
    state: Literal["present", "gone", "moved", "unseen"] = "unseen"
    access: Literal["open", "gated", "unknown"] = "unknown"
    moved_to: str | None = None
    sha: str | None = None
    copy_of: str | None = None


UNSEEN: Final = ObservedCheckpoint()
Members = dict[str, ObservedCheckpoint]
"""Checkpoints of a family by their ids."""


class Coverage(Frozen):
    """Of how many of a family's checkpoints a value of the row is known, where it rolls up from them."""

    known: int = Field(description="Checkpoints of which it is known.")
    of: int = Field(description="Checkpoints of the family.")
    holds_for: dict[str, tuple[str, ...]] = Field(
        default={}, description="Value, of languages their codes -> the sizes that bear it, or where one bears several the checkpoints."
    )


class ObservedStanding(Frozen):
    """A family's best placed row on one board: score with the board's own edition, never a rank.

    `others`: its other checkpoints there with the best score of each, the best first.
    """

    name: str
    score: Score
    metric: str
    edition: str | None = None
    checkpoint: str | None = None
    rule: str = ""
    others: tuple[tuple[str, Score], ...] = ()


class ObservedFamily(Frozen):
    """catalog/observed/families/<slug>.json.

    `facts` are the row: what rolls up from the members, or was stated by a person; in the order of the field table.
    """

    slug: str
    facts: Annotated[dict[str, Rolled], AfterValidator(_known)] = {}
    coverage: dict[str, Coverage] = {}
    absent: dict[str, Absence] = {}
    checkpoints: Members = {}
    standings: dict[str, ObservedStanding] = {}

    def texts(self, field: str) -> tuple[str, ...]:
        """The values of a field of the row that has several: sizes, licences, languages."""
        return found if isinstance(found := self.facts.get(field), tuple) else ()

    def span(self, field: str) -> Span | None:
        """The value of a field of the row that is a count of each size."""
        return found if isinstance(found := self.facts.get(field), Span) else None

    def dates(self, field: str) -> DateSpan | None:
        """The value of a field of the row that is a date of each checkpoint."""
        return found if isinstance(found := self.facts.get(field), DateSpan) else None

    def value_for(self, one: ObservedCheckpoint, field: str) -> Value | Rolled | None:
        """A checkpoint's value: its own (of a copy its original's), else what is stated of the whole family; what rolled up from some is theirs alone."""
        of = self._original(one)
        own = of.facts.get(field)
        return own if own is not None or field in self.coverage or of.state == "gone" else self.facts.get(field)

    def release_of(self, checkpoint: str) -> DateSpan | None:
        """A member's release; a month by which, where that is the making of its repository."""
        one = self.checkpoints.get(checkpoint, UNSEEN)
        rough, date = "release_date" in one.by, str(one.facts.get("release_date") or "")
        return DateSpan(first=date, latest=date, by=("first", "latest") if rough else ()) if date else None

    def later(self, since: str) -> dict[str, DateSpan]:
        """Its own members of the months since one (YYYY-MM) that came after the family's first month, the newest first, each with its release."""
        first, own = self.dates("release_date"), (name for name, one in self.checkpoints.items() if one.state != "gone" and one.copy_of is None)
        dates = {name: date for name in own if first and (date := self.release_of(name)) and date.first[:7] >= since and date.first[:7] > first.first[:7]}
        return dict(sorted(dates.items(), key=lambda one: one[1].first, reverse=True))

    def can_be_had(self, checkpoint: str) -> bool:
        """Whether a member is not gone; of a name that is none of the members, whether any is not."""
        asked = [self.checkpoints[checkpoint]] if checkpoint in self.checkpoints else list(self.checkpoints.values())
        return not asked or any(one.state != "gone" for one in asked)

    @property
    def gated(self) -> tuple[int, int]:
        """How many of the members that can be had ask for terms to be accepted first, and how many there are."""
        there = [one.access for one in self.checkpoints.values() if one.state != "gone"]
        return there.count("gated"), len(there)

    def is_hearsay(self, checkpoint: str) -> bool:
        """Whether all that is known of a member is its name and date: nobody saw its weights or said how large they are."""
        one = self.checkpoints.get(checkpoint)
        return one is not None and one.state == "unseen" and "total_params" not in one.facts

    def licences_for(self, one: ObservedCheckpoint) -> tuple[str, ...]:
        """The names of a checkpoint's licences, its own or those stated of the whole family; of a copy its original's first, and never its own alone."""
        of = self._original(one)
        whole = () if "license" in self.coverage or of.state == "gone" else self.texts("license")
        original = tuple(found.name for found in licences_of(of.facts)) or whole
        return tuple(dict.fromkeys((*original, *(found.name for found in licences_of(one.facts))))) if original else ()

    def _original(self, one: ObservedCheckpoint) -> ObservedCheckpoint:
        return self.checkpoints.get(one.copy_of or "", one)


class FamilyEvidence(Frozen):
    """catalog/evidence/families/<slug>.json: field -> everything heard, the winner first."""

    slug: str
    facts: KeptClaims = {}
    checkpoints: dict[str, KeptClaims] = {}


class JoinedStanding(Frozen):
    """One row of the board joined (or not) to a checkpoint or family, and by which rule.

    `url` is the board's page, which shows the standing; `link` is one that whoever filled the row chose.
    """

    scores: dict[str, Score] = {}
    organization: str | None = None
    family: str | None = None
    checkpoint: str | None = None
    rule: str = ""
    url: str = ""
    link: str = ""
    at: str = ""


class ObservedBoard(Frozen):
    """catalog/observed/leaderboards/<slug>.json: standings joined to the list; of a name that joined nothing, why."""

    slug: str
    edition: str | None = None
    standings: dict[str, JoinedStanding] = {}
    # Earlier commits, which the feed of changes reads, have the names alone.
    unjoined: Annotated[dict[str, str], BeforeValidator(lambda names: dict.fromkeys(names, "") if isinstance(names, list) else names)] = {}

    def ranked(self, column: ScoreColumn) -> list[tuple[str, Score, JoinedStanding]]:
        """Name, score and row of all that have a score of a column, the best first, of one score the first by name."""
        found = [(name, row.scores[column.name], row) for name, row in sorted(self.standings.items()) if column.name in row.scores]
        return sorted(found, key=lambda one: one[1].value, reverse=column.higher_is_better)


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
