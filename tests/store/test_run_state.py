"""What belongs to time: freshness of sources, and state that cannot be read."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipeline.model.reports import KeptNote, Outcome, SourceReport
from pipeline.store.state import health_of, note_outcomes, read_state, stale_notes, with_usual

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def note(state: Path, outcome: Outcome, at: str, *, targeted: bool = False) -> None:
    """What the Hub answered to a run."""
    note_outcomes(state, [SourceReport(source="huggingface", outcome=outcome)], at, targeted=targeted)


def test_a_source_is_stale_a_set_time_after_its_last_success(tmp_path: Path) -> None:
    """Fresh within its hours; stale after them, with the day of its last success and since when it fails."""
    note(tmp_path, "ok", "2026-11-22T12:00:00Z")
    note(tmp_path, "failed", "2026-11-23T05:17:00Z")
    note(tmp_path, "partial", "2026-11-24T05:17:00Z")

    assert not stale_notes(tmp_path, NOON + timedelta(hours=71))
    (said,) = stale_notes(tmp_path, NOON + timedelta(hours=73))
    assert said == "huggingface: last succeeded 2026-11-22T12:00:00Z; not whole since 2026-11-23T05:17:00Z"
    note(tmp_path, "ok", "2026-11-25T13:00:00Z")
    assert not stale_notes(tmp_path, NOON + timedelta(hours=73))


def test_a_targeted_run_is_no_success_of_a_whole_source(tmp_path: Path) -> None:
    """Or a daily run that is dead would look alive; what it finds failing is noted."""
    note(tmp_path, "ok", "2026-11-22T12:00:00Z", targeted=True)
    assert {h.last_success for h in health_of(tmp_path, NOON)} == {None}
    note(tmp_path, "failed", "2026-11-22T12:00:00Z", targeted=True)
    assert {h.source: h.failing_since for h in health_of(tmp_path, NOON)}["huggingface"] == "2026-11-22T12:00:00Z"


def test_a_usual_refusal_is_no_alarm_until_the_source_is_stale(tmp_path: Path) -> None:
    """ArXiv's 429 on a day; the same after three days without an answer; another trouble, or another source, at once."""
    refused, broken, hub = (
        SourceReport(source=source, outcome="partial", kept=(KeptNote(subject="x", reason=reason),))
        for source, reason in (
            ("arxiv", "refused the request: 403"), ("arxiv", "sent something else"), ("huggingface", "refused the request: 403"),
        )
    )  # fmt: skip
    note_outcomes(tmp_path, [refused], "2026-11-22T12:00:00Z", targeted=False)

    for day, alarming in ((22, [False, True, True]), (26, [True, True, True])):
        now = datetime(2026, 11, day, 13, tzinfo=UTC)
        assert [one.alarming for one in with_usual(tmp_path, [refused, broken, hub], now, ("refused the request",))] == alarming


def test_unreadable_state_is_empty(tmp_path: Path) -> None:
    """Losing state costs requests, never facts."""
    (tmp_path / "boards.json").write_text("[1, 2")
    (tmp_path / "links.json").write_text("[1, 2]")
    assert all(read_state(tmp_path, topic) == {} for topic in ("boards", "links", "papers"))
