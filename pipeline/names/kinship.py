"""How one model's name stands to another's: the same, its family, its base, a sibling, or somebody else's.

Names are taken apart and compared by their parts ("Qwen2.5-VL-72B-Instruct": qwen2.5 vl, 72B,
instruct), never as raw text.
"""

import re
from collections.abc import Callable
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple

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


class _Pair(NamedTuple):
    """Two names side by side, and whether their sizes differ."""

    bases: tuple[ModelName, ...]
    own: ModelName
    other: ModelName
    key: str
    differ: bool


def relation_of(own: ModelName, bases: tuple[ModelName, ...], other: ModelName) -> Relation:
    """How a named model stands to one with these bases; "V2" is the version 2."""
    own, other, bases = numbered(own.raw), numbered(other.raw), tuple(numbered(base.raw) for base in bases)
    key = other.key
    if not key or set(other.family) <= GENERIC:
        return _by_size(own, other)
    if key == _unprefixed(own.raw.lower(), own.family):
        key = own.key  # "Arctic" for "acme/acme-arctic"
    pair = _Pair(bases, own, other, key, _sizes_differ(own, other))
    return next((relation(pair) for applies, relation in _KINSHIP if applies(pair)), Relation.OTHER)


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


def _of_same_key(p: _Pair) -> Relation:
    a, b = p.own.variants, p.other.variants
    if p.differ or (p.other.window and p.other.window != p.own.window):
        return Relation.SIBLING
    if p.own.sizes and not a & (RAW | TUNED_OF_RAW) and b & TUNED_OF_RAW:
        return Relation.SIBLING
    if (a & RAW and b & TUNED_OF_RAW) or (a & TUNED_OF_RAW and b & RAW) or (b & RAW and not a & RAW):
        return Relation.BASE if b & {"base", "pt"} else Relation.SIBLING
    if p.own.pruned and not p.other.pruned:
        return Relation.BASE
    return Relation.SELF if p.other.sizes or not p.own.sizes else Relation.FAMILY


def _own_with_version(p: _Pair) -> bool:
    own = p.own.key
    return p.key.startswith(own) and bool(_VERSION.match(p.key[len(own) :])) and not any(c.isdigit() for c in own[-3:])


def _lead_with_version(p: _Pair) -> bool:
    """"Corvid 3" beside "Corvid-Large": the same first word, a version where this name has none."""
    lead = p.own.family[0] if p.own.family else ""
    tail = p.key[len(lead.replace(".", "")) :]
    return (
        p.other.family[0] == lead
        and bool(tail and _VERSION.match(tail) and all(_VERSION.match(t) for t in p.other.family[1:]))
        and not any(_VERSION.match(t) for t in p.own.family)
        and not any(c.isdigit() for c in lead)
    )


def _family_or_sibling(p: _Pair) -> Relation:
    if p.own.pruned and not p.other.pruned:
        return Relation.BASE
    tiered = not p.own.sizes and p.other.sizes and TIERS & set(p.own.family) - set(p.other.family)  # "Corvid-8B" beside Corvid-XL
    return Relation.SIBLING if p.differ or tiered else Relation.FAMILY


def _next_or_family(p: _Pair) -> Relation:
    """"Corvid2-7B" beside "Corvid-7B", both with a size, is another generation; "Corvid-7B-v2" and "Corvid 2" are the same."""
    another = p.own.sizes and p.other.sizes and not p.other.raw.lower().startswith(p.own.raw.rpartition("/")[2].lower())
    return Relation.SIBLING if another else _family_or_sibling(p)


_KINSHIP: Final[tuple[tuple[Callable[[_Pair], bool], Callable[[_Pair], Relation]], ...]] = (
    (lambda p: p.key == p.own.key, _of_same_key),
    (lambda p: any(p.key == b.key and not (p.other.sizes and b.sizes and p.other.sizes != b.sizes) for b in p.bases), lambda _: Relation.BASE),
    (_own_with_version, _next_or_family),
    (_lead_with_version, _family_or_sibling),
    (lambda p: p.own.key.startswith(p.key) and len(p.key) >= 2 and not (p.key[-1].isdigit() and p.own.key[len(p.key) :][:1].isdigit()), _family_or_sibling),
    (lambda p: p.key.startswith(p.own.key) and len(p.own.key) >= 3, lambda _: Relation.SIBLING),
)
"""From the closest relation to the loosest; a name that is none of these is somebody else's."""


@lru_cache(maxsize=64)
def _unprefixed(repo: str, family: tuple[str, ...]) -> str:
    """A family's key without the maker's name before it, or no name at all."""
    rest = "".join(family[1:]).replace(".", "")
    return rest if family and family[0] == repo.partition("/")[0] and len(rest) >= 4 and rest.isalpha() else "-"
