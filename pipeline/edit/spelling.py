"""Names as people spell them: whether two are the same, and which known ones are near."""

import difflib
from collections.abc import Collection


def same_name(name: str) -> str:
    """A name without case, spaces and punctuation: "Llama 2" and "llama2" are the same."""
    return "".join(c for c in name.casefold() if c.isalnum())


def near(name: str, known: Collection[str]) -> str:
    """The nearest known names, whole or without the owner, as words to put behind a refusal; "" where none is near."""
    asked, whole = name.casefold(), {k.casefold(): k for k in known}
    parts = {k.partition("/")[2]: of for k, of in whole.items() if "/" in k}
    for like, called in ((asked, whole), (asked.partition("/")[2] or asked, parts)):
        if found := difflib.get_close_matches(like, called, n=3, cutoff=0.5):
            return f" (did you mean {', '.join(called[k] for k in found)}?)"
    return ""
