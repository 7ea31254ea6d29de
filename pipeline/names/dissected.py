"""Model names taken apart: family, sizes, variant, format, context window; what a name states by itself, and which patterns admit it.

How one name stands to another's is told by these parts ("Qwen2.5-VL-72B-Instruct": qwen2.5 vl, 72B, instruct).
"""

import fnmatch
import re
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple

from pipeline.model.claims import Claim, Value
from pipeline.model.ids import HUB_URL
from pipeline.names import vocabulary
from pipeline.names.vocabulary import GENERIC, PRECISION, RAW, TIERS, TUNED_OF_RAW

_SEPARATORS: Final = re.compile(r"[-_.]i1(?=[-_.]gguf)|(?<=[a-z])\.(?=[a-z])|(?<=[a-z]\d)\.(?=[a-z])|[-_/\s:()\[\],]+")
_POINT: Final = re.compile(r"(?<=-\d)_(?=\d{1,2}b\b)")  # "stablelm-2-1_6b"
_WHOLE: Final = re.compile(r"(?<=\d)\.0$")  # version 2.0 is version 2
_TOKENS: Final = re.compile(
    r"(?P<window>(?P<k>\d{1,4})k|(?P<m>[1-9])m)$"
    r"|(?P<size>\d{1,4}(?:\.\d{1,3})?)(?P<unit>[bmt])$"
    r"|a(?P<active>\d{1,4}(?:\.\d{1,3})?)(?P<active_unit>[bm])$"
    r"|(?P<mixture>\d{1,4}b?x\d{1,4}e|\d{1,4}x\d{1,4}(?:\.\d+)?[bm]?|[en]\d{1,3}(?:\.\d+)?b|\d{1,4}e)$"
    rf"|(?P<format>{vocabulary.PART_FORMATS})$"
    r"|(?P<pruned>reap\d*|pruned)$"
    rf"|(?P<variant>{vocabulary.PART_VARIANTS})$"
    r"|(?P<run>[a-z]{2,12}\d?)(?P<run_size>\d{1,3})b$"  # "llama70b"
)
_MAKER_PREFIX: Final = frozenset({"ai21", "meta", "mistralai", "google", "microsoft", "nvidia", "ibm"})
_SCALE: Final = {"m": 10**6, "b": 10**9, "t": 10**12}
_V: Final = re.compile(r"^v(?=\d)")
_VERSION: Final = re.compile(r"v?\d{1,3}(?:\.\d{1,3}){0,2}$")
NO_NAME: Final = re.compile(r"(?:model[-_ ]?)?(?:card|readme)(?:[-_]\w{1,20})?$", re.IGNORECASE)  # of a file


def counting(name: str) -> str:
    """By what names are sorted so that a 9B stands before a 14B."""
    return re.sub(r"\d+", lambda number: number[0].zfill(9), name.casefold())


class ModelName(NamedTuple):
    """A model's name by its parts. `sizes` and `actives` are parameter counts in the name.

    `labels` are the words that tell sizes apart as they are written ("26b", "a4b", "e2b").
    """

    raw: str
    family: tuple[str, ...] = ()
    sizes: tuple[int, ...] = ()
    actives: tuple[int, ...] = ()
    labels: frozenset[str] = frozenset()
    variants: frozenset[str] = frozenset()
    formats: frozenset[str] = frozenset()
    mixture: bool = False
    pruned: bool = False
    window: int | None = None

    @property
    def key(self) -> str:
        """The family parts run together, for comparison."""
        return "".join(self.family).replace(".", "")

    @property
    def model(self) -> "ModelName":
        """What it names, in whatever format the weights are: of a copy as of its original."""
        return self._replace(raw="", variants=self.variants - PRECISION, formats=frozenset())

    @property
    def lead(self) -> str:
        """The family's first word without its version."""
        return re.sub(r"[\d.]+", "", self.family[0]) if self.family else ""

    @property
    def total(self) -> int | None:
        """The parameters that it states; None where it has two sizes, none, or a product ("8x7B")."""
        return self.sizes[0] if len(set(self.sizes)) == 1 and not self.mixture else None

    @property
    def label(self) -> str | None:
        """The size as it is written: 0.5B, 8x7B, 235B-A22B, E4B; None where it has two or none."""
        whole = [label for label in self.labels if label[0] != "a" and label[-1] in "bmt"]
        active = [label for label in self.labels if label[0] == "a"]
        return "-".join((*whole, *active)).upper().replace("X", "x") if len(whole) == 1 and len(active) < 2 else None


@lru_cache(maxsize=4096)
def parse_name(raw: str) -> ModelName:
    """The parts of a model name; an `org/` before it is dropped."""
    text = raw[:160].rpartition("/")[2].lower().replace("(text only)", "").strip(" .'\"’")
    text = _POINT.sub(".", text) if "_" in text else text
    tokens = [_WHOLE.sub("", t.strip(".")) if "." in t else t for t in _SEPARATORS.split(text) if t]
    family: list[str] = []
    sizes: list[int] = []
    actives: list[int] = []
    found: dict[str, set[str]] = {"labels": set(), "variant": set(), "format": set(), "mixture": set(), "pruned": set()}
    window: int | None = None
    for position, token in enumerate(tokens):
        m = _TOKENS.match(token)
        kind = m.lastgroup if m else None
        if m is None:
            if token not in {"ours", "our"} and not (position == 0 and len(tokens) > 1 and token in _MAKER_PREFIX):
                family.append(token)
        elif kind == "window":
            window = int(m["k"]) * 1000 if m["k"] else int(m["m"]) * 1_000_000
        elif kind == "unit" and not (m["unit"] == "t" and sizes):  # "1.1B-step-1431k-3T": tokens seen, no second size
            sizes.append(round(float(m["size"]) * _SCALE[m["unit"]]))
            found["labels"].add(token)
        elif kind == "active_unit":
            actives.append(round(float(m["active"]) * _SCALE[m["active_unit"]]))
            found["labels"].add(token)
        elif kind == "run_size":
            family.append(m["run"])
            sizes.append(int(m["run_size"]) * 10**9)
        elif kind == "mixture":
            found["mixture"].add(token)
            found["labels"].add(token)
            if token.endswith("e") and sizes:  # "17B-16E": the size is what is active
                actives.append(sizes.pop())
        else:
            found["variant" if kind == "unit" else str(kind)].add(token)
    return ModelName(
        raw, tuple(family), tuple(sizes), tuple(actives), frozenset(found["labels"]), frozenset(found["variant"]),
        frozenset(found["format"]), bool(found["mixture"]), bool(found["pruned"]), window,
    )  # fmt: skip


def close(a: int, b: int, low: float = 0.74, high: float = 1.42) -> bool:
    """Whether two sizes may be the same model's: names round, and leave out embeddings."""
    return b > 0 and low <= a / b <= high


def is_repack_name(checkpoint: str) -> bool:
    """Whether a name says quantised or converted: GGUF, AWQ, 4bit, FP8 and the like."""
    return bool(parse_name(checkpoint).formats)


def claims(checkpoint: str, snapshot: str, at: str) -> Iterator[Claim]:
    """What the name states, which is kept at a place: the weakest voice, since it is rounded, and "8x7B" is no total."""
    name = parse_name(checkpoint)
    stated: dict[str, Value | None] = {"total_params": name.total, "active_params": name.actives[0] if name.actives else None}
    if name.total is None and name.label is not None:  # "8x7B", "E4B": a size for the row, and no count
        stated["sizes"] = (name.label,)
    for field, value in stated.items():
        if value:
            yield Claim(field, value, checkpoint, "name", f"{HUB_URL}{checkpoint}", None, None, "/id", snapshot, at, "name")


@lru_cache(maxsize=4096)
def _pattern(text: str) -> re.Pattern[str]:
    # fnmatch's own translation is linear for our short patterns; "*" must not cross "/".
    return re.compile(fnmatch.translate(text).replace(".*", "[^/]*").replace("(?s:", "(?:"))


def matches(pattern: str, checkpoint: str) -> bool:
    """Whether a pattern such as `Qwen/Qwen2.5-?B*` admits a checkpoint."""
    return bool(_pattern(pattern).match(checkpoint))


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
    if key.startswith(mine) and _VERSION.match(key[len(mine) :]) and not any(map(str.isdigit, mine[-3:])):
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
    effective = any(label[0] in "en" for label in own.labels | other.labels)  # "E2B" compares with no size that is counted
    return effective and bool(own.labels and other.labels) and not own.labels & other.labels


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
