"""A first and a second refresh of 200 and 1,000 entries over 50 ms of latency, beside what one would use instead.

The upstream is a process of its own on this machine; every 50th answer is a 429 that asks for a second.
Beside it a plain loop over huggingface_hub does what a script would: `model_info`, then `ModelCard.load`, one
model after the other, and waits two seconds on a 429; and best-of 0.8.6 collects a list of as many projects
from its own services, which answer alike (`best_of_network`). Counts are those of the upstreams.

Medians of BENCH_ROUNDS (five) for ours; of three for the others at 200 entries, and one run at 1,000.
"""

import itertools
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks.best_of_network import STARTER, installed, write_list
from benchmarks.synthetic import write
from pipeline.layout import kinds, paths
from pipeline.sources.hub import HUB

ROOT: Final = Path(__file__).parent.parent
SIZES: Final = tuple(int(n) for n in os.environ.get("BENCH_SIZES", "200,1000").split(","))
OWNERS: Final = 20
LATENCY: Final = 0.05
EVERY: Final = 50
ROUNDS: Final = int(os.environ.get("BENCH_ROUNDS", "5"))
THEIR_ROUNDS: Final = {200: min(3, ROUNDS)}
"""The others take minutes for 1,000: one run."""


def serve(count: int) -> None:
    """An upstream of so many models; writes the number of requests so far for each line that it reads."""
    from tests.upstream import Fault, Limits, Upstream  # noqa: PLC0415  only the server needs them
    from tests.upstream.derived import synthetic_world  # noqa: PLC0415
    from tests.upstream.faults import FaultPlan  # noqa: PLC0415
    from tests.upstream.messages import Request  # noqa: PLC0415

    numbers = itertools.count(1)

    class EveryNth(FaultPlan):
        def take(self, request: Request) -> Fault | None:
            refused = Fault("*", "status", code=429, headers={"ratelimit": '"api";r=0;t=1'})
            return refused if next(numbers) % EVERY == 0 else super().take(request)

    plenty = {"api": 10**6, "resolvers": 10**6, "pages": 10**6}
    limits = Limits(anonymous=plenty, user=plenty)
    with Upstream(synthetic_world(count, OWNERS), latency=LATENCY, limits=limits) as up:
        up.faults = EveryNth()
        sys.stdout.write(json.dumps(up.environment()) + "\n")
        sys.stdout.flush()
        for _line in sys.stdin:
            sys.stdout.write(f"{len(up.log)}\n")
            sys.stdout.flush()


def tree_of(count: int) -> dict[str, bytes]:
    """One family for each model."""
    tree = {
        paths.ORGANIZATIONS: "".join(
            f'[organizations.org-{n:05d}]\nname = "Org {n}"\nhub = ["org-{n:05d}"]\n' for n in range(OWNERS)
        ).encode()
    }
    for n in range(count):
        owner = f"org-{n % OWNERS:05d}"
        tree[kinds.FAMILIES.path(f"model-{n}")] = (
            f'slug = "model-{n}"\nname = "Model {n}"\norganization = "{owner}"\nkind = "llm"\n'
            f'checkpoints = ["{owner}/model-{n:07d}"]\n'
        ).encode()
    return tree


def loop(count: int) -> str:
    """The plain loop; what it says of itself."""
    from huggingface_hub import HfApi, ModelCard  # noqa: PLC0415  HF_ENDPOINT is read when it is imported
    from huggingface_hub.errors import HfHubHTTPError  # noqa: PLC0415

    api, refused = HfApi(), 0
    for n in range(count):
        name = f"org-{n % OWNERS:05d}/model-{n:07d}"
        for _ in range(5):
            try:
                api.model_info(name, expand=["safetensors", "cardData", "sha"])
                ModelCard.load(name, ignore_metadata_errors=True)
                break
            except HfHubHTTPError:
                refused += 1
                time.sleep(2.0)
    return f"{refused} refused and asked again"


def main() -> None:
    """All of them, on the same work."""
    if len(sys.argv) == 3:
        if sys.argv[1] == "loop":
            sys.stdout.write(loop(int(sys.argv[2])))
        else:
            serve(int(sys.argv[2]))
        return
    for count in SIZES:
        _measure(count)


@contextmanager
def asked_of(*words: str) -> Iterator[tuple[str, Callable[[], int]]]:
    """A server in a process of its own: its first line, and how often it was asked so far."""
    with subprocess.Popen(
        [sys.executable, "-m", *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        into, out = server.stdin, server.stdout
        if into is None or out is None:  # both are pipes, as asked for above
            return

        def asked() -> int:
            into.write("\n")
            into.flush()
            return int(out.readline())

        yield out.readline(), asked
        into.close()
        server.wait(10)


class Round(NamedTuple):
    """One run: wall seconds, CPU seconds, and how often the upstream was asked."""

    seconds: float
    cpu: float
    requests: int


def timed(asked: Callable[[], int], words: Sequence[str | Path], environment: dict[str, str], folder: Path | None = None) -> Round:
    """Run a command to its end."""
    before, spent, start = asked(), _cpu(), time.perf_counter()
    done = subprocess.run(words, env=environment, cwd=folder, capture_output=True, check=False, text=True)
    took = time.perf_counter() - start
    if done.returncode not in {0, 4}:
        sys.stdout.write(f"        exit {done.returncode}: {(done.stdout + done.stderr)[-300:]}\n")
    return Round(took, _cpu() - spent, asked() - before)


def _cpu() -> float:
    """CPU seconds of the children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def line(count: int, name: str, rounds: Sequence[Round]) -> None:
    """The median of some rounds."""
    seconds, cpu, requests = (statistics.median(one) for one in zip(*rounds, strict=True))
    spread = f"{min(r.seconds for r in rounds):.1f} to {max(r.seconds for r in rounds):.1f}"
    sys.stdout.write(f"{count:>6} entries, {name:<30} {seconds:7.1f} s ({spread}), {cpu:5.1f} s of CPU, {requests:6.0f} requests; {len(rounds)} run(s)\n")
    sys.stdout.flush()


def _measure(count: int) -> None:
    theirs = THEIR_ROUNDS.get(count, 1)
    with tempfile.TemporaryDirectory() as scratch:
        with asked_of("benchmarks.refresh_entries", "serve", str(count)) as (named, asked):
            environment = os.environ | json.loads(named) | {"HF_HUB_DISABLE_PROGRESS_BARS": "1"}
            first, second = [], []
            for n in range(ROUNDS):
                root = Path(scratch) / f"tree-{n}"
                write(tree_of(count), root)
                refresh: list[str | Path] = [sys.executable, "-m", "pipeline", "refresh", "--root", root, "-s", "huggingface", "--quiet"]
                first.append(timed(asked, refresh, environment))
                second.append(timed(asked, refresh, environment))
            line(count, "first refresh", first)
            least = statistics.median(r.requests * LATENCY / HUB.concurrency + r.requests // EVERY for r in first)
            sys.stdout.write(f"        least possible: {least:.1f} s, a second for each refusal and {HUB.concurrency} requests at once\n")
            line(count, "second refresh, nothing moved", second)
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
            sys.stdout.write(f"        peak memory of a refresh: {peak:.0f} MB\n")
            looping: list[str | Path] = [sys.executable, "-m", "benchmarks.refresh_entries", "loop", str(count)]
            loops = [timed(asked, looping, environment | {"HF_HOME": f"{scratch}/hf-{n}"}) for n in range(theirs)]
            line(count, "plain loop", loops)
        commands = installed(ROOT / ".cache" / "bench-peers")
        if commands is None:
            return
        with asked_of("benchmarks.best_of_network", str(LATENCY), str(EVERY)) as (address, asked):
            folder = Path(scratch) / "best-of"
            folder.mkdir()
            (folder / "starter.py").write_text(STARTER, encoding="utf-8")
            words: list[str | Path] = [commands / "python", "starter.py", address.strip(), write_list(folder, count).name]
            rounds = []
            for _ in range(theirs):
                rounds.append(timed(asked, words, dict(os.environ), folder))
                if f"Line{count - 1}" not in (folder / "OUT.md").read_text(encoding="utf-8"):
                    sys.stdout.write("        best-of wrote no such list\n")
            line(count, "best-of 0.8.6", rounds)


if __name__ == "__main__":
    main()
