"""The small world of tests.render.world."""

import pytest

from tests.render.world import small_tree


@pytest.fixture
def tree() -> dict[str, bytes]:
    """Inputs of a small list."""
    return small_tree()
