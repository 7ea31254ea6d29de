"""The lists of words that rules ask for, from words.toml."""

from pathlib import Path
from typing import Final

import tomli

_TABLES: Final = tomli.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
WORDS: Final[dict[str, tuple[str, ...]]] = {f"{table}.{name}": tuple(words) for table, lists in _TABLES.items() for name, words in lists.items()}
"""By table and name: `kinds.seeing`."""
