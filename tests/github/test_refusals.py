"""Refusals: each in its own words, with an exit code, and nothing secret in them."""

import logging
import traceback
from pathlib import Path

import pytest

from pipeline.github.refusals import refusal
from pipeline.model.outcomes import Refused
from tests.github.places import TOKEN, GitHubPlace
from tests.github.small_world import LANE, LANGUAGES, LICENCE, run, states
from tests.githubdouble import Fault

CASES = [
    ("not permitted", "/pulls$", 1, "Allow GitHub Actions to create and approve pull requests"),
    ("no right", "/pulls$", 1, "pull_requests=write"),
    ("protected", "/git/commits$", 1, "protection rule"),
    ("401", "/pulls$", 1, "does not accept the token"),
    ("quota", "/pulls$", 4, "quota"),
    ("secondary for an hour", "/pulls$", 4, "slower pace"),
    ("502", "/pulls$", 4, "did not answer"),
    ("html", "/pulls$", 4, "did not answer"),
]


@pytest.fixture
def github(tmp_path: Path) -> GitHubPlace:
    """GitHub, through its API."""
    return GitHubPlace(tmp_path / "place", "api")


@pytest.mark.parametrize(("kind", "path", "code", "words"), CASES)
def test_each_refusal_is_said_plainly_and_gone_on_from(
    github: GitHubPlace, kind: str, path: str, code: int, words: str
) -> None:
    """The message names what to change; once it is changed, the next run opens the same pull request."""
    github.double.faults.append(Fault(kind, "POST", path, times=50))
    with pytest.raises(Refused) as refused:
        run(github.forge(), LANGUAGES)
    assert words in str(refused.value)
    assert refused.value.code == code
    github.double.faults.clear()
    assert states(run(github.forge(), LANGUAGES)) == {"huggingface": "opened"}
    assert list(github.double.pulls()) == [LANE]
    github.done()


def test_a_missing_or_wrong_token_and_an_unknown_repository(github: GitHubPlace) -> None:
    """No token, one that expired, a wrong GITHUB_REPOSITORY: said before anything is done."""
    with pytest.raises(Refused, match="GITHUB_TOKEN") as refused:
        github.forge(token="")
    assert refused.value.code == 1
    with pytest.raises(Refused, match="does not accept the token"):
        run(github.forge(token="expired"), LANGUAGES)  # noqa: S106
    with pytest.raises(Refused, match="GITHUB_REPOSITORY"):
        github.forge(repository="acme/other").base()
    github.double.close()


def test_plans_without_drafts(github: GitHubPlace) -> None:
    """Where a plan has no drafts, the pull request is opened all the same, with its label."""
    github.double.faults.append(Fault("no drafts", "POST", "/pulls$"))
    assert states(run(github.forge(), LICENCE)) == {"family-alder": "opened"}
    assert "needs eyes" in github.double.pull("catalog-bot/family-alder").labels
    github.done()


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
    protected = refusal(422, "remote: error: GH006: Protected branch update failed", {}, "pushing")
    assert "protection rule" in str(protected)
    failed = refusal(0, "fatal: Authentication failed for 'https://x/'", {}, "pushing")
    assert "does not accept the token" in str(failed)
    assert refusal(0, "Could not resolve host", {}, "fetching").code == 4
