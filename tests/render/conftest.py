"""The small world of tests.render.world, and what derive makes of it."""

from collections.abc import Callable, Mapping

import pytest

from pipeline.derive import derive
from tests.render.world import small_tree


@pytest.fixture
def tree() -> dict[str, bytes]:
    """Inputs of a small list."""
    return small_tree()


@pytest.fixture
def pages() -> Callable[[Mapping[str, bytes]], dict[str, str]]:
    """The pages that derive makes of a tree, as text."""

    def make(tree: Mapping[str, bytes]) -> dict[str, str]:
        return {path: data.decode() for path, data in derive(tree).items() if path.endswith(".md")}

    return make
