"""Grid: a table as found in a payload, its columns by the names that the TOML gives them; and Refusal, why there is none.

Columns may be reordered, added, or spelled with other spaces and capitals: read. A column that is
gone, per cent that became fractions, a table that lost most of its rows: refused, as a whole.
"""

import codecs
import difflib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from pipeline.model.boards import CuratedBoard, Layout, ScoreColumn, TableForm

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


_UNREADABLE_SHARE: Final = 0.2
"""More unreadable rows than this, and the table is not what the TOML describes."""

_HTML_STARTS: Final = (b"<!doctype html", b"<html", b"<head", b"<body")
_OTHER_BYTES: Final = {
    b"\x1f\x8b": "compressed bytes: the transport did not unpack them",
    b"version https://git-lfs": "a Git LFS pointer instead of the file",
    **{b"\x80" + bytes([version]): "a pickle: never loaded, because loading one runs what it says" for version in range(2, 6)},
}


def not_the_format(layout: Layout, payload: bytes, content_type: str | None) -> Refusal | None:
    """A refusal where the bytes are plainly something else than the stated format."""
    start = payload[:600].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    reason = next((why for begin, why in _OTHER_BYTES.items() if start.startswith(begin)), "" if start else "the payload is empty")
    is_page = start.startswith(_HTML_STARTS) or (content_type or "").split(";", 1)[0].strip().lower() == "text/html"
    if reason:
        return Refusal(reason)
    if layout.format == "parquet":
        whole = payload.startswith(b"PAR1") and payload.endswith(b"PAR1")
        return None if whole else Refusal(f"not a whole Parquet file{': HTML came instead' if is_page else ''}")
    if layout.format != "html" and is_page:
        return Refusal(f"HTML instead of {layout.format.upper()}: an error page, or the file moved")
    return Refusal("JSON instead of HTML") if layout.format == "html" and start[:1] in b"{[" else None


COLUMNS_KEPT: Final = 60
"""Columns of an edition that a snapshot names; wider tables are cut there."""


class Lookup:
    """Columns by the name that a TOML gives them: exact, or the only one that differs in spaces and capitals."""

    def __init__(self, columns: Iterable[str]) -> None:
        self.columns = tuple(columns)
        self._exact = frozenset(self.columns)
        self._folded: dict[str, list[str]] = {}
        for column in self.columns:
            self._folded.setdefault(fold(column), []).append(column)

    def find(self, wanted: str) -> str | None:
        """The payload's own name of a column."""
        if wanted in self._exact:
            return wanted
        near = self._folded.get(fold(wanted), [])
        return near[0] if len(near) == 1 else None

    def missing(self, wanted: str) -> Refusal:
        """The refusal for a column that is not there."""
        if several := tuple(c for c in self.columns if fold(wanted) in {fold(c), fold(c).rpartition("#")[0]}):
            return Refusal(f"column {wanted!r} stands more than once: say which", wanted, several[:5])
        by_fold = {fold(c): c for c in self.columns}
        close = difflib.get_close_matches(fold(wanted), list(by_fold), n=3, cutoff=0.6)
        near = tuple(by_fold[c] for c in close) or self.columns[:20]
        return Refusal(f"column {wanted!r} is not in the payload", wanted, near)


def fold(column: str) -> str:
    """A column's name without spaces and capitals. Punctuation stays: "C++" is another column than "C"."""
    return "".join(column.casefold().split())


def needed(form: TableForm) -> tuple[str, ...]:
    """Every column that the TOML names and the payload must have."""
    of_scores = (c for s in form.scores if not s.optional for c in (s.column, s.low, s.high, s.plus_minus, *s.mean_of))
    return tuple(dict.fromkeys(w for w in (*dict(form.columns).values(), *form.source.where, *of_scores) if w))


def first_missing(wanted: Iterable[str], lookup: Lookup) -> Refusal | None:
    """The refusal for the first column that is not there."""
    return next((lookup.missing(w) for w in wanted if lookup.find(w) is None), None)


def column_not_there(board: CuratedBoard, seen: tuple[str, ...]) -> Refusal | None:
    """The column that a TOML names although the edition that was last read never had it.

    None where today's form or a former one fits what was seen: a payload that changes later is
    drift, and no fault of the file. Wide tables are stored cut, so they prove nothing.
    """
    if not seen or len(seen) >= COLUMNS_KEPT:
        return None
    missing = [first_missing(needed(form), Lookup(seen)) for form in board.forms]
    return missing[0] if missing and all(missing) else None


def fitting(grids: Iterable[Grid | Refusal], nth: int, wanted: Iterable[str]) -> Grid | Refusal:
    """The one table that has the columns, or the nth of several; which of two is meant is never guessed."""
    every = list(grids)
    if len(every) == 1 and isinstance(every[0], Grid) and nth == 1:
        return every[0]  # where its columns are wrong, whoever asked names the one that is missing
    suitable = [g for g in every if isinstance(g, Grid) and first_missing(wanted, Lookup(g.columns)) is None]
    if len(suitable) >= nth and (nth > 1 or len(suitable) == 1):
        return suitable[nth - 1]
    found = "none" if not suitable else str(len(suitable))
    return Refusal(f"{found} of the {len(every)} tables has the columns: say which with `table`")


def new_column(layout: Layout, wanted: Iterable[str], lookup: Lookup) -> Refusal | None:
    """The refusal for a column that a closed layout does not name."""
    if not layout.closed:
        return None
    known = {lookup.find(w) for w in wanted}
    strange = next((c for c in lookup.columns if c not in known), None)
    return None if strange is None else Refusal(f"column {strange!r} is new: the means would be other means", strange)


def out_of_range(score: ScoreColumn, values: list[float]) -> Refusal | None:
    """Per cent against fractions: a refusal where all values of a per cent column speak of the other.

    A lone row below one per cent is possible; three rows with none above are fractions.
    """
    if score.unit != "%" or not values:
        return None
    if max(values) > 100.0001 or min(values) < -100.0001:
        hint = " and `scale` multiplies it" if score.scale != 1 else ""
        return Refusal(f"score {score.name!r} is stated in per cent{hint}, and reaches {max(values, key=abs):g}",
                       score.column or None)  # fmt: skip
    spoken = [v for v in values if v]
    if len(spoken) >= 3 and max(map(abs, spoken)) <= 1.0:
        return Refusal(f"score {score.name!r} is stated in per cent, and no value is above 1: fractions?",
                       score.column or None)  # fmt: skip
    return None


def too_broken(unreadable: Mapping[str, str], rows: int) -> Refusal | None:
    """A refusal where so many of all rows cannot be read that the rest is no table either."""
    if len(unreadable) > _UNREADABLE_SHARE * rows:
        place, reason = next(iter(unreadable.items()))
        return Refusal(f"{len(unreadable)} of {rows} rows cannot be read; first {place}: {reason}")
    return None
