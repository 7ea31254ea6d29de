"""How a board's data may be read: format, the column of models and the columns of scores, guessed for a person to check."""

from typing import Final, NamedTuple
from urllib.parse import urlsplit

from pipeline.model.boards import Layout
from pipeline.model.clean import clean
from pipeline.sources.boards.cells import Number, number
from pipeline.sources.boards.columns import fold, not_the_format
from pipeline.sources.boards.grid import MAX_BYTES, Grid, Refusal
from pipeline.sources.boards.read import read_grid

_ENDINGS: Final[dict[str, str]] = {
    "html": "html", "htm": "html", "json": "json", "jsonl": "jsonl", "csv": "csv", "yaml": "yaml", "yml": "yaml", "parquet": "parquet",
    "md": "markdown", "markdown": "markdown",
}  # fmt: skip
_MODELS: Final = tuple(
    map(fold, ("model", "models", "model name", "model_name", "modelname", "name", "model id", "llm", "系统", "模型"))
)
"""What boards call the column of models, folded, the likeliest first."""
_NO_SCORES: Final = frozenset(
    map(fold, ("rank", "no.", "no", "index", "id", "votes", "num battles", "params", "params (b)", "parameters"))
)
_MOST: Final = 8
"""Scores that are proposed: a board with more is read by somebody who chooses."""


class Proposed(NamedTuple):
    """A way to read the data: its format, which column names the models, which are scores, and how many rows there are."""

    format: str
    model: str
    scores: tuple[str, ...]
    rows: int


def format_of(url: str, payload: bytes = b"", content_type: str | None = None) -> str:
    """The format that an address and its bytes suggest; a page, where nothing else is said."""
    kind = (content_type or "").partition(";")[0].strip().lower()
    if payload.startswith(b"PAR1"):
        return "parquet"
    if payload.lstrip()[:1] in {b"{", b"["}:
        return "json"
    ending = urlsplit(url).path.rpartition(".")[2].lower()
    if ending in _ENDINGS:
        return _ENDINGS[ending]
    return "csv" if kind in {"text/csv", "application/csv"} else "json" if kind.endswith("json") else "html"


def propose(url: str, payload: bytes, content_type: str | None) -> Proposed | Refusal:
    """The likeliest way to read the bytes, or why there is none."""
    if len(payload) > MAX_BYTES:
        return Refusal(f"{len(payload)} bytes, more than the {MAX_BYTES} that a board may have")
    form = format_of(url, payload, content_type)
    layout = Layout(format=form)
    grid = not_the_format(layout, payload, content_type) or read_grid(payload, layout, (), _names_models)
    if isinstance(grid, Refusal):
        return grid
    columns = [c for c in grid.columns if clean(c, 200) == c and c]
    by_fold = {fold(c): c for c in reversed(columns)}
    model = next((by_fold[name] for name in _MODELS if name in by_fold), None)
    if model is None:
        return Refusal("no column is called model or name", available=tuple(columns[:12]))
    scores = [c for c in columns if c != model and _may_be_a_score(c) and _is_score(grid, c)]
    if not scores:
        return Refusal("no column holds numbers", available=tuple(columns[:12]))
    return Proposed(form, model, tuple(scores[:_MOST]), len(grid.rows))


def _names_models(columns: tuple[str, ...]) -> bool:
    return bool({fold(c) for c in columns} & set(_MODELS))


def _may_be_a_score(column: str) -> bool:
    return any(c.isalpha() for c in column) and fold(column) not in _NO_SCORES


def _is_score(grid: Grid, column: str) -> bool:
    """Whether most cells of a column are numbers."""
    cells = [number(row.cells.get(column)) for row in grid.rows[:500]]
    return sum(isinstance(c, Number) for c in cells) * 2 > len(cells)
