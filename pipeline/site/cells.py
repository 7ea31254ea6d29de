"""Cells of the site's tables, escaped as they are printed: words, links, dates, and several of them in a row."""

from collections.abc import Iterable
from typing import NamedTuple

from markupsafe import Markup, escape

from pipeline.site.phrases import Phrase

Cell = str | Phrase
"""Plain text is escaped by the template."""


class TableRow(NamedTuple):
    """A row of a table: its heading, then its cells; `strong` is set apart from the others."""

    cells: tuple[Cell, ...]
    strong: bool = False


def linked(text: Cell, url: str | None, *, outside: bool = False) -> Markup:
    """A link to a page of the site, or to an address `outside` that was checked; the words alone without one."""
    opening = Markup('<a href="{}" rel="nofollow">') if outside else Markup('<a href="{}">')
    return opening.format(url) + escape(text) + Markup("</a>") if url else escape(text)


def joined(cells: Iterable[Cell], sign: Cell = ", ") -> Markup:
    """Several things in one cell."""
    return escape(sign).join(map(escape, cells))


def unbroken(text: str) -> Cell:
    """A date, or a number with its unit, on one line."""
    return Markup('<span class="unbroken">{}</span>').format(text) if text else ""
