"""What belongs to time: freshness of sources, and answers that a run which died left to the next."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipeline.model.reports import Outcome, Requests, SourceReport
from pipeline.store import resume
from pipeline.store.health import health_of, note_outcomes, stale_notes
from pipeline.store.state import RunState

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
FILES = {"snapshots/huggingface/a--b.json": b"{}\n"}
TREE = {"catalog/curated/families/a.toml": b"", "catalog/observed/families/a.json": b"1"}


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


def test_a_targeted_run_says_nothing_of_sources_it_did_not_ask(tmp_path: Path) -> None:
    """Boards are not asked for one family: that is no success of theirs."""
    state = RunState(tmp_path)
    note_outcomes(state, [report("leaderboards", requests=0), report()], "2026-11-22T12:00:00Z", targeted=True)

    by_name = {h.source: h for h in health_of(state, NOON)}
    assert by_name["leaderboards"].last_success is None
    assert by_name["huggingface"].last_success == "2026-11-22T12:00:00Z"


def test_an_answer_is_taken_up_for_the_same_question_while_it_is_fresh(tmp_path: Path) -> None:
    """The same inputs and options within six hours: nobody is asked again. Outputs do not matter."""
    asked = resume.question("huggingface", TREE, "all")
    resume.keep(tmp_path, "huggingface", asked, NOON, FILES, report())

    again = resume.question("huggingface", {**TREE, "catalog/observed/families/a.json": b"2"}, "all")
    found = resume.recall(tmp_path, "huggingface", again, NOON + timedelta(hours=5))
    assert found is not None
    assert found[0] == FILES
    assert "did not end (2026-11-22 12:00 UTC)" in found[1].message
    assert resume.recall(tmp_path, "huggingface", again, NOON + timedelta(hours=7)) is None
    for other in (resume.question("huggingface", TREE, "one family"), resume.question("huggingface", {}, "all")):
        assert resume.recall(tmp_path, "huggingface", other, NOON) is None
    resume.forget(tmp_path)
    assert resume.recall(tmp_path, "huggingface", again, NOON) is None


def test_a_note_that_leads_elsewhere_or_is_cut_is_none(tmp_path: Path) -> None:
    """State is no input: what is broken in it, or names a curated file, is not taken up."""
    asked = resume.question("huggingface", TREE, "all")
    resume.keep(tmp_path, "huggingface", asked, NOON, {"catalog/curated/families/a.toml": b"x"}, report())
    assert resume.recall(tmp_path, "huggingface", asked, NOON) is None
    file = tmp_path / "resume" / "huggingface.json"
    file.write_bytes(file.read_bytes()[:-9])
    assert resume.recall(tmp_path, "huggingface", asked, NOON) is None
