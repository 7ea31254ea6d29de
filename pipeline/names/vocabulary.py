"""Words that model names are made of, who makes families of models, and names of natural languages.

vocabulary.toml says what each set is; languages.toml has ISO 639 codes, of 639-1 where there is one.
"""

import re
from collections.abc import Iterable
from typing import Final

from pipeline.tables import table_beside

_TABLE: Final = table_beside(__file__)


def listed(text: str, mark: str | None = None) -> tuple[str, ...]:
    """A long list, written as one text with a mark (or spaces) between its members."""
    return tuple(text.split(mark))


def _set(name: str) -> frozenset[str]:
    return frozenset(_TABLE[name].split())


def _pairs(name: str) -> dict[str, str]:
    return dict(entry.split("=") for entry in _TABLE[name].split())


def _any(name: str) -> str:
    return f"(?:{'|'.join(_TABLE[name].split())})"


VENDORS: Final = _set("vendors")
VENDOR_PHRASES: Final = tuple(tuple(phrase.split()) for phrase in _TABLE["vendor_phrases"])
PREFIXES: Final = {word: lines.split() for word, lines in _TABLE["prefixes"].items()}
HOSTS: Final = _set("hosts")
ROUTES: Final = HOSTS | _set("routes")
ROUTE_ENDS: Final = HOSTS | _set("route_ends")
PRECISION: Final = _set("precision")
FORMAT: Final = PRECISION - {"hf", "paddle", "original", "float", "bfloat"} | _set("format")
TUNED: Final = _set("tuned")
TIERS: Final = _set("tiers")
RUN: Final = _set("run")
TELLING: Final = _set("telling")
SERVED: Final = _set("served")
SETTINGS: Final = HOSTS | SERVED | _set("settings")
BRACKETED: Final = SETTINGS | PRECISION | _set("bracketed")
PASSING: Final = _set("passing")
JOINING: Final = _set("joining")
NUMBERED: Final = _set("numbered")
TIER_IN_LINE: Final = {word: frozenset(lines.split()) for word, lines in _TABLE["tier_in_line"].items()}
IN_CHINESE: Final = _pairs("chinese")
SHORT: Final = _pairs("short")
SPELLINGS: Final = tuple((sign, re.compile(pattern), written) for sign, pattern, written in _TABLE["spellings"])
MONTH_NUMBERS: Final = {word: number for number, spellings in enumerate(_TABLE["months"].split(), start=1) for word in spellings.split("/")}
"""A month's names and their number."""

GENERIC: Final = _set("generic")
RAW: Final = _set("raw")
TUNED_OF_RAW: Final = _set("tuned_of_raw")
PART_FORMATS: Final = _any("part_formats")
PART_VARIANTS: Final = _any("part_variants")
FEW_BITS: Final = re.compile(rf"(?<![a-z0-9]){_any('few_bits')}(?![a-z0-9])")
OTHER_NAME: Final = re.compile(rf"(?:^|[-_./ ]){_any('other_names')}(?:$|[-_./ \d])", re.IGNORECASE)

GROUPS: Final = tuple(frozenset(group.split()) for group in _TABLE["groups"].splitlines())
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
FOREIGN_FAMILY: Final = rf"(?-i:{_TABLE['in_sentences']})(?![A-Za-z]|\.cpp|-?[Ff]actory)"
"""The same families as they are written in sentences."""
ORDINARY: Final = _set("ordinary")
COMMON: Final = _set("common")
_LEAD: Final = re.compile(r"[A-Za-z]{3,}")

_LANGUAGES: Final = table_beside(__file__, "languages")
_CODES: Final[dict[str, list[str]]] = {name: words.split() for name, words in _LANGUAGES["codes"].items()}
CODE_OF: Final[dict[str, str]] = {name: code for code, names in _LANGUAGES["names"].items() for name in names}
"""A language's name in lower case and its code."""
_SHORT_OF: Final = {word[:3]: word[3:] for word in _CODES["short"]}
_TWO_LETTER: Final = frozenset({*_SHORT_OF.values(), "sh"})
_THREE_LETTER: Final = frozenset(word[:2] + third for word in _CODES["three"] for third in word[2:])


def lexicon(names: Iterable[str]) -> frozenset[str]:
    """The words that names of models begin with, in lower case, without those that are also plain words."""
    leads = (m[0].lower() for name in names if (m := _LEAD.match(name.rpartition("/")[2])))
    return frozenset(word for word in leads if word not in ORDINARY)


def same_maker(a: str, b: str) -> bool:
    """Whether two Hub organisations are the same maker."""
    x, y = a.lower(), b.lower()
    return x == y or any(x in group and y in group for group in GROUPS)


def maker_of(family: str) -> str | None:
    """The organisation that makes a family, by the family's name as it is written."""
    words = re.sub(r"^meta |[\s]", "", family.lower())
    found: str | None = _TABLE["maker_of"].get(words) or _TABLE["maker_of"].get(words.replace("-", ""))
    return found


def code_of(word: str) -> str | None:
    """The code of one entry of a language list: a code, a name, or a code with a region."""
    text = word.strip().lower().replace("_", "-")
    if text in _CODES["none"]:
        return None
    if text in CODE_OF:
        return CODE_OF[text]
    head, dash, region = text.partition("-")
    if head in _TWO_LETTER:
        return head if not dash or len(region) in {2, 3, 4} else None
    return _SHORT_OF.get(text) or (text if text in _THREE_LETTER else None)
