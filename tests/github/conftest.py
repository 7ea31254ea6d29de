"""The places where proposals live, each with the small world on main."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.github.places import GitHubPlace, LocalPlace, Place


@pytest.fixture
def local(tmp_path: Path) -> LocalPlace:
    """A repository with the local forge over it."""
    return LocalPlace(tmp_path / "place")


@pytest.fixture(params=["api", "git"])
def hosted(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[GitHubPlace]:
    """GitHub, by both transports; every request was one that GitHub describes."""
    opened = GitHubPlace(tmp_path / "place", request.param)
    yield opened
    opened.done()


@pytest.fixture(params=["local", "api", "git"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """A forge of each kind, with a person's hands on it."""
    opened = LocalPlace(tmp_path / "place") if request.param == "local" else GitHubPlace(tmp_path / "place", request.param)
    yield opened
    if isinstance(opened, GitHubPlace):
        opened.done()
