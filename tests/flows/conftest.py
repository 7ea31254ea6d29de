"""One real server for all slow tests here: a server takes ten seconds to start."""

from collections.abc import Iterator

import pytest

from tests.flows.fleet import Fleet
from tests.on_disk import list_tree


@pytest.fixture(scope="session")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    """Server, pool and deployments, the form's families those of the embedded world."""
    form = list_tree(tmp_path_factory.mktemp("form") / "tree")
    with Fleet(tmp_path_factory.mktemp("prefect"), extra={"AWESOME_ROOT": str(form)}) as running:
        yield running
