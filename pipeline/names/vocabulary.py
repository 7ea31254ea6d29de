"""Words that model names are made of besides the family's own, from vocabulary.toml, which says what each set is."""

import re
from pathlib import Path
from typing import Final

import tomli

_TABLE: Final = tomli.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


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
SERVED: Final = _set("served")
SETTINGS: Final = HOSTS | SERVED | _set("settings")
BRACKETED: Final = SETTINGS | PRECISION | _set("bracketed")
PASSING: Final = _set("passing")
JOINING: Final = _set("joining")
NUMBERED: Final = _set("numbered")
TIER_IN_LINE: Final = {word: frozenset(lines.split()) for word, lines in _TABLE["tier_in_line"].items()}
IN_CHINESE: Final = _pairs("chinese")
SHORT: Final = _pairs("short")
MONTH_NUMBERS: Final = {word: number for number, spellings in enumerate(_TABLE["months"].split(), start=1) for word in spellings.split("/")}
"""A month's names and their number."""

GENERIC: Final = _set("generic")
RAW: Final = _set("raw")
TUNED_OF_RAW: Final = _set("tuned_of_raw")
PART_FORMATS: Final = _any("part_formats")
PART_VARIANTS: Final = _any("part_variants")
FEW_BITS: Final = re.compile(rf"(?<![a-z0-9]){_any('few_bits')}(?![a-z0-9])")
OTHER_NAME: Final = re.compile(rf"(?:^|[-_./ ]){_any('other_names')}(?:$|[-_./ \d])", re.IGNORECASE)
