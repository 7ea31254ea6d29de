"""A board that stood still while others moved is told."""

from collections.abc import Callable

from pipeline.model.findings import Finding
from tests.audit.audit_parts import board, edition

Find = Callable[..., list[Finding]]


BODY = """url = "https://board.example/{0}"
{1}
[source]
url = "https://board.example/{0}.json"
format = "json"
[columns]
model = "model"
[[scores]]
name = "score"
column = "score"
"""


def _boards(state: str = "") -> list[dict[str, bytes]]:
    return [board("slow", BODY.format("slow", state), "Slow"), board("fast", BODY.format("fast", ""), "Fast")]


def test_a_board_left_behind_is_found(found: Find) -> None:
    """Its last edition is of the year before last; the other's of this month."""
    editions = (edition("slow", "2025-01-02"), edition("fast", "2026-11-02"))
    assert [f.subject for f in found("stale-source", *_boards(), *editions)] == ["leaderboards/slow"]


def test_boards_that_all_stand_still_and_retired_ones_pass(found: Find) -> None:
    """If nothing moves anywhere, it is our own reading that stands still."""
    assert not found("stale-source", *_boards(), edition("slow", "2025-01-02"), edition("fast", "2025-02-02"))
    editions = (edition("slow", "2025-01-02"), edition("fast", "2026-11-02"))
    assert not found("stale-source", *_boards('state = "retired"'), *editions)
    assert not found("stale-source", *_boards("stale_after_days = 3650"), *editions)
