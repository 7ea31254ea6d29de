"""Refusals: each in its own words, with an exit code, and nothing secret in them."""

import logging
import re
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.github.api import Answered
from pipeline.github.lifecycle import read_remote
from pipeline.github.run import publish_run
from pipeline.model.outcomes import Refused
from pipeline.settings import read_settings
from tests.github.places import GitHubPlace
from tests.github.small_world import GERMAN, LANE, LANGUAGES, LICENCE, OTHER, PAPER, report, run, states
from tests.githubdouble import TOKEN, Fault

KINDS = [
    ("not permitted", "/pulls", 1, "Allow GitHub Actions to create and approve pull requests"),
    ("no right", "/pulls", 1, "pull_requests=write"),
    ("protected", "/git/commits", 1, "protection rule"),
    ("protected as data", "/graphql", 1, "protection rule"),
    ("401", "/pulls /git/commits /graphql", 1, "does not accept the token"),
    ("quota", "/pulls", 4, "quota"),
    ("502", "/pulls", 4, "did not answer"),
    ("html", "/pulls", 4, "something else than was asked"),
    ("half", "/git/trees", 4, "something else than was asked"),
    ("other shape", "/git/commits /pulls", 4, "something else than was asked"),
    ("our words", "/pulls", 1, "answered 406: something else"),
    ("elsewhere", "/git/trees", 1, "GITHUB_API_URL"),
    ("secondary", "/pulls /git/trees", 4, "slower pace"),
    ("secondary for an hour", "/pulls", 4, "slower pace"),
    ("secondary as data", "/graphql", 4, "slower pace"),
    ("secondary with time", "/labels", 4, "slower pace"),
    ("429", "/git/trees /git/commits", 4, "slower pace"),
    ("429 with time", "/pulls", 4, "slower pace"),
]
CASES = [(kind, f"{path}$", code, words) for kind, paths, code, words in KINDS for path in paths.split()]


@pytest.fixture
def github(tmp_path: Path) -> Iterator[GitHubPlace]:
    """GitHub, through its API."""
    opened = GitHubPlace(tmp_path / "place", "api")
    yield opened
    opened.done()


@pytest.mark.parametrize(("kind", "path", "code", "words"), CASES)
def test_each_refusal_is_said_plainly_and_gone_on_from(github: GitHubPlace, kind: str, path: str, code: int, words: str) -> None:
    """The message names what to change, and nothing else is written; once it is changed, the next run opens the same pull requests."""
    github.double.faults.append(Fault(kind, "POST", path, times=99))
    with pytest.raises(Refused) as refused:
        run(github.forge(), LANGUAGES | LICENCE)
    assert words in str(refused.value)
    assert refused.value.code == code
    refusing = [number for number, line in enumerate(github.double.writes) if re.search(path, line)]
    assert refusing[0] == len(github.double.writes) - len(refusing), "the refused request alone was sent again"
    github.double.faults.clear()
    assert set(states(run(github.forge(), LANGUAGES | LICENCE)).values()) <= {"opened", "unchanged"}
    assert set(github.double.pulls()) == {LANE, "catalog-bot/family-alder"}
    assert all("catalog-bot" in issue.labels for issue in github.double.pulls().values())


def test_a_repository_that_was_renamed(github: GitHubPlace) -> None:
    """GitHub leads on to it under its new name, by which its pull requests go: said before anything is written."""
    github.double.faults.append(Fault("renamed", "GET", "^/repos/acme/former$", times=9))
    with pytest.raises(Refused, match=f"GITHUB_REPOSITORY={github.double.hosted.name}") as refused:
        run(github.forge(repository="acme/former"), LANGUAGES)
    assert refused.value.code == 1
    assert github.double.writes == []


def test_a_branch_that_vanished_before_its_pull_request(github: GitHubPlace) -> None:
    """Somebody deleted it in that second: the run ends with 4, and the next one makes both."""
    with pytest.raises(Refused, match="vanished") as refused:
        github.forge().open_pull(LANE, "title", "body", draft=False)
    assert refused.value.code == 4


@pytest.mark.parametrize("kind", ["404", "no right", "protected"])
def test_a_label_that_fails_is_said(github: GitHubPlace, kind: str) -> None:
    """The pull request is there, the run says what is missing and ends with 4, and the next one adds it."""
    github.double.faults.append(Fault(kind, "POST", "/labels$"))
    for state, code in (("opened", 4), ("unchanged", 0)):
        ended = publish_run(read_remote(github.forge()), LANGUAGES, report())
        assert [(note.state, bool(note.trouble)) for note in ended.proposals] == [(state, bool(code))]
        assert ended.exit_code == code
    assert "catalog-bot" in github.double.pull(LANE).labels


def test_what_one_pull_request_is_refused_stops_no_other(github: GitHubPlace) -> None:
    """A locked conversation, a description that is full, a merge that wants an owner's review: said, or left, while the others go on."""
    run(github.forge(), LANGUAGES)
    github.double.pull(LANE).labels.append("automerge")
    github.double.faults += [Fault("wants a review", "PUT", "/merge$"), Fault("locked", "POST", "/comments$", times=2)]
    assert states(run(github.forge(), LICENCE, limits={"automerge": True})) == {"huggingface": "unchanged", "family-alder": "opened"}
    github.double.pull(LANE).body += "x" * (65_536 - len(github.double.pull(LANE).body))
    assert "shorten it" in run(github.forge(), GERMAN | OTHER)["huggingface"].trouble
    github.push({"x.txt": b"x"}, LANE)
    notes = run(github.forge(), PAPER)
    assert states(notes) == {"huggingface": "stopped", "family-alder": "unchanged", "arxiv": "opened"}
    assert "locked" in notes["huggingface"].trouble


def test_an_app_that_does_not_say_who_it_is(github: GitHubPlace, tmp_path: Path) -> None:
    """Its token may not ask, and no workflow's name can be assumed: nothing is written before CATALOG_BOT_LOGIN is set."""
    github.double.bot, github.double.may_ask = "the-app[bot]", False
    with pytest.raises(Refused, match="CATALOG_BOT_LOGIN") as refused:
        run(github.forge(), LANGUAGES)
    assert refused.value.code == 1
    assert github.double.writes == []
    here = {"GITHUB_ACTIONS": "true"}
    assert read_settings(here, tmp_path).own_login == "github-actions[bot]"
    assert read_settings(here | {"CATALOG_APP_ID": "1"}, tmp_path).own_login == ""
    assert read_settings({}, tmp_path).own_login == ""


def test_a_missing_or_wrong_token_and_an_unknown_repository(github: GitHubPlace) -> None:
    """No token, one that expired, a wrong GITHUB_REPOSITORY: said before anything is done."""
    with pytest.raises(Refused, match="GITHUB_TOKEN") as refused:
        github.forge(token="")
    assert refused.value.code == 1
    with pytest.raises(Refused, match="does not accept the token"):
        run(github.forge(token="expired"), LANGUAGES)  # noqa: S106
    with pytest.raises(Refused, match="GITHUB_REPOSITORY"):
        github.forge(repository="acme/other").base()


def test_plans_without_drafts(github: GitHubPlace) -> None:
    """Where a plan has no drafts, the pull request is opened all the same, with its label."""
    github.double.faults.append(Fault("no drafts", "POST", "/pulls$"))
    assert states(run(github.forge(), LICENCE)) == {"family-alder": "opened"}
    assert "needs eyes" in github.double.pull("catalog-bot/family-alder").labels


@pytest.mark.parametrize("kind", ["401", "no right", "lost", "reset", "502", "protected", "html"])
def test_a_planted_token_is_nowhere(
    hosted: GitHubPlace, tmp_path: Path, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    """Not in a body, a log, an exception with all its causes, or any file, the clone's configuration included."""
    caplog.set_level(logging.DEBUG)
    forge = hosted.forge()
    run(forge, LANGUAGES)
    for path in ("/pulls", "/git", "/graphql", "git-receive-pack", "git-upload-pack"):
        hosted.double.faults += [Fault(kind, method, path, times=20) for method in ("POST", "GET")]
    with pytest.raises(Refused) as refused:
        run(forge, {})
    issues = hosted.double.hosted.issues.values()
    text = "".join(traceback.format_exception(refused.value)) + caplog.text
    text += "".join(f"{i.body}{i.comments}" for i in issues) + repr(vars(forge))
    assert TOKEN not in text
    assert "eC1hY2Nlc3M" not in text, "nor in base64"
    for file in tmp_path.rglob("*"):
        if file.is_file():
            assert TOKEN.encode() not in file.read_bytes(), file


def test_git_says_it_in_git_words() -> None:
    """What a push is told over git reads the same as over the API."""
    told = {"GH006: Protected branch": "protection rule", "Authentication failed": "the token", "repository 'x' not found": "nothing there"}
    for words, plain in told.items():
        assert plain in str(Answered("pushing", 0, words))
    assert Answered("fetching", 0, "Could not resolve host").code == 4
