"""A board's payload and its TOML -> one edition, or a refusal. Pure and total.

A format is a file beside this one: `<format>_rows.py` with `rows(content, layout, wanted)`, which gives the grid of the table
that the layout names, or of the one that has the `wanted` columns; `content` is a text, or Parquet's bytes.
"""

import importlib
import re
from collections.abc import Mapping
from typing import Final

from pipeline.model.boards import BoardSource, CuratedBoard, Layout, Score, ScoreColumn, Standing, TableForm
from pipeline.model.snapshots import BoardFacts
from pipeline.sources.boards.cells import Number, Unreadable, count, day, day_in, name, number, spread, web_link, words
from pipeline.sources.boards.grid import COLUMNS_KEPT, MAX_BYTES, Grid, Refusal, column_of, lacking, needed, text_of

READER_VERSION: Final = 5
"""Raised when boards are read better: then each is fetched again, although its page says "not modified"."""
_DATED: Final = re.compile(r"(?<!\d)(20\d{2})[-_.]?(\d{2})[-_.]?(\d{2})(?!\d)")
_UNREADABLE_SHARE: Final = 0.2
"""More unreadable rows than this, and the table is not what the TOML describes."""
_SUMMARY: Final = re.compile(
    r"(?:(?:overall|grand|of|all|the|models?|scores?|row|column) )*(?:average|avg\.?|mean|median|total|sum)(?: (?:of|all|the|models?|scores?|overall))*"
    "|平均[值分]?|总计|合计|中位数"
)
"""What stands in the name cell of a row that sums up the table."""
_HTML_STARTS: Final = (b"<!doctype html", b"<html", b"<head", b"<body")
_OTHER_BYTES: Final = {
    b"\x1f\x8b": "compressed bytes: the transport did not unpack them",
    b"version https://git-lfs": "a Git LFS pointer instead of the file",
    **{b"\x80" + bytes([version]): "a pickle: never loaded, because loading one runs what it says" for version in range(2, 6)},
}

def read_board(
    board: CuratedBoard, payload: bytes, *, retrieved_at: str | None = None, content_type: str | None = None
) -> BoardFacts | Refusal:
    """One edition of a board, whole, or the reason why it was not read: by today's form, or else by a former one.

    Its date is the TOML's or the newest of the edition column (refused where it is after `retrieved_at`), or None.
    """
    if len(payload) > MAX_BYTES:
        return Refusal(f"{len(payload)} bytes, more than the {MAX_BYTES} that a board may have")
    refused: list[Refusal] = []
    odd: list[Refusal] = []
    for form in board.forms:
        if reason := not_the_format(form.source, payload, content_type):
            odd.append(Refusal(reason))
            continue
        try:
            return _read(board, form, payload, retrieved_at)
        except Refusal as refusal:
            refused.append(refusal)
    # Of bytes in the format of a former table alone, that one's reason is the one that helps.
    return next(iter((*refused, *odd)), Refusal("the TOML has no [source]: this board is a link"))


def not_the_format(layout: Layout, payload: bytes, content_type: str | None) -> str:
    """What the bytes plainly are instead of the stated format; "" where they may be of it."""
    start = payload[:600].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if not start:
        return "the payload is empty"
    if reason := next((why for begin, why in _OTHER_BYTES.items() if start.startswith(begin)), ""):
        return reason
    is_page = start.startswith(_HTML_STARTS) or (content_type or "").split(";", 1)[0].strip().lower() == "text/html"
    if layout.format == "parquet":
        whole = payload.startswith(b"PAR1") and payload.endswith(b"PAR1")
        return "" if whole else f"not a whole Parquet file{': HTML came instead' if is_page else ''}"
    if layout.format == "html":
        return "JSON instead of HTML" if start[:1] in b"{[" else ""
    return f"HTML instead of {layout.format.upper()}: an error page, or the file moved" if is_page else ""


def _read(board: CuratedBoard, form: TableForm, payload: bytes, retrieved_at: str | None) -> BoardFacts:
    layout, wanted = form.source, needed(form)
    content = payload if layout.format == "parquet" else text_of(payload, layout.encoding)
    grid: Grid = importlib.import_module(f"{__package__}.{layout.format}_rows").rows(content, layout, wanted)
    if refusal := lacking(wanted, grid.columns):
        raise refusal
    known = {column_of(w, grid.columns) for w in wanted}
    if layout.closed and (strange := next((c for c in grid.columns if c not in known), None)) is not None:
        raise Refusal(f"column {strange!r} is new: the means would be other means")
    table = _Table(form, board.sort_by)
    edition = table.read(grid) or _edition_in(payload, layout)
    if edition and retrieved_at and edition > retrieved_at[: len(edition)]:
        raise Refusal(f"the edition {edition} lies after the retrieval ({retrieved_at[:10]})")
    # The TOML's edition is that of today's file; a payload of a former form is an older one.
    edition = (board.edition if layout is board.source else "") or edition
    shown = grid.columns[:COLUMNS_KEPT]
    return BoardFacts(slug=board.slug, edition=edition, columns=shown, rows=table.rows, rejects=table.rejects)


def _edition_in(payload: bytes, layout: Layout) -> str | None:
    """The first date behind the text that the layout names, or in the address."""
    if isinstance(layout, BoardSource) and layout.dated_address:
        dated = _DATED.findall(layout.url)
        return day_in("-".join(dated[-1])) if dated else None
    return day_in(text_of(payload, layout.encoding).partition(layout.edition_after)[2][:60]) if layout.edition_after else None


class _Table:
    """The rows of one edition by the board's own names, and the rejects by their places."""

    def __init__(self, form: TableForm, sort_by: str | None) -> None:
        self._form, self._layout = form, form.source
        self._metric = next((s for s in form.scores if s.name == sort_by), form.scores[0])
        self._signed: set[str] = set()  # scores in per cent of which some cell says so
        self._several: dict[str, list[Standing]] = {}  # by name, of which each row is a part
        self._doubtful: set[str] = set()  # names of which nothing says which row holds
        self.rows: dict[str, Standing] = {}
        self.rejects: dict[str, str] = {}

    def read(self, grid: Grid) -> str | None:
        """Read the rows of a grid whose needed columns are all there; the newest date of the edition column."""
        columns, where = self._form.columns, self._layout.where
        own = {c: column_of(c, grid.columns) or c for c in needed(self._form, optional=True)}
        rows = (row._replace(cells={c: row.cells.get(there) for c, there in own.items()}) for row in grid.rows)
        wanted = [row for row in rows if all(_text(row.cells[c]) == text for c, text in where.items())]
        if not wanted and where:
            raise Refusal(f"no row has {', '.join(f'{c} = {t}' for c, t in where.items())}")
        self._signed = {
            s.name for s in self._form.scores
            if s.unit == "%" and s.column and s.scale == 1 and any("%" in _text(row.cells[s.column]) for row in wanted)
        }  # fmt: skip
        unreadable = dict(grid.broken)
        self.rejects |= unreadable
        above = ""
        for place, cells, link in wanted:
            try:
                called, its_link = name(cells[columns.model])
                # Long tables repeat the names of their columns.
                heads = all(column_of(words(cells[c]) or "", (c,)) for c in (columns.model, self._metric.column) if c)
                if heads or _SUMMARY.fullmatch(called.casefold()):
                    self.rejects[place] = f"{called}: a summary or a heading of the table, and no row of it"
                    continue
                above = called or above
                row = self._standing(above if called or self._layout.fill_down else "", its_link or link, cells)
                self._keep(place, row)
            except Unreadable as error:
                self.rejects[place] = unreadable[place] = str(error)
        self._conclude()
        self._check(unreadable, len(wanted) + len(grid.broken))
        return max((e for row in wanted if (e := day(row.cells.get(columns.edition or "")))), default=None)

    def _standing(self, called: str, link: str | None, cells: Mapping[str, object]) -> Standing:
        if not called:
            raise Unreadable("no name")
        scores: dict[str, Score] = {}
        for score in self._form.scores:
            try:
                found = self._score(score, cells, scores)
            except Unreadable as error:
                raise Unreadable(f"{called}: {score.name}: {error}") from None
            if found is not None:
                scores[score.name] = found
        cell = {role: cells.get(column or "") for role, column in self._form.columns}
        qualifier = words(cell["qualifier"])
        return Standing(
            name=f"{called} ({qualifier})" if qualifier else called, scores=scores,
            organization=words(cell["organization"]), license=words(cell["license"]), params=words(cell["params"], 40),
            votes=count(cell["votes"]), date=day(cell["date"]), link=web_link(cell["link"]) or link,
        )  # fmt: skip

    def _score(self, score: ScoreColumn, cells: Mapping[str, object], before: Mapping[str, Score]) -> Score | None:
        """A score of a row, from its own column or as a mean of columns or scores; None where a part is missing."""
        if score.mean_of_scores:
            found = _mean([before.get(s) for s in score.mean_of_scores])
        elif score.mean_of:
            found = _mean([_scaled(score, self._number(score, cells[column])) for column in score.mean_of])
        else:
            found = _scaled(score, self._with_interval(score, cells))
        if found is not None and score.lowest is not None and found.value < score.lowest:
            raise Unreadable(f"{found.value:g} is below {score.lowest:g}")
        return found

    def _number(self, score: ScoreColumn, cell: object) -> Number | None:
        return number(cell, self._layout, score.unit.strip("%"))

    def _with_interval(self, score: ScoreColumn, cells: Mapping[str, object]) -> Number | None:
        """The number in a score's own column, with the interval that other columns state."""
        found = self._number(score, cells[score.column])
        if found is None:
            return None
        if score.name in self._signed and not found.percent and 0 < abs(found.value) <= 1:
            raise Unreadable(f"{found.value:g} without a per cent sign in a column that has them: a fraction?")
        if (margin := spread(cells.get(score.plus_minus or ""))) is not None:
            return found._replace(low=found.value - margin[0], high=found.value + margin[1])
        ends = [end.value for c in (score.low, score.high) if c and (end := self._number(score, cells[c])) is not None]
        if len(ends) < 2:
            return found
        if ends[0] > ends[1]:
            raise Unreadable("its interval is upside down")
        return found._replace(low=ends[0], high=ends[1])

    def _keep(self, place: str, row: Standing) -> None:
        """Take a row in; of several of one name the layout's rule keeps one, or none, or all for a mean."""
        rule = self._layout.duplicates
        if not row.scores:
            self.rejects[place] = f"{row.name}: no score"
        elif rule == "mean":
            self._several.setdefault(row.name, []).append(row)
        elif (kept := self.rows.setdefault(row.name, row)) != row and rule == "reject":
            self.rejects[place] = f"{row.name}: stands more than once with different scores; which one holds is not stated"
            self._doubtful.add(row.name)
        elif kept != row:
            new, old = (r.scores.get(self._metric.name) for r in (row, kept))
            newer = rule == "last" or (new and (not old or (new.value > old.value) == self._metric.higher_is_better))
            self.rows[row.name] = row if newer else kept
            self.rejects[place] = f"{row.name}: stands more than once; {'this' if newer else 'the other'} row is kept ({rule})"

    def _conclude(self) -> None:
        """What holds of names with several rows, when all rows are in."""
        for called in self._doubtful:
            del self.rows[called]
        most = max(map(len, self._several.values()), default=0)
        for called, rows in self._several.items():
            scores = {s.name: [row.scores.get(s.name) for row in rows] for s in self._form.scores}
            means = {name: mean for name, parts in scores.items() if (mean := _mean(parts)) is not None}
            if len(rows) < most:
                self.rejects[called] = f"{called}: {len(rows)} rows where others have {most}: a mean of fewer is another number"
            elif means:
                self.rows[called] = rows[0].model_copy(update={"scores": means})
            else:
                self.rejects[called] = f"{called}: no score in all of its {most} rows"

    def _check(self, unreadable: Mapping[str, str], rows: int) -> None:
        """Refuse a table of which too much is not what the TOML describes."""
        if len(unreadable) > _UNREADABLE_SHARE * rows:
            place, reason = next(iter(unreadable.items()))
            raise Refusal(f"{len(unreadable)} of {rows} rows cannot be read; first {place}: {reason}")
        for score in self._form.scores:
            scored = (row.scores.get(score.name) for row in self.rows.values())
            values = [one.value for one in scored if one is not None and score.unit == "%"]
            negative = [value for value in values if value < 0 and score.lowest is None]  # else it says how low
            farthest = max(negative or values, key=abs, default=0.0)
            if negative or abs(farthest) > 100.0001:
                hint = " and `scale` multiplies it" if score.scale != 1 else ""
                raise Refusal(f"score {score.name!r} is stated in per cent{hint}, and reaches {farthest:g}")
            if abs(farthest) <= 1.0 and sum(map(bool, values)) >= 3:
                raise Refusal(f"score {score.name!r} is stated in per cent, and no value is above 1: fractions?")
        if not self.rows:
            place, reason = next(iter(self.rejects.items()), ("", "no rows"))
            raise Refusal(f"no row could be used; first: {place} {reason}".replace(":  ", ": "))


def _scaled(score: ScoreColumn, found: Number | None) -> Score | None:
    """A number as `scale` says, unless its cell says "%"; at most four decimals: more is noise on every board known."""
    if found is None:
        return None
    by = 1.0 if found.percent and score.unit == "%" else score.scale
    low, high = (None if bound is None else round(bound * by, 4) for bound in (found.low, found.high))
    return Score(value=round(found.value * by, 4), low=low, high=high)


def _mean(parts: list[Score | None]) -> Score | None:
    """A plain mean; none where a part is missing, because a mean of fewer parts is another number."""
    values = [part.value for part in parts if part is not None]
    return Score(value=round(sum(values) / len(parts), 4)) if len(values) == len(parts) else None


def _text(cell: object) -> str:
    return "" if cell is None else str(cell).strip()
