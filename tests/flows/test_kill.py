"""kill -9 of a worker and of the server at moments of a run: every file is whole, and the next run ends it."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flows.fleet import Fleet, processes, until
from tests.on_disk import command, list_tree, on_disk
from tests.upstream import Upstream, World

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.fixture
def slow_upstream() -> Iterator[Upstream]:
    """The embedded world behind a slow line, so that a run has moments."""
    with Upstream(World.embedded("one"), latency=0.05) as running:
        yield running


@pytest.fixture
def whole(tmp_path: Path, slow_upstream: Upstream) -> dict[str, bytes]:
    """What a run that nobody disturbs makes."""
    root = list_tree(tmp_path / "undisturbed")
    assert command(root, slow_upstream.environment(), "refresh").returncode == 0
    return on_disk(root)


def check(root: Path, untouched: dict[str, bytes], whole: dict[str, bytes]) -> None:
    """Each file is as it was before or as a whole run leaves it."""
    disk = on_disk(root)
    assert {p for p, d in disk.items() if d not in (untouched.get(p), whole.get(p))} == set()


def worked(fleet: Fleet, root: Path, upstream: Upstream, moment: float) -> "subprocess.Popen[bytes]":
    """A worker on a tree, at a moment after its run began."""
    process = fleet.worker(root.name, {**upstream.environment(), "AWESOME_ROOT": str(root)})
    assert fleet.prefect("deployment", "run", "refresh/scheduled").returncode == 0
    # A slot of a run that was killed is free after a minute.
    until(lambda: fleet.flow_runs()[0]["state"]["type"] == "RUNNING", 150)
    time.sleep(moment)
    return process


def say_killed(fleet: Fleet) -> None:
    """Nobody reports for the dead: what an operator does, so that the deployment is free again."""
    for run in fleet.flow_runs():
        if run["state"]["type"] not in {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}:
            fleet.ask(
                f"/flow_runs/{run['id']}/set_state", {"state": {"type": "CRASHED", "name": "Killed"}, "force": True}
            )


def end_all(root: Path) -> None:
    """Kill -9 of whatever works on a tree."""
    for number in processes(f"AWESOME_ROOT={root}"):
        with contextlib.suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)
    while processes(f"AWESOME_ROOT={root}"):
        time.sleep(0.05)


def test_the_worker(fleet: Fleet, tmp_path: Path, slow_upstream: Upstream, whole: dict[str, bytes]) -> None:
    """The flow run's own process included. The command finishes what the worker began."""
    for moment in (0.0, 1.2, 4.0):  # seconds after the beginning of a flow run
        root = list_tree(tmp_path / f"worker-{moment}")
        untouched = on_disk(root)
        process = worked(fleet, root, slow_upstream, moment)
        end_all(root)
        process.wait()
        check(root, untouched, whole)
        assert command(root, slow_upstream.environment(), "refresh").returncode == 0
        assert on_disk(root) == whole
        say_killed(fleet)


def test_the_server(fleet: Fleet, tmp_path: Path, slow_upstream: Upstream, whole: dict[str, bytes]) -> None:
    """Started again on its database, the server runs the deployment to its end."""
    for moment in (0.0, 2.0):
        root = list_tree(tmp_path / f"server-{moment}")
        untouched = on_disk(root)
        worked(fleet, root, slow_upstream, moment)
        fleet.kill(fleet.server)
        time.sleep(1)
        check(root, untouched, whole)
        fleet.start_server()
        time.sleep(5)
        end_all(root)
        say_killed(fleet)
        check(root, untouched, whole)
        with fleet.working(f"again-{moment}", root, slow_upstream.environment()):
            done = fleet.run("refresh/scheduled")
        assert done.returncode == 0, done.stdout + done.stderr
        assert on_disk(root) == whole
