"""What the rules hand over: candidates with a rank, and passages seen but not used."""

from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.model.claims import About, Value


class Candidate(NamedTuple):
    """One possible value for a field. The higher `rank`, the more directly the card states it."""

    field: str
    value: Value
    line: int
    text: str
    rule: str
    rank: int
    about: About = "self"


class UnusedPassage(NamedTuple):
    """A passage that was seen and not used; `reason` begins with the name of the rule that refused."""

    line: int
    reason: str
    field: str | None
    text: str


@dataclass(slots=True)
class Findings:
    """Candidates and unused passages of one card, in reading order."""

    candidates: list[Candidate] = field(default_factory=list)
    seen: list[UnusedPassage] = field(default_factory=list)

    def reject(self, line: int, reason: str, field_name: str | None = None, text: str = "") -> None:
        """Keep a passage that was not used."""
        self.seen.append(UnusedPassage(line, reason, field_name, text))

    def of(self, *fields: str) -> list[Candidate]:
        """The candidates for some fields, in reading order."""
        return [c for c in self.candidates if c.field in fields]

    def drop(self, candidate: Candidate, reason: str) -> None:
        """Turn a candidate into a passage that was not used."""
        self.candidates.remove(candidate)
        self.reject(candidate.line, reason, candidate.field, candidate.text)
