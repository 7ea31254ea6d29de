"""How a command ends: the exit codes that scripts rely on, and wrong usage."""

from typing import Final

DONE: Final = 0
FAILED: Final = 1
WRONG_INPUT: Final = 2
"""Wrong usage, or input files with faults (each named)."""
SOURCE_FAILED: Final = 4
"""Done, but at least one source failed and its last snapshot was kept."""


class WrongUsage(ValueError):  # noqa: N818  exit code 2, in the words of the commands
    """The command was asked for something that does not exist; it says what is near."""
