"""Scores of boards as readers see them: with unit and interval, never with a rank."""

from typing import Final

from pipeline.layout.snapshots import Snapshots
from pipeline.model.boards import CuratedBoard, Score, ScoreColumn
from pipeline.model.observed import ObservedFamily
from pipeline.names.dissected import parse_name
from pipeline.render import marked
from pipeline.render.marked import Marked
from pipeline.words import Words


def column_of(metric: str, board: CuratedBoard | None) -> ScoreColumn | None:
    """What the board's file says of one of its scores."""
    return next((c for c in board.scores if c.name == metric), None) if board else None


_COARSE: Final = 5.0
"""An interval of this width leaves nothing for a decimal to say."""


def number(value: float, *, coarse: bool = False) -> str:
    """A number to one decimal, or to none from a thousand on, where a decimal is below any interval."""
    if coarse:
        return f"{value:.0f}"
    text = f"{value:.0f}" if abs(value) >= 1000 else f"{value:.1f}" if abs(value) >= 1 else f"{value:.3f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def score_text(score: Score, metric: str, board: CuratedBoard | None, *, interval: bool = True) -> str:
    """A score with its unit and, where the board gives one, its interval; without it for a narrow place. Nobody has escaped it yet."""
    column = column_of(metric, board)
    unit = column.unit if column else ""
    value, *ends = numbers(score)
    text = value + ("%" if unit == "%" else f" {unit}" if unit else "")
    return f"{text} [{'–'.join(ends)}]" if interval and len(ends) == 2 else text


def numbers(score: Score) -> list[str]:
    """A score's value and the ends of its interval, those that it has, rounded alike."""
    coarse = score.low is not None and score.high is not None and score.high - score.low >= _COARSE
    return [number(one, coarse=coarse) for one in (score.value, score.low, score.high) if one is not None]


def label(metric: str, board: CuratedBoard | None, words: Words) -> Marked:
    """The name of a score, in a language that has words for it."""
    column = column_of(metric, board)
    name = column.label or column.name if column else metric
    return marked.cell(words.scores.get(name, name))


def counts_of(name: str, checkpoint: str | None, family: ObservedFamily) -> set[int]:
    """How many parameters a board's row may have: its checkpoint's, else what its name says, else those of any of its family."""
    one = family.checkpoints.get(checkpoint or "")
    own = (one.facts.get("total_params") if one is not None else None) or parse_name(name.replace("w/ ", "")).total
    every = (other.facts.get("total_params") for other in family.checkpoints.values() if own is None)
    return {n for n in (own, *every) if isinstance(n, int)}


def edition_words(edition: str | None, board: CuratedBoard, snapshots: Snapshots, words: Words) -> str:
    """Of which day a board's scores are, or, where each edition has questions of its own, its questions; without an edition when it was read."""
    if edition:
        return words("edition.state" if board.comparable else "edition.questions", date=edition)
    snapshot = snapshots.boards.get(board.slug)
    read = (snapshot.receipt.retrieved_at or "")[:10] if snapshot is not None else ""
    return words("edition.read", date=read) if read else words["edition.none"]
