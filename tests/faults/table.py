"""The matrix as a table: `make faults` writes build/faults.tsv, one row a fault upon a kind of answer, and prints its summary."""

import csv
import sys
from itertools import groupby
from pathlib import Path

from tests.faults.run import Cell, every_cell


def write_table(cells: list[Cell], file: Path) -> None:
    """Tab-separated, with a line of names: what each fault cost, what it left, and what was said."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, delimiter="\t", lineterminator="\n")
        writer.writerow(Cell._fields)
        writer.writerows(cells)


def summary(cells: list[Cell]) -> str:
    """A line for each kind of answer, in Markdown."""
    lines = ["| answer | faults | exit 0, all taken | exit 0, it said something else | exit 4, kept | longest wait | overcome when passing |"]
    lines.append("|---|--:|--:|--:|--:|--:|--:|")
    for answer, rows in groupby(cells, key=lambda c: c.answer):
        some = list(rows)
        taken = sum(c.exit_code == 0 and c.kept == "all that is new" for c in some)
        else_ = sum(c.exit_code == 0 and c.kept != "all that is new" for c in some)
        passing = [c for c in some if c.overcome is not None]
        lines.append(
            f"| {answer} | {len(some)} | {taken} | {else_} | {sum(c.exit_code == 4 for c in some)} | {max(c.waited for c in some):.0f} s "
            f"| {sum(bool(c.overcome) for c in passing)} of {len(passing)} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    matrix = every_cell()
    write_table(matrix, Path(sys.argv[1]))
    sys.stdout.write(summary(matrix) + "\n")
