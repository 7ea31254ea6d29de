"""A grid and a TOML -> rows of one edition, keyed by the board's own names, with rejects."""

from collections.abc import Mapping
from typing import NamedTuple

from pipeline.model.boards import Columns, Layout, Score, ScoreColumn, Standing
from pipeline.sources.boards import drift, normalise
from pipeline.sources.boards.drift import Lookup
from pipeline.sources.boards.grid import Grid, Refusal, Row
from pipeline.sources.boards.normalise import Number, Unreadable


class Read(NamedTuple):
    """What a grid came to: rows by name, rejects by place, and the newest date of the edition column."""

    rows: dict[str, Standing]
    rejects: dict[str, str]
    edition: str | None


def standings(
    grid: Grid, layout: Layout, columns: Columns, scores: tuple[ScoreColumn, ...], sort_by: str | None
) -> Read | Refusal:
    """The rows of a grid whose needed columns are all there."""
    reader = _Reader(Lookup(grid.columns), layout, columns, scores, sort_by)
    return reader.read(grid)


class _Reader:
    """Reads rows of one grid; holds the resolved names of columns."""

    def __init__(
        self, lookup: Lookup, layout: Layout, columns: Columns, scores: tuple[ScoreColumn, ...], sort_by: str | None
    ) -> None:
        find = lookup.find
        self._layout = layout
        self._scores = scores
        self._metric = next((s for s in scores if s.name == sort_by), scores[0])
        self._absent = frozenset(a.casefold() for a in layout.absent)
        self._side = {
            role: found
            for role in ("organization", "license", "votes", "date", "params", "link", "edition", "qualifier")
            if (wanted := getattr(columns, role)) and (found := find(wanted))
        }
        self._model = find(columns.model) or columns.model
        self._where = {find(c) or c: text for c, text in layout.where.items()}
        self._names = {s.name: {c: find(c) for c in (s.column, s.low, s.high, s.plus_minus, *s.mean_of) if c}
                       for s in scores}  # fmt: skip
        self._duplicated: set[str] = set()

    def read(self, grid: Grid) -> Read | Refusal:
        rows: dict[str, Standing] = {}
        rejects = dict(grid.broken)
        unreadable = dict(grid.broken)
        editions: set[str] = set()
        above = ""
        kept = 0
        for row in grid.rows:
            if any(_cell_text(row.cells.get(c)) != text for c, text in self._where.items()):
                continue
            kept += 1
            named = normalise.name(row.cells.get(self._model))
            if named is None and self._layout.fill_down and above:
                named = (above, None)
            if named is None or isinstance(named, Unreadable):
                rejects[row.place] = unreadable[row.place] = named.reason if named else "no name"
                continue
            above = named[0]
            standing = self._standing(row, named)
            if isinstance(standing, Unreadable):
                rejects[row.place] = unreadable[row.place] = standing.reason
                continue
            if edition := normalise.day(row.cells.get(self._side.get("edition", ""))):
                editions.add(edition)
            if not standing.scores:
                rejects[row.place] = f"{standing.name}: no score"
                continue
            self._keep(standing, row.place, rows, rejects)
        for name in self._duplicated:
            rows.pop(name, None)
        return self._judged(rows, rejects, unreadable, kept) or Read(rows, rejects, max(editions, default=None))

    def _judged(
        self, rows: dict[str, Standing], rejects: dict[str, str], unreadable: dict[str, str], kept: int
    ) -> Refusal | None:
        if not kept and self._where:
            stated = ", ".join(f"{c} = {t}" for c, t in self._layout.where.items())
            return Refusal(f"no row has {stated}")
        if refusal := drift.too_broken(unreadable, kept - len(unreadable) + len(unreadable.keys() & rejects.keys())):
            return refusal
        for score in self._scores:
            values = [s.scores[score.name].value for s in rows.values() if score.name in s.scores]
            if refusal := drift.out_of_range(score, values):
                return refusal
        if not rows:
            place, reason = next(iter(rejects.items()), ("", "no rows"))
            return Refusal(f"no row could be used; first: {place} {reason}".replace(":  ", ": "))
        return None

    def _keep(self, new: Standing, place: str, rows: dict[str, Standing], rejects: dict[str, str]) -> None:
        """Adds a row; of two rows with one name the layout's rule keeps one, or both go."""
        old = rows.get(new.name)
        if old is None:
            rows[new.name] = new
            return
        if old == new:
            return
        rule = self._layout.duplicates
        if rule == "reject":
            self._duplicated.add(new.name)
            rejects[place] = f"{new.name}: stands more than once with different scores; which one holds is not stated"
        elif rule == "last" or self._beats(new, old):
            rows[new.name] = new
            rejects[place] = f"{new.name}: stands more than once; this row is kept ({rule})"
        else:
            rejects[place] = f"{new.name}: stands more than once; the other row is kept ({rule})"

    def _beats(self, new: Standing, old: Standing) -> bool:
        a, b = new.scores.get(self._metric.name), old.scores.get(self._metric.name)
        return a is not None and (b is None or drift.better(self._metric, a, b))

    def _standing(self, row: Row, named: tuple[str, str | None]) -> Standing | Unreadable:
        scores: dict[str, Score] = {}
        for score in self._scores:
            found = self._score(score, row.cells, scores)
            if isinstance(found, Unreadable):
                return Unreadable(f"{named[0]}: {score.name}: {found.reason}")
            if found is not None and score.lowest is not None and found.value < score.lowest:
                return Unreadable(f"{named[0]}: {score.name}: {found.value:g} is below {score.lowest:g}")
            if found is not None:
                scores[score.name] = found
        cell = {role: row.cells.get(column) for role, column in self._side.items()}
        qualifier = normalise.words(cell.get("qualifier"))
        votes = normalise.count(cell.get("votes"))
        return Standing(
            name=f"{named[0]} ({qualifier})" if qualifier else named[0],
            scores=scores,
            organization=normalise.words(cell.get("organization")),
            license=normalise.words(cell.get("license")),
            votes=votes,
            date=normalise.day(cell.get("date")),
            params=normalise.words(cell.get("params"), 40),
            link=normalise.web_address(cell.get("link")) or named[1] or row.link,
        )

    def _score(
        self, score: ScoreColumn, cells: Mapping[str, object], before: dict[str, Score]
    ) -> Score | Unreadable | None:
        if score.mean_of_scores:
            parts = [before[s].value for s in score.mean_of_scores if s in before]
            return _mean(parts, len(score.mean_of_scores))
        names = self._names[score.name]
        if score.mean_of:
            return self._mean_of(score, [names[c] for c in score.mean_of], cells)
        found = self._number(names[score.column], cells)
        if not isinstance(found, Number):
            return found
        found = self._interval(score, found, names, cells)
        if isinstance(found, Unreadable):
            return found
        return found.scaled(1.0 if found.percent and score.unit == "%" else score.scale)

    def _mean_of(
        self, score: ScoreColumn, columns: list[str | None], cells: Mapping[str, object]
    ) -> Score | Unreadable | None:
        parts: list[float] = []
        for column in columns:
            found = self._number(column, cells)
            if isinstance(found, Unreadable):
                return found
            if found is not None:
                parts.append(found.value * (1.0 if found.percent and score.unit == "%" else score.scale))
        return _mean(parts, len(columns))

    def _number(self, column: str | None, cells: Mapping[str, object]) -> Number | Unreadable | None:
        return None if column is None else normalise.number(cells.get(column), self._absent)

    def _interval(
        self, score: ScoreColumn, found: Number, names: Mapping[str, str | None], cells: Mapping[str, object]
    ) -> Number | Unreadable:
        if score.plus_minus:
            spread = normalise.spread(cells.get(names[score.plus_minus] or ""))
            if isinstance(spread, Unreadable):
                return spread
            if spread is not None:
                return found._replace(low=found.value - spread[0], high=found.value + spread[1])
        if score.low and score.high:
            low = self._number(names[score.low], cells)
            high = self._number(names[score.high], cells)
            if isinstance(low, Unreadable) or isinstance(high, Unreadable):
                return Unreadable("its interval is not a number")
            if low is not None and high is not None:
                if low.value > high.value:
                    return Unreadable("its interval is upside down")
                return found._replace(low=low.value, high=high.value)
        return found


def _mean(parts: list[float], wanted: int) -> Score | None:
    """A plain mean; none where a part is missing, because a mean of fewer parts is another number."""
    return Score(value=round(sum(parts) / wanted, 4)) if len(parts) == wanted else None


def _cell_text(cell: object) -> str:
    return "" if cell is None else str(cell).strip()
