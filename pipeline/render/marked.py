"""Pages put together of Marked, text that is Markdown already.

`blocks` and `joined`, of which every page is made, refuse a plain string, so that nothing from upstream lands on a
page without having passed through `pipeline.render.escape`.
"""

import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Final
from urllib.parse import quote

from pipeline.render import escape

Marked = escape.Marked
cell, code, inline = escape.md_cell, lru_cache(1024)(escape.md_code), escape.md_inline
_PLAIN_PATH: Final = re.compile(r"[A-Za-z0-9/._~-]*", re.ASCII)  # nothing in it is quoted


def block(text: str) -> Marked:
    """A person's own Markdown as a block: byte for byte, and a line's end after it where it has none."""
    return Marked(text if text.endswith("\n") or not text else text + "\n")


def checked(address: str | None) -> str | None:
    """A curated address that may be a link's target; plain http is allowed, since a person chose it. Nobody has escaped it yet."""
    return escape.url(address, plain_http=True)


_target: Final = lru_cache(8192)(lambda address: (checked(address) or "").replace("&", "&amp;"))
"""An address as the target of a link, on several pages the same; "" of one that will not do."""


@lru_cache(maxsize=256)  # a family's page has the same in each language
def link(text: str, address: str) -> Marked:
    """A link to an address outside; the words alone where the address will not do."""
    words = inline(text) or Marked(escape.EMPTY)
    return out(words, address) or words


def out(words: Marked, address: str | None) -> Marked | None:
    """A link with words that are Markdown already, to an address outside; None where the address will not do."""
    target = _target(address)
    return Marked("[" + words + "](" + target + ")") if target else None


def here(words: Marked, place: str, anchor: str = "") -> Marked:
    """A link inside the repository: a relative path, an anchor, or both."""
    target = place if _PLAIN_PATH.fullmatch(place) else quote(place, safe="/._-~")
    if anchor:  # the ASCII of an anchor is letters, digits, "-" and "_": nothing to quote
        target += "#" + (anchor if anchor.isascii() else quote(anchor, safe="-_"))
    return Marked(f"[{words}]({target})")


def joined(parts: Iterable[Marked], sign: str = ", ") -> Marked:
    """Fragments in a row, between them a sign of our own; a TypeError where one of them is not Marked."""
    return Marked(sign.join(_marked(parts)))


def blocks(*parts: Marked) -> Marked:
    """Paragraphs, lists and tables, an empty line between them, but no empty ones; a TypeError of what is not Marked."""
    return Marked("\n".join([one if one[-1] == "\n" else one + "\n" for one in _marked(filter(None, parts))]))


def _marked(parts: Iterable[Marked]) -> list[Marked]:
    shown = list(parts)
    for part in shown:
        if type(part) is not Marked:
            raise TypeError(f"a page prints {type(part).__name__} {str(part)[:60]!r}; only Marked reaches a page")
    return shown


def bullets(items: Iterable[Marked]) -> Marked:
    """A list; an item may bring blocks of its own, and an empty one is left out."""
    return Marked("".join(["- " + (item if item[-1] == "\n" else item + "\n") for item in items if item]))


def table(headings: Iterable[Marked], rows: Iterable[Iterable[Marked]], numbers: Collection[int] = ()) -> Marked:
    """A table whose cells are Markdown already; `numbers` are the columns that are set to the right."""
    head = tuple(headings)
    rule = ["--:" if n in numbers else "---" for n in range(len(head))]
    return Marked("| " + " |\n| ".join(map(" | ".join, (head, rule, *rows))) + " |\n")


def relative(page: str, target: str) -> str:
    """The path of a target as seen from a page, both from the root of the repository; "" of the page itself."""
    return "" if page == target else _from(page.rpartition("/")[0], target)


@lru_cache(maxsize=4096)  # pages of one folder lead to the same files
def _from(folder: str, target: str) -> str:
    at, to = folder.split("/") if folder else [], target.split("/")
    while at and len(to) > 1 and at[0] == to[0]:
        at, to = at[1:], to[1:]
    return "../" * len(at) + "/".join(to)
