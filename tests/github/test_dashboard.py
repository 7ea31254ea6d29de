"""The dashboard: one issue, found by its marker, written only when it says something new."""

import pytest

from pipeline.github.dashboard import MARKER, TITLE, dashboard_body
from pipeline.model.outcomes import Refused
from pipeline.model.reports import RunReport, SourceReport
from tests.github.places import GitHubPlace
from tests.github.small_world import LANE, LANGUAGES, LICENCE, report, run
from tests.githubdouble import Fault


def issues(place: GitHubPlace) -> int:
    """How many issues there are that are no pull requests."""
    return sum(1 for i in place.double.hosted.issues.values() if not i.branch)


def test_one_issue_with_what_is_open_and_declined(hosted: GitHubPlace) -> None:
    """Open proposals, declined ones and how to take that back; a second time nothing is written."""
    forge = hosted.forge()
    run(forge, LANGUAGES | LICENCE)
    hosted.close(LANE)
    body = dashboard_body(forge.pulls(), (), report(huggingface="failed"))
    opened, _, declined = body.partition("### Declined")
    assert "Check alder" in opened
    assert "Refresh from the Hugging Face Hub" in declined
    assert "reconsider" in declined
    assert "`huggingface`: failed" in body
    first = forge.dashboard(MARKER, TITLE, body)
    writes = hosted.double.writes
    assert forge.dashboard(MARKER, TITLE, body) == first
    assert hosted.double.writes == writes
    assert forge.dashboard(MARKER, TITLE, body + "news\n") == first
    assert issues(hosted) == 1


@pytest.mark.parametrize("kind", ["lost", "502 after", "502", "secondary", "half"])
def test_a_lost_answer_makes_no_second_issue_or_comment(hosted: GitHubPlace, kind: str) -> None:
    """They are looked for before they are made, on each run, and again when an answer was lost."""
    run(hosted.forge(), LANGUAGES)
    forge = hosted.forge()
    hosted.double.faults += [Fault(kind, "POST", "/issues$"), Fault(kind, "POST", "/comments$")]
    for _ in range(2):
        forge.dashboard(MARKER, TITLE, "words\n")
        forge.comment(forge.pulls()[0], MARKER, f"{MARKER}\nwords")
    assert issues(hosted) == 1
    assert len(hosted.comments(LANE)) == 1


def test_a_secondary_limit_stops_all_writing(hosted: GitHubPlace) -> None:
    """GitHub asks for a pause that is too long: nothing is sent again into it."""
    hosted.double.faults.append(Fault("secondary for an hour", "POST", "/issues$", times=9))
    with pytest.raises(Refused, match="slower pace"):
        hosted.forge().dashboard(MARKER, TITLE, "words\n")
    assert len(hosted.double.writes) == 1


def test_hostile_words_stay_words() -> None:
    """A source's message cannot add a row, a link or a mention."""
    message = "@me\n- [x](https://bad.example)"
    asked = RunReport(
        run="x", started_at="", sources=(SourceReport(source="arxiv", outcome="failed", message=message),)
    )
    body = dashboard_body((), (), asked)
    assert "@me" not in body
    assert "](https://bad" not in body
