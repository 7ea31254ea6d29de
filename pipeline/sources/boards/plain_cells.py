"""Plain cells in a row reach the HTML parser as one.

A page's tree has an object for each cell, and most of the time goes into making them. A cell that
holds words alone, and covers one place of the grid, has nothing that a tree could tell: a run of
such cells is folded into its first one, with a mark between their words, and opened again when the
grid is laid out. Entities, odd rows, links and markup stay with the parser.
"""

import re
from typing import Final

_MARK: Final = "\ue000"
"""Between the words of folded cells: a character of the private use area, which no text means."""

# Each part begins with a character that the part before it cannot hold, so nothing is tried twice.
_CELL: Final = r'<td(?:\s+(?!(?:col|row)span)[a-z-]{1,30}="[^"<>]*")*\s*>[^<]*</td>'
_RUN: Final = re.compile(rf"{_CELL}\s*(?:{_CELL}\s*)+")
_BETWEEN: Final = re.compile(r"</td>(\s*)<td[^>]*>")


def folded(page: str) -> str:
    """The page with each run of plain cells as one cell; as it is where that could not be undone."""
    if _MARK in page:
        return page
    return _RUN.sub(lambda run: _BETWEEN.sub(rf"\1{_MARK}", run[0]), page)


def opened(words: str) -> list[str]:
    """The words of the cells that a folded one stands for."""
    return words.split(_MARK)


def unmarked(words: str) -> str:
    """The words of a cell around folded ones (a table inside a table)."""
    return words.replace(_MARK, "")
