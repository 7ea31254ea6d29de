"""Finding: one result of an audit rule, and Fault: one mistake in an input file."""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from pipeline.model.frozen import Frozen

Level = Literal["error", "warning", "notice"]


class Finding(Frozen):
    """What a rule found: subject, what is wrong, what was expected, and where to look."""

    rule: str
    level: Level
    subject: str
    message: str
    expected: str = ""
    where: tuple[str, ...] = ()


class Fault(NamedTuple):
    """A mistake in an input file, with the fix. Any fault means exit code 2 and no file written."""

    path: str
    line: int | None
    message: str
    fix: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.message}. Fix: {self.fix}"


class InputFaults(Exception):  # noqa: N818  it is the collection of faults, in the words of the project
    """Every fault found in the input files, all at once."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))
