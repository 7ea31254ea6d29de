"""A walk over a synthetic Hub of two million models: seconds, memory, CPU and requests; then kill -9 and a second walk.

`python -m benchmarks.whole_hub [MODELS]`. The upstream runs in a process of its own, without latency or
limits, so that what is measured is ours.
"""

import json
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final, NamedTuple

from tests.upstream import Limits, Upstream, World

ROOT: Final = Path(__file__).parent.parent
UNLIMITED: Final = {"api": 10**9, "resolvers": 10**9, "pages": 10**9}
WATCH: Final = "min_likes = 50\n"


class Used(NamedTuple):
    """What one process used."""

    seconds: float
    cpu: float
    memory: float  # MiB, at most
    answer: dict[str, Any]


def serve(models: int, pipe: Connection) -> None:
    """The upstream, until it is terminated; it says its address, then how often it was asked."""
    with Upstream(World.synthetic(models, 10_000), limits=Limits(anonymous=UNLIMITED, user=UNLIMITED)) as upstream:
        pipe.send(upstream.environment())
        while pipe.recv() == "count":
            targets = [one.query for one in upstream.requests("/api/models")]
            pipe.send((len(targets), len(set(targets))))
            upstream.log.clear()


def command(root: Path, *words: str) -> list[str]:
    """The walk as a person would start it."""
    return [sys.executable, "-m", "pipeline", "--root", str(root), "discover", "--whole-hub", "--json", "-q", *words]


def measured(root: Path, environment: dict[str, str], *words: str) -> Used:
    """Run to the end, with what the kernel counted."""
    start = time.perf_counter()
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(command(root, *words), env=environment, stdout=out, cwd=ROOT)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - start
        if process.returncode:
            sys.exit(f"the walk ended with exit code {process.returncode}")
        out.seek(0)
        answer = json.loads(out.read())
    return Used(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, answer)


def line(name: str, used: Used, asked: tuple[int, int]) -> None:
    """One line of figures."""
    whole = used.answer["whole_hub"]
    pages = max(1, asked[0])
    sys.stdout.write(
        f"{name:<34} {asked[0]:>6,} requests {used.seconds:8.1f} s {used.cpu:7.1f} s CPU ({1000 * used.cpu / pages:6.1f} ms a page)"
        f" {used.memory:6.0f} MiB; {whole['seen']:,} models, {len(used.answer['candidates'])} candidate families\n"
    )
    sys.stdout.flush()


def main(models: int) -> None:
    """Walk; walk again; walk, die in the middle, and go on."""
    here, there = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(models, there), daemon=True)
    server.start()
    environment = {**os.environ, **here.recv(), "HF_TOKEN": "", "PYTHONPATH": str(ROOT)}
    folder = Path(tempfile.mkdtemp(prefix="whole-hub-"))

    def asked() -> tuple[int, int]:
        here.send("count")
        counted: tuple[int, int] = here.recv()
        return counted

    try:
        curated = folder / "catalog" / "curated"
        curated.mkdir(parents=True)
        (curated / "watch.toml").write_text(WATCH, encoding="utf-8")
        line(f"{models:,} models, first walk", measured(folder, environment), asked())
        state = sum(f.stat().st_size for f in (folder / ".state").rglob("*") if f.is_file())
        sys.stdout.write(f"{'':<34} {state / 1e6:.1f} MB of state\n")
        line("second walk, nothing new", measured(folder, environment), asked())
        shutil.rmtree(folder / ".state")
        process = subprocess.Popen(command(folder), env=environment, stdout=subprocess.DEVNULL, cwd=ROOT)
        time.sleep(max(3.0, models / 1000 / 60))
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        before = asked()
        after = measured(folder, environment)
        rest = asked()
        line("killed, then resumed (the rest)", after, rest)
        sys.stdout.write(
            f"{'':<34} {before[0]:,} requests before kill -9, {before[0] + rest[0]:,} in all for {models // 1000:,} pages\n"
        )
    finally:
        server.terminate()
        shutil.rmtree(folder)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2_000_000)
