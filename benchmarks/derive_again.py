"""Derive again: in full, with nothing changed, and with one family changed; the committed catalog, 1,000 and 10,000 families.

The memo is read from disk and written back each time, as `awesome derive` does; the tree is in memory
(reading it is the same for all). CPU seconds, best of three (one for 10,000), and the size of the memo.
"""

import gc
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from benchmarks.synthetic import synthetic
from pipeline.derive import derived
from pipeline.layout import paths
from pipeline.store.memo import OnDisk
from pipeline.store.tree import read_tree

ROOT: Final = Path(__file__).parent.parent
SIZES: Final = tuple(int(n) for n in os.environ.get("BENCH_FAMILIES", "187,1000,10000").split(","))
COMMITTED: Final = 187
Tree = dict[str, bytes]


def once(tree: Tree, cache: Path | None) -> int:
    """Derive as the command does; how many outputs differ from the tree's."""
    memo = OnDisk(cache, ROOT) if cache is not None else None
    differ = sum(1 for path, data in derived(tree, memo) if tree.get(path) != data)
    if memo is not None:
        memo.save()
    return differ


def timed(work: Callable[[], object], rounds: int) -> float:
    """CPU seconds, the best of some rounds."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def changed(tree: Tree, nth: int) -> Tree:
    """The tree with one card that states its figures a line further down."""
    path = sorted(p for p in tree if p.startswith(paths.CARDS) and b'"line": ' in tree[p])[nth]
    return tree | {path: tree[path].replace(b'"line": ', b'"line": 1')}


def main() -> None:
    """Every size."""
    gc.set_threshold(100_000, 20, 100)  # as `awesome` sets it
    for size in SIZES:
        tree = read_tree(ROOT) if size == COMMITTED else synthetic(size)
        rounds = 3 if size <= 1000 else 1
        with tempfile.TemporaryDirectory() as folder:
            cache = Path(folder)
            full = timed(lambda tree=tree: once(tree, None), rounds)  # type: ignore[misc]  # bound now
            tree |= dict(derived(tree))
            first = timed(lambda tree=tree, cache=cache: once(tree, cache), 1)  # type: ignore[misc]
            same = timed(lambda tree=tree, cache=cache: once(tree, cache), rounds)  # type: ignore[misc]
            moved = [changed(tree, n) for n in range(rounds)]
            one = timed(lambda moved=moved, cache=cache: once(moved.pop(), cache), rounds)  # type: ignore[misc]
            memo = sum(f.stat().st_size for f in cache.rglob("*.memo")) / 1e6
        sys.stdout.write(
            f"{size:>6} families: in full {full:.2f} s, first time with the memo {first:.2f} s, nothing changed {same:.2f} s, "
            f"one family changed {one:.2f} s; memo {memo:.1f} MB\n"
        )
        sys.stdout.flush()


if __name__ == "__main__":
    main()
