"""Each source down, and all: what the command, the flow, the deployment and an automation say of it."""

import time
from pathlib import Path

import pytest

from tests.flows.fleet import Fleet
from tests.loopback import answered
from tests.on_disk import command, list_tree, on_disk
from tests.upstream import Upstream, World

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]
QUICK = ("--max-wait", "0")
DOWN = {
    "nothing": ((), 503, 0, "COMPLETED", "Completed", False),
    "huggingface": (("/api/*", "*/resolve/*"), 503, 4, "COMPLETED", "Partial", True),
    "arxiv refuses": (("/arxiv/*",), 429, 4, "COMPLETED", "Partial", False),  # as it often does: nobody is called
    "arxiv broken": (("/arxiv/*", "/api/papers/*"), 500, 4, "COMPLETED", "Partial", True),
    "leaderboards": (("/files/*",), 503, 4, "COMPLETED", "Partial", True),
    "all": (("*",), 503, 4, "FAILED", "Failed", True),
}
"""What is down -> the paths that answer so, and how; the exit code of command and flow, the deployment's state and its
name, and whether a person is notified."""


def automated(fleet: Fleet, hook: int) -> None:
    """A block for notifications, and the automations of the list with it."""
    made = (
        "from prefect.blocks.notifications import CustomWebhookNotificationBlock as B\n"
        f"B(name='editors', url='http://127.0.0.1:{hook}/', json_data={{'text': '{{{{body}}}}'}}).save('editors', overwrite=True)\n"
    )
    for words in (["-c", made], ["-m", "flows.automations", "--notify", "custom-webhook/editors"]):
        done = fleet.python(*words)
        assert done.returncode == 0, done.stdout + done.stderr


def test_what_is_said_of_outages(fleet: Fleet, tmp_path: Path) -> None:
    """One table: a source that is down is heard of wherever it is run from, and nothing is written of it."""
    heard: list[bytes] = []

    def hear(said: bytes) -> bytes:
        heard.append(said)
        return b""

    with answered(hear) as hook:
        automated(fleet, hook)
        for down, (paths, code, exit_code, kind, name, notified) in DOWN.items():
            here, before = tmp_path / down.replace(" ", "-"), len(heard)
            trees = [list_tree(here / kind) for kind in ("command", "flow", "deployment")]
            with Upstream(World.embedded("one")) as upstream:
                for path in paths:
                    upstream.fault(path, "status", times=None, code=code)
                env = upstream.environment()
                by_command = command(trees[0], env, "refresh", *QUICK)
                by_flow = fleet.python("-m", "flows.refresh", *QUICK, env={**env, "AWESOME_ROOT": str(trees[1])})
                with fleet.working(here.name, trees[2], env):
                    by_deployment = fleet.run("refresh/scheduled", max_wait=0)
            (run, *_) = [r for r in fleet.flow_runs() if r["deployment_id"]]
            until = time.monotonic() + (40 if notified else 8)
            while time.monotonic() < until and not (notified and run["name"] in b"".join(heard[before:]).decode()):
                time.sleep(0.5)
            codes = [done.returncode for done in (by_command, by_flow, by_deployment)]
            assert codes == [exit_code, exit_code, 1 if kind == "FAILED" else exit_code], down
            assert (run["state"]["type"], run["state"]["name"]) == (kind, name), down
            assert bool(heard[before:]) == notified, (down, heard[before:])
            assert on_disk(trees[0]).keys() == on_disk(trees[2]).keys()
            assert "object at 0x" not in by_flow.stderr
