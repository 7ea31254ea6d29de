"""A first refresh of 2,000 checkpoints over 200 ms of latency: one process, then two and four shards on two workers.

Server, workers and upstream are processes of this machine; each worker has a checkout of its own. The database is
the one that PREFECT_SERVER_DATABASE_CONNECTION_URL names (postgresql+asyncpg://…), else SQLite. The last line is a run
of two shards in which one worker is killed with -9 while it asks.
"""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from benchmarks.refresh_entries import tree_of
from benchmarks.synthetic import write
from tests.flows.fleet import Fleet
from tests.on_disk import on_disk

ROOT: Final = Path(__file__).parent.parent
COUNT: Final = int(os.environ.get("BENCH_COUNT", "2000"))
LATENCY: Final = 0.2
DATABASE: Final = "PREFECT_SERVER_DATABASE_CONNECTION_URL"


def serve() -> None:
    """An upstream of so many models without quotas; a line with the number of requests so far for each line that it reads."""
    from tests.upstream import Limits, Upstream  # noqa: PLC0415  only the server needs them
    from tests.upstream.derived import synthetic_world  # noqa: PLC0415

    plenty = {"api": 10**6, "resolvers": 10**6, "pages": 10**6}
    with Upstream(synthetic_world(COUNT, 20), latency=LATENCY, limits=Limits(anonymous=plenty, user=plenty)) as up:
        sys.stdout.write(json.dumps(up.environment()) + "\n")
        sys.stdout.flush()
        for _line in sys.stdin:
            sys.stdout.write(f"{len(up.log)}\n")
            sys.stdout.flush()


def asked(upstream: "subprocess.Popen[str]") -> int:
    """The requests that the upstream has had."""
    assert upstream.stdin is not None  # noqa: S101  both are pipes
    assert upstream.stdout is not None  # noqa: S101
    upstream.stdin.write("\n")
    upstream.stdin.flush()
    return int(upstream.stdout.readline())


def deployments(home: Path) -> str:
    """prefect.yaml with the step that lets each worker run its own checkout."""
    text = (ROOT / "prefect.yaml").read_text(encoding="utf-8")
    step = 'pull:\n  - prefect.deployments.steps.set_working_directory:\n      directory: "{{ $CATALOG_CHECKOUT }}"\n'
    file = home / "prefect.yaml"
    file.write_text(text.replace("pull: null\n", step), encoding="utf-8")
    return str(file)


@contextmanager
def working(fleet: Fleet, home: Path, env: dict[str, str]) -> Iterator[list["subprocess.Popen[bytes]"]]:
    """Two workers, the first on the list's tree, each with a clone of the code and a cache of its own."""
    processes = []
    for name in ("one", "two"):
        checkout = home / f"checkout-{name}"
        if not checkout.exists():
            subprocess.run(["git", "clone", "--quiet", str(ROOT), str(checkout)], check=True)
        own = {"CATALOG_CHECKOUT": str(checkout), "AWESOME_CACHE_DIR": str(home / f"cache-{name}"), "PYTHONPATH": str(checkout)}
        processes.append(fleet.worker(name, {**env, **own, "AWESOME_ROOT": str(home / "tree")}))
    try:
        yield processes
    finally:
        for process in processes:
            fleet.end(process)


def digest(root: Path) -> str:
    """A tree's bytes."""
    return hashlib.sha256(repr(sorted(on_disk(root).items())).encode()).hexdigest()[:12]


def run(fleet: Fleet, home: Path, upstream: "subprocess.Popen[str]", shards: int, *, kill: "subprocess.Popen[bytes] | None" = None) -> None:
    """One refresh of a new tree, and what it took."""
    for folder in ("tree", "cache-one", "cache-two"):
        shutil.rmtree(home / folder, ignore_errors=True)
    write(tree_of(COUNT), home / "tree")
    before, began = asked(upstream), time.monotonic()
    words = [sys.executable, "-m", "pipeline", "run", "refresh/scheduled", "--param", f"shards={shards}"]
    process = subprocess.Popen(words, env=fleet.environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    if kill is not None:
        while asked(upstream) - before < COUNT // 4:
            time.sleep(0.2)
        os.killpg(kill.pid, signal.SIGKILL)
    said = process.communicate(timeout=1200)[0].strip().splitlines()[-1:]
    seconds = time.monotonic() - began
    runs = fleet.flow_runs()
    parts = [r["state"]["name"] for r in runs if r["name"].startswith("collect") ]
    note = "a worker killed with -9; " if kill else ""
    sys.stdout.write(
        f"{shards} shard(s): {seconds:.1f} s, {asked(upstream) - before} requests, tree {digest(home / 'tree')}; "
        f"{note}exit {process.returncode}, {said}; collect runs so far {len(parts)}: {parts[:6]}\n"
    )
    sys.stdout.flush()


def main() -> None:
    """One, two and four shards, then the killed worker."""
    if "serve" in sys.argv:
        serve()
        return
    counts = [int(w) for w in sys.argv[1:] if w.isdecimal()] or [1, 2, 4]
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_FOLDER")) as folder:
        home = Path(folder)
        pipes = subprocess.PIPE
        words = [sys.executable, "-m", "benchmarks.shards", "serve"]
        with subprocess.Popen(words, stdin=pipes, stdout=pipes, text=True, cwd=ROOT) as upstream:
            assert upstream.stdout is not None  # noqa: S101  it is a pipe
            env = json.loads(upstream.stdout.readline())
            extra = {DATABASE: os.environ[DATABASE]} if DATABASE in os.environ else {}
            with Fleet(home / "prefect", extra=extra, prefect_file=deployments(home)) as fleet, working(fleet, home, env) as workers:
                automations = [sys.executable, "-m", "flows.automations"]
                subprocess.run(automations, env=fleet.environment, cwd=ROOT, check=True, capture_output=True)
                for shards in counts:
                    run(fleet, home, upstream, shards)
                run(fleet, home, upstream, 2, kill=workers[1])
            upstream.terminate()


if __name__ == "__main__":
    main()
