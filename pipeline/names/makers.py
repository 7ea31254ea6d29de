"""Families of models that cards speak of, and who makes them on the Hub, from makers.toml."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import tomli

_TABLE: Final = tomli.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def listed(text: str, mark: str | None = None) -> tuple[str, ...]:
    """A long list, written as one text with a mark (or spaces) between its members."""
    return tuple(text.split(mark))


GROUPS: Final = tuple(frozenset(group.split()) for group in _TABLE["groups"].splitlines())
MAKER_OF: Final[dict[str, str]] = _TABLE["maker_of"]
_LANGUAGE_FAMILIES: Final = listed(_TABLE["language_families"])
_FAMILIES: Final = (*_LANGUAGE_FAMILIES, *listed(_TABLE["other_families"]))
KNOWN: Final = "|".join(_FAMILIES)
KNOWN_WORDS: Final = frozenset(_TABLE["further_words"].split()).union(
    *((name.lower().replace("?", ""), name.lower().replace("-?", "").rstrip("?ez2")) for name in _FAMILIES)
)
LANGUAGE_FAMILY: Final = re.compile(
    "|".join(rf"\b{f}\b" if len(f) < 4 else f for f in _LANGUAGE_FAMILIES) + r"|gpt|glm|opt-|llm(?!2)|wizard", re.IGNORECASE
)
"""A family of language models, anywhere in a name."""
ORDINARY: Final = frozenset(_TABLE["ordinary"].split())
_LEAD: Final = re.compile(r"[A-Za-z]{3,}")


def lexicon(names: Iterable[str]) -> frozenset[str]:
    """The words that names of models begin with, in lower case, without those that are also plain words."""
    leads = (m[0].lower() for name in names if (m := _LEAD.match(name.rpartition("/")[2])))
    return frozenset(word for word in leads if word not in ORDINARY)


FOREIGN_FAMILY: Final = rf"(?-i:{_TABLE['in_sentences']})(?![A-Za-z])"
"""The same families as they are written in sentences."""


def same_maker(a: str, b: str) -> bool:
    """Whether two Hub organisations are the same maker."""
    x, y = a.lower(), b.lower()
    return x == y or any(x in group and y in group for group in GROUPS)


def maker_of(family: str) -> str | None:
    """The organisation that makes a family, by the family's name as it is written."""
    words = re.sub(r"^meta |[\s]", "", family.lower())
    return MAKER_OF.get(words) or MAKER_OF.get(words.replace("-", ""))
