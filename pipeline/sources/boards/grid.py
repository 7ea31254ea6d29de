"""Grid: a table as found in a payload, before any column has a meaning; and Refusal, why there is none."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

MAX_BYTES: Final = 64 * 1024 * 1024
"""Largest payload that is read. The biggest recorded board is 5 MB."""

MAX_ROWS: Final = 50_000
"""Most rows that are read; Open LLM Leaderboard v1, the longest board known, had 7,260."""

MAX_COLUMNS: Final = 500
"""Most columns that are read."""


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


class Row(NamedTuple):
    """One row: where in the payload it stands, its cells by column, and the link in its name cell."""

    place: str
    cells: Mapping[str, object]
    link: str | None = None


class Grid(NamedTuple):
    """The columns in their order, the rows, and rows that are no rows (place -> reason)."""

    columns: tuple[str, ...]
    rows: list[Row]
    broken: dict[str, str]


def text_of(payload: bytes) -> str | Refusal:
    """The payload as text, without a byte order mark."""
    try:
        return payload.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return Refusal(f"not UTF-8 text: byte {error.start} cannot be read")


def too_many(rows: int, columns: int) -> Refusal | None:
    """A refusal where a table is larger than any board."""
    if rows > MAX_ROWS:
        return Refusal(f"{rows} rows, more than the {MAX_ROWS} that a board may have")
    if columns > MAX_COLUMNS:
        return Refusal(f"{columns} columns, more than the {MAX_COLUMNS} that a board may have")
    return None
