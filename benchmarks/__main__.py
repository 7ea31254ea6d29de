"""`make bench`: every benchmark in turn, each in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path


def main() -> None:
    """Run the benchmarks, or those that the arguments name."""
    here = Path(__file__).parent
    names = sys.argv[1:] or sorted(p.stem for p in here.glob("*.py") if not p.stem.startswith("_") and p.stem != "change_tasks")
    sys.stdout.write(f"{sys.platform}, Python {sys.version.split()[0]}, {os.cpu_count()} cores\n")
    for name in names:
        sys.stdout.write(f"\n== {name}\n")
        sys.stdout.flush()
        subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False, cwd=here.parent)


if __name__ == "__main__":
    main()
