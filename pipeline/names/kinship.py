"""How one model's name stands to another's: the same, its family, its base, a sibling, or somebody else's.

Names are taken apart and compared by their parts ("Qwen2.5-VL-72B-Instruct": qwen2.5 vl, 72B,
instruct), never as raw text.
"""

import re
from enum import StrEnum
from functools import lru_cache
from typing import Final

from pipeline.names.dissected import ModelName, close, parse_name
from pipeline.names.vocabulary import GENERIC, RAW, TIERS, TUNED_OF_RAW

_V: Final = re.compile(r"^v(?=\d)")
_VERSION: Final = re.compile(r"v?\d{1,3}(?:\.\d{1,3}){0,2}$")


class Relation(StrEnum):
    """How a named model stands to the card's own."""

    SELF = "self"
    FAMILY = "family"
    BASE = "base"
    SIBLING = "sibling"
    OTHER = "other"


OWN: Final = frozenset({Relation.SELF, Relation.FAMILY})
FOREIGN: Final = frozenset({Relation.SIBLING, Relation.OTHER})


def relation_of(own: ModelName, bases: tuple[ModelName, ...], other: ModelName) -> Relation:
    """How a named model stands to one with these bases, from the closest relation to the loosest; "V2" is the version 2."""
    own, other, bases = numbered(own.raw), numbered(other.raw), tuple(numbered(base.raw) for base in bases)
    key, mine, rest = other.key, own.key, "".join(own.family[1:]).replace(".", "")
    if not key or set(other.family) <= GENERIC:
        return _by_size(own, other)
    unprefixed = len(rest) >= 4 and rest.isalpha() and own.raw.lower().partition("/")[0] == own.family[0]
    if key == mine or (unprefixed and key == rest):  # "Arctic" for "acme/acme-arctic"
        return _of_same_key(own, other)
    if any(key == b.key and not (other.sizes and b.sizes and other.sizes != b.sizes) for b in bases):
        return Relation.BASE
    versioned = _VERSION.match(key[len(mine) :]) and not any(map(str.isdigit, mine[-3:]))
    if key.startswith(mine) and versioned:
        # "Corvid2-7B" beside "Corvid-7B", both with a size, is another generation; "Corvid-7B-v2" and "Corvid 2" are the same.
        another = own.sizes and other.sizes and not other.raw.lower().startswith(own.raw.rpartition("/")[2].lower())
        return Relation.SIBLING if another else _family_or_sibling(own, other)
    shorter = mine.startswith(key) and len(key) >= 2 and not (key[-1].isdigit() and mine[len(key) :][:1].isdigit())
    if shorter or _lead_with_version(own, other):
        return _family_or_sibling(own, other)
    return Relation.SIBLING if key.startswith(mine) and len(mine) >= 3 else Relation.OTHER


@lru_cache(maxsize=4096)
def numbered(raw: str) -> ModelName:
    """A name by its parts, its versions written without their "v"."""
    name = parse_name(raw)
    return name._replace(family=tuple(_V.sub("", token) for token in name.family))


def _by_size(own: ModelName, other: ModelName) -> Relation:
    """A name that is a size alone: "E2B", "31B Dense", "7B"."""
    if not other.labels or not own.labels:
        return Relation.OTHER
    if other.labels & own.labels:
        return Relation.SELF if other.labels <= own.labels or not own.mixture else Relation.SIBLING
    same = any(close(a, b, 0.9, 1.12) for a in other.sizes for b in own.sizes)
    return Relation.SELF if same and not _sizes_differ(own, other) else Relation.SIBLING


def _sizes_differ(own: ModelName, other: ModelName) -> bool:
    if other.sizes and own.sizes and not any(close(a, b, 0.9, 1.12) for a in other.sizes for b in own.sizes):
        return True
    if own.actives and other.actives and not set(own.actives) & set(other.actives):
        return True
    return not own.labels & other.labels and bool(other.labels and own.labels) and _effective(own) | _effective(other)


def _effective(name: ModelName) -> bool:
    """Whether a size is given as effective ("E2B"): it compares with none that is counted."""
    return any(label[0] in "en" for label in name.labels)


def _of_same_key(own: ModelName, other: ModelName) -> Relation:
    a, b = own.variants, other.variants
    if _sizes_differ(own, other) or (other.window and other.window != own.window):
        return Relation.SIBLING
    if own.sizes and not a & (RAW | TUNED_OF_RAW) and b & TUNED_OF_RAW:
        return Relation.SIBLING
    if (a & RAW and b & TUNED_OF_RAW) or (a & TUNED_OF_RAW and b & RAW) or (b & RAW and not a & RAW):
        return Relation.BASE if b & {"base", "pt"} else Relation.SIBLING
    if own.pruned and not other.pruned:
        return Relation.BASE
    return Relation.SELF if other.sizes or not own.sizes else Relation.FAMILY


def _lead_with_version(own: ModelName, other: ModelName) -> bool:
    """"Corvid 3" beside "Corvid-Large": the same first word, a version where this name has none."""
    lead = own.family[0] if own.family else ""
    tail = other.key[len(lead.replace(".", "")) :]
    return (
        other.family[0] == lead
        and bool(tail and all(map(_VERSION.match, (tail, *other.family[1:]))))
        and not any(map(_VERSION.match, own.family))
        and not any(map(str.isdigit, lead))
    )


def _family_or_sibling(own: ModelName, other: ModelName) -> Relation:
    if own.pruned and not other.pruned:
        return Relation.BASE
    tiered = not own.sizes and other.sizes and TIERS & set(own.family) - set(other.family)  # "Corvid-8B" beside Corvid-XL
    return Relation.SIBLING if tiered or _sizes_differ(own, other) else Relation.FAMILY
