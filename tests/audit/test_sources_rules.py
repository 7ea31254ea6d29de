"""Rules about sources."""

from tests.audit.audit_parts import board, card, edition, family, hub
from tests.audit.conftest import Find


def test_both_places_are_given(found: Find) -> None:
    """The configuration says 8K, the card 32K."""
    part = family("toy", 'checkpoints = ["acme/toy-7b"]')
    weights = {"total": 7_000_000_000, "parameters": {}}
    (one,) = found(
        "rival-values", part, hub("acme/toy-7b", safetensors=weights), card("acme/toy-7b", total_params=6_000_000_000)
    )
    assert one.subject == "toy/acme/toy-7b/total_params"
    assert "hub.safetensors states 7B" in one.message
    assert "card states 6B" in one.message
    assert len(one.where) == 2


def test_values_within_tolerance_pass(found: Find) -> None:
    """A rounded figure is the same fact."""
    part = family("toy", 'checkpoints = ["acme/toy-7b"]')
    weights = {"total": 6_900_000_000, "parameters": {}}
    assert not found(
        "rival-values", part, hub("acme/toy-7b", safetensors=weights), card("acme/toy-7b", total_params=7_000_000_000)
    )


def test_values_without_a_source_are_found(found: Find) -> None:
    """A list without sources is no source."""
    part = family("toy", '[[facts]]\nfield = "sizes"\nvalue = "7B"\norigin = "a list, line 1"')
    assert "1 values" in found("row-evidence", part)[0].message


def test_an_empty_row_is_found(found: Find) -> None:
    """Nothing was ever heard."""
    assert "nothing was heard" in found("row-evidence", family("toy"))[0].message


def test_one_source_is_enough(found: Find) -> None:
    """A fact with its page, or a checkpoint's own name."""
    assert not found(
        "row-evidence", family("toy", '[[facts]]\nfield = "sizes"\nvalue = "7B"\nsource = "https://acme.example/"')
    )
    assert not found("row-evidence", family("toy", 'checkpoints = ["acme/toy-7b"]'))


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
