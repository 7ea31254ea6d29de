"""What the boards make of every recorded file: `python -m tests.sources.boards.recorded_table` lists the files.

`make golden` writes the sums by board into recorded.md beside it.
"""

import gzip
import json
import sys
import tomllib
from collections import Counter
from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final, NamedTuple

from pipeline.cli.history_import import by_edition, recorded, wide_editions
from pipeline.model.boards import CuratedBoard
from pipeline.model.snapshots import BoardFacts
from pipeline.sources.boards.grid import Refusal
from pipeline.sources.boards.read import read_board
from tests.names.samples import index_of

ROOT: Final = Path(__file__).parents[3]
SHARED: Final = ROOT.parent / "shared"
RECORDED: Final = SHARED / "recorded"
PAGE: Final = ROOT / "tests" / "sources" / "boards" / "recorded.md"
START: Final = "<!-- editions: written by `make golden` -->\n"
END: Final = "<!-- end of editions -->\n"

# Files that history does not take, and the board that is asked to read them all the same ("" for none).
FURTHER: Final = (
    ("*/scatterplot-data_*", "arena-text"),
    ("*/livebench/*", "livebench"),
    ("*/aider/quant_*", "aider-polyglot"),
    ("*/fboulnois_csv/merged_*", "open-llm-leaderboard-v2"),
    ("*mmmu*", "mmmu"),
    ("*awesome/XiongjieDai*", "gpu-inference"),
    ("*/livebench_2026-06-25/c*", "livebench"),
    ("*/tau2/submissions.json.gz", "tau-knowledge"),
    ("*/openhands_index/results.json.gz", "openhands-index"),
    ("*/hub_dataset_leaderboard_cais_hle_*", "hub-hle"),
    ("*/lechmazur_[gs]*", ""),
    ("*/OCRBench_*", ""),
    ("*/metr_*", ""),
    ("*/tau2/manifest.json", ""),
    ("*/post_august_models.json", ""),
    ("*/NOTES.md", ""),
    ("*/README.md", ""),
    ("*-image_*", ""),
    ("*_image_*", ""),
)


class RecordedFile(NamedTuple):
    """One file: its board, editions, rows, rejects by reason, the names of its rows; or why it was refused."""

    file: str
    board: str
    editions: int
    rows: int
    rejects: Counter[str]
    refused: str = ""
    names: frozenset[tuple[str, str | None]] = frozenset()


def files() -> list[str]:
    """Every recorded file of a board, by its place."""
    places = ("recorded/leaderboards/**/*", "recorded/html/mmmu_leaderboard/*", "recorded/awesome/XiongjieDai*",
              "recorded_2026/leaderboards/**/*", "recorded_2026/live_2026-10/*")  # fmt: skip
    found = (p for place in places for p in SHARED.glob(place) if p.is_file())
    return sorted(p.relative_to(SHARED).as_posix() for p in found)


def board_of(file: str) -> str | None:
    """The board that is asked to read a file; "" where none is, None where nobody said."""
    place = recorded(file)
    return place.board if place is not None else next((b for pattern, b in FURTHER if fnmatchcase(file, pattern)), None)


def board_of_slug(slug: str) -> CuratedBoard:
    """A board as it is committed."""
    toml = ROOT / "catalog" / "curated" / "leaderboards" / f"{slug}.toml"
    return CuratedBoard.model_validate(tomllib.loads(toml.read_text("utf-8")))


def read(file: str, slug: str) -> RecordedFile:
    """What a file comes to."""
    board = board_of_slug(slug)
    path = SHARED / file
    payload = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    place = recorded(file)
    if place is not None and place.kind == "wide":
        return _of_editions(file, slug, wide_editions(slug, "rating", payload))
    if slug == "openhands-index":  # recorded by path: what its listing brings is keyed by the model's folder
        files_ = {k.split("/")[1]: v for k, v in json.loads(payload).items() if k.endswith("scores.json")}
        payload = json.dumps(files_).encode()
    parts = by_edition(payload, "leaderboard_publish_date").values() if place is not None and place.kind == "several" else (payload,)
    results = [read_board(board, part) for part in parts]
    refused = next((r for r in results if isinstance(r, Refusal)), None)
    if refused is not None:
        return RecordedFile(file, slug, 0, 0, Counter(), refused.reason)
    return _of_editions(file, slug, [r for r in results if isinstance(r, BoardFacts)])


def _of_editions(file: str, slug: str, editions: Sequence[BoardFacts]) -> RecordedFile:
    reasons = Counter((r.partition(": ")[2] or r).partition(";")[0] for e in editions for r in e.rejects.values())
    names = frozenset((n, row.organization) for e in editions for n, row in e.rows.items())
    return RecordedFile(file, slug, len(editions), sum(len(e.rows) for e in editions), reasons, names=names)


def sums() -> str:
    """The boards, with all that was recorded of each."""
    head = ("Board", "Editions read", "Rows", "Rejects", "Names", "of a family", "Files refused")
    lines = [f"| {' | '.join(head)} |", f"| --- |{' ---: |' * (len(head) - 1)}"]
    index = index_of("families_boards.tsv")
    every = [read(file, slug) for file in files() if (slug := board_of(file))]
    for slug in sorted({one.board for one in every}):
        mine = [one for one in every if one.board == slug]
        names = {named for one in mine for named in one.names}
        board = board_of_slug(slug)
        joined = sum(index.join(n, board, o) is not None for n, o in names) if board.rows == "models" else 0
        cells = (
            slug, sum(o.editions for o in mine), sum(o.rows for o in mine), sum(o.rejects.total() for o in mine), len(names), joined,
            sum(bool(o.refused) for o in mine),
        )  # fmt: skip
        lines.append(f"| {' | '.join(map(str, cells))} |")
    return "\n".join([*lines, ""])


def page_with_sums(text: str) -> str:
    """The page with what was counted between its marks."""
    from tests.sources.boards import states_table  # noqa: PLC0415 - it reads the files by this module

    for start, end, table in ((START, END, sums), (states_table.START, states_table.END, states_table.table)):
        head, _, rest = text.partition(start)
        text = head + start + "\n" + table() + "\n" + end + rest.partition(end)[2]
    return text


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
