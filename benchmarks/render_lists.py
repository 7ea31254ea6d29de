"""The README of 100, 1,000 and 10,000 entries, beside best-of 0.8.6 and awescholar 0.3.9 from PyPI on lists of as many.

The others are installed into a scratch environment, and run with no way to the network (a proxy where
nobody listens). Each command is timed as a person would call it, start-up and all. Ours is timed as
the pages of the list alone (four READMEs in two languages and their further pages, from the catalog
in memory, laying out included), and as the rows of their tables in both languages on pages that are
laid out; `benchmarks.derive_catalog` has the whole of derive, with evidence of every value.
"""

import gc
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from benchmarks.synthetic import synthetic
from pipeline.derive import derive_all
from pipeline.render.context import RenderContext
from pipeline.render.family import quick_table
from pipeline.render.list_page import list_page
from pipeline.render.placement import Page, place_pages
from pipeline.render.trends import members_of, trends

ROOT: Final = Path(__file__).parent.parent
SIZES: Final = (100, 1_000, 10_000)
PEERS: Final = ("best-of==0.8.6", "awescholar==0.3.9")


def installed(folder: Path) -> Path | None:
    """The folder of the others' commands, or None with the reason said."""
    commands = folder / "bin"
    if not (commands / "best-of").exists() or not (commands / "awescholar").exists():
        sys.stdout.write(f"installing {' and '.join(PEERS)} into {folder.name} (once)\n")
        made = subprocess.run([sys.executable, "-m", "venv", str(folder)], check=False, capture_output=True, text=True)
        got = subprocess.run(
            [commands / "python", "-m", "pip", "install", "--quiet", *PEERS],
            check=False,
            capture_output=True,
            text=True,
        )
        if made.returncode or got.returncode:
            sys.stdout.write(f"not run: {(made.stderr + got.stderr).strip()[-200:]}\n")
            return None
    return commands


def ours(entries: int, rounds: int) -> str:
    """The list's pages from the catalog in memory, and the rows of their tables alone: wall and CPU, medians."""
    tree = synthetic(entries)
    derived = derive_all(tree)
    gc.collect()

    def placed() -> tuple[RenderContext, list[Page]]:
        lines = trends(members_of(derived.catalog), derived.curated, tree)
        made = place_pages(derived.curated)
        around = RenderContext(derived.catalog, derived.curated, derived.snapshots, made, {}, frozenset(lines))
        return around, sorted(made.pages, key=lambda page: (page.kind, page.number))  # in derive's order

    def pages() -> None:
        around, found = placed()
        for page in found:
            list_page(page, around)

    laid_out, in_order = placed()

    def tables() -> None:
        for page in in_order:
            quick_table(page, laid_out)

    said = []
    for name, work in (("rows of the tables", tables), ("pages of the list", pages)):
        times = []
        for _ in range(rounds):
            start, cpu = time.perf_counter(), time.process_time()
            work()
            times.append((time.process_time() - cpu, time.perf_counter() - start))
        used, took = sorted(times)[len(times) // 2]
        said.append(f"{name} {took:.2f} s ({used:.2f} s of CPU)")
    return "; ".join(said)


def best_of(commands: Path, folder: Path, entries: int) -> float | None:
    """`best-of generate` of a list with no project that it would ask the network about."""
    projects = "".join(
        f"  - name: Line{n}\n    homepage: https://maker.example/line{n}\n    description: Dense decoder number {n}.\n"
        f"    license: MIT\n    category: llm\n"
        for n in range(entries)
    )
    head = "configuration:\n  output_file: OUT.md\n  min_projectrank: 0\n  require_license: false\n  min_stars: 0\n"
    text = f"{head}categories:\n  - category: llm\n    title: LLM\nprojects:\n{projects}"
    (folder / "projects.yaml").write_text(text, encoding="utf-8")
    words: list[Path | str] = [commands / "best-of", "generate", "projects.yaml"]
    return _timed(words, folder, folder / "OUT.md", f"Line{entries - 1}")


def awescholar(commands: Path, folder: Path, entries: int) -> float | None:
    """`awescholar render readme` of an archive."""
    papers = [
        {
            "title": f"Line{n}",
            "year": f"2024.{n % 12 + 1}",
            "team": "Makers",
            "paperUrl": f"https://maker.example/line{n}",
        }
        for n in range(entries)
    ]
    (folder / "archive.json").write_text(json.dumps({"LLM": papers}), encoding="utf-8")
    words: list[Path | str] = [
        commands / "awescholar",
        "render",
        "readme",
        "--archive",
        "archive.json",
        "--readme",
        "README.md",
        "--no-backup",
    ]
    return _timed(words, folder, folder / "README.md", f"Line{entries - 1}")


def _timed(words: Sequence[Path | str], folder: Path, out: Path, last: str) -> float | None:
    """Seconds, or None where the command did not write what it should."""
    nowhere = "http://127.0.0.1:9"
    out.unlink(missing_ok=True)
    start = time.perf_counter()
    environment = {**os.environ, "http_proxy": nowhere, "https_proxy": nowhere, "HTTPS_PROXY": nowhere}
    subprocess.run(words, cwd=folder, env=environment, check=False, capture_output=True)
    took = time.perf_counter() - start
    return took if out.exists() and last in out.read_text(encoding="utf-8") else None


def main() -> None:
    """Medians of three (one for 10,000)."""
    gc.set_threshold(100_000, 20, 100)  # as `awesome` sets it
    commands = installed(ROOT / ".cache" / "bench-peers")
    for entries in SIZES:
        rounds = 1 if entries >= 10_000 else 3
        said = [ours(entries, rounds=3)]
        if commands is not None:
            with tempfile.TemporaryDirectory() as scratch:
                for name, peer in (("best-of", best_of), ("awescholar", awescholar)):
                    times = [peer(commands, Path(scratch), entries) for _ in range(rounds)]
                    whole = [t for t in times if t is not None]
                    said.append(f"{name} {statistics.median(whole):.2f} s" if whole else f"{name} wrote no such list")
        sys.stdout.write(f"{entries:>6} entries: {'; '.join(said)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
