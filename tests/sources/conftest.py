"""The small hub, and a list that was never asked about."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.small_hub import first_day
from tests.sources.days import Run, gentle
from tests.upstream import Upstream


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    """Runs over the small hub; "accepted" is a token with access to what is gated."""
    with Upstream(first_day(), accepted_tokens=frozenset({"accepted"})) as up, gentle():
        yield Run(up, tmp_path)
