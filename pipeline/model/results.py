"""A result on a benchmark as a model's maker states it: not ours, and not a leaderboard's."""

from collections.abc import Iterator
from typing import NamedTuple

from pipeline.model.clean import clean

_BETWEEN = " | "
MOST = 60
"""Results of one checkpoint that are kept."""


class StatedResult(NamedTuple):
    """One result: benchmark, metric, score as it is written, setting of the run, and where it is from ("": the maker)."""

    benchmark: str
    metric: str
    score: str
    setting: str = ""
    source: str = ""

    def __str__(self) -> str:
        """The five parts in one line, as a field's value keeps them."""
        return _BETWEEN.join(clean(part, limit=120).replace("|", "/").strip() for part in self).rstrip()


def stated_result(text: str) -> StatedResult | None:
    """The result that a line holds, or None."""
    parts = [part.strip() for part in text.split("|")]
    return StatedResult(*parts) if len(parts) == 5 and parts[0] and parts[2] else None


def results_of(stated: object) -> Iterator[StatedResult]:
    """The results that a checkpoint's field holds."""
    return filter(None, map(stated_result, stated if isinstance(stated, tuple) else ()))
