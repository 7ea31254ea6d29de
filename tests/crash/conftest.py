"""The commands' stage, one for each file of tests."""

from collections.abc import Iterator

import pytest

from tests.crash.scenes import Stage
from tests.faults.small_hub import first_day
from tests.sources.days import gentle
from tests.upstream import Upstream


@pytest.fixture(scope="module")
def upstream() -> Iterator[Upstream]:
    """The small hub."""
    with Upstream(first_day()) as up, gentle():
        yield up


@pytest.fixture(scope="module")
def stage(upstream: Upstream, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """Trees of its first day."""
    return Stage(tmp_path_factory.mktemp("crash"), upstream)
