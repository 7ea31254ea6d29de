"""What the engine costs: one run as a command, as a flow on a running server, as a flow with a server of its own.

The same work in each: the committed catalog offline (read, derive, compare), and the embedded
world with its requests. Wall time and CPU seconds (the process and its children; a running
server's share apart). Then what one more batch costs: a source of a hundred batches that ask nobody.
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

EMPTY: Final = 100
BATCHES: Final = f"""
import time
from prefect import flow
from prefect.task_runners import ThreadPoolTaskRunner
from flows.sources import ask_batch, part_of
from pipeline.sources.answers import Gathered
from pipeline.sources.batches import Asking, Batch

asking = Asking(Gathered("huggingface"), iter(()))
batches = [Batch("huggingface", "listing", f"nothing {{n}}", lambda part: None) for n in range({EMPTY})]

@flow(task_runner=ThreadPoolTaskRunner(max_workers=4))
def nothing() -> None:
    began = time.perf_counter(), time.process_time()
    for future in [ask_batch.submit(batch, asking) for batch in batches]:
        asking.take(part_of(future))
    print(time.perf_counter() - began[0], time.process_time() - began[1])

nothing()
"""
"""A flow of batches that ask nobody; it prints the seconds, wall and CPU, that they took together."""


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
    done = subprocess.run(
        [sys.executable, *words], cwd=PROJECT, env=dict(env), capture_output=True, text=True, check=False
    )
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
                    sys.stdout.write(
                        f"{work:<28} {way:<22} {wall:6.2f} s, {cpu:6.2f} s CPU, server {share:5.2f} s CPU\n"
                    )
                    sys.stdout.flush()
            server = cpu_of(fleet.server.pid)
            done = subprocess.run([sys.executable, "-c", BATCHES], cwd=PROJECT, env={**fleet.environment, "PREFECT_LOGGING_LEVEL": "ERROR"},
                                  capture_output=True, text=True, check=True)  # fmt: skip
            wall, cpu = (float(word) * 1000 / EMPTY for word in done.stdout.split()[-2:])
            share = (cpu_of(fleet.server.pid) - server) * 1000 / EMPTY
            sys.stdout.write(
                f"one more batch: {wall:.1f} ms, {cpu:.1f} ms CPU, server {share:.1f} ms CPU (with the flow's own)\n"
            )
            sys.stdout.write(f"starting the server: {fleet.times['server']:.2f} s\n")


if __name__ == "__main__":
    main()
