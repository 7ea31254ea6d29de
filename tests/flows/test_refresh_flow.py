"""`python -m flows.refresh` with Prefect's own short-lived server does what the command does."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.on_disk import PROJECT, bare, command, list_tree, on_disk
from tests.upstream import Upstream


@pytest.mark.prefect
@pytest.mark.timeout(240)
def test_the_flow_gives_the_tree_of_the_command_and_says_what_failed(tmp_path: Path, upstream: Upstream) -> None:
    """ArXiv refuses: the same tree as the command's, exit code 4, the run named Partial, the report whole."""
    upstream.fault("/arxiv/*", "status", times=None, code=403)
    theirs, ours = list_tree(tmp_path / "command"), list_tree(tmp_path / "flow")
    assert command(theirs, upstream.environment(), "refresh").returncode == 4
    done = subprocess.run(
        [sys.executable, "-m", "flows.refresh", "--report", str(tmp_path / "report.json")],
        env={
            **bare(), **upstream.environment(), "AWESOME_ROOT": str(ours), "PREFECT_HOME": str(tmp_path / "prefect"),
            "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
        },
        cwd=PROJECT, capture_output=True, text=True, timeout=220, check=False,
    )  # fmt: skip

    assert done.returncode == 4, done.stderr
    assert "Finished in state Partial" in done.stderr
    assert on_disk(ours) == on_disk(theirs)
    report = json.loads((tmp_path / "report.json").read_bytes())
    assert {s["source"]: s["outcome"] for s in report["sources"]}["leaderboards"] == "ok"
    assert report["exit_code"] == 4
