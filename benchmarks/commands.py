"""Start-up of every command, and derive and check on the committed catalog: medians of five, wall and CPU seconds."""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

from pipeline.cli.group import COMMANDS

ROOT: Final = Path(__file__).parent.parent
CASES: Final = (
    ("awesome --help", ("--help",)),
    *((f"awesome {name} --help", (name, "--help")) for name in COMMANDS),
    ("awesome derive (nothing to do)", ("derive",)),
    ("awesome check", ("check",)),
    ("awesome why llama-3 training_tokens", ("why", "llama-3", "training_tokens")),
)


def main() -> None:
    """Time each case as a person would call it."""
    command = Path(sys.executable).with_name("awesome")
    for name, words in CASES:
        walls, cpus = [], []
        for _ in range(5):
            start, before = time.perf_counter(), os.times()
            subprocess.run([command, *words], cwd=ROOT, capture_output=True, check=False)
            after = os.times()
            walls.append(time.perf_counter() - start)
            cpus.append(after.children_user - before.children_user + after.children_system - before.children_system)
        sys.stdout.write(f"{name:<40} {statistics.median(walls):6.3f} s ({statistics.median(cpus):.2f} s of CPU)\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
