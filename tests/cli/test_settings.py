"""Whose list this is: from the environment or the clone, never from anybody else's."""

import subprocess
from pathlib import Path

import pytest

from pipeline.model.outcomes import Refused
from pipeline.settings import read_settings


@pytest.mark.parametrize(
    ("origin", "repository"),
    [
        ("https://github.com/acme/llm-list.git", "acme/llm-list"), ("git@github.com:acme/llm-list", "acme/llm-list"),
        ("https://x-access-token:secret@github.com/acme/llm-list", "acme/llm-list"),
        ("https://gitlab.example/acme/llm-list.git", ""), ("/srv/llm-list", ""), (None, ""),
    ],
)  # fmt: skip
def test_the_repository_is_the_clone_s_own(tmp_path: Path, origin: str | None, repository: str) -> None:
    """Its remote origin, where that is on GitHub; the User-Agent names it and no other."""
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    if origin is not None:
        subprocess.run(["git", "-C", str(tmp_path), "remote", "add", "origin", origin], check=True)
    settings = read_settings({}, tmp_path)
    assert settings.repository == repository
    assert settings.address == (f"https://github.com/{repository}" if repository else "")
    assert settings.user_agent == "awesome-llm-vlm/0.1" + (f" (+https://github.com/{repository})" if repository else "")
    assert read_settings({"GITHUB_REPOSITORY": "other/list"}, tmp_path).repository == "other/list"


def test_without_a_repository_nothing_is_published(tmp_path: Path) -> None:
    """And the refusal says what to do."""
    from pipeline.github.run import open_forge  # noqa: PLC0415

    with pytest.raises(Refused, match="set GITHUB_REPOSITORY=owner/name"):
        open_forge(read_settings({"GITHUB_TOKEN": "x"}, tmp_path), "github")
