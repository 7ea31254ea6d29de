"""What the boards make of every recorded file, and of LiveBench's living table, state after state, beside the one that the list has.

`make golden` writes the sums into recorded.md beside it.
"""

import gzip
import json
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final, NamedTuple

from pipeline.changes.guard import doubt_of_entries
from pipeline.changes.trees import board_changes
from pipeline.cli.history_import import by_edition, recorded, wide_editions
from pipeline.model.boards import CuratedBoard
from pipeline.model.changes import Change, ChangeKind
from pipeline.model.snapshots import BoardFacts, BoardSnapshot, Receipt
from pipeline.names.join import NameIndex
from pipeline.reconcile.catalog import join_board
from pipeline.sources.boards.grid import Refusal
from pipeline.sources.boards.news import doubt_of_names, doubt_of_numbers, has_news
from pipeline.sources.boards.read import read_board
from tests.names.samples import index_of
from tests.on_disk import PROJECT

SHARED: Final = PROJECT.parent / "shared"
RECORDED: Final = SHARED / "recorded"
PAGE: Final = PROJECT / "tests" / "sources" / "boards" / "recorded.md"
START: Final = "<!-- editions: written by `make golden` -->\n"
END: Final = "<!-- end of editions -->\n"

FOLDER: Final = SHARED / "recorded_2026" / "leaderboards" / "livebench_2026-06-25"
LAST: Final = SHARED / "recorded_2026" / "live_2026-10" / "livebench_table_2026_06_25_at_2026-10-07.csv"
STATES_START: Final = "<!-- states: written by `make golden` -->\n"
STATES_END: Final = "<!-- end of states -->\n"
_LATER_THAT_DAY: Final = ("f95a58f", "171791a", "ab4d411", "988a310", "6c53aad", "5b253cb", "c2256a6")
"""Commits of days with several, in their order."""
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
    return place[0] if place is not None else next((b for pattern, b in FURTHER if fnmatchcase(file, pattern)), None)


def board_of_slug(slug: str) -> CuratedBoard:
    """A board as it is committed."""
    toml = PROJECT / "catalog" / "curated" / "leaderboards" / f"{slug}.toml"
    return CuratedBoard.model_validate(tomllib.loads(toml.read_text("utf-8")))


def read(file: str, slug: str) -> RecordedFile:
    """What a file comes to."""
    board = board_of_slug(slug)
    path = SHARED / file
    payload = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    *_, kind = recorded(file) or ("",)
    if kind == "wide":
        return _of_editions(file, slug, [*wide_editions(slug, "rating", payload)])
    if slug == "openhands-index":  # recorded by path: what its listing brings is keyed by the model's folder
        files_ = {k.split("/")[1]: v for k, v in json.loads(payload).items() if k.endswith("scores.json")}
        payload = json.dumps(files_).encode()
    parts = by_edition(payload, "leaderboard_publish_date") if kind == "several" else [payload]
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


class Step(NamedTuple):
    """A state that the list takes: its day, and what is told of it."""

    day: date
    changes: tuple[Change, ...]

    def named(self, kind: ChangeKind) -> set[str]:
        """The rows of which something is told."""
        return {c.subject.partition(": ")[2] for c in self.changes if c.kind is kind}


def states() -> list[Path]:
    """The 29 states and the one of October, in order of time."""
    order = {commit: n for n, commit in enumerate(_LATER_THAT_DAY)}
    return [*sorted(FOLDER.glob("table_*.csv"), key=lambda p: (_day(p), order.get(p.stem[-7:], 0), p.name)), LAST]


def facts_of(board: CuratedBoard, payload: bytes, **more: str) -> BoardFacts:
    """What is read, where it must be."""
    result = read_board(board, payload, **more)
    assert isinstance(result, BoardFacts), result
    return result


def _day(path: Path) -> date:
    return date.fromisoformat(path.stem.partition("_at_")[2][:10])


def replay(seen: Sequence[Path]) -> Iterator[Step]:
    """The states that are taken, each compared with the last one that was."""
    board, index = board_of_slug("livebench"), NameIndex({})
    had: BoardFacts | None = None
    for path in seen:
        facts = facts_of(board, path.read_bytes())
        if had is not None and has_news(board, had, facts):
            assert doubt_of_entries(len(had.rows), len(facts.rows)) is None, path.name
            assert (doubt_of_names(had, facts) or doubt_of_numbers(board, had, facts)) is None, path.name
            old, new = (join_board(board, BoardSnapshot(facts=f, receipt=_RECEIPT), index) for f in (had, facts))
            yield Step(_day(path), tuple(board_changes(old, new, board)))
        had = facts


_RECEIPT: Final = Receipt(url="https://example.org", sha256="0" * 64, size=1)


def _every(days: int) -> list[Path]:
    """The states as somebody sees them who looks once in so many days."""
    first = _day(states()[0])
    return list({(_day(p) - first).days // days: p for p in states()}.values())


def table() -> str:
    """Proposals and what they tell, by how often the board is asked."""
    lines = ["| Asked | States seen | Proposals | Rows that came | Rows that left | Rows that moved |", "| --- |" + " ---: |" * 5]
    for label, seen in (("at each state", states()), ("every day", _every(1)), ("every week", _every(7))):
        steps = list(replay(seen))
        told = Counter(c.kind for s in steps for c in s.changes)
        counts = (len(seen), len(steps), *(told[k] for k in (ChangeKind.STANDING_GAINED, ChangeKind.STANDING_LOST, ChangeKind.STANDING_MOVED)))
        lines.append(f"| {label} | {' | '.join(map(str, counts))} |")
    return "\n".join([*lines, ""])


def page_with_sums(text: str) -> str:
    """The page with what was counted between its marks."""
    for start, end, made in ((START, END, sums), (STATES_START, STATES_END, table)):
        head, _, rest = text.partition(start)
        text = head + start + "\n" + made() + "\n" + end + rest.partition(end)[2]
    return text


def record() -> None:
    """Write the page again."""
    if RECORDED.exists():
        PAGE.write_text(page_with_sums(PAGE.read_text("utf-8")), "utf-8")
    else:
        sys.stdout.write("needs ../shared (recorded payloads)\n")
