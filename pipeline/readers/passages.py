"""The parts of a card's text: sections, passages of prose, code, tables."""

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Literal

from pipeline.readers.tables import Table

PassageKind = Literal["para", "item", "heading", "cell"]


@dataclass(slots=True, frozen=True)
class Section:
    """A heading and those above it, in lower case, with its line (0: before any heading)."""

    title: str
    path: str
    level: int
    line: int
    index: int
    parent: int = 0


@dataclass(slots=True, frozen=True)
class Passage:
    """A run of prose in plain words. `breaks` holds where each further source line starts."""

    text: str
    line: int
    kind: PassageKind
    section: Section
    breaks: tuple[int, ...] = ()
    lines: tuple[int, ...] = ()

    def line_at(self, offset: int) -> int:
        """The card's line that holds a character of this passage."""
        if not self.breaks:
            return self.line
        return self.lines[bisect_right(self.breaks, offset) - 1]


@dataclass(slots=True, frozen=True)
class Code:
    """A fenced block, or a BibTeX entry outside one."""

    text: str
    line: int
    section: Section


@dataclass(slots=True)
class Document:
    """A card taken apart. `lines` are raw, front matter included; line n is lines[n - 1]."""

    lines: list[str]
    passages: list[Passage] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    codes: list[Code] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    section_of_line: list[int] = field(default_factory=list)

    def section_at(self, line: int) -> Section:
        """The section that holds a line."""
        return self.sections[self.section_of_line[min(line, len(self.section_of_line)) - 1]]
