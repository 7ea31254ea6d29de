"""Names as people spell them: whether two are the same, and which known ones are near."""

import difflib
from collections.abc import Collection


def same_name(name: str) -> str:
    """A name without case, spaces and punctuation: "Llama 2" and "llama2" are the same."""
    return "".join(c for c in name.casefold() if c.isalnum())


def near(name: str, known: Collection[str]) -> str:
    """The nearest known names, as words to put behind a refusal; "" where none is near."""
    found = difflib.get_close_matches(name, known, n=3, cutoff=0.5) or difflib.get_close_matches(
        name.partition("/")[2] or name, [k.partition("/")[2] for k in known if "/" in k], n=3, cutoff=0.5
    )
    return f" (did you mean {', '.join(found)}?)" if found else ""
