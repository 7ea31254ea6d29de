"""A grid and a TOML -> rows of one edition, keyed by the board's own names, with rejects."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Final, NamedTuple

from pipeline.model.boards import Score, ScoreColumn, Standing, TableForm
from pipeline.sources.boards.cells import (
    Number,
    NumberFormat,
    Unreadable,
    count,
    day,
    label,
    name,
    number,
    spread,
    web_address,
    words,
)
from pipeline.sources.boards.grid import Grid, GridRow, Lookup, Refusal, fold, out_of_range, too_broken

_SUMMARY: Final = re.compile(
    r"(?:(?:overall|grand|of|all|the|models?|scores?|row|column) )*(?:average|avg\.?|mean|median|total|sum)(?: (?:of|all|the|models?|scores?|overall))*"
    "|平均[值分]?|总计|合计|中位数"
)
"""What stands in the name cell of a row that sums up the table."""

_Cells = Mapping[str, object]


class ReadRows(NamedTuple):
    """What a grid came to: rows by name, rejects by place, and the newest date of the edition column."""

    rows: dict[str, Standing]
    rejects: dict[str, str]
    edition: str | None


class RowReader:
    """Reads the rows of one grid: how the TOML describes them, and what was read so far."""

    def __init__(self, lookup: Lookup, form: TableForm, sort_by: str | None) -> None:
        self._find = cache(lookup.find)
        self._layout = layout = form.source
        self._columns = form.columns
        self._scores = form.scores
        self._metric = next((s for s in form.scores if s.name == sort_by), form.scores[0])
        absent = frozenset(a.casefold() for a in layout.absent)
        self._forms = {s.name: NumberFormat(layout.thousands, layout.decimal, absent, s.unit.strip("%"), layout.brackets) for s in form.scores}
        self._rows: dict[str, Standing] = {}
        self._parts: dict[str, list[Standing]] = {}
        self._signed: set[str] = set()  # scores in per cent of which some cell says so
        self._duplicated: set[str] = set()
        self._rejects: dict[str, str] = {}
        self._unreadable: dict[str, str] = {}

    def _cell(self, cells: _Cells, column: str | None) -> object:
        """The cell of a column that the TOML names, by the payload's own name of it."""
        return cells.get(self._find(column) or column) if column else None

    def read(self, grid: Grid) -> ReadRows | Refusal:
        """The rows of a grid whose needed columns are all there."""
        for place, reason in grid.broken.items():
            self._refuse(place, reason)
        where = self._layout.where
        wanted = [r for r in grid.rows if all(_text(self._cell(r.cells, c)) == text for c, text in where.items())]
        if not wanted and where:
            return Refusal(f"no row has {', '.join(f'{c} = {t}' for c, t in where.items())}")
        self._signed = {
            s.name for s in self._scores
            if s.unit == "%" and s.column and s.scale == 1 and any("%" in _text(self._cell(r.cells, s.column)) for r in wanted)
        }  # fmt: skip
        above = ""
        for row in wanted:
            named = name(self._cell(row.cells, self._columns.model))
            if named is None and self._layout.fill_down and above:
                named = (above, None)
            if isinstance(named, tuple) and (_SUMMARY.fullmatch(named[0].casefold()) or self._repeats_heading(row.cells)):
                self._rejects[row.place] = f"{named[0]}: a summary or a heading of the table, and no row of it"
            elif isinstance(named, tuple):
                above = named[0]
                self._row(row, named)
            else:
                self._refuse(row.place, named.reason if named else "no name")
        self._form_means()
        for twice in self._duplicated:
            self._rows.pop(twice, None)
        editions = (day(self._cell(r.cells, self._columns.edition)) for r in wanted)
        edition = max((e for e in editions if e), default=None)
        return self._refusal(len(wanted) + len(grid.broken)) or ReadRows(self._rows, self._rejects, edition)

    def _repeats_heading(self, cells: _Cells) -> bool:
        """Whether the names of the columns stand in a row again, as long tables repeat them."""
        wanted = (self._columns.model, self._metric.column)
        return all(fold(label(_text(self._cell(cells, c)))) == fold(c) for c in wanted if c)

    def _refuse(self, place: str, reason: str) -> None:
        self._rejects[place] = self._unreadable[place] = reason

    def _refusal(self, all_rows: int) -> Refusal | None:
        """Why the table as a whole is not what the TOML describes."""
        if refusal := too_broken(self._unreadable, all_rows):
            return refusal
        for score in self._scores:
            values = [s.scores[score.name].value for s in self._rows.values() if score.name in s.scores]
            if refusal := out_of_range(score, values):
                return refusal
        if self._rows:
            return None
        place, reason = next(iter(self._rejects.items()), ("", "no rows"))
        return Refusal(f"no row could be used; first: {place} {reason}".replace(":  ", ": "))

    def _row(self, row: GridRow, named: tuple[str, str | None]) -> None:
        standing = self._standing(row, named)
        if isinstance(standing, Unreadable):
            self._refuse(row.place, standing.reason)
        elif not standing.scores:
            self._rejects[row.place] = f"{standing.name}: no score"
        else:
            self._keep(standing, row.place)

    def _form_means(self) -> None:
        """The means over the rows of each name; one that lacks rows which others have would be another mean."""
        most = max(map(len, self._parts.values()), default=0)
        for name_, parts in self._parts.items():
            names = [s.name for s in self._scores if all(s.name in p.scores for p in parts)]
            if len(parts) < most:
                self._rejects[name_] = f"{name_}: {len(parts)} rows where others have {most}: a mean of fewer is another number"
            elif names:
                means = {n: Score(value=round(sum(p.scores[n].value for p in parts) / most, 4)) for n in names}
                self._rows[name_] = parts[0].model_copy(update={"scores": means})
            else:
                self._rejects[name_] = f"{name_}: no score in all of its {most} rows"

    def _keep(self, new: Standing, place: str) -> None:
        """Adds a row; of two rows with one name the layout's rule keeps one, or both go, or all make a mean."""
        rule = self._layout.duplicates
        if rule == "mean":
            self._parts.setdefault(new.name, []).append(new)
            return
        old = self._rows.setdefault(new.name, new)
        if old == new:
            return
        if rule == "reject":
            self._duplicated.add(new.name)
            self._rejects[place] = f"{new.name}: stands more than once with different scores; which one holds is not stated"
            return
        kept = rule == "last" or self._beats(new, old)
        if kept:
            self._rows[new.name] = new
        self._rejects[place] = f"{new.name}: stands more than once; {'this' if kept else 'the other'} row is kept ({rule})"

    def _beats(self, new: Standing, old: Standing) -> bool:
        a, b = new.scores.get(self._metric.name), old.scores.get(self._metric.name)
        return a is not None and (b is None or (a.value > b.value) == self._metric.higher_is_better)

    def _standing(self, row: GridRow, named: tuple[str, str | None]) -> Standing | Unreadable:
        scores: dict[str, Score] = {}
        for score in self._scores:
            found = self._score(score, row.cells, scores)
            if isinstance(found, Unreadable):
                return Unreadable(f"{named[0]}: {score.name}: {found.reason}")
            if found is not None and score.lowest is not None and found.value < score.lowest:
                return Unreadable(f"{named[0]}: {score.name}: {found.value:g} is below {score.lowest:g}")
            if found is not None:
                scores[score.name] = found
        cell = {role: self._cell(row.cells, column) for role, column in self._columns}
        qualifier = words(cell["qualifier"])
        return Standing(
            name=f"{named[0]} ({qualifier})" if qualifier else named[0],
            scores=scores,
            organization=words(cell["organization"]),
            license=words(cell["license"]),
            votes=count(cell["votes"]),
            date=day(cell["date"]),
            params=words(cell["params"], 40),
            link=web_address(cell["link"]) or named[1] or row.link,
        )

    def _score(self, score: ScoreColumn, cells: _Cells, before: Mapping[str, Score]) -> Score | Unreadable | None:
        if score.mean_of_scores:
            return _mean([before[s].value for s in score.mean_of_scores if s in before], len(score.mean_of_scores))
        if score.mean_of:
            parts = [self._scaled(score, self._number(score, column, cells)) for column in score.mean_of]
            unreadable = next((p for p in parts if isinstance(p, Unreadable)), None)
            return unreadable or _mean([p.value for p in parts if isinstance(p, Score)], len(parts))
        found = self._number(score, score.column, cells)
        if isinstance(found, Number):
            if score.name in self._signed and not found.percent and 0 < abs(found.value) <= 1:
                return Unreadable(f"{found.value:g} without a per cent sign in a column that has them: a fraction?")
            found = self._interval(score, found, cells)
        return self._scaled(score, found)

    def _scaled(self, score: ScoreColumn, found: Number | Unreadable | None) -> Score | Unreadable | None:
        """As the TOML's `scale` says; a cell that says "%" itself is in per cent already."""
        if not isinstance(found, Number):
            return found
        return found.scaled(1.0 if found.percent and score.unit == "%" else score.scale)

    def _number(self, score: ScoreColumn, column: str, cells: _Cells) -> Number | Unreadable | None:
        return number(self._cell(cells, column), self._forms[score.name])

    def _interval(self, score: ScoreColumn, found: Number, cells: _Cells) -> Number | Unreadable:
        """The number with the interval that columns of their own state."""
        margin = spread(self._cell(cells, score.plus_minus))
        if isinstance(margin, Unreadable):
            return margin
        if margin is not None:
            return found._replace(low=found.value - margin[0], high=found.value + margin[1])
        if not score.low or not score.high:
            return found
        low, high = (self._number(score, column, cells) for column in (score.low, score.high))
        if isinstance(low, Unreadable) or isinstance(high, Unreadable):
            return Unreadable("its interval is not a number")
        if low is None or high is None:
            return found
        if low.value > high.value:
            return Unreadable("its interval is upside down")
        return found._replace(low=low.value, high=high.value)


def _mean(parts: list[float], wanted: int) -> Score | None:
    """A plain mean; none where a part is missing, because a mean of fewer parts is another number."""
    return Score(value=round(sum(parts) / wanted, 4)) if len(parts) == wanted else None


def _text(cell: object) -> str:
    return "" if cell is None else str(cell).strip()
