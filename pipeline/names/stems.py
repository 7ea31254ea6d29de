"""The family's name inside a checkpoint's name: "Qwen3-30B-A3B-Instruct-2507" is of Qwen3.

Sizes, how it was tuned, precision, context and date stamps are left out; what tells generations
and lines apart ("Qwen3-VL", "GLM-4.7", "Llama-3.2-Vision") stays. A tier (mini, pro, flash) is
left out only after a version: "DeepSeek-V4-Flash" is of DeepSeek-V4, "Mistral-Small-3.1" is not
of Mistral.
"""

import re
import unicodedata
from typing import Final

from pipeline.model.ids import is_slug
from pipeline.names.vocabulary import FORMAT, TIERS, TUNED, VENDORS
from pipeline.names.words import is_context, is_size, is_stamp, words

_YEAR: Final = re.compile(r"20[23]\d")
_VERSION_AFTER_SIZE: Final = re.compile(r"v\d{1,2}(?:\.\d{1,2}){0,2}", re.IGNORECASE)
_DECIMAL: Final = re.compile(r"(?<![\d._])(\d)_(\d)(?!\d)")
_NOT_IN_SLUG: Final = re.compile(r"[^a-z0-9.]+")
_PARTS: Final = re.compile(r"[-_]+")

def stem_of(name: str) -> str:
    """The family's name as its maker spells it, from the name part of an id."""
    parts = [p for p in _PARTS.split(_DECIMAL.sub(r"\1.\2", name[:200])) if p]
    if len(parts) > 1 and parts[0].casefold() in VENDORS and not parts[1][0].isdigit():
        parts = parts[1:]
    kept = parts[:1]
    sized, versioned = False, any(map(str.isdigit, "".join(kept)))
    for part in parts[1:]:
        low = part.casefold()
        if is_size(low):
            sized = True
        elif not (_is_filler(low) or (sized and _VERSION_AFTER_SIZE.fullmatch(low)) or (versioned and low in TIERS)):
            kept.append(part)
            versioned = versioned or any(map(str.isdigit, part))
    return "-".join(kept)


def _is_filler(part: str) -> bool:
    """Whether a part tells how a checkpoint was tuned, stored or dated, and not which family it is of."""
    return part in TUNED or part in FORMAT or is_stamp(part) or is_context(part) or bool(_YEAR.fullmatch(part))


def line_of(name: str) -> str:
    """The line of models that a name begins with, in lower case: "qwen" of "Qwen2.5-VL-7B"; "" where it has none."""
    said = (w for w in words(name[:200]) if w.isalpha() and len(w) > 1 and w not in VENDORS)
    return next((w for w in said if not (_is_filler(w) or w in TIERS)), "")


def slug_of(name: str) -> str:
    """A slug made of a name ("Llama 2" -> "llama-2"); "" if no letter or digit of ours is in it."""
    flat = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower().replace("+", "-plus")
    slug = re.sub(r"\.{2,}", ".", _NOT_IN_SLUG.sub("-", flat)).strip("-.")[:60].strip("-.")
    return slug if is_slug(slug) else ""
