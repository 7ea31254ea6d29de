"""A scratch tree, and the settings that point it at the loopback upstream."""

from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from pipeline.settings import Settings, read_settings
from tests.on_disk import list_tree
from tests.upstream import Upstream, World

# A law holds or does not; how long a busy machine takes to draw an example is no part of it.
hypothesis.settings.register_profile("untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("untimed")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A tree that holds the embedded world's curated files and nothing else."""
    return list_tree(tmp_path / "tree")


@pytest.fixture
def upstream(request: pytest.FixtureRequest) -> Iterator[Upstream]:
    """The embedded world on its first day, or on the one that a module's DAY names."""
    with Upstream(World.embedded(getattr(request.module, "DAY", "one"))) as up:
        yield up


@pytest.fixture
def settings(root: Path, upstream: Upstream) -> Settings:
    """This tree, and this upstream."""
    return read_settings(upstream.environment(), root)
