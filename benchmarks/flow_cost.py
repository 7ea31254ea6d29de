"""What the engine costs: one run as a command, as a flow on a running server, as a flow with a server of its own.

The same work in each: the committed catalog offline (read, derive, compare), and the embedded
world with its requests. Wall time and CPU seconds (the process and its children; a running
server's share apart).
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tests.flows.fleet import PROJECT, Fleet, bare, list_tree
from tests.upstream import Upstream, World

TREE: Final = ("catalog", "snapshots", "history", "pages", "assets")


def committed(root: Path) -> Path:
    """A copy of the committed catalog."""
    root.mkdir(parents=True)
    for name in TREE:
        if (PROJECT / name).is_dir():
            shutil.copytree(PROJECT / name, root / name)
    for readme in PROJECT.glob("README*.md"):
        shutil.copy(readme, root)
    return root


def cpu_of(pid: int) -> float:
    """CPU seconds of a running process and of its children that ended."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def measured(words: tuple[str, ...], env: Mapping[str, str]) -> tuple[float, float]:
    """Wall and CPU seconds of a command; one that fails is shown."""
    before, began = os.times(), time.perf_counter()
    done = subprocess.run([sys.executable, *words], cwd=PROJECT, env=dict(env), capture_output=True, text=True, check=False)
    wall, after = time.perf_counter() - began, os.times()
    if done.returncode:
        sys.stdout.write(done.stderr[-800:])
    return wall, after.children_user + after.children_system - before.children_user - before.children_system


def main() -> None:
    """Print one line for each way of each work."""
    with tempfile.TemporaryDirectory() as scratch, Upstream(World.embedded("one")) as upstream:
        base = Path(scratch)
        with Fleet(base / "prefect") as fleet:
            for work, words in (("committed catalog, offline", ("--offline", "--dry-run")), ("embedded world", ())):
                for way in ("command", "flow, server running", "flow, own server"):
                    root = base / f"{work}-{way}"
                    tree = committed(root) if words else list_tree(root)
                    env = {**bare(), **upstream.environment(), "AWESOME_ROOT": str(tree)}
                    server = cpu_of(fleet.server.pid)
                    if way == "command":
                        wall, cpu = measured(("-m", "pipeline", "refresh", "--quiet", *words), env)
                    else:
                        env |= {"PREFECT_HOME": str(base / f"home-{work}")}
                        env |= {"PREFECT_API_URL": fleet.api} if way == "flow, server running" else {}
                        wall, cpu = measured(("-m", "flows.refresh", *words), env)
                    share = cpu_of(fleet.server.pid) - server
                    sys.stdout.write(f"{work:<28} {way:<22} {wall:6.2f} s, {cpu:6.2f} s CPU, server {share:5.2f} s CPU\n")
                    sys.stdout.flush()
            sys.stdout.write(f"starting the server: {fleet.times['server']:.2f} s\n")


if __name__ == "__main__":
    main()
