"""What belongs to time: freshness of sources, and what a run notes of its answers."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipeline.model.reports import KeptNote, Outcome, Requests, SourceReport
from pipeline.store.state import RunState, discard, health_of, note_outcomes, settle, stale_notes, with_usual

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def report(source: str = "huggingface", outcome: Outcome = "ok", requests: int = 1) -> SourceReport:
    """A source's part of a run."""
    return SourceReport(source=source, outcome=outcome, requests=Requests(logical=requests))


def test_a_source_is_stale_a_set_time_after_its_last_success(tmp_path: Path) -> None:
    """Fresh within its hours; stale after them, with the day of its last success and since when it fails."""
    state = RunState(tmp_path)
    note_outcomes(state, [report()], "2026-11-22T12:00:00Z", targeted=False)
    note_outcomes(state, [report(outcome="failed")], "2026-11-23T05:17:00Z", targeted=False)
    note_outcomes(state, [report(outcome="partial")], "2026-11-24T05:17:00Z", targeted=False)

    assert not stale_notes(state, NOON + timedelta(hours=71))
    (said,) = stale_notes(state, NOON + timedelta(hours=73))
    assert said == "huggingface: last succeeded 2026-11-22T12:00:00Z; not whole since 2026-11-23T05:17:00Z"
    note_outcomes(state, [report()], "2026-11-25T13:00:00Z", targeted=False)
    assert not stale_notes(state, NOON + timedelta(hours=73))


def test_a_targeted_run_is_no_success_of_a_whole_source(tmp_path: Path) -> None:
    """Or a daily run that is dead would look alive; what it finds failing is noted."""
    state = RunState(tmp_path)
    note_outcomes(state, [report()], "2026-11-22T12:00:00Z", targeted=True)
    assert {h.last_success for h in health_of(state, NOON)} == {None}

    note_outcomes(state, [report().model_copy(update={"outcome": "failed"})], "2026-11-22T12:00:00Z", targeted=True)
    assert {h.source: h.failing_since for h in health_of(state, NOON)}["huggingface"] == "2026-11-22T12:00:00Z"


def test_a_usual_refusal_is_no_alarm_until_the_source_is_stale(tmp_path: Path) -> None:
    """ArXiv's 429 on a day; the same after three days without an answer; another trouble, or another source, at once."""
    state, words = RunState(tmp_path), ("refused the request",)
    refused = SourceReport(source="arxiv", outcome="partial", kept=(KeptNote(subject="x", reason="refused the request: 403"),))
    broken = refused.model_copy(update={"kept": (KeptNote(subject="x", reason="sent something else"),)})
    hub = refused.model_copy(update={"source": "huggingface"})

    def alarming(day: int) -> list[bool]:
        now = datetime(2026, 11, day, 13, tzinfo=UTC)
        return [one.alarming for one in with_usual(state, [refused, broken, hub], now, words)]

    note_outcomes(state, [refused], "2026-11-22T12:00:00Z", targeted=False)
    assert alarming(22) == [False, True, True]
    assert alarming(26) == [True, True, True]


def test_what_a_run_notes_counts_when_its_tree_is_written(tmp_path: Path) -> None:
    """The state may lag behind the tree and never run ahead of it: drafts of a run that died are thrown away."""
    RunState(tmp_path).write("papers", {"2401.00001": "asked"})
    RunState(tmp_path, draft=True).write("papers", {"2401.00002": "asked"})

    assert RunState(tmp_path).read("papers") == {"2401.00001": "asked"}
    discard(tmp_path)
    settle(tmp_path)
    assert RunState(tmp_path).read("papers") == {"2401.00001": "asked"}

    RunState(tmp_path, draft=True).write("papers", {"2401.00003": "asked"})
    settle(tmp_path)
    assert RunState(tmp_path).read("papers") == {"2401.00003": "asked"}


def test_unreadable_state_is_empty_and_a_dry_run_writes_none(tmp_path: Path) -> None:
    """Losing state costs requests, never facts."""
    (tmp_path / "boards.json").write_text("[1, 2")
    (tmp_path / "links.json").write_text("[1, 2]")
    RunState(tmp_path, writable=False).write("papers", {"a": 1})

    assert all(RunState(tmp_path).read(topic) == {} for topic in ("boards", "links", "papers"))
