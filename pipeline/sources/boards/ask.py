"""Leaderboards: one request a board, conditional; a table is taken whole or not at all."""

import hashlib
import json
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, date, datetime
from functools import partial
from typing import Any, Final

from pipeline.changes.shrink import accepted, refusal, shrank
from pipeline.collect.answers import Gathered, iso_date, receipt
from pipeline.collect.batches import Batch, Stage, Stages
from pipeline.http.meter import SourceTrouble
from pipeline.http.pages import PageClient
from pipeline.layout import paths
from pipeline.layout.canonical import dumps
from pipeline.layout.snapshots import Snapshots
from pipeline.model.boards import CuratedBoard
from pipeline.model.findings import Fault
from pipeline.model.progress import Progress
from pipeline.model.snapshots import BoardSnapshot
from pipeline.reconcile.standings import edition_of
from pipeline.sources.boards.grid import Refusal
from pipeline.sources.boards.news import days_between, has_news, is_another_table
from pipeline.sources.boards.read import READER_VERSION, read_board
from pipeline.store.state import RunState

TOPIC: Final = "boards"
_NAMED: Final = 5
"""Rows of an edition that could not be used and are named one by one; the others are counted."""


def board_stages(  # noqa: PLR0913  what a source needs
    boards: Mapping[str, CuratedBoard],
    client: PageClient,
    old: Snapshots,
    state: RunState,
    gathered: Gathered,
    progress: Progress,
    allowed: Collection[str],
    *,
    remember: Callable[[CuratedBoard, BoardSnapshot], dict[str, bytes]] = lambda _board, _snapshot: {},
    recheck: bool = False,
    line: Callable[[str, str], int | None] = lambda _slug, _column: None,
) -> Stages:
    """One batch a board that has a source and is due; `remember` gives what its history gains, `line` where a column is named."""
    noted = dict(state.read(TOPIC))
    today = datetime.now(UTC).date()

    def one(slug: str, part: Gathered) -> None:
        try:
            _gather(boards[slug], client, old.boards.get(slug), noted, part, allowed, today, remember, line)
        finally:
            progress.step("leaderboards", slug)

    wanted = [
        slug for slug, board in sorted(boards.items())
        if board.source is not None and (recheck or slug not in old.boards or due(board, noted.get(slug), today))
    ]  # fmt: skip
    gathered.answered = len(wanted) < len(boards) or not boards
    progress.start("leaderboards", len(wanted))
    yield Stage([Batch("leaderboards", "board", f"board {slug}", partial(one, slug)) for slug in wanted])
    if not gathered.faults:
        state.write(TOPIC, noted)


def _gather(
    board: CuratedBoard,
    client: PageClient,
    before: BoardSnapshot | None,
    noted: dict[str, Any],
    gathered: Gathered,
    allowed: Collection[str],
    today: date,
    remember: Callable[[CuratedBoard, BoardSnapshot], dict[str, bytes]],
    line: Callable[[str, str], int | None],
) -> None:
    """Fetch and read one board."""
    slug, source = board.slug, board.source
    if source is None:
        return
    subject = f"leaderboards/{slug}"
    try:
        page = client.get(source.url, etag=_etag(board, noted.get(slug), before))
    except SourceTrouble as trouble:
        gathered.keep(subject, trouble)
        return
    if page.unchanged:
        noted[slug] = {**(noted.get(slug) or {}), "asked": today.isoformat(), "reads": reads(board)}
        gathered.answered = True
        gathered.objects += 1
        return
    facts = read_board(board, page.body, retrieved_at=iso_date(page.date), content_type=page.content_type)
    if isinstance(facts, Refusal):
        noted.pop(slug, None)
        _refused(board, facts, before, gathered, line)
        return
    gathered.answered = True
    had = len(before.facts.rows) if before is not None else 0
    if shrank(had, len(facts.rows)) and not accepted(subject, allowed):
        noted.pop(slug, None)
        gathered.refused = True
        gathered.keep(subject, refusal(subject, had, len(facts.rows)), trouble=False)
        return
    if before is not None and is_another_table(before.facts, facts) and not accepted(subject, allowed):
        noted.pop(slug, None)
        gathered.refused = True
        shared = len(before.facts.rows.keys() & facts.rows.keys())
        gathered.keep(subject, f"another table stands in its place: of {len(facts.rows)} names the last edition had {shared}; "
                      f"if it is right: --accept-shrink {subject}", trouble=False)  # fmt: skip
        return
    for place, reason in list(facts.rejects.items())[:_NAMED]:
        gathered.reject(f"{subject}, {place}", reason)
    if len(facts.rejects) > _NAMED:
        gathered.reject(subject, f"{len(facts.rejects) - _NAMED} further rows could not be used either")
    made = receipt(source.url, page.body, date=page.date, revision=facts.edition, etag=page.etag)
    snapshot = BoardSnapshot(facts=facts, receipt=made)
    if before is not None and not _has_news(board, before, snapshot):
        gathered.objects += 1
        noted[slug] = {
            "etag": page.etag, "facts": _digest(before), "asked": today.isoformat(), "reads": reads(board),
        }  # fmt: skip
        return
    if gathered.store(paths.board_snapshot(slug), snapshot, before):
        gathered.files.update(remember(board, snapshot))
    noted[slug] = {"etag": page.etag, "facts": _digest(snapshot), "asked": today.isoformat(), "reads": reads(board)}


def _has_news(board: CuratedBoard, before: BoardSnapshot, now: BoardSnapshot) -> bool:
    """Whether an edition is kept: one that only confirms the last would be a proposal of noise each time."""
    between = days_between(edition_of(board, before), edition_of(board, now))
    return has_news(board, before.facts, now.facts, between)


def due(board: CuratedBoard, noted: object, today: date) -> bool:
    """Whether a board that is known is asked again today: by its own `refresh`, or because it is read otherwise now."""
    if isinstance(noted, dict) and noted.get("reads", reads(board)) != reads(board):
        return True
    if board.refresh == "never":
        return False
    days = {"week": 7, "month": 28}.get(board.refresh)
    asked = noted.get("asked") if isinstance(noted, dict) else None
    if days is None or not isinstance(asked, str):
        return True
    try:
        return (today - date.fromisoformat(asked)).days >= days
    except ValueError:
        return True


def reads(board: CuratedBoard) -> str:
    """How a board is read: its layouts, columns and scores, and the version of the readers.

    Where that changed, "not modified" is no answer: the same bytes say something else now. A row that
    could not be read, or a score that nobody had named, comes in with the next look.
    """
    told = board.model_dump(mode="json", include={"source", "columns", "scores", "former"})
    return hashlib.sha256(json.dumps([READER_VERSION, told], sort_keys=True).encode()).hexdigest()[:20]


def _etag(board: CuratedBoard, noted: object, before: BoardSnapshot | None) -> str | None:
    """The ETag of what the tree holds: the state's if it was noted with these very facts, else the receipt's.

    A newer ETag of facts that the tree does not have (a proposal that nobody merged) would answer
    "not modified", and the change would be lost.
    """
    if before is None or (isinstance(noted, dict) and noted.get("reads", reads(board)) != reads(board)):
        return None
    if isinstance(noted, dict) and noted.get("facts") == _digest(before) and isinstance(noted.get("etag"), str):
        return str(noted["etag"])
    return before.receipt.etag


def _digest(snapshot: BoardSnapshot) -> str:
    return hashlib.sha256(dumps(snapshot.facts)).hexdigest()[:20]


def _refused(
    board: CuratedBoard,
    refusal_: Refusal,
    before: BoardSnapshot | None,
    gathered: Gathered,
    line: Callable[[str, str], int | None],
) -> None:
    """A payload that is not what the TOML describes: drift when it once was, the TOML's fault when it never was."""
    if refusal_.column is not None and before is None:
        columns = ", ".join(refusal_.available[:30])
        gathered.faults.append(
            Fault(
                path=f"{paths.BOARDS}{board.slug}.toml",
                line=line(board.slug, refusal_.column),
                message=f"the column {refusal_.column!r} does not exist on the board",
                fix=f"name one of its columns: {columns}",
            )
        )
    gathered.keep(f"leaderboards/{board.slug}", refusal_.reason)
