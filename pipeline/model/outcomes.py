"""How a command ends: the exit codes that scripts rely on, wrong usage, faults of input files, what a forge refuses."""

from collections.abc import Iterable
from typing import Final, NamedTuple

DONE: Final = 0
FAILED: Final = 1
WRONG_INPUT: Final = 2
"""Wrong usage, or input files with faults (each named)."""
SOURCE_FAILED: Final = 4
"""Done, but at least one source failed and its last snapshot was kept."""


class WrongUsage(ValueError):  # noqa: N818  exit code 2, in the words of the commands
    """The command was asked for something that does not exist; it says what is near."""


class WrongPart(WrongUsage):
    """Why a request is refused: the part that is at fault, what is wrong with it, and the fix ("" where that says it)."""

    def __init__(self, about: str, what: str, fix: str = "") -> None:
        super().__init__(f"{what}: {fix}" if fix else what)
        self.about, self.what, self.fix = about, what, fix


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


class Refused(Exception):  # noqa: N818  it is what the forge did
    """The forge will not do it, with what a person can do about that.

    `code` is the process's exit code: 1 where a person must act, 4 where the next run may succeed.
    """

    def __init__(self, message: str, *, code: int = 1) -> None:
        super().__init__(message)
        self.code = code


class Moved(Exception):  # noqa: N818  it says what happened to the branch
    """A branch is no longer where it was read: somebody else wrote to it first."""


class GitFailed(Exception):  # noqa: N818  it says what happened
    """Git refused, in its own words; what was on the command line beyond the verb is left out."""


class TreeBusy(RuntimeError):  # noqa: N818  it says what is the case
    """Another command is writing this tree."""
