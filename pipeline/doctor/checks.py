"""A check, and what checks look at."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from pipeline.layout.curated import Curated
from pipeline.settings import Settings

Outcome = Literal["ok", "note", "fails"]
"""It works; something is missing that nothing needs; something will not work."""


@dataclass(frozen=True, slots=True)
class Check:
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
