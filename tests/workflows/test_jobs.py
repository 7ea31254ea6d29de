"""Each job of each workflow, its steps run here against GitHub's double and the loopback upstream."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.flows.test_outages import DOWN
from tests.githubdouble import Double
from tests.on_disk import git
from tests.upstream import Upstream
from tests.workflows.steps import Runner, environment_for, project_copy

FAMILY = "catalog/curated/families/qwen2.5.toml"


def sync(runner: Runner, clone: Callable[[], Path]) -> None:
    """Both jobs of a sync, each on a machine of its own."""
    for job in ("collect", "publish"):
        ran = runner.job("sync", job, clone())
        assert not ran.failed, ran.output


def nothing_new(runner: Runner, clone: Callable[[], Path], double: Double, upstream: Upstream) -> None:
    """Another sync asks for no card that is proposed already, and moves no branch."""
    cards = len(upstream.requests("*/resolve/*"))
    heads = {b: double.hosted.head(b) for b in double.pulls()}
    assert cards
    assert heads
    for folder in ("parcel", "report"):
        (runner.artifacts / folder).rename(runner.artifacts / f"first-{folder}")
    sync(runner, clone)
    assert len(upstream.requests("*/resolve/*")) == cards
    assert {b: double.hosted.head(b) for b in double.pulls()} == heads


@pytest.mark.slow
def test_sync_collects_then_proposes_and_a_second_one_finds_nothing_new(
    runner: Runner, clone: Callable[[], Path], double: Double, upstream: Upstream
) -> None:
    """Pull requests with green statuses and the state branch; the next day nothing is asked or written twice."""
    sync(runner, clone)
    opened = double.pulls()
    assert opened
    assert all(b.startswith("catalog-bot/") for b in opened)
    for branch in opened:
        (status,) = double.statuses[double.hosted.head(branch) or ""].values()
        assert (status["context"], status["state"]) == ("Checks", "success"), status
        assert status["target_url"].endswith("/actions/runs/1")
    state = json.loads(double.hosted.git("show", "catalog-bot/state:sources.json"))
    assert {s["outcome"] for s in state.values()} == {"ok"}
    nothing_new(runner, clone, double, upstream)
    report = json.loads((runner.artifacts / "report" / "report.json").read_text())
    assert {p["state"] for p in report["proposals"]} <= {"unchanged", "reworded"}


@pytest.mark.slow
@pytest.mark.parametrize("down", DOWN)
def test_a_sync_in_an_outage(
    runner: Runner, clone: Callable[[], Path], double: Double, upstream: Upstream, down: str
) -> None:
    """The workflow's column of the table of outages: what answered is proposed; one issue says what failed, but for arXiv's usual refusals."""
    paths, code, exit_code, *_, alarm = DOWN[down]
    for path in paths:
        upstream.fault(path, "status", times=None, code=code)
    collected = runner.job("sync", "collect", clone())
    assert not collected.failed, collected.output
    published = runner.job("sync", "publish", clone())
    assert not runner.job("sync", "report", clone()).failed
    failed = [step for step, code in published.codes.items() if code]
    issues = [(i.title, i.state, "| publish | failure |" in i.body) for i in double.hosted.issues.values() if not i.branch]
    assert failed == (["Say whether every source answered"] if alarm else [])
    assert issues == ([("The workflow sync fails", "open", True)] if alarm else [])
    assert bool(double.pulls()) == (down != "all")
    report = json.loads((runner.artifacts / "report" / "report.json").read_text())
    assert report["exit_code"] == exit_code
    runner.values["needs.publish.result"] = "success"
    assert not runner.job("sync", "report", clone()).failed
    assert {i.state for i in double.hosted.issues.values() if not i.branch} <= {"closed"}


@pytest.mark.slow
def test_the_lock_is_renewed_by_a_pull_request(runner: Runner, clone: Callable[[], Path], double: Double) -> None:
    """A lock that is behind: one pull request with all of it; again, and there is nothing more to say; a person's commit stays."""
    def job() -> str:
        folder = clone()
        made = folder / ".venv" / "bin" / "uv"  # what it would resolve belongs to the day
        made.write_text('#!/bin/sh\necho "# renewed" >> requirements.lock\n')
        made.chmod(0o755)
        ran = runner.job("upkeep", "lock", folder)
        assert not ran.failed, ran.output
        return ran.output["Propose it"]

    assert "proposed: " in job()
    (branch,) = [b for b in double.hosted.git("branch", "--format=%(refname:short)").split() if b != "main"]
    assert branch == "upkeep/requirements"
    assert double.hosted.git("show", f"{branch}:requirements.lock").endswith("# renewed")
    assert "says so already" in job()
    runner.values |= {"needs.vulnerabilities.result": "success", "needs.lock.result": "failure"}
    assert not runner.job("upkeep", "report", clone()).failed
    assert [i.title for i in double.hosted.issues.values() if not i.branch] == ["The workflow upkeep fails"]


@pytest.mark.slow
def test_an_apps_pull_requests_are_known_to_the_job_that_has_no_token_of_it(
    runner: Runner, clone: Callable[[], Path], double: Double, upstream: Upstream
) -> None:
    """With an App the bot has another name: collect knows its proposals all the same, and forgetting the name is said."""
    double.bot = "catalog-app[bot]"
    runner.values |= {"vars.CATALOG_APP_ID": "4711", "vars.CATALOG_APP_ID != ''": "true"}
    forgot = runner.job("sync", "collect", clone())
    assert forgot.codes["Ask the sources"] == 1
    assert "CATALOG_BOT_LOGIN is not" in forgot.output["Ask the sources"]
    runner.values["vars.CATALOG_BOT_LOGIN"] = "catalog-app[bot]"
    sync(runner, clone)
    nothing_new(runner, clone, double, upstream)


@pytest.mark.slow
def test_a_parcel_that_holds_more_than_snapshots_is_refused_whole(runner: Runner, clone: Callable[[], Path], double: Double) -> None:
    """A collecting job that was taken over cannot make the writing job write anything at all (tests/store/test_handover.py has the ways)."""
    parcel = runner.artifacts / "parcel" / "parcel"
    parcel.mkdir(parents=True)
    report = {"run": "r", "started_at": "2026-11-22T00:00:00Z"}
    (parcel / "handover.json").write_text(json.dumps({"files": {"pipeline/derive.py": "import os"}, "report": report}))

    published = runner.job("sync", "publish", clone())
    assert published.codes["Propose"] == 2
    assert "refused" in published.output["Propose"]
    assert double.writes == []


@pytest.mark.slow
def test_rederive_proposes_what_follows_from_a_merged_edit(
    runner: Runner, clone: Callable[[], Path], double: Double, tmp_path: Path
) -> None:
    """A person's merged curated edit: one pull request with the outputs; merged, and there is nothing more to say."""
    person = tmp_path / "person"
    file = person / FAMILY
    file.write_text(file.read_text().replace('name = "Qwen2.5"', 'name = "Qwen 2.5"'))
    git(person, "commit", "--quiet", "-am", "The maker's own spelling")
    git(person, "push", "--quiet", "origin", "main")
    first = runner.job("rederive", "rederive", clone())
    assert not first.failed, first.output
    assert set(double.pulls()) == {"catalog-bot/outputs"}
    (status,) = double.statuses[double.hosted.head("catalog-bot/outputs") or ""].values()
    assert status["state"] == "success", status
    assert not runner.job("rederive", "report", clone()).failed
    assert "Qwen 2.5" in double.hosted.git("show", "catalog-bot/outputs:README.md")
    double.hosted.git("update-ref", "refs/heads/main", "catalog-bot/outputs")
    again = runner.job("rederive", "rederive", clone())
    assert not again.failed, again.output
    assert not double.pulls()


@pytest.mark.slow
def test_pages_builds_the_site(runner: Runner, clone: Callable[[], Path]) -> None:
    """The site stands in its folder."""
    folder = clone()
    built = runner.job("pages", "build", folder)
    assert not built.failed, built.output
    assert (folder / "_site" / "index.html").exists()


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_test_jobs_run_their_targets(runner: Runner, tmp_path: Path) -> None:
    """`make test` and `make test-slow` as CI calls them, on a copy of the whole project, their tests narrowed to a few.

    Narrowed by pytest's own variable, never to this file: a test that ran all tests would run itself.
    """
    folder = project_copy(tmp_path / "project")
    environment_for(folder, Path(sys.executable), tools=("ruff", "mypy", "lint-imports"))
    runner.patience = 800
    runner.environment = {**runner.environment, "PYTEST_ADDOPTS": "tests/model tests/test_committed_catalog.py"}
    fast = runner.job("check", "test", folder)
    assert not fast.failed, fast.output
    said = fast.output["Lint, types, contracts, tests"]
    assert "Success: no issues found" in said
    assert "4 kept, 0 broken" in said
    assert "passed" in said or "100%]" in said
    runner.environment = {**runner.environment, "PYTEST_ADDOPTS": "--collect-only tests/flows tests/workflows"}
    slow = runner.job("check", "test-slow", folder)
    assert not slow.failed, slow.output
    assert "test_the_demonstration" in slow.output["The slow tests"]
