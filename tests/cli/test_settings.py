"""Whose list this is: from the environment or the clone, never from anybody else's."""

from pathlib import Path

import pytest

from pipeline.doctor import repository
from pipeline.github.run import open_forge
from pipeline.model.outcomes import Refused, WrongUsage
from pipeline.settings import read_settings
from tests.on_disk import git


@pytest.mark.parametrize(
    ("origin", "repository"),
    [
        ("https://github.com/acme/llm-list.git", "acme/llm-list"), ("git@github.com:acme/llm-list", "acme/llm-list"),
        ("https://x-access-token:secret@GitHub.com/acme/llm-list", "acme/llm-list"), ("github.com:acme/llm-list", "acme/llm-list"),
        ("ssh://git@github.com:22/acme/llm-list.git", "acme/llm-list"), ("ssh://git@ssh.github.com:443/acme/llm-list.git", "acme/llm-list"),
        ("https://gitlab.example/acme/llm-list.git", ""), ("/srv/llm-list", ""), (None, ""),
    ],
)  # fmt: skip
def test_the_repository_is_the_clone_s_own(tmp_path: Path, origin: str | None, repository: str) -> None:
    """Its remote origin, where that is on GitHub; the User-Agent names it and no other. Without one nothing is published."""
    git(tmp_path, "init", "-q")
    if origin is not None:
        git(tmp_path, "remote", "add", "origin", origin)
    settings = read_settings({}, tmp_path)
    assert settings.repository == repository
    assert settings.address == (f"https://github.com/{repository}" if repository else "")
    assert settings.user_agent == "awesome-llm-vlm/0.1" + (f" (+https://github.com/{repository})" if repository else "")
    assert read_settings({"GITHUB_REPOSITORY": "other/list"}, tmp_path).repository == "other/list"
    if not repository:
        with pytest.raises(Refused, match="set GITHUB_REPOSITORY=owner/name"):
            open_forge(read_settings({"GITHUB_TOKEN": "x"}, tmp_path), "github")


@pytest.mark.parametrize("origin", ["https://ghe.example:8443/team/list.git", "git@ghe.example:team/list.git", "ssh://git@ghe.example:2222/team/list"])
def test_a_server_of_ones_own_is_named_and_its_api_follows(tmp_path: Path, origin: str) -> None:
    """Without GITHUB_SERVER_URL the doctor says where origin is; with it nothing goes to github.com."""
    git(tmp_path, "init", "-q")
    git(tmp_path, "remote", "add", "origin", origin)
    check = repository(read_settings({}, tmp_path), {})
    assert (check.outcome, check.saw.startswith("the remote origin is at ghe.example")) == ("note", True)
    settings = read_settings({"GITHUB_SERVER_URL": "https://ghe.example:8443"}, tmp_path)
    assert (settings.repository, settings.github_api) == ("team/list", "https://ghe.example:8443/api/v3")


@pytest.mark.parametrize("name", ["HF_TOKEN", "GITHUB_TOKEN"])
def test_a_secret_pasted_with_its_line_end_is_the_secret(tmp_path: Path, name: str) -> None:
    """What no token can hold is refused by the variable's name, and never shown; nor is a password in an address."""
    for pasted in ("planted", "planted\n", " planted\r\n"):
        settings = read_settings({name: pasted}, tmp_path)
        assert "planted" in (settings.hf_token, settings.github_token)
    assert read_settings({name: " \n"}, tmp_path) == read_settings({}, tmp_path)
    for wrong in ("planted\nX-More: 1", "planted token", "plantéd"):
        with pytest.raises(WrongUsage, match=f"^{name} has ") as caught:
            read_settings({name: wrong}, tmp_path)
        assert "plant" not in str(caught.value)
    with pytest.raises(WrongUsage, match=r"^HF_ENDPOINT is .hub\.example") as caught:
        read_settings({"HF_ENDPOINT": "ftp://somebody:planted@hub.example"}, tmp_path)
    assert "planted" not in str(caught.value)
