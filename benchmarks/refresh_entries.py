"""A first and a second refresh of 200 and 1,000 entries over 50 ms of latency, beside a plain loop over the library.

The upstream is a process of its own on this machine; every 50th answer is a 429 that asks for a second.
The loop does what a script would: `model_info`, then `ModelCard.load`, one model after the other, and
waits two seconds on a 429. Counts are those of the upstream.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from pipeline.layout import paths

SIZES: Final = (200, 1_000)
OWNERS: Final = 20
LATENCY: Final = 0.05
EVERY: Final = 50
LOOP_UP_TO: Final = int(os.environ.get("BENCH_LOOP_UP_TO", "200"))
"""The loop of 1,000 takes minutes: ask for it with BENCH_LOOP_UP_TO=1000."""


def serve(count: int) -> None:
    """An upstream of so many models; writes the number of requests so far for each line that it reads."""
    from tests.upstream import Limits, Upstream, World  # noqa: PLC0415  only the server needs them

    plenty = {"api": 10**6, "resolvers": 10**6, "pages": 10**6}
    limits = Limits(anonymous=plenty, user=plenty)
    with Upstream(World.synthetic(count, OWNERS), latency=LATENCY, every_nth_429=EVERY, limits=limits) as up:
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
        tree[paths.family(f"model-{n}")] = (
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
    """Both, on the same work."""
    if len(sys.argv) == 3:
        if sys.argv[1] == "loop":
            sys.stdout.write(loop(int(sys.argv[2])))
        else:
            serve(int(sys.argv[2]))
        return
    for count in SIZES:
        _measure(count)


def _measure(count: int) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen(
            [sys.executable, "-m", "benchmarks.refresh_entries", "serve", str(count)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        ) as server,
    ):  # fmt: skip
        into, out = server.stdin, server.stdout
        if into is None or out is None:  # both are pipes, as asked for above
            return
        environment = os.environ | json.loads(out.readline()) | {"HF_HOME": f"{folder}/hf", "HF_HUB_DISABLE_PROGRESS_BARS": "1"}
        from benchmarks.synthetic import write  # noqa: PLC0415

        root = Path(folder) / "tree"
        write(tree_of(count), root)

        def asked() -> int:
            into.write("\n")
            into.flush()
            return int(out.readline())

        def timed(name: str, *words: str) -> None:
            start, before = time.perf_counter(), asked()
            done = subprocess.run([sys.executable, *words], env=environment, capture_output=True, check=False, text=True)
            took = time.perf_counter() - start
            last = (done.stdout or done.stderr).strip().splitlines()[-1:]
            sys.stdout.write(f"{count:>6} entries, {name:<14} {took:7.1f} s, {asked() - before:>5} requests; exit {done.returncode}; {''.join(last)}\n")
            sys.stdout.flush()

        refresh = ("-m", "pipeline", "refresh", "--root", str(root), "--source", "huggingface", "--quiet")
        timed("first refresh", *refresh)
        timed("second refresh", *refresh)
        if count <= LOOP_UP_TO:
            timed("plain loop", "-m", "benchmarks.refresh_entries", "loop", str(count))
        into.close()
        server.wait(10)
    sys.stdout.write(f"        peak memory of a child: {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MB\n")


if __name__ == "__main__":
    main()
