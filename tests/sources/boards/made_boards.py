"""A made-up board of birds, in any format, and what must come of it."""

from typing import Any

from pipeline.model.boards import CuratedBoard
from pipeline.model.snapshots import BoardFacts
from pipeline.sources.boards.grid import Refusal
from pipeline.sources.boards.read import read_board


def birds(format_: str = "json", *, columns: Any = None, scores: Any = None, former: Any = (), **source: Any) -> CuratedBoard:
    """A board with a name and a score in per cent; keys given by a test replace its own."""
    return CuratedBoard.model_validate({
        "slug": "birds", "name": "Birds", "url": "https://example.org/birds", "former": former,
        "source": {"url": "https://example.org/birds.data", "format": format_, **source}, "columns": {"model": "bird"} | (columns or {}),
        "scores": scores or [{"name": "speed", "column": "speed", "unit": "%"}],
    })  # fmt: skip


def facts_of(board: CuratedBoard, payload: bytes, **more: str) -> BoardFacts:
    """What is read, where it must be."""
    result = read_board(board, payload, **more)
    assert isinstance(result, BoardFacts), result
    return result


def read_as(board: CuratedBoard, payload: bytes, expected: dict[str, float] | str) -> BoardFacts | None:
    """Read whole with these speeds by name, or refused with a reason that says this."""
    if isinstance(expected, str):
        result = read_board(board, payload)
        assert isinstance(result, Refusal), result
        assert expected in str(result)
        return None
    facts = facts_of(board, payload)
    assert {name: row.scores["speed"].value for name, row in facts.rows.items()} == expected
    return facts
