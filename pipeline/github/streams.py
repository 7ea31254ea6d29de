"""Standard output and error as every entry point sets them: UTF-8, and nothing in them that a runner takes for a command.

GitHub Actions reads the log of a step for commands: `::name::` at the start of a line, `##[name]` anywhere in one.
Whatever an upstream says is in that log sooner or later, be it in an error of a library.
"""

import io
import re
import sys
from typing import Final

_COMMAND: Final = re.compile(r"##\[|(?<![^\r\n])[^\S\r\n]*::")
_HIDDEN: Final = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e0fff]")  # unseen
_BLANK: Final = 80  # white space at the start of a line that is remembered: behind it a command may still begin


def neutral(text: str) -> str:
    """A text without commands, since a space parts what would be one, and without what nobody sees."""
    return _COMMAND.sub(lambda found: f"{found[0][:-1]} {found[0][-1]}", _HIDDEN.sub("", text))


class Quiet(io.TextIOWrapper):
    """A stream that says what it is given, but for commands; one that comes in pieces is found as well."""

    _line = ""  # what the end of the line so far has of a command

    def write(self, text: str) -> int:
        """Write a text; how long it was."""
        said = neutral(self._line + text)
        super().write(said[len(self._line) :])
        line = re.split(r"[\r\n]", said)[-1]
        self._line = "x" + line[-2:] if line.strip(" \t:") else line[-_BLANK:]
        return len(text)


def guard() -> None:
    """Put such streams in the place of this process's own; Chinese prose must not fail on a terminal of another encoding."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if type(stream) is io.TextIOWrapper:  # what the interpreter made, not what a test put there
            stream.flush()
            quiet = Quiet(stream.buffer, encoding="utf-8", errors="backslashreplace", line_buffering=stream.line_buffering)
            setattr(sys, name, quiet)
