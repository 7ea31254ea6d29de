"""The commands' stage, one for each file of tests."""

from collections.abc import Iterator

import pytest

from tests.crash.scenes import Stage
from tests.faults.small_hub import first_day
from tests.sources.days import gentle
from tests.upstream import Upstream


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The upstream and the trees."""
    with Upstream(first_day()) as upstream, gentle():
        yield Stage(tmp_path_factory.mktemp("crash"), upstream)
