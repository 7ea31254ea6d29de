"""One issue while a workflow's scheduled runs fail: opened, counted, closed, never made twice, never a person's."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.github.failures import MARKER, TITLE, WorkflowIssues
from tests.githubdouble import Double, Fault, Hosted
from tests.on_disk import PROJECT

RUN = "https://github.example/acme/list/actions/runs/{}"
BAD = {"collect": "failure", "publish": "skipped"}
GOOD = {"collect": "success", "publish": "success"}


@pytest.fixture
def double(tmp_path: Path) -> Iterator[Double]:
    """GitHub with the token that Actions gives a job."""
    running = Double(Hosted(tmp_path / "hosted.git"))
    running.actions_token, running.bot = True, "github-actions[bot]"
    yield running
    running.done()


@pytest.fixture
def ours(double: Double) -> WorkflowIssues:
    """The bot's issues, without pauses."""
    return WorkflowIssues(double.url, double.hosted.name, double.token, after=1, pause=0.01)


def test_failures_open_one_issue_count_and_a_success_closes_it(ours: WorkflowIssues, double: Double) -> None:
    """Three bad runs and a good one; the next failure opens a new issue."""
    for number in (1, 2, 3):
        ours.update("sync", BAD, RUN.format(number))
        double.runs.insert(0, ("schedule", "failure", RUN.format(number)))
    (issue,) = double.hosted.issues.values()
    assert (issue.title, issue.state, issue.comments) == (TITLE.format("sync"), "open", [])
    assert f"3 runs in a row failed, the first known is {RUN.format(1)}. The newest: {RUN.format(3)}" in issue.body
    assert "| collect | failure |" in issue.body

    assert ours.update("sync", GOOD, RUN.format(4)).startswith("closed ")
    assert issue.state == "closed"
    assert issue.body.endswith("It works again: " + RUN.format(4) + "\n")
    assert ours.update("sync", GOOD, RUN.format(5)) == "all is well"
    ours.update("sync", {"collect": "cancelled", "publish": "skipped"}, RUN.format(6))
    assert [i.state for i in double.hosted.issues.values()] == ["closed", "open"]


def test_the_alarm_comes_after_three_runs_in_a_row_that_nobody_started(double: Double) -> None:
    """One or two bad days open nothing; runs by hand do not count; a success in between begins the count anew."""
    alarm = WorkflowIssues(double.url, double.hosted.name, double.token, pause=0.01)
    second, first = (("schedule", "failure", RUN.format(n)) for n in (2, 1))
    good, by_hand = ("schedule", "success", RUN.format(9)), ("workflow_dispatch", "failure", RUN.format(9))
    for before in ([], [second], [second, good, first], [second, by_hand]):
        double.runs = before
        assert alarm.update("sync", BAD, RUN.format(3)).endswith("no alarm yet"), before
    assert not double.hosted.issues

    double.runs = [("schedule", "failure", RUN.format(3)), second, first]
    assert alarm.update("sync", BAD, RUN.format(3)).startswith("opened ")
    (issue,) = double.hosted.issues.values()
    assert f"3 runs in a row failed, the first known is {RUN.format(1)}" in issue.body


def test_each_issue_is_its_workflows_and_a_persons_stays(ours: WorkflowIssues, double: Double) -> None:
    """Sync and rederive have one each; skipped jobs say nothing; where somebody copied the marker it is left alone."""
    theirs = double.hosted.issue({"title": "mine", "body": MARKER.format("sync")}, "a-person")
    ours.update("sync", BAD, RUN.format(1))
    ours.update("rederive", {"rederive": "failure"}, RUN.format(2))
    ours.update("sync", {"collect": "skipped", "publish": "skipped"}, RUN.format(3))
    seen = [(i.title, i.state) for i in double.hosted.issues.values()]
    assert seen == [("mine", "open"), (TITLE.format("sync"), "open"), (TITLE.format("rederive"), "open")]
    ours.update("sync", GOOD, RUN.format(4))
    assert [i.state for i in double.hosted.issues.values()] == ["open", "closed", "open"]
    assert (theirs.body, theirs.comments) == (MARKER.format("sync"), [])


@pytest.mark.parametrize("kind", ["lost", "502 after", "secondary", "404"])
def test_a_lost_answer_opens_one_issue(ours: WorkflowIssues, double: Double, kind: str) -> None:
    """The answer to the POST never came, or refused it in passing: the issue is looked for before it is made again."""
    double.faults.append(Fault(kind, "POST", "/issues$"))
    ours.update("sync", BAD, RUN.format(1))
    assert len(double.hosted.issues) == 1


def test_the_command_says_what_it_wants(double: Double) -> None:
    """A result or an address that is not there is wrong usage, a missing token is named, and nothing is written."""
    right, run = ("sync", "collect=failure"), RUN.format(1)
    for words, url, code in ((("sync",), run, 2), (("sync", "collect"), run, 2), (right, "", 2), (right, run, 1)):
        here = {"RUN_URL": url, "GITHUB_API_URL": double.url, "GITHUB_REPOSITORY": "acme/list", "PATH": "/usr/bin"}
        call = ["python3", "-m", "pipeline.github.failures", *words]  # no package is installed for it
        done = subprocess.run(call, env=here, cwd=PROJECT, capture_output=True, text=True, check=False)
        assert (done.returncode, "GITHUB_TOKEN" in done.stderr) == (code, code == 1), done.stderr
    assert double.writes == []
