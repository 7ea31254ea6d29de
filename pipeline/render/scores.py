"""Scores of boards as readers see them: with unit and interval, never with a rank."""

from pipeline.model.boards import CuratedBoard, Score, ScoreColumn
from pipeline.render import marked
from pipeline.render.marked import Marked


def column_of(metric: str, board: CuratedBoard | None) -> ScoreColumn | None:
    """What the board's file says of one of its scores."""
    return next((c for c in board.scores if c.name == metric), None) if board else None


def number(value: float) -> str:
    """A number to one decimal, or to none from a thousand on, where a decimal is below any interval."""
    text = f"{value:.0f}" if abs(value) >= 1000 else f"{value:.1f}" if abs(value) >= 1 else f"{value:.3f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def score_text(score: Score, metric: str, board: CuratedBoard | None) -> Marked:
    """A score with its unit and, where the board gives one, its interval."""
    column = column_of(metric, board)
    unit = column.unit if column else ""
    text = number(score.value) + ({"%": " %"}.get(unit, f" {unit}") if unit else "")
    if score.low is not None and score.high is not None:
        text += f" [{number(score.low)}–{number(score.high)}]"
    return marked.inline(text)


def label(metric: str, board: CuratedBoard | None) -> Marked:
    """The name of a score."""
    column = column_of(metric, board)
    return marked.cell(column.label or column.name if column else metric)
