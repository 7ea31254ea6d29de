"""Names of natural languages and their ISO 639 codes (639-1 where there is one), from languages.toml."""

from pathlib import Path
from typing import Final

import tomli

_TABLE: Final = tomli.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
_CODES: Final[dict[str, list[str]]] = {name: words.split() for name, words in _TABLE["codes"].items()}
CODE_OF: Final[dict[str, str]] = {name: code for code, names in _TABLE["names"].items() for name in names}
"""Lower-case name -> code."""
SHORT_OF: Final = {word[:3]: word[3:] for word in _CODES["short"]}
TWO_LETTER: Final = frozenset({*SHORT_OF.values(), "sh"})
THREE_LETTER: Final = frozenset(word[:2] + third for word in _CODES["three"] for third in word[2:])
NOT_LANGUAGES: Final = frozenset(_CODES["none"])


def code_of(word: str) -> str | None:
    """The code of one entry of a language list: a code, a name, or a code with a region."""
    text = word.strip().lower().replace("_", "-")
    if text in NOT_LANGUAGES:
        return None
    if text in CODE_OF:
        return CODE_OF[text]
    head = text.partition("-")[0]
    if head in TWO_LETTER:
        return head if text == head or len(text.partition("-")[2]) in {2, 3, 4} else None
    return SHORT_OF.get(text) or (text if text in THREE_LETTER else None)
