"""Boards: rows that nobody measured, and editions that no board states."""

from datetime import timedelta
from typing import Final

from pipeline.audit.audited import Audited
from pipeline.audit.rule import Results, RuleResult, rule
from pipeline.layout.kinds import CURATED_BOARDS
from pipeline.reconcile.days import days

_COLUMNS: Final = 2
"""One score two models may share by chance; all of two and more they hardly do."""


@rule("notice", exceptions=f"rows of fewer than {_COLUMNS} scores, rows of one family, and scores of nought")
def equal_rows(audited: Audited) -> Results:
    """Two models of one board have the same figures in all columns: one of the two was never measured."""
    for slug, board in sorted(audited.catalog.boards.items()):
        seen: dict[tuple[tuple[str, float], ...], str] = {}
        for name, row in sorted(board.standings.items()):
            scores = tuple(sorted((column, score.value) for column, score in row.scores.items()))
            if len(scores) < _COLUMNS or not any(value for _, value in scores):
                continue
            other = seen.setdefault(scores, name)
            if other != name and row.family != board.standings[other].family:
                message = f"{name} and {other} are equal in all {len(scores)} columns"
                yield RuleResult(f"leaderboards/{slug}/{name}", message, "two measurements, or one row", (row.url,))


@rule("warning", exceptions="boards whose payload states the edition itself")
def retrieved_edition(audited: Audited) -> Results:
    """A board's edition is the day on which it was retrieved: that says when we looked, not what the board states."""
    for slug, snapshot in sorted(audited.snapshots.boards.items()):
        board, day = audited.curated.boards.get(slug), (snapshot.receipt.retrieved_at or "")[:10]
        if board is not None and day and day == board.edition and snapshot.facts.edition is None:
            expected = "the date that the board states, or none"
            yield RuleResult(f"leaderboards/{slug}", f"the edition {day} is the day of retrieval", expected, (CURATED_BOARDS.path(slug), board.url))


_DEFAULT: Final = 365


@rule("warning", exceptions="boards marked retired or moved, and those that are never refreshed")
def stale_source(audited: Audited) -> Results:
    """An active leaderboard whose edition is older than its stale_after_days (else 365), while others moved."""
    editions = {s: d for s, board in audited.catalog.boards.items() if (d := days(board.edition)) is not None}
    newest = max((d.last for d in editions.values()), default=None)
    for slug, board in sorted(audited.curated.boards.items()):
        edition = editions.get(slug)
        if board.state != "active" or board.refresh == "never" or edition is None or newest is None:
            continue
        limit = timedelta(days=board.stale_after_days or _DEFAULT)
        if edition.last + limit < audited.today and newest > edition.last + limit / 2:
            message = f"its edition is of {edition.last}, while other boards moved until {newest}"
            expected = 'a newer edition, or state = "retired" with the date'
            yield RuleResult(f"leaderboards/{slug}", message, expected, (CURATED_BOARDS.path(slug), board.url))
