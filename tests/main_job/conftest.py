"""A scratch tree, and the settings that point it at the loopback upstream."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.settings import Settings, read_settings
from tests.upstream import Upstream, World
from tests.upstream.embedded import CURATED

Surroundings = Callable[[Upstream], Settings]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A tree that holds the embedded world's curated files and nothing else."""
    folder = tmp_path / "tree"
    (folder / "catalog").mkdir(parents=True)
    shutil.copytree(CURATED, folder / "catalog" / "curated")
    return folder


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    """The embedded world on its first day."""
    with Upstream(World.embedded("one")) as up:
        yield up


@pytest.fixture
def settings(root: Path, upstream: Upstream) -> Settings:
    """This tree, and this upstream."""
    return read_settings(upstream.environment(), root)
