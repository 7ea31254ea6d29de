"""Anchors of headings, as GitHub makes them.

The rule (github-slugger, and the table-of-contents filter of html-pipeline before it): lower-case
the heading's text, drop whatever is neither a letter, mark, digit, connector, hyphen nor space,
and put a hyphen for each space; the second heading of a name gets "-1". Chinese stays as it is.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Final

_PERHAPS: Final = re.compile(r"^ {0,3}(?:#|=+[ \t]*$|-+[ \t]*$)", re.MULTILINE)
"""What every heading has: most prose holds none, and need not be parsed."""
_LETTERS: Final = (("Ⓐ", "ⓩ"), ("\U0001f130", "\U0001f149"), ("\U0001f150", "\U0001f169"), ("\U0001f170", "\U0001f189"))


def slug(text: str) -> str:
    """The anchor of one heading, before it is made unique."""
    return "".join("-" if character in " -" else character for character in text.strip().lower() if character in " -" or _is_word(character))


@lru_cache(maxsize=4096)
def _is_word(character: str) -> bool:
    category = unicodedata.category(character)
    # Unicode's Alphabetic holds circled and squared letters (So) beside letters and letter numbers.
    return category[0] in "LM" or category in {"Nd", "Nl", "Pc"} or any(a <= character <= z for a, z in _LETTERS)


class Slugger:
    """The anchors of one page, in the order of its headings."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def __call__(self, text: str) -> str:
        """The anchor of the next heading."""
        first = slug(text)
        anchor = first
        while anchor in self._seen:
            self._seen[first] += 1
            anchor = f"{first}-{self._seen[first]}"
        self._seen[anchor] = 0
        return anchor

    def pass_over(self, markdown: str) -> None:
        """Count the headings inside somebody's prose, so that ours after it keep their anchors."""
        for heading in headings(markdown):
            self(heading)


def headings(markdown: str) -> Iterator[str]:
    """The texts of the headings in a piece of Markdown, as they are shown."""
    if not _PERHAPS.search(markdown):
        return
    from markdown_it import MarkdownIt  # noqa: PLC0415  few pages have a heading in their prose

    tokens = MarkdownIt("commonmark").enable("table").parse(markdown)
    for before, token in pairwise(tokens):
        if before.type == "heading_open":
            yield "".join(one.content for one in token.children or () if one.type in {"text", "code_inline"})
