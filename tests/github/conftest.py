"""The places where proposals live, each with the small world on main."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.github.places import GitHubPlace, LocalPlace, Place, open_place
from tests.githubdouble import Double


@pytest.fixture(params=["local", "api", "git"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """A forge of each kind, with a person's hands on it."""
    opened = open_place(request.param, tmp_path / "place")
    yield opened
    if isinstance(opened, GitHubPlace):
        opened.done()


@pytest.fixture(params=["api", "git"])
def hosted(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[GitHubPlace]:
    """GitHub, by both transports."""
    opened = GitHubPlace(tmp_path / "place", request.param)
    yield opened
    opened.done()


@pytest.fixture
def double(hosted: GitHubPlace) -> Double:
    """GitHub's double."""
    return hosted.double


@pytest.fixture
def local(tmp_path: Path) -> LocalPlace:
    """A repository with the local forge over it."""
    return LocalPlace(tmp_path / "place")
