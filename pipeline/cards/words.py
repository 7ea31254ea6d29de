"""The lists of words that rules ask for, from words.toml, and the words of other languages as English ones."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import tomli

_TABLES: Final = tomli.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
WORDS: Final[dict[str, tuple[str, ...]]] = {f"{table}.{name}": tuple(words) for table, lists in _TABLES.items() for name, words in lists.items()}
"""By table and name: `kinds.seeing`."""
ENGLISH: Final = {word: english for english, words in _TABLES["english"].items() for word in words}
ROOTS: Final = tuple(word for word in ENGLISH if not any(other in word for other in ENGLISH if other != word))
"""The words of other languages in one of which each is contained."""
MONTHS: Final = {word: month for month in map("{:02}".format, range(1, 13)) for word in WORDS[f"months.{month}"]}
"""The number of a month by its name."""
_FOREIGN: Final = re.compile(f" ?({'|'.join(sorted(ENGLISH, key=len, reverse=True))}) ?")


def apart(text: str) -> tuple[str, str]:
    """The lines of a text in ASCII and the others: one emoji makes each character of a text four bytes wide, and a search in it eight times as slow."""
    lines = text.split("\n")
    return "\n".join(filter(str.isascii, lines)), "\n".join(line for line in lines if not line.isascii())


def holds(text: str, words: Iterable[str]) -> bool:
    """Whether a text holds one of some words."""
    for word in words:  # noqa: SIM110 - run for every block and field; `any` takes three times as long
        if word in text:
            return True
    return False


def counted(words: Iterable[str], parts: Iterable[str]) -> int:
    """How often words stand in the parts of a text."""
    return sum(part.count(word) for part in parts for word in words)


def in_english(lower: str) -> str:
    """A text in lower case, the words of other languages for what cards count written in English."""
    text = _FOREIGN.sub(lambda m: f" {ENGLISH[m[1]]} ", lower)
    return text if lower[:1].isspace() else text.lstrip()
