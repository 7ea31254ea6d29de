"""What the rules hand over: candidates with a rank, and passages seen but not used."""

from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.fields import FIELDS
from pipeline.markdown import passage
from pipeline.model.claims import About, Claim, Reject, Value


class Candidate(NamedTuple):
    """One possible value for a field. The higher `rank`, the more directly the card states it."""

    field: str
    value: Value
    line: int
    text: str
    rule: str
    rank: int
    about: About = "self"

    @property
    def members(self) -> tuple[str, ...]:
        """The members of a list, none of another value."""
        return self.value if isinstance(self.value, tuple) else ()

    @property
    def claim(self) -> Claim:
        """What it says of the checkpoint, where it is the best."""
        text = passage(self.text)
        return Claim(field=self.field, value=self.value, line=self.line, text=text, rule=self.rule, about=self.about)


@dataclass(slots=True)
class Findings:
    """Candidates of one card and passages that were seen and not used, in reading order; a reason begins with the name of the rule that refused."""

    candidates: list[Candidate] = field(default_factory=list)
    seen: list[Reject] = field(default_factory=list)

    def reject(self, line: int, reason: str, field_name: str | None = None, text: str = "") -> None:
        """Keep a passage that was not used."""
        self.seen.append(Reject(reason, field_name if field_name in FIELDS else None, line=max(1, line), text=passage(text)))

    def of(self, *fields: str) -> list[Candidate]:
        """The candidates for some fields, in reading order."""
        return [c for c in self.candidates if c.field in fields]

    def drop(self, candidate: Candidate, reason: str) -> None:
        """Turn a candidate into a passage that was not used."""
        self.candidates.remove(candidate)
        self.reject(candidate.line, reason, candidate.field, candidate.text)
