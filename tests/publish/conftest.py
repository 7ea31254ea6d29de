"""A real repository with the small world on main, and the local forge over it."""

from pathlib import Path

import pytest
from hands import Repository
from small_world import derived, small

from pipeline.github.forge_local import LocalForge


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A repository whose main holds the small world."""
    folder = tmp_path / "list"
    folder.mkdir()
    repo = Repository(folder)
    repo.git("init", "--quiet", "--initial-branch=main")
    repo.commit({**derived(small()), ".gitignore": b".state/\n"}, "The small world")
    return repo


@pytest.fixture
def forge(repository: Repository) -> LocalForge:
    """The local forge over it."""
    return LocalForge(repository.folder, repository.folder / ".state" / "proposals")
