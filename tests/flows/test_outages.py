"""Each source down, and all: what the command, the flow, the deployment and an automation say of it."""

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flows.fleet import Fleet
from tests.loopback import answered
from tests.on_disk import command, list_tree, on_disk
from tests.upstream import Upstream, World

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]
QUICK = ("--max-wait", "0")
DOWN = {
    "nothing": ((), 503),
    "huggingface": (("/api/*", "*/resolve/*"), 503),
    "arxiv refuses": (("/arxiv/*",), 429),
    "arxiv broken": (("/arxiv/*", "/api/papers/*"), 500),
    "leaderboards": (("/files/*",), 503),
    "all": (("*",), 503),
}
"""What is down -> the paths that answer so, and how."""
WANTED = {
    "nothing": (0, "COMPLETED", "Completed", False),
    "huggingface": (4, "COMPLETED", "Partial", True),
    "arxiv refuses": (4, "COMPLETED", "Partial", False),  # as it often does: nobody is called
    "arxiv broken": (4, "COMPLETED", "Partial", True),
    "leaderboards": (4, "COMPLETED", "Partial", True),
    "all": (4, "FAILED", "Failed", True),
}
"""What is down -> exit code of command and flow, the deployment's state and its name, and whether a person is notified."""


@pytest.fixture
def heard() -> list[str]:
    """What was notified."""
    return []


@pytest.fixture
def hook(heard: list[str]) -> Iterator[int]:
    """The port of a notification block's address, running."""

    def hear(said: bytes) -> bytes:
        heard.append(said.decode())
        return b""

    with answered(hear) as port:
        yield port


def automated(fleet: Fleet, hook: int) -> None:
    """A block for notifications, and the automations of the list with it."""
    made = (
        "from prefect.blocks.notifications import CustomWebhookNotificationBlock as B\n"
        f"B(name='editors', url='http://127.0.0.1:{hook}/', json_data={{'text': '{{{{body}}}}'}}).save('editors', overwrite=True)\n"
    )
    for words in (["-c", made], ["-m", "flows.automations", "--notify", "custom-webhook/editors"]):
        done = fleet.python(*words)
        assert done.returncode == 0, done.stdout + done.stderr


def test_what_is_said_of_outages(fleet: Fleet, home: Path, hook: int, heard: list[str]) -> None:
    """One table: a source that is down is heard of wherever it is run from, and nothing is written of it."""
    automated(fleet, hook)
    rows: list[str] = []
    for number, (down, (paths, code)) in enumerate(DOWN.items()):
        with Upstream(World.embedded("one")) as upstream:
            for path in paths:
                upstream.fault(path, "status", times=None, code=code)
            trees = [list_tree(home / f"{kind}-{number}") for kind in ("command", "flow", "deployment")]
            by_command = command(trees[0], upstream.environment(), "refresh", *QUICK)
            by_flow = fleet.python("-m", "flows.refresh", *QUICK, env={**upstream.environment(), "AWESOME_ROOT": str(trees[1])})
            before = len(heard)
            process = fleet.worker(f"outage-{number}", {**upstream.environment(), "AWESOME_ROOT": str(trees[2])})
            by_deployment = fleet.run("refresh/scheduled", max_wait=0)
            fleet.end(process)
        (run, *_) = [r for r in fleet.flow_runs() if r["deployment_id"]]
        exit_code, kind, name, notified = WANTED[down]
        until = time.monotonic() + (40 if notified else 8)
        while time.monotonic() < until and not (notified and run["name"] in "".join(heard[before:])):
            time.sleep(0.5)
        notes = "".join(heard[before:])
        rows.append(
            f"{down}: command {by_command.returncode}, flow {by_flow.returncode}, deployment {run['state']['type']}/"
            f"{run['state']['name']} {by_deployment.returncode}, notified {bool(notes)} {json.dumps(notes[:160])}"
        )
        sys.stdout.write(rows[-1] + "\n")
        assert (by_command.returncode, by_flow.returncode) == (exit_code, exit_code), rows
        assert (run["state"]["type"], run["state"]["name"]) == (kind, name), rows
        assert by_deployment.returncode == (1 if kind == "FAILED" else exit_code), rows
        assert bool(notes) == notified, rows
        assert on_disk(trees[0]).keys() == on_disk(trees[2]).keys()
        assert "object at 0x" not in by_flow.stderr
