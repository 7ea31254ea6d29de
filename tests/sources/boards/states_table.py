"""LiveBench's living table, state after state: what each of them says beside the one that the list has.

`make golden` writes the sums into recorded.md.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

from pipeline.changes.guard import doubt_of_entries
from pipeline.changes.trees import board_changes
from pipeline.model.changes import Change, ChangeKind
from pipeline.model.snapshots import BoardFacts, BoardSnapshot, Receipt
from pipeline.names.join import NameIndex
from pipeline.reconcile.standings import join_board
from pipeline.sources.boards.news import doubt_of_names, doubt_of_numbers, has_news
from pipeline.sources.boards.read import read_board
from tests.sources.boards.recorded_table import SHARED, board_of_slug

FOLDER: Final = SHARED / "recorded_2026" / "leaderboards" / "livebench_2026-06-25"
LAST: Final = SHARED / "recorded_2026" / "live_2026-10" / "livebench_table_2026_06_25_at_2026-10-07.csv"
START: Final = "<!-- states: written by `make golden` -->\n"
END: Final = "<!-- end of states -->\n"
_LATER_THAT_DAY: Final = ("f95a58f", "171791a", "ab4d411", "988a310", "6c53aad", "5b253cb", "c2256a6")
"""Commits of days with several, in their order."""


class Step(NamedTuple):
    """A state that the list takes: its day, and what is told of it."""

    day: date
    changes: tuple[Change, ...]

    def named(self, kind: ChangeKind) -> set[str]:
        """The rows of which something is told."""
        return {c.subject.partition(": ")[2] for c in self.changes if c.kind is kind}


def files() -> list[Path]:
    """The 29 states and the one of October, in order of time."""
    order = {commit: n for n, commit in enumerate(_LATER_THAT_DAY)}
    return [*sorted(FOLDER.glob("table_*.csv"), key=lambda p: (_day(p), order.get(p.stem[-7:], 0), p.name)), LAST]


def _day(path: Path) -> date:
    return date.fromisoformat(path.stem.partition("_at_")[2][:10])


def replay(states: Sequence[Path]) -> Iterator[Step]:
    """The states that are taken, each compared with the last one that was."""
    board, index = board_of_slug("livebench"), NameIndex({}, [])
    had: BoardFacts | None = None
    for path in states:
        facts = read_board(board, path.read_bytes())
        assert isinstance(facts, BoardFacts), path.name
        if had is not None and has_news(board, had, facts):
            assert doubt_of_entries(len(had.rows), len(facts.rows)) is None, path.name
            assert (doubt_of_names(had, facts) or doubt_of_numbers(board, had, facts)) is None, path.name
            old, new = (join_board(board, BoardSnapshot(facts=f, receipt=_RECEIPT), index) for f in (had, facts))
            yield Step(_day(path), tuple(board_changes(old, new, board)))
        had = facts


_RECEIPT: Final = Receipt(url="https://example.org", sha256="0" * 64, size=1)


def _every(days: int) -> list[Path]:
    """The states as somebody sees them who looks once in so many days."""
    first = _day(files()[0])
    return list({(_day(p) - first).days // days: p for p in files()}.values())


def table() -> str:
    """Proposals and what they tell, by how often the board is asked."""
    lines = ["| Asked | States seen | Proposals | Rows that came | Rows that left | Rows that moved |", "| --- |" + " ---: |" * 5]
    for label, seen in (("at each state", files()), ("every day", _every(1)), ("every week", _every(7))):
        steps = list(replay(seen))
        told = Counter(c.kind for s in steps for c in s.changes)
        counts = (len(seen), len(steps), *(told[k] for k in (ChangeKind.STANDING_GAINED, ChangeKind.STANDING_LOST, ChangeKind.STANDING_MOVED)))
        lines.append(f"| {label} | {' | '.join(map(str, counts))} |")
    return "\n".join([*lines, ""])
