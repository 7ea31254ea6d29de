"""Load and validate 5,685 TOML files of families: read, parsed, checked, references resolved; medians of five."""

import gc
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from benchmarks.synthetic import synthetic, write
from pipeline.layout import paths
from pipeline.layout.curated import parse_curated
from pipeline.store.tree import read_tree

FILES: Final = 5_685


def main() -> None:
    """Files on disk, warm."""
    gc.set_threshold(100_000, 20, 100)  # as `awesome` sets it
    tree = {p: data for p, data in synthetic(FILES).items() if p.startswith(paths.CURATED)}
    with tempfile.TemporaryDirectory() as folder:
        write(tree, Path(folder))
        reading, both, used = [], [], []
        for _ in range(5):
            start, cpu = time.perf_counter(), time.process_time()
            found = read_tree(Path(folder))
            reading.append(time.perf_counter() - start)
            parse_curated(found)
            both.append(time.perf_counter() - start)
            used.append(time.process_time() - cpu)
    sys.stdout.write(
        f"{FILES} TOML files: {statistics.median(both):.2f} s (reading {statistics.median(reading):.2f} s; "
        f"{statistics.median(used):.2f} s of CPU in all, best {min(used):.2f} s), "
        f"{sum(map(len, tree.values())) / 1e6:.1f} MB\n"
    )


if __name__ == "__main__":
    main()
