"""Refusals: each in its own words, with an exit code, and nothing secret in them."""

import logging
import traceback
from pathlib import Path

import pytest
from scenes import LANE, LANGUAGES, run, states

from pipeline.github.forge import Refused
from pipeline.github.forge_github import GitHubForge
from pipeline.github.refusals import refusal
from tests.forges.conftest import TOKEN, Maintainer, bot
from tests.githubdouble import Double, Fault

CASES = [
    ("not permitted", "/pulls$", 1, "Allow GitHub Actions to create and approve pull requests"),
    ("no right", "/pulls$", 1, "pull_requests=write"),
    ("protected", "/git/refs$", 1, "protection rule"),
    ("401", "/pulls$", 1, "does not accept the token"),
    ("quota", "/pulls$", 4, "quota"),
    ("secondary for an hour", "/pulls$", 4, "slower pace"),
    ("502", "/pulls$", 4, "did not answer"),
]


@pytest.mark.parametrize(("kind", "path", "code", "words"), CASES)
def test_each_refusal_is_said_plainly_and_gone_on_from(
    double: Double, maintainer: Maintainer, tmp_path: Path, kind: str, path: str, code: int, words: str
) -> None:
    """The message names what to change; once it is changed, the next run opens the same pull request."""
    del maintainer
    double.faults.append(Fault(kind, "POST", path, times=50))
    with pytest.raises(Refused) as refusal_:
        run(bot(double, tmp_path / "bot", "api"), LANGUAGES)
    assert words in str(refusal_.value)
    assert refusal_.value.code == code
    double.faults.clear()
    assert states(run(bot(double, tmp_path / "bot", "api"), LANGUAGES)) == {"huggingface": "opened"}
    assert list(double.pulls()) == [LANE]


def test_a_missing_or_wrong_token(double: Double, maintainer: Maintainer, tmp_path: Path) -> None:
    """No token, or one that expired, is said before anything is done."""
    del maintainer
    with pytest.raises(Refused, match="GITHUB_TOKEN") as refused:
        bot(double, tmp_path / "bot", "api", token="")
    assert refused.value.code == 1
    with pytest.raises(Refused, match="does not accept the token"):
        run(bot(double, tmp_path / "bot", "api", token="expired"), LANGUAGES)  # noqa: S106


def test_an_unknown_repository(double: Double, maintainer: Maintainer, tmp_path: Path) -> None:
    """A wrong GITHUB_REPOSITORY is named."""
    del maintainer
    forge = GitHubForge(
        api=double.url, server=double.url, repository="acme/other", token=TOKEN, clone=tmp_path, transport="api"
    )
    with pytest.raises(Refused, match="GITHUB_REPOSITORY"):
        forge.base()


def test_plans_without_drafts(double: Double, forge: GitHubForge) -> None:
    """Where a plan has no drafts, the pull request is opened all the same, with its label."""
    double.faults.append(Fault("no drafts", "POST", "/pulls$"))
    from scenes import LICENCE  # noqa: PLC0415

    assert states(run(forge, LICENCE)) == {"family-alder": "opened"}
    assert "needs eyes" in double.pull("catalog-bot/family-alder").labels


@pytest.mark.parametrize("kind", ["401", "no right", "lost", "reset", "502", "protected"])
def test_a_planted_token_is_nowhere(
    double: Double, forge: GitHubForge, tmp_path: Path, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    """Not in a body, a log, an exception with all its causes, or any file, the clone's configuration included."""
    caplog.set_level(logging.DEBUG)
    run(forge, LANGUAGES)
    for path in ("/pulls", "/git", "git-receive-pack", "git-upload-pack"):
        double.faults.append(Fault(kind, "POST", path, times=20))
        double.faults.append(Fault(kind, "GET", path, times=20))
    with pytest.raises(Refused) as refused:
        run(forge, {})
    said = "".join(traceback.format_exception(refused.value))
    text = said + caplog.text + "".join(str(i.body) + str(i.comments) for i in double.hosted.issues.values())
    assert TOKEN not in text
    assert "eC1hY2Nlc3M" not in text, "nor in base64"
    for file in tmp_path.rglob("*"):
        if file.is_file():
            assert TOKEN.encode() not in file.read_bytes(), file
    assert TOKEN not in repr(vars(forge))


def test_git_says_it_in_git_words() -> None:
    """What a push is told over git reads the same as over the API."""
    assert "protection rule" in str(refusal(422, "remote: error: GH006: Protected branch update failed", {}, "pushing"))
    assert "does not accept the token" in str(
        refusal(0, "fatal: Authentication failed for 'https://x/'", {}, "pushing")
    )
    assert refusal(0, "Could not resolve host", {}, "fetching").code == 4
