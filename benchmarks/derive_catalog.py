"""Derive of synthetic catalogs of 100, 1,000 and 10,000 families, each in a process of its own: seconds, memory, growth."""

import json
import math
import os
import resource
import subprocess
import sys
import time
from itertools import pairwise
from typing import Final

SIZES: Final = tuple(int(n) for n in os.environ.get("BENCH_FAMILIES", "100,1000,10000").split(","))


def one(families: int) -> None:
    """Derive once, and say what it took; making the inputs comes before."""
    import gc  # noqa: PLC0415  only the measured process derives

    from benchmarks.synthetic import synthetic  # noqa: PLC0415
    from pipeline.derive import derive  # noqa: PLC0415

    gc.set_threshold(100_000, 20, 100)  # as `awesome` sets it
    tree = synthetic(families)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start, cpu = time.perf_counter(), time.process_time()
    files = derive(tree)
    took, used = time.perf_counter() - start, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = {"seconds": took, "cpu": used, "files": len(files), "inputs_mb": before / 1024, "peak_mb": peak / 1024}
    sys.stdout.write(json.dumps(found))


def main() -> None:
    """Every size; medians of three for the small ones."""
    if len(sys.argv) == 2:
        one(int(sys.argv[1]))
        return
    measured: list[tuple[int, float]] = []
    for size in SIZES:
        runs = []
        for _ in range(3 if size <= 1000 else 1):
            told = subprocess.run(
                [sys.executable, "-m", "benchmarks.derive_catalog", str(size)], capture_output=True, check=True, text=True
            )
            runs.append(json.loads(told.stdout))
        found = sorted(runs, key=lambda r: r["cpu"])[len(runs) // 2]
        measured.append((size, found["cpu"]))
        sys.stdout.write(
            f"{size:>7} families {found['seconds']:8.2f} s ({found['cpu']:.2f} s of CPU), {found['files']} files, "
            f"peak {found['peak_mb']:.0f} MB of which inputs and imports {found['inputs_mb']:.0f} MB\n"
        )
        sys.stdout.flush()
    for (small, fast), (large, slow) in pairwise(measured):
        sys.stdout.write(f"growth from {small} to {large}: exponent {math.log(slow / fast) / math.log(large / small):.2f}\n")


if __name__ == "__main__":
    main()
