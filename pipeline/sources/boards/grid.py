"""Grid: a table as found in a payload, before any column has a meaning; and Refusal, why there is none."""

import codecs
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

MAX_BYTES: Final = 64 * 1024 * 1024
"""Largest payload that is read. The biggest recorded board is 5 MB."""

MAX_ROWS: Final = 50_000
"""Most rows that are read; Open LLM Leaderboard v1, the longest board known, had 7,260."""

MAX_COLUMNS: Final = 5_000
"""Most columns of a table that is laid out cell by cell; SWE-bench's file has 1,518, of which a board needs a few."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a payload was not read: nothing of it is used, and the last good snapshot stays.

    `column` is the column that the TOML names and the payload lacks; `available` are the names
    nearest to it, or else the columns that there are.
    """

    reason: str
    column: str | None = None
    available: tuple[str, ...] = ()

    def __str__(self) -> str:
        """One line for a report."""
        near = f" (there are: {', '.join(self.available)})" if self.available else ""
        return self.reason + near


class GridRow(NamedTuple):
    """One row: where in the payload it stands, its cells by column, and the link in its name cell."""

    place: str
    cells: Mapping[str, object]
    link: str | None = None


class Grid(NamedTuple):
    """The columns in their order, the rows, and rows that are no rows (place -> reason)."""

    columns: tuple[str, ...]
    rows: list[GridRow]
    broken: dict[str, str]


def text_of(payload: bytes, encoding: str = "utf-8") -> str | Refusal:
    """The payload as text: as its byte order mark says, else in the encoding."""
    if payload.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    try:
        text = payload.decode(encoding).lstrip("\N{ZERO WIDTH NO-BREAK SPACE}")
        strange = text.find("\0")
    except UnicodeDecodeError as error:
        strange = error.start
    return text if strange < 0 else Refusal(f"not {encoding.upper()} text: byte {strange} cannot be read; say which with `encoding`")


def too_many_rows(rows: int) -> Refusal | None:
    """A refusal where a table is longer than any board."""
    return Refusal(f"{rows} rows, more than the {MAX_ROWS} that a board may have") if rows > MAX_ROWS else None


def grid_of(header: Sequence[str], lines: Iterable[tuple[str, Sequence[str], str | None]]) -> Grid | Refusal:
    """The grid of lines of cells under a header; each line with its place and the link in it. Empty lines are no rows."""
    made: list[GridRow] = []
    broken: dict[str, str] = {}
    for place, cells, link in lines:
        if not any(cells):
            continue
        if len(cells) == len(header):
            made.append(GridRow(place, dict(zip(header, cells, strict=True)), link))
        else:
            broken[place] = f"{len(cells)} cells under {len(header)} columns"
        if refusal := too_many_rows(len(made)):
            return refusal
    return Grid(tuple(header), made, broken)


def unique_names(names: Sequence[str]) -> tuple[str, ...]:
    """Names of columns, with "#1", "#2" added where one stands twice: a board has to say which of them it means."""
    often = Counter(names)
    return tuple(n if often[n] == 1 else f"{n}#{names[: place + 1].count(n)}" for place, n in enumerate(names))
