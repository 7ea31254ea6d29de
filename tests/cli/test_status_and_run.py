"""`awesome status` and `awesome run` at the command line."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipeline.model.reports import Requests, SourceReport
from pipeline.store.state import note_outcomes
from tests.on_disk import command

SOURCES = ("huggingface", "arxiv", "leaderboards")


def answered(root: Path, hours: float) -> None:
    """Every source succeeded so many hours ago."""
    at = (datetime.now(UTC) - timedelta(hours=hours)).isoformat(timespec="seconds")
    reports = [SourceReport(source=s, outcome="ok", requests=Requests(logical=1)) for s in SOURCES]
    note_outcomes(root / ".state", reports, at, targeted=False)


def test_status_is_0_while_all_is_fresh_and_4_when_a_source_is_stale(root: Path) -> None:
    """An hour old is fresh; a hundred hours are too many for the Hub, not for boards."""
    answered(root, hours=1)
    fresh = command(root, {}, "status")
    assert (fresh.returncode, fresh.stdout.count("ok     ")) == (0, 3)

    answered(root, hours=100)
    late = command(root, {}, "status", "--json")
    told = json.loads(late.stdout)
    assert (late.returncode, told["tree"]["families"]) == (4, 9)
    assert {s["source"]: s["stale"] for s in told["sources"]} == {"huggingface": True, "arxiv": True, "leaderboards": False}
    assert command(root, {}, "status", "--stale-after", "101").returncode == 0


def test_a_refresh_that_shall_believe_what_no_source_knows_is_refused(root: Path) -> None:
    """An owner, with its source or without, is one; the nearest are named."""
    for words in ("huggingface/Qwen", "Qwen"):
        assert command(root, {}, "refresh", "-q", "--offline", "--dry-run", "--accept-shrink", words).returncode == 0
    for words in ("leaderboards/areno", "areno"):
        wrong = command(root, {}, "refresh", "-q", "--offline", "--accept-shrink", words)
        assert (wrong.returncode, "did you mean arena" in wrong.stderr) == (2, True), wrong.stderr


def test_run_refuses_what_it_can_before_any_server_is_asked_and_says_where_none_answers(root: Path) -> None:
    """A wrong slug with the nearest, a wrong deployment with those that are: exit code 2, at once; without a server 1."""
    nowhere = {"PREFECT_API_URL": "http://127.0.0.1:9/api"}
    wrong = command(root, nowhere, "run", "targeted", "--family", "qwen2.6")
    assert (wrong.returncode, "did you mean qwen2.5" in wrong.stderr) == (2, True), wrong.stderr
    unknown = command(root, nowhere, "run", "yearly")
    assert (unknown.returncode, "scheduled, targeted" in unknown.stderr) == (2, True), unknown.stderr
    for words in ((), ("--param", "families=[]")):
        whole = command(root, nowhere, "run", "targeted", *words)
        assert (whole.returncode, "names at least one family" in whole.stderr) == (2, True), whole.stderr

    dead = command(root, nowhere, "run", "collect")
    assert (dead.returncode, "start one with `prefect server start`" in dead.stderr, "Traceback" in dead.stderr) == (1, True, False)
