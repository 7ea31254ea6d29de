"""Made-up boards read, and what must come of it."""

from collections.abc import Callable

from pipeline.model.boards import CuratedBoard
from pipeline.model.snapshots import BoardFacts
from pipeline.sources.boards.grid import Refusal
from pipeline.sources.boards.read import read_board

MakeBoard = Callable[..., CuratedBoard]


def read_as(board: CuratedBoard, payload: bytes, expected: dict[str, float] | str) -> BoardFacts | None:
    """Read whole with these speeds by name, or refused with a reason that says this."""
    result = read_board(board, payload)
    if isinstance(expected, str):
        assert isinstance(result, Refusal), result
        assert expected in str(result)
        return None
    assert isinstance(result, BoardFacts), result
    assert {name: row.scores["speed"].value for name, row in result.rows.items()} == expected
    return result
