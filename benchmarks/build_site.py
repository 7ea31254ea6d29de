"""`awesome site` for 200 and 2,000 families, as a person would call it, and what the first page then loads."""

import os
import resource
import subprocess
import sys
import tempfile
import time
import zlib
from pathlib import Path
from typing import Final

from benchmarks.synthetic import synthetic

SIZES: Final = (200, 2_000)
FIRST_VIEW: Final = ("index.html", "static/style.css", "data/words.js", "static/theme.js", "data/index.js", "static/list.js")


def build(entries: int, folder: Path) -> tuple[float, float]:
    """Wall and CPU seconds of the command on a list of as many families."""
    for path, data in synthetic(entries).items():
        target = folder / "list" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    command = [sys.executable, "-m", "pipeline", "--root", str(folder / "list"), "site", str(folder / "site")]
    subprocess.run(command, check=True, capture_output=True, cwd=Path(__file__).parent.parent, env=os.environ)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - start, cpu


def main() -> None:
    """Build each, and count the bytes of the first view as they lie and as a server sends them."""
    for entries in SIZES:
        with tempfile.TemporaryDirectory() as kept:
            wall, cpu = build(entries, Path(kept))
            site = Path(kept) / "site"
            files = sum(1 for p in site.rglob("*") if p.is_file())
            parts = [(site / name).read_bytes() for name in FIRST_VIEW]
        plain, packed = sum(map(len, parts)), sum(len(zlib.compress(part)) for part in parts)
        sys.stdout.write(
            f"{entries:>6,} families: {wall:5.1f} s ({cpu:.1f} s CPU), {files:,} files; first view {plain / 1000:,.0f} kB "
            f"in {len(parts)} requests, {packed / 1000:,.0f} kB compressed\n"
        )


if __name__ == "__main__":
    main()
