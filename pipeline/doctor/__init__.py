"""What works from here, and what to do about what does not: `awesome doctor`. Nothing is written, nothing is kept."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from pipeline.layout.curated import Curated
from pipeline.settings import Settings

Outcome = Literal["ok", "note", "fails"]
"""It works; something is missing that nothing needs; something will not work."""


class Check(NamedTuple):
    """One thing looked at: what was seen, and what a person does about it ("" where nothing is to be done)."""

    name: str
    outcome: Outcome
    saw: str
    mend: str = ""


class Surroundings(NamedTuple):
    """What checks look at; `curated` is empty where the tree has faults."""

    settings: Settings
    environment: Mapping[str, str]
    curated: Curated


def judged(name: str, good: object, saw: str, mend: str, bad: Outcome = "fails") -> Check:
    """A check that is ok, or else bad with what mends it."""
    return Check(name, "ok", saw) if good else Check(name, bad, saw, mend)
