"""Names as people spell them: a slug made of one, whether two are the same, and which known ones are near."""

import difflib
import re
import unicodedata
from collections.abc import Collection
from typing import Final

from pipeline.model.ids import is_slug

_NOT_IN_SLUG: Final = re.compile(r"[^a-z0-9.]+")


def slug_of(name: str) -> str:
    """A slug made of a name ("Llama 2" -> "llama-2"); "" if no letter or digit of ours is in it."""
    flat = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower().replace("+", "-plus")
    slug = re.sub(r"\.{2,}", ".", _NOT_IN_SLUG.sub("-", flat)).strip("-.")[:60].strip("-.")
    return slug if is_slug(slug) else ""


def same_name(name: str) -> str:
    """A name without case, spaces and punctuation: "Llama 2" and "llama2" are the same."""
    return "".join(c for c in name.casefold() if c.isalnum())


def near(name: str, known: Collection[str]) -> str:
    """The nearest known names, as words to put behind a refusal; "" where none is near."""
    found = difflib.get_close_matches(name, known, n=3, cutoff=0.5) or difflib.get_close_matches(
        name.partition("/")[2] or name, [k.partition("/")[2] for k in known if "/" in k], n=3, cutoff=0.5
    )
    return f" (did you mean {', '.join(found)}?)" if found else ""
