"""Leaderboards: how a board is read (curated TOML), and what one edition of it said (snapshot)."""

from typing import Literal

from pydantic import Field, model_validator

from pipeline.model.curated import Link, Prose, Said, Url
from pipeline.model.frozen import Frozen
from pipeline.model.ids import Slug

Format = Literal["json", "csv", "yaml", "parquet", "html", "markdown"]


class ScoreColumn(Frozen):
    """One score of a row: the upstream column, its name here, unit and direction."""

    name: Slug
    column: str
    label: str = ""
    unit: str = ""
    higher_is_better: bool = True
    low: str | None = None  # column of the interval's lower bound
    high: str | None = None
    scale: float = 1.0  # what to multiply by, e.g. 100 for fractions shown as per cent


class Columns(Frozen):
    """Which upstream column holds what."""

    model: str
    organization: str | None = None
    license: str | None = None
    votes: str | None = None
    date: str | None = None
    params: str | None = None
    link: str | None = None


class BoardSource(Frozen):
    """Where the board's data is and how it is laid out.

    `path` is a JSON pointer to the rows (or, with `keyed`, to an object whose keys are names);
    `table` chooses a table: a CSS selector for HTML, the heading above it for Markdown.
    """

    url: Url
    format: Format
    path: str = ""
    keyed: bool = False
    table: str = ""
    encoding: Literal["utf-8"] = "utf-8"


class CuratedBoard(Frozen):
    """One leaderboard: catalog/curated/leaderboards/<slug>.toml.

    A board without `source` is a link with prose. `sort_by` names one of `scores`.
    """

    slug: Slug
    name: Said
    url: Url
    kind: Literal["llm", "vlm", "both"] = "llm"
    state: Literal["active", "retired", "moved"] = "active"
    ended: str = ""
    successor: Slug | None = None
    license: str = ""
    citation: str = ""
    prose: Prose = Prose()
    links: tuple[Link, ...] = ()
    source: BoardSource | None = None
    columns: Columns | None = None
    scores: tuple[ScoreColumn, ...] = ()
    sort_by: Slug | None = None
    edition: str = ""  # fixed edition, for archives; else taken from the payload or the receipt
    aliases: dict[str, str] = Field(default_factory=dict)  # name on the board -> checkpoint id or family slug
    origin: str = ""

    @model_validator(mode="after")
    def _whole(self) -> "CuratedBoard":
        if self.source is not None and (self.columns is None or not self.scores):
            raise ValueError("a board with [source] needs [columns] and at least one [[scores]]")
        names = [s.name for s in self.scores]
        if self.sort_by is not None and self.sort_by not in names:
            raise ValueError(f"sort_by = {self.sort_by!r} is not one of the scores: {', '.join(names) or 'none'}")
        if len(set(names)) != len(names):
            raise ValueError("two [[scores]] have the same name")
        return self


class Score(Frozen):
    """One number on a board, with its interval where the board gives one."""

    value: float
    low: float | None = None
    high: float | None = None


class Standing(Frozen):
    """One row of one edition: the board's own name for a model, and its scores. Never a rank."""

    name: str
    scores: dict[str, Score] = {}
    organization: str | None = None
    license: str | None = None
    votes: int | None = None
    date: str | None = None
    params: str | None = None
    link: str | None = None
