"""The dashboard: one issue, found by its marker, written only when it says something new."""

import pytest
from scenes import LANE, LANGUAGES, LICENCE, run
from small_world import report

from pipeline.github.dashboard import MARKER, TITLE, dashboard_body
from pipeline.github.forge_github import GitHubForge
from pipeline.model.reports import RunReport, SourceReport
from tests.githubdouble import Double, Fault


def test_one_issue_with_what_is_open_and_declined(double: Double, forge: GitHubForge) -> None:
    """Open proposals, declined ones and how to take that back; a second time nothing is written."""
    run(forge, LANGUAGES | LICENCE)
    double.close_pull(LANE)
    body = dashboard_body(forge.pulls(), (), report(huggingface="failed"))
    assert "Check alder" in body.partition("### Declined")[0]
    assert "Refresh from the Hugging Face Hub" in body.partition("### Declined")[2]
    assert "reconsider" in body
    assert "`huggingface`: failed" in body
    first = forge.dashboard(MARKER, TITLE, body)
    with double.watched() as asked:
        assert forge.dashboard(MARKER, TITLE, body) == first
    assert all(line.startswith("GET ") for line in asked)
    assert forge.dashboard(MARKER, TITLE, body + "news\n") == first
    assert sum(1 for i in double.hosted.issues.values() if not i.branch) == 1


@pytest.mark.parametrize("kind", ["lost", "502 after"])
def test_a_lost_answer_makes_no_second_issue(double: Double, forge: GitHubForge, kind: str) -> None:
    """The issue is looked for before it is made, on each run, and again when an answer was lost."""
    double.faults.append(Fault(kind, "POST", "/issues$"))
    forge.dashboard(MARKER, TITLE, "words\n")
    forge.dashboard(MARKER, TITLE, "words\n")
    issues = [i for i in double.hosted.issues.values() if not i.branch]
    assert len(issues) == 1


@pytest.mark.parametrize("kind", ["lost", "502 after", "502", "secondary"])
def test_a_lost_answer_makes_no_second_comment(double: Double, forge: GitHubForge, kind: str) -> None:
    """A comment is found by its marker before it is made, also when the answer to making it was lost."""
    run(forge, LANGUAGES)
    double.faults.append(Fault(kind, "POST", "/comments$"))
    forge.comment(forge.pulls()[0], MARKER, f"{MARKER}\nwords")
    forge.comment(forge.pulls()[0], MARKER, f"{MARKER}\nwords")
    assert len(double.pull(LANE).comments) == 1


def test_hostile_words_stay_words() -> None:
    """A source's message cannot add a row, a link or a mention."""
    told = RunReport(
        run="x",
        started_at="",
        sources=(SourceReport(source="arxiv", outcome="failed", message="@me\n- [x](https://bad.example)"),),
    )
    body = dashboard_body((), (), told)
    assert "@me" not in body
    assert "](https://bad" not in body
