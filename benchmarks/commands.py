"""Start-up of every command, and derive and check on the committed catalog: medians of five, in seconds."""

import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent
CASES: Final = (
    ("awesome --help", ("--help",)),
    ("awesome refresh --help", ("refresh", "--help")),
    ("awesome why --help", ("why", "--help")),
    ("awesome derive (nothing to do)", ("derive",)),
    ("awesome check", ("check",)),
    ("awesome why llama-3 training_tokens", ("why", "llama-3", "training_tokens")),
)


def main() -> None:
    """Time each case as a person would call it."""
    command = Path(sys.executable).with_name("awesome")
    for name, words in CASES:
        times = []
        for _ in range(5):
            start = time.perf_counter()
            subprocess.run([command, *words], cwd=ROOT, capture_output=True, check=False)
            times.append(time.perf_counter() - start)
        sys.stdout.write(f"{name:<40} {statistics.median(times):6.3f} s\n")


if __name__ == "__main__":
    main()
