"""The matrix as a table: `make faults` writes build/faults.tsv, one row a fault upon a kind of answer."""

import csv
import sys
from pathlib import Path

from tests.faults.run import Cell, every_cell


def write_table(cells: list[Cell], file: Path) -> None:
    """Tab-separated, with a line of names: what each fault cost, what it left, and what was said."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, delimiter="\t", lineterminator="\n")
        writer.writerow(Cell._fields)
        writer.writerows(cells)


if __name__ == "__main__":
    write_table(every_cell(), Path(sys.argv[1]))
