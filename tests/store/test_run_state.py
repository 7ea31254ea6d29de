"""What belongs to time: freshness of sources, and state that cannot be read."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.model.reports import KeptNote, Outcome, SourceReport
from pipeline.store.state import RunState, health_of, note_outcomes, stale_notes, with_usual

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def state(tmp_path: Path) -> RunState:
    """A state of which nothing is known."""
    return RunState(tmp_path)


def note(state: RunState, outcome: Outcome, at: str, *, targeted: bool = False) -> None:
    """What the Hub answered to a run."""
    note_outcomes(state, [SourceReport(source="huggingface", outcome=outcome)], at, targeted=targeted)


def test_a_source_is_stale_a_set_time_after_its_last_success(state: RunState) -> None:
    """Fresh within its hours; stale after them, with the day of its last success and since when it fails."""
    note(state, "ok", "2026-11-22T12:00:00Z")
    note(state, "failed", "2026-11-23T05:17:00Z")
    note(state, "partial", "2026-11-24T05:17:00Z")

    assert not stale_notes(state, NOON + timedelta(hours=71))
    (said,) = stale_notes(state, NOON + timedelta(hours=73))
    assert said == "huggingface: last succeeded 2026-11-22T12:00:00Z; not whole since 2026-11-23T05:17:00Z"
    note(state, "ok", "2026-11-25T13:00:00Z")
    assert not stale_notes(state, NOON + timedelta(hours=73))


def test_a_targeted_run_is_no_success_of_a_whole_source(state: RunState) -> None:
    """Or a daily run that is dead would look alive; what it finds failing is noted."""
    note(state, "ok", "2026-11-22T12:00:00Z", targeted=True)
    assert {h.last_success for h in health_of(state, NOON)} == {None}
    note(state, "failed", "2026-11-22T12:00:00Z", targeted=True)
    assert {h.source: h.failing_since for h in health_of(state, NOON)}["huggingface"] == "2026-11-22T12:00:00Z"


def test_a_usual_refusal_is_no_alarm_until_the_source_is_stale(state: RunState) -> None:
    """ArXiv's 429 on a day; the same after three days without an answer; another trouble, or another source, at once."""
    refused, broken, hub = (
        SourceReport(source=source, outcome="partial", kept=(KeptNote(subject="x", reason=reason),))
        for source, reason in (
            ("arxiv", "refused the request: 403"), ("arxiv", "sent something else"), ("huggingface", "refused the request: 403"),
        )
    )  # fmt: skip
    note_outcomes(state, [refused], "2026-11-22T12:00:00Z", targeted=False)

    for day, alarming in ((22, [False, True, True]), (26, [True, True, True])):
        now = datetime(2026, 11, day, 13, tzinfo=UTC)
        assert [one.alarming for one in with_usual(state, [refused, broken, hub], now, ("refused the request",))] == alarming


def test_unreadable_state_is_empty(state: RunState, tmp_path: Path) -> None:
    """Losing state costs requests, never facts."""
    (tmp_path / "boards.json").write_text("[1, 2")
    (tmp_path / "links.json").write_text("[1, 2]")
    assert all(state.read(topic) == {} for topic in ("boards", "links", "papers"))
