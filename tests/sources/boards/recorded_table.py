"""The tables of recorded editions in docs/leaderboards.md: `make golden` writes them.

Every file that was recorded of a board is in one of them: read by the board as committed, or refused for
the reason that stands there.
"""

import gzip
import sys
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final, NamedTuple

from pipeline.history.past import recorded, wide_editions
from pipeline.model.boards import CuratedBoard
from pipeline.model.snapshots import BoardFacts
from pipeline.sources.boards.grid import Refusal
from pipeline.sources.boards.read import read_board

ROOT: Final = Path(__file__).parents[3]
RECORDED: Final = ROOT.parent / "shared" / "recorded"
PAGE: Final = ROOT / "docs" / "leaderboards.md"
START: Final = "<!-- editions: written by `make golden` -->\n"
END: Final = "<!-- end of editions -->\n"
FOLDERS: Final = ("leaderboards", "html/mmmu_leaderboard")
FURTHER: Final = ("awesome/XiongjieDai_GPU-Benchmarks_README.md",)

# The board that is asked to read a file, by the file's place.
_READ_BY: Final = (
    ("*/leaderboard-text_*", "arena-text"),
    ("*/leaderboard-vision_*", "arena-vision"),
    ("*/scatterplot-data_*", "arena-text"),
    ("*/lmsys_*", "arena-text"),
    ("*/lmarena_text_*", "arena-text"),
    ("*/lmarena_vision_*", "arena-vision"),
    ("*/lmarena-history_result.csv.gz", "arena-text"),
    ("*/huggingface_v1_*", "open-llm-leaderboard-v1"),
    ("*/open_llm_leaderboard_v1_2023/*", "open-llm-leaderboard-v1"),
    ("*/huggingface_v2_*", "open-llm-leaderboard-v2"),
    ("*/merged_*", "open-llm-leaderboard-v2"),
    ("*/livebench/*", "livebench"),
    ("*/polyglot_*", "aider-polyglot"),
    ("*/edit_*", "aider-edit"),
    ("*/quant_*", "aider-polyglot"),
    ("*mmmu*", "mmmu"),
    ("awesome/*", "gpu-inference"),
)
# Recorded beside the boards: what a person sees at once, and no reader should try.
_NOT_ASKED: Final = (
    ("*/README.md", "describes the files beside it, and is no data"),
    ("*/lmarena_image_*", "ranks makers of pictures, which are no subject of the list"),
    ("*/leaderboard-image_*", "ranks makers of pictures, which are no subject of the list"),
)
# Read, and why history does not have it.
_NOT_KEPT: Final = (
    ("*/merged_*", "two boards joined by somebody else"),
    ("*/quant_*", "one model in several precisions"),
    ("awesome/*", "machines"),
)


class Line(NamedTuple):
    """One recorded file: its board ("" where none is asked), rows (None: refused), rejects or the reason, what history has."""

    file: str
    board: str
    rows: int | None
    said: str
    editions: int = 1
    rejects: int = 0
    kept: str = ""


def files() -> list[str]:
    """Every recorded file of a board, by its place."""
    found = [p for folder in FOLDERS for p in (RECORDED / folder).rglob("*") if p.is_file()]
    return [*sorted(p.relative_to(RECORDED).as_posix() for p in found), *FURTHER]


def lines() -> Iterator[Line]:
    """What each recorded file comes to."""
    boards: dict[str, CuratedBoard] = {}
    for file in files():
        if reason := _match(_NOT_ASKED, file):
            yield Line(file, "", None, reason)
            continue
        slug = _match(_READ_BY, file)
        if not slug:
            yield Line(file, "", None, "no board is asked to read it")
            continue
        path = ROOT / "catalog" / "curated" / "leaderboards" / f"{slug}.toml"
        board = boards.setdefault(slug, CuratedBoard.model_validate(tomllib.loads(path.read_text("utf-8"))))
        yield _line(file, board)


def _line(file: str, board: CuratedBoard) -> Line:
    path = RECORDED / file
    payload = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    place = recorded(file)
    if place is not None and place.wide:
        editions = wide_editions(board.slug, "rating", payload)
        rows = sum(len(e.rows) for e in editions)
        return Line(file, board.slug, rows, f"0, in {len(editions)} editions", len(editions), 0, "yes")
    result = read_board(board, payload)
    if isinstance(result, Refusal):
        return Line(file, board.slug, None, result.reason)
    kept = (
        ("yes, by the board's own names" if place.respelled else "yes")
        if place is not None
        else _match(_NOT_KEPT, file)
    )
    return Line(file, board.slug, len(result.rows), _counted(result), 1, len(result.rejects), kept)


def _match(table: tuple[tuple[str, str], ...], file: str) -> str:
    return next((said for pattern, said in table if fnmatchcase(file, pattern)), "")


def _counted(facts: BoardFacts) -> str:
    """Rejects by reason: the part after the name of the row."""
    by_reason: dict[str, int] = {}
    for reason in facts.rejects.values():
        words = "stands more than once" if "stands more than once" in reason else reason.rpartition(": ")[2]
        by_reason[words] = by_reason.get(words, 0) + 1
    return ", ".join(f"{n} × {w}" for w, n in sorted(by_reason.items())) or "0"


def tables() -> str:
    """The sums of each board, and each file."""
    found = list(lines())
    sums = ["| Board | Editions read | Rows | Rejects | Files refused |", "| --- | ---: | ---: | ---: | ---: |"]
    for slug in sorted({line.board for line in found if line.board}):
        mine = [line for line in found if line.board == slug]
        read = [line for line in mine if line.rows is not None]
        sums.append(f"| {slug} | {sum(line.editions for line in read)} | {sum(line.rows or 0 for line in read)} | "
                    f"{sum(line.rejects for line in read)} | {len(mine) - len(read)} |")  # fmt: skip
    each = [
        "| Recorded file | Board | Rows | Rejects, or why refused | In history |",
        "| --- | --- | ---: | --- | --- |",
    ]
    for line in found:
        name = "/".join(line.file.split("/")[-2:])
        rows = "refused" if line.rows is None else line.rows
        each.append(f"| {name} | {line.board or '-'} | {rows} | {line.said} | {line.kept or '-'} |")
    return "\n".join([*sums, "", *each, ""])


def page_with_tables(text: str) -> str:
    """The page with the tables between its marks."""
    head, _, rest = text.partition(START)
    return head + START + "\n" + tables() + "\n" + END + rest.partition(END)[2]


def record() -> None:
    """Write the page again."""
    if not RECORDED.exists():
        sys.stdout.write("needs ../shared (recorded payloads)\n")
        return
    PAGE.write_text(page_with_tables(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
