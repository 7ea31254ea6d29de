"""Catalogs of 100, 1,000 and 10,000 families: read, derived, audited, and made into a site; each in a process of its own.

CPU seconds and peak memory. Derive hands its outputs on one by one, as `awesome derive` and `awesome check` take
them. `BENCH_FAMILIES=100000` runs another size; `committed` is the list itself.
"""

import gc
import json
import math
import os
import resource
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Final

from benchmarks.synthetic import synthetic, write
from pipeline.audit.audited import audit_all
from pipeline.derive import derive_all, derived
from pipeline.layout.catalog import parse_curated
from pipeline.store.tree import read_tree

ROOT: Final = Path(__file__).parent.parent
SIZES: Final = ("committed", *os.environ.get("BENCH_FAMILIES", "100,1000,10000").split(","))
MOST_HELD: Final = 1_000
"""Families of the largest list that is held in memory as a whole, as audit and site need it."""
FIRST_VIEW: Final = ("index.html", "static/style.css", "data/words.js", "static/theme.js", "data/index.js", "static/list.js")


def tree_of(size: str) -> dict[str, bytes]:
    """The list itself, or a synthetic one."""
    return read_tree(ROOT) if size == "committed" else synthetic(int(size))


def spent(work: Callable[[], object]) -> float:
    """CPU seconds of some work."""
    before = time.process_time()
    work()
    return time.process_time() - before


def measure(size: str, what: str) -> None:
    """One measurement, said as JSON; making the inputs comes before."""
    gc.set_threshold(1_000_000, 20, 100)  # as `awesome` sets it
    tree = tree_of(size)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    count = [0]

    def derive() -> None:
        count[0] = sum(1 for _ in derived(tree))

    if what == "audit":
        whole = derive_all(tree)
        cpu = spent(lambda: audit_all(whole, datetime.now(UTC).date()))
    else:
        cpu = spent(derive if what == "derive" else lambda: parse_curated(tree))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(json.dumps({"cpu": cpu, "files": count[0], "inputs": before, "peak": peak}))


def median(size: str, what: str) -> dict[str, float]:
    """The middle one of three runs by CPU time; of a large list, one run."""
    rounds = 1 if size != "committed" and int(size) > MOST_HELD else 3
    words = [sys.executable, "-m", "benchmarks.catalog", size, what]
    runs = [json.loads(subprocess.run(words, capture_output=True, check=True).stdout) for _ in range(rounds)]
    middle: dict[str, float] = sorted(runs, key=lambda r: r["cpu"])[rounds // 2]
    return middle


def site(size: str) -> str:
    """`awesome site` as a person would call it, and what its first page loads."""
    with tempfile.TemporaryDirectory() as kept:
        write(tree_of(size), Path(kept) / "list")
        words = [sys.executable, "-m", "pipeline", "--root", f"{kept}/list", "site", f"{kept}/site"]
        start = time.perf_counter()
        subprocess.run(words, check=True, capture_output=True, cwd=ROOT)
        took = time.perf_counter() - start
        parts = [(Path(kept) / "site" / name).read_bytes() for name in FIRST_VIEW]
    packed = sum(len(zlib.compress(part)) for part in parts)
    return f"site {took:.1f} s, first view {sum(map(len, parts)) / 1000:,.0f} kB, {packed / 1000:,.0f} kB compressed"


def main() -> None:
    """Every size, and how derive grows."""
    if len(sys.argv) == 3:
        measure(sys.argv[1], sys.argv[2])
        return
    grown: list[tuple[int, float]] = []
    for size in SIZES:
        found = median(size, "derive")
        said = [
            f"derive {found['cpu']:.2f} s, {found['files']:.0f} files",
            f"peak {found['peak']:.0f} MB of which inputs and imports {found['inputs']:.0f} MB",
            f"curated files {median(size, 'curated')['cpu']:.2f} s",
        ]
        if size == "committed" or int(size) <= MOST_HELD:
            said += [f"audit {median(size, 'audit')['cpu']:.2f} s", site(size)]
        if size != "committed":
            grown.append((int(size), found["cpu"]))
        sys.stdout.write(f"{size:>9} families: {'; '.join(said)}\n")
        sys.stdout.flush()
    for (small, fast), (large, slow) in pairwise(grown):
        exponent = math.log(slow / fast) / math.log(large / small)
        sys.stdout.write(f"derive from {small} to {large} families: exponent {exponent:.2f}\n")


if __name__ == "__main__":
    main()
