"""Leaderboards: how a board is read (curated TOML), and what one edition of it said (snapshot)."""

from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field, model_validator

from pipeline.kinds import ListKinds
from pipeline.model.curated import Link, NonEmpty, Prose, Url
from pipeline.model.frozen import Frozen, Passing
from pipeline.model.ids import Slug, checked

FORMATS: Final = tuple(sorted(f.stem.removesuffix("_rows") for f in (Path(__file__).parents[1] / "sources/boards").glob("*_rows.py")))
"""The formats in which a board's data may be: a file each in pipeline/sources/boards/."""
Format = Annotated[str, checked(FORMATS.__contains__, f"a format; the formats are {', '.join(FORMATS)}")]
Encoding = Literal["utf-8", "utf-16", "latin-1", "cp1252", "gb18030", "big5", "shift_jis", "euc-kr"]
"""How a text is written down; a byte order mark says it by itself."""
Rates = Literal["", "general", "reasoning", "code", "agents", "vision", "documents"]
"""What a score says of a model, so that it may order a choice of models."""


class ScoreColumn(Frozen):
    """One score of a row: the upstream column, its name here, unit and direction.

    Either `column` names an upstream column, or `mean_of` names several whose plain mean it is, or `mean_of_scores`
    names other scores of this board (a category mean of category means). A mean with a missing part is not formed.
    `plus_minus` is a column such as "+4/-5" or "4"; an interval written inside the cell itself ("85.3 ± 0.4") needs
    no column.
    """

    name: Slug
    column: str = ""
    mean_of: tuple[str, ...] = ()
    mean_of_scores: tuple[Slug, ...] = ()
    label: str = ""
    unit: str = ""  # "%" switches on the check of per cent against fractions
    higher_is_better: bool = True
    low: str | None = None  # column of the interval's lower bound
    high: str | None = None
    plus_minus: str | None = None
    scale: float = Field(default=1.0, gt=0)  # what to multiply by, e.g. 100 for fractions shown as per cent
    optional: bool = False  # an edition may lack the column
    lowest: float | None = None  # a smaller value (after scaling) is rejected, row by row
    rates: Rates = ""  # the wish of a reader that it may order
    languages: tuple[str, ...] = ()  # codes of languages other than English that it rates models in

    @model_validator(mode="after")
    def _one_origin(self) -> "ScoreColumn":
        if sum(map(bool, (self.column, self.mean_of, self.mean_of_scores))) != 1:
            raise ValueError("a score needs exactly one of `column`, `mean_of` and `mean_of_scores`")
        return self


class Columns(Frozen):
    """Which upstream column holds what.

    `qualifier` tells apart rows of the same model ("bfloat16"): it is added to the name in brackets. The newest date
    of `edition` is the edition.
    """

    model: NonEmpty
    qualifier: str | None = None
    organization: str | None = None
    license: str | None = None
    votes: str | None = None
    date: str | None = None
    params: str | None = None
    link: str | None = None
    edition: str | None = None


class Layout(Frozen):
    """How a payload is laid out.

    `path` is a JSON pointer to the rows (or, with `keyed`, to an object whose keys are names; or, with `by_column`,
    to an object with a list for each column); a part "name=Verified" of it is the one object of an array with that
    member. Nested members of a row are columns with dots ("info.name"). A CSV begins after `skip` lines, its cells
    stand between `separator`s (guessed where none is named). Numbers are written with `thousands` and `decimal`
    signs. `table` chooses a table: a CSS selector for HTML, the heading above it for Markdown; `nth` counts from 1
    where several fit. `where` keeps rows with these cells only. `fill_down` gives an empty name the name above it.
    The edition's date stands behind `edition_after` in the payload ("Last updated on "). `duplicates` says what two
    rows of one name mean: with "mean" each is a part (a question, a task), and names with fewer rows than others are
    rejected. `absent` are further words for "no score" ("OOM"); `brackets` say what stands in one behind a number
    ("85.3 (2)"). A `closed` layout refuses columns that it does not name: where scores are means over all columns, a
    new column makes them other scores.
    """

    format: Format
    encoding: Encoding = "utf-8"
    path: str = ""
    keyed: bool = False
    by_column: bool = False
    skip: int = Field(default=0, ge=0, le=1000)
    separator: Annotated[str, Field(max_length=1)] = ""
    thousands: Literal["", ",", ".", " "] = ","
    decimal: Literal[".", ","] = "."
    table: str = ""
    nth: Annotated[int, Field(ge=1)] | None = None
    where: dict[str, str] = Field(default_factory=dict)
    fill_down: bool = False
    edition_after: Annotated[str, Field(max_length=100)] = ""
    duplicates: Literal["reject", "best", "last", "mean"] = "reject"
    absent: tuple[str, ...] = ()
    brackets: Literal["refuse", "ignore", "plus_minus"] = "refuse"
    closed: bool = False


class BoardSource(Layout):
    """Where the board's data is, and how it is laid out.

    A board with one file a model has a `listing`: the address of a JSON document, a page or a text in which the files
    are named. `url` is then the address of one file, with `{}` in place of its name. `listed` is a JSON pointer to
    the names (`*` in it is each element), and `named` what a name looks like there, with `{}` around the part that
    counts ("results/{}/scores.json"); without it every name counts. All files together are read as one object, keyed
    by name. `dated_address`: the date in the address is the edition's ("table_2026_06_25.csv").
    """

    url: Url
    listing: Url | None = None
    listed: str = ""
    named: str = "{}"
    dated_address: bool = False

    @model_validator(mode="after")
    def _one_or_many(self) -> "BoardSource":
        if (self.listing is not None) != ("{}" in self.url):
            raise ValueError("a [source] with `listing` needs {} in its url, and one without has none")
        if self.listing is not None and (self.format not in {"json", "yaml"} or not self.keyed):
            raise ValueError('files of a `listing` are read as format = "json" or "yaml" with keyed = true')
        return self


class TableForm(Frozen):
    """How a board's table looks, or looked until then: editions of former forms are still read, tried after today's."""

    until: str
    source: Layout
    columns: Columns
    scores: tuple[ScoreColumn, ...] = Field(min_length=1)


class CuratedBoard(Frozen):
    """One leaderboard: catalog/curated/leaderboards/<slug>.toml.

    A board without `source` is a link with prose. `sort_by` names one of `scores` (without it: the first). `rows =
    "hardware"` is for boards whose rows are machines: nothing is joined. `refresh` says how often to ask; `strip` are
    texts at either end of this board's names that are left out where a name is joined, and said with the join
    ("(FC)", "openrouter-"). `trend_by` names the score that history keeps, where another than the first stayed
    comparable for longer; `noise` is how far a score moves without meaning (where the board states an interval, the
    wider of the two counts); with `comparable = false` the scores of two editions are not the same measure, and no
    line joins them; `breaks` are the days from which a board counted otherwise than before (no line crosses one);
    after `stale_after_days` without a new edition the board counts as stale.
    """

    slug: Slug
    name: NonEmpty
    url: Url
    kind: ListKinds = "llm"
    state: Literal["active", "retired", "moved"] = "active"
    ended: str = ""
    successor: Slug | None = None
    license: str = ""
    citation: str = ""
    prose: Prose = Prose()
    links: tuple[Link, ...] = ()
    rows: Literal["models", "hardware"] = "models"
    refresh: Literal["run", "week", "month", "never"] = "run"
    stale_after_days: int = Field(default=0, ge=0)
    noise: float = Field(default=0.0, ge=0)
    comparable: bool = True
    breaks: tuple[str, ...] = ()
    source: BoardSource | None = None
    columns: Columns | None = None
    scores: tuple[ScoreColumn, ...] = ()
    sort_by: Slug | None = None
    trend_by: Slug | None = None
    former: tuple[TableForm, ...] = ()
    edition: str = ""  # fixed edition, for archives; else taken from the payload or the receipt
    strip: tuple[Annotated[str, Field(min_length=2, max_length=60)], ...] = ()
    aliases: dict[str, str] = Field(default_factory=dict)  # name on the board -> checkpoint id, family slug, or "none"
    origin: str = ""

    @model_validator(mode="after")
    def _whole(self) -> "CuratedBoard":
        if self.source is not None and (self.columns is None or not self.scores):
            raise ValueError("a board with [source] needs [columns] and at least one [[scores]]")
        names = [s.name for s in self.scores]
        for key, chosen in (("sort_by", self.sort_by), ("trend_by", self.trend_by)):
            if chosen is not None and chosen not in names:
                raise ValueError(f"{key} = {chosen!r} is not one of the scores: {', '.join(names) or 'none'}")
        if len(set(names)) != len(names):
            raise ValueError("two [[scores]] have the same name")
        for scores in (self.scores, *(f.scores for f in self.former)):
            if strange := sorted({s.name for s in scores} - set(names)):
                raise ValueError(f"a former layout has scores that the board has not: {', '.join(strange)}")
            for score in scores:
                if unknown := sorted(set(score.mean_of_scores) - {s.name for s in scores if not s.mean_of_scores}):
                    raise ValueError(f"the scores {', '.join(unknown)} in mean_of_scores of {score.name!r} are no plain ones")
        return self

    def stripped(self, name: str) -> str:
        """A name without the texts that the board's `strip` takes from its ends; never empty."""
        while part := next((p for p in self.strip if len(name) > len(p) and (name.startswith(p) or name.endswith(p))), ""):
            name = name.removeprefix(part) if name.startswith(part) else name.removesuffix(part)
        return name.strip()

    @property
    def forms(self) -> tuple[TableForm, ...]:
        """Today's form of the table, and the former ones; none for a link."""
        if self.source is None or self.columns is None:
            return ()
        return (TableForm.model_construct(until="", source=self.source, columns=self.columns, scores=self.scores), *self.former)

    @property
    def metric(self) -> ScoreColumn | None:
        """The score that the board is ordered by."""
        return next((s for s in self.scores if self.sort_by in (None, s.name)), None)

    @property
    def trend(self) -> ScoreColumn | None:
        """The score that history keeps."""
        return next((s for s in self.scores if s.name == self.trend_by), self.metric)

    def noise_of(self, score: str) -> float:
        """How far one of the scores moves without meaning: `noise`, where it has the unit that `noise` is told in.

        Below zero where scores of two editions cannot be compared: then every difference is news.
        """
        same = self.trend is not None and {s.name: s.unit for s in self.scores}.get(score) == self.trend.unit
        return -1.0 if not self.comparable else self.noise if same else 0.0


class Score(Frozen):
    """One number on a board, with its interval where the board gives one."""

    value: float
    low: float | None = None
    high: float | None = None

    def within(self, noise: float) -> float:
        """How far it moves without meaning: the wider of the board's noise and half its own interval."""
        return max(noise, (self.high - self.low) / 2) if self.low is not None and self.high is not None else noise

    def moved_from(self, before: float, noise: float) -> bool:
        """Whether it lies further than that from an earlier value."""
        return abs(self.value - before) > self.within(noise)


class Standing(Frozen):
    """One row of one edition: the board's own name for a model, and its scores. Never a rank."""

    name: str
    scores: dict[str, Score] = {}
    organization: str | None = None
    license: str | None = None
    votes: Passing[int | None] = None
    date: str | None = None
    params: str | None = None
    link: str | None = None
