"""What the boards make of every recorded file: `python -m tests.sources.boards.recorded_table` lists the files.

`make golden` writes the sums by board into docs/leaderboards.md.
"""

import gzip
import sys
import tomllib
from collections import Counter
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final, NamedTuple

from pipeline.history.past import recorded, wide_editions
from pipeline.model.boards import CuratedBoard
from pipeline.sources.boards.grid import Refusal
from pipeline.sources.boards.read import read_board

ROOT: Final = Path(__file__).parents[3]
RECORDED: Final = ROOT.parent / "shared" / "recorded"
PAGE: Final = ROOT / "docs" / "leaderboards.md"
START: Final = "<!-- editions: written by `make golden` -->\n"
END: Final = "<!-- end of editions -->\n"

# Files that history does not take, and the board that is asked to read them all the same ("" for none).
FURTHER: Final = (
    ("*/scatterplot-data_*", "arena-text"),
    ("*/livebench/*", "livebench"),
    ("*/aider/quant_*", "aider-polyglot"),
    ("*/fboulnois_csv/merged_*", "open-llm-leaderboard-v2"),
    ("*mmmu*", "mmmu"),
    ("awesome/XiongjieDai*", "gpu-inference"),
    ("*/README.md", ""),
    ("*-image_*", ""),
    ("*_image_*", ""),
)


class RecordedFile(NamedTuple):
    """One file: its board, editions, rows, rejects by reason; or why it was refused."""

    file: str
    board: str
    editions: int
    rows: int
    rejects: Counter[str]
    refused: str = ""


def files() -> list[str]:
    """Every recorded file of a board, by its place."""
    places = ("leaderboards/**/*", "html/mmmu_leaderboard/*", "awesome/XiongjieDai*")
    found = (p for place in places for p in RECORDED.glob(place) if p.is_file())
    return sorted(p.relative_to(RECORDED).as_posix() for p in found)


def board_of(file: str) -> str | None:
    """The board that is asked to read a file; "" where none is, None where nobody said."""
    place = recorded(file)
    return place.board if place is not None else next((b for pattern, b in FURTHER if fnmatchcase(file, pattern)), None)


def read(file: str, slug: str) -> RecordedFile:
    """What a file comes to."""
    toml = ROOT / "catalog" / "curated" / "leaderboards" / f"{slug}.toml"
    board = CuratedBoard.model_validate(tomllib.loads(toml.read_text("utf-8")))
    path = RECORDED / file
    payload = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    place = recorded(file)
    if place is not None and place.wide:
        editions = wide_editions(slug, "rating", payload)
        return RecordedFile(file, slug, len(editions), sum(len(e.rows) for e in editions), Counter())
    result = read_board(board, payload)
    if isinstance(result, Refusal):
        return RecordedFile(file, slug, 0, 0, Counter(), result.reason)
    reasons = Counter(r.partition(": ")[2].partition(";")[0] for r in result.rejects.values())
    return RecordedFile(file, slug, 1, len(result.rows), reasons)


def sums() -> str:
    """The boards, with all that was recorded of each."""
    lines = ["| Board | Editions read | Rows | Rejects | Files refused |", "| --- | ---: | ---: | ---: | ---: |"]
    every = [read(file, slug) for file in files() if (slug := board_of(file))]
    for slug in sorted({one.board for one in every}):
        mine = [one for one in every if one.board == slug]
        lines.append(
            f"| {slug} | {sum(o.editions for o in mine)} | {sum(o.rows for o in mine)} | "
            f"{sum(o.rejects.total() for o in mine)} | {sum(bool(o.refused) for o in mine)} |"
        )
    return "\n".join([*lines, ""])


def page_with_sums(text: str) -> str:
    """The page with the sums between its marks."""
    head, _, rest = text.partition(START)
    return head + START + "\n" + sums() + "\n" + END + rest.partition(END)[2]


def record() -> None:
    """Write the page again."""
    if RECORDED.exists():
        PAGE.write_text(page_with_sums(PAGE.read_text("utf-8")), "utf-8")
    else:
        sys.stdout.write("needs ../shared (recorded payloads)\n")


def main() -> None:
    """List the files."""
    for file in files():
        slug = board_of(file)
        one = read(file, slug) if slug else RecordedFile(file, "-", 0, 0, Counter(), "no board's")
        rejects = ", ".join(f"{n} × {why}" for why, n in sorted(one.rejects.items()))
        sys.stdout.write(f"{file}\t{one.board}\t{one.rows}\t{one.refused or rejects}\n")


if __name__ == "__main__":
    main()
