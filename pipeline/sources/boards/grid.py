"""Grid: a table as found in a payload, its columns by the names that the TOML gives them; and Refusal, why there is none.

Columns may be reordered, added, or spelled with other spaces and capitals. One that is gone refuses the payload whole.
"""

import codecs
import difflib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Final, NamedTuple, TypeVar

from pipeline.layout import kinds
from pipeline.layout.catalog import line_with
from pipeline.model.boards import CuratedBoard, TableForm
from pipeline.model.outcomes import Fault

T = TypeVar("T")

MAX_BYTES: Final = 64 * 1024 * 1024
"""Largest payload that is read. The biggest recorded board is 5 MB."""
MAX_ROWS: Final = 50_000
"""Most rows that are read; Open LLM Leaderboard v1, the longest board known, had 7,260."""
MAX_COLUMNS: Final = 5_000
"""Most columns of a table that is laid out cell by cell; SWE-bench's file has 1,518, of which a board needs a few."""
COLUMNS_KEPT: Final = 60
"""Columns of an edition that a snapshot names; wider tables are cut there."""


class Refusal(Exception):  # noqa: N818  it is what the reader did
    """Why a payload was not read; `column` is one that it lacks, `available` are the nearest to it, or the first 20."""

    def __init__(self, reason: str, column: str | None = None, available: Sequence[str] = ()) -> None:
        self.reason, self.column, self.available = reason, column, tuple(available[:20])
        super().__init__(f"{reason} (there are: {', '.join(self.available)})" if available else reason)


class GridRow(NamedTuple):
    """One row: where in the payload it stands, its cells by column, and the link in its name cell."""

    place: str
    cells: Mapping[str, object]
    link: str | None = None


class Grid(NamedTuple):
    """The columns in their order, the rows, and rows that are no rows (place -> reason)."""

    columns: tuple[str, ...]
    rows: list[GridRow]
    broken: Mapping[str, str]


def text_of(payload: bytes, encoding: str = "utf-8") -> str:
    """The payload as text: as its byte order mark says, else in the encoding; refused where it is none."""
    if payload.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    try:
        text = payload.decode(encoding).lstrip("\N{ZERO WIDTH NO-BREAK SPACE}")
        strange = text.find("\0")
    except UnicodeDecodeError as error:
        strange = error.start
    if strange >= 0:
        raise Refusal(f"not {encoding.upper()} text: byte {strange} cannot be read; say which with `encoding`")
    return text


def check_size(rows: int, columns: int = 0) -> None:
    """Refuse a table that is longer or wider than any board."""
    for what, number, most in (("rows", rows, MAX_ROWS), ("columns", columns, MAX_COLUMNS)):
        if number > most:
            raise Refusal(f"{number} {what}, more than the {most} that a board may have")


def grid_of(names: Iterable[str], lines: Iterable[tuple[str, Sequence[str], str | None]]) -> Grid:
    """The grid of lines of cells under a header; each line with its place and the link in it. Empty lines are no rows.

    Columns of one name, or of none, get numbers, "#1" and "#2": a board has to say which of them it means.
    """
    names = list(names)
    often = Counter(names)
    header = tuple(n if n and often[n] == 1 else f"{n}#{names[: place + 1].count(n)}" for place, n in enumerate(names))
    made: list[GridRow] = []
    broken: dict[str, str] = {}
    for place, cells, link in lines:
        if len(cells) == len(header) and any(cells):
            made.append(GridRow(place, dict(zip(header, cells, strict=True)), link))
            check_size(len(made))
        elif any(cells):
            broken[place] = f"{len(cells)} cells under {len(header)} columns"
    if not (made or broken):
        raise Refusal("the table has no rows: lost, or filled in by a script", None, header)
    return Grid(header, made, broken)


def fold(column: str) -> str:
    """A column's name without spaces and capitals. Punctuation stays: "C++" is another column than "C"."""
    return "".join(column.casefold().split())


def column_of(wanted: str, columns: Sequence[str]) -> str | None:
    """The payload's own name of a column: exact, or the only one that differs in spaces and capitals."""
    near = [wanted] if wanted in columns else [c for c in columns if fold(c) == fold(wanted)]
    return near[0] if len(near) == 1 else None


def lacking(wanted: Iterable[str], columns: Sequence[str]) -> Refusal | None:
    """The first column that is not there as a reason to refuse, with the nearest; None where all are there."""
    gone = next((w for w in wanted if column_of(w, columns) is None), None)
    if gone is None:
        return None
    if several := [c for c in columns if fold(gone) in {fold(c), fold(c).rpartition("#")[0]}]:
        return Refusal(f"column {gone!r} stands more than once: say which", gone, several[:5])
    by_fold = {fold(c): c for c in columns}
    close = difflib.get_close_matches(fold(gone), list(by_fold), n=3, cutoff=0.6)
    return Refusal(f"column {gone!r} is not in the payload", gone, [by_fold[c] for c in close] or columns)


def needed(form: TableForm, *, optional: bool = False) -> tuple[str, ...]:
    """Every column that the TOML names and the payload must have, or may have as well."""
    of_scores = (c for s in form.scores if optional or not s.optional for c in (s.column, s.low, s.high, s.plus_minus, *s.mean_of))
    return tuple(dict.fromkeys(w for w in (*dict(form.columns).values(), *form.source.where, *of_scores) if w))


def fitting(tables: Sequence[T], grid: Callable[[T], Grid], nth: int | None, wanted: Iterable[str]) -> Grid:
    """The grid of the one table that has the columns, or of the nth of several; which of two is meant is never guessed."""
    if len(tables) == 1 and nth in (None, 1):
        return grid(tables[0])  # where its columns are wrong, whoever asked names the one that is missing
    suitable: list[Grid] = []
    for table in tables:
        with suppress(Refusal):
            made = grid(table)
            suitable += [] if lacking(wanted, made.columns) else [made]
    if len(suitable) < (nth or 1) or (nth is None and len(suitable) > 1):
        raise Refusal(f"{len(suitable) or 'none'} of the {len(tables)} tables has the columns: say which with `table` or `nth`")
    return suitable[(nth or 1) - 1]


def fault_of(slug: str, toml: bytes, refusal: Refusal) -> Fault:
    """A column that a board's file names and the board never had, as a fault of the file."""
    fix = f"name one of its columns: {', '.join(refusal.available)}"
    return Fault(kinds.CURATED_BOARDS.path(slug), line_with(toml, refusal.column or ""), refusal.reason, fix)


def column_faults(board: CuratedBoard, seen: tuple[str, ...], toml: bytes) -> Iterator[Fault]:
    """The fault of a column that a TOML names although the edition that was last read has it in no form of the board.

    A payload that changes later is drift, and no fault of the file. Wide tables are stored cut, so they prove nothing.
    """
    missing = [lacking(needed(form), seen) for form in board.forms if 0 < len(seen) < COLUMNS_KEPT]
    if missing and all(missing) and missing[0] is not None:
        yield fault_of(board.slug, toml, missing[0])
