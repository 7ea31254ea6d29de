"""A made-up board of birds, in any format: what the tests of this folder read."""

from typing import Any

import pytest

from pipeline.model.boards import CuratedBoard
from tests.sources.boards.made_boards import MakeBoard


@pytest.fixture
def board() -> MakeBoard:
    """A board with a name and a score in per cent; keys given by a test replace its own."""

    def make(
        format_: str = "json", *, columns: Any = None, scores: Any = None, former: Any = (), **source: Any
    ) -> CuratedBoard:
        return CuratedBoard.model_validate(
            {
                "slug": "birds",
                "name": "Birds",
                "url": "https://example.org/birds",
                "source": {"url": "https://example.org/birds.data", "format": format_, **source},
                "columns": {"model": "bird"} | (columns or {}),
                "scores": scores or [{"name": "speed", "column": "speed", "unit": "%"}],
                "former": former,
            }
        )

    return make
