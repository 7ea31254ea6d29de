"""Leaderboards: one request a board, conditional; a table is taken whole or not at all.

Of boards with one file a model a listing names the files, and all of them together are read as one document.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any, Final, NamedTuple
from urllib.parse import quote

import httpx2

from pipeline.changes.guard import accepted, doubt_of_edition, doubt_of_entries, doubt_of_letters, refusal
from pipeline.history import extend
from pipeline.http.origins import origin
from pipeline.http.policy import SourceTrouble, Trouble
from pipeline.http.transport import FetchedPage, PageClient
from pipeline.layout import kinds, paths
from pipeline.layout.toml_lines import line_with
from pipeline.model.boards import BoardSource, CuratedBoard
from pipeline.model.findings import Fault
from pipeline.model.snapshots import BoardFacts, BoardSnapshot
from pipeline.names.join import NameIndex
from pipeline.reconcile.standings import edition_of
from pipeline.sources.answers import Gathered, iso_date, receipt
from pipeline.sources.asking import Job
from pipeline.sources.batches import Batch, Stage, Stages
from pipeline.sources.boards.grid import MAX_BYTES, Refusal, not_the_format, text_of
from pipeline.sources.boards.json_rows import at, parse
from pipeline.sources.boards.news import days_between, doubt_of_names, doubt_of_numbers, has_news
from pipeline.sources.boards.read import READER_VERSION, read_board
from pipeline.sources.boards.yaml_rows import parse as parse_yaml

MOST: Final = 400
"""Files of one board that are asked for; a run may make 500 requests for boards."""

_SAFE: Final = re.compile(r"[\w@+:.~%-][\w@+:.~%() /-]{0,200}")
_WORD: Final = re.compile(r"[^\s\"'<>(),]{1,300}")


def hosts_of(boards: Iterable[CuratedBoard]) -> set[str]:
    """The origins that boards name."""
    sources = (b.source for b in boards if b.source is not None)
    return {origin(url) for source in sources for url in (source.url, source.listing) if url}


def fetch(source: BoardSource, client: PageClient, *, etag: str | None = None) -> FetchedPage:
    """A board's data, in one piece; of several files no ETag speaks.

    Raises:
        SourceTrouble: it was not had.
    """
    return fetch_files(source, client) if source.listing else client.get(source.url, etag=etag)


def fetch_files(source: BoardSource, client: PageClient) -> FetchedPage:
    """The files of a board as one JSON object, file name -> what the file says (null where it is not there).

    Raises:
        SourceTrouble: the listing, or a file other than for being absent, was not had, or is not what the TOML describes.
    """
    address = source.listing or source.url
    page = client.get(address)
    names = names_in(page.body, source)
    if isinstance(names, Refusal):
        raise SourceTrouble(Trouble.MALFORMED, names.reason, address)
    documents: dict[str, Any] = {}
    size = 0
    for name in names:
        try:
            body = client.get(source.url.replace("{}", quote(name, safe="/:@+~-._%()"))).body
        except SourceTrouble as trouble:
            if trouble.trouble is not Trouble.NOT_FOUND:
                raise
            documents[name] = None
            continue
        size += len(body)
        if size > MAX_BYTES:
            raise SourceTrouble(Trouble.TOO_LARGE, f"its files have more than {MAX_BYTES} bytes together", address)
        document = _document(body, source)
        if isinstance(document, Refusal):
            raise SourceTrouble(Trouble.MALFORMED, f"{name}: {document.reason}", address)
        documents[name] = document
    headers = httpx2.Headers({"date": page.date} if page.date else {})
    return page._replace(body=json.dumps(documents, ensure_ascii=False).encode(), headers=headers)


def names_in(listing: bytes, source: BoardSource) -> list[str] | Refusal:
    """The names of the files in a listing, in order, each once."""
    text = text_of(listing, source.encoding)
    if isinstance(text, Refusal):
        return text
    document = parse(text)
    if isinstance(document, Refusal):
        if source.listed:
            return Refusal(f"the listing is {(not_the_format(source, listing, None) or document).reason}")
        found = _WORD.findall(text)
    else:
        found = [name for here in at(document, source.listed) for name in (here if isinstance(here, list | dict) else (here,))]
    before, _, after = source.named.partition("{}")
    names = dict.fromkeys(
        text[len(before) : len(text) - len(after)]
        for text in found
        if isinstance(text, str) and text.startswith(before) and text.endswith(after) and len(text) > len(before + after)
    )
    safe = [n for n in names if _SAFE.fullmatch(n) and ".." not in n and "//" not in n]
    if not safe:
        return Refusal(f"the listing names no file at {source.listed!r} like {source.named!r}")
    return safe if len(safe) <= MOST else Refusal(f"the listing names {len(safe)} files, more than the {MOST} that are asked for")


def _document(body: bytes, source: BoardSource) -> Any | Refusal:  # noqa: ANN401  # a JSON document is anything
    text = text_of(body, source.encoding)
    if isinstance(text, Refusal):
        return text
    return parse(text) if source.format == "json" else parse_yaml(text)


TOPIC: Final = "boards"
WHOLE: Final = timedelta(days=28)
"""So long a board's "not modified" is believed."""
_NAMED: Final = 5
"""Rows of an edition that could not be used and are named one by one; the others are counted."""


class _Session(NamedTuple):
    """What every board of a run is asked with."""

    job: Job
    client: PageClient
    noted: dict[str, Any]
    names: NameIndex


def stages(job: Job) -> Stages:
    """One batch a board that has a source and is due; a run about some families asks none."""
    curated, old = job.curated, job.old
    boards = {s: b for s, b in curated.boards.items() if b.source is not None and b.state != "retired" and not job.options.families}
    state = job.state()
    noted = dict(state.read(TOPIC))
    hosts = hosts_of(curated.boards.values())
    client = PageClient(job.meter(), job.settings.origins, {"User-Agent": job.settings.user_agent, "Accept": "*/*"}, hosts)
    known = {*old.checkpoints, *(c for f in curated.families.values() for c in f.checkpoints)}
    asked = _Session(job, client, noted, NameIndex(curated.families, known))

    def one(board: CuratedBoard, part: Gathered) -> None:
        try:
            _gather(board, asked, part)
        finally:
            job.progress.step("leaderboards", board.slug)

    wanted = [
        board for slug, board in sorted(boards.items())
        if job.options.recheck or slug not in old.boards or due(board, noted.get(slug), job.today)
    ]  # fmt: skip
    job.gathered.answered = len(wanted) < len(boards) or not boards
    job.progress.start("leaderboards", len(wanted))
    turned = in_turn(wanted, job.today)
    yield Stage([Batch("leaderboards", "board", f"board {board.slug}", partial(one, board)) for board in turned])
    if not job.gathered.faults:
        state.write(TOPIC, noted)


def in_turn(boards: Sequence[CuratedBoard], today: date) -> list[CuratedBoard]:
    """The boards from another one on each day: whoever is asked after a host failed is not always the same."""
    first = today.toordinal() % len(boards) if boards else 0
    return [*boards[first:], *boards[:first]]


def _gather(board: CuratedBoard, asked: _Session, gathered: Gathered) -> None:
    """Fetch and read one board; what is noted of it is forgotten where it is not believed."""
    job, source = asked.job, board.source
    if source is None:
        return
    subject, before = f"leaderboards/{board.slug}", job.old.boards.get(board.slug)
    noted = asked.noted.pop(board.slug, None)
    # The ETag is that of what the tree holds: a proposal that nobody merged would be lost behind "not modified".
    known = before.receipt.etag if before is not None and not _is_read_otherwise(board, noted) else None
    whole = noted.get("whole", "") if isinstance(noted, dict) else job.today.isoformat()
    if whole < (job.today - WHOLE).isoformat():
        known = None  # there are servers whose ETag stays while their file changes
    try:
        page = fetch(source, asked.client, etag=known)
    except SourceTrouble as trouble:
        if noted:
            asked.noted[board.slug] = noted
        gathered.keep(subject, trouble)
        return
    if page.unchanged:
        gathered.objects += 1
    else:
        facts = read_board(board, page.body, retrieved_at=iso_date(page.date), content_type=page.headers.get("content-type"))
        if isinstance(facts, Refusal):
            _refused(board, facts, job, gathered)
            return
        doubt = _doubt(board, before.facts if before is not None else None, facts, otherwise=_is_read_otherwise(board, noted))
        if doubt and not accepted(subject, job.options.accept_shrink):
            gathered.answered = gathered.refused = True
            gathered.keep(subject, refusal(subject, doubt), trouble=False)
            return
        _keep(board, facts, page, source.listing or source.url, asked, gathered)
    gathered.answered = True
    asked.noted[board.slug] = {
        "asked": job.today.isoformat(), "reads": reads(board), "whole": whole if page.unchanged else job.today.isoformat(),
    }  # fmt: skip


def _keep(  # an edition, and where it came from
    board: CuratedBoard, facts: BoardFacts, page: FetchedPage, address: str, asked: _Session, gathered: Gathered
) -> None:
    """Takes an edition that is believed, if it says anything new, and names rows that could not be used."""
    subject, before = f"leaderboards/{board.slug}", asked.job.old.boards.get(board.slug)
    for place, reason in list(facts.rejects.items())[:_NAMED]:
        gathered.reject(f"{subject}, {place}", reason)
    if len(facts.rejects) > _NAMED:
        gathered.reject(subject, f"{len(facts.rejects) - _NAMED} further rows could not be used either")
    # Where rows were lost or are no longer readable, bytes may have been damaged under their true ETag: ask for all again.
    lost = before is not None and (len(facts.rows) < len(before.facts.rows) or len(facts.rejects) > len(before.facts.rejects))
    made = receipt(address, page.body, date=page.date, revision=facts.edition, etag=None if lost else page.etag)
    snapshot = BoardSnapshot(facts=facts, receipt=made)
    edition = edition_of(board, snapshot)
    if before is not None and not has_news(board, before.facts, facts, days_between(edition_of(board, before), edition)):
        gathered.objects += 1
    elif gathered.store(kinds.BOARDS.path(board.slug), snapshot, before):
        path = kinds.HISTORIES.path(board.slug)
        had = asked.job.tree.get(path, b"")
        has = extend(had, board, facts.model_copy(update={"edition": edition}), asked.names)
        gathered.files |= {path: has} if has != had else {}


def _doubt(board: CuratedBoard, old: BoardFacts | None, new: BoardFacts, *, otherwise: bool) -> str | None:
    """Why an edition is not believed: what the guard says, or another table or other numbers stand in its place.

    Where a person has the board read `otherwise` now, other numbers are meant.
    """
    doubt = (
        doubt_of_entries(len(old.rows) if old else 0, len(new.rows))
        or doubt_of_edition(old.edition if old else None, new.edition, board.ended)
        or doubt_of_letters("".join(old.rows) if old else "", "".join(new.rows))
    )
    if doubt or old is None:
        return doubt
    if old.edition and not new.edition:
        return f"it states no edition any more; the last one was of {old.edition}"
    return doubt_of_names(old, new) or (None if otherwise else doubt_of_numbers(board, old, new))


def due(board: CuratedBoard, noted: object, today: date) -> bool:
    """Whether a board that is known is asked again today: by its own `refresh`, or because it is read otherwise now."""
    if _is_read_otherwise(board, noted):
        return True
    if board.refresh == "never":
        return False
    days = {"week": 7, "month": 28}.get(board.refresh)
    asked = noted.get("asked") if isinstance(noted, dict) else None
    try:
        return days is None or (today - date.fromisoformat(str(asked))).days >= days
    except ValueError:
        return True


def _is_read_otherwise(board: CuratedBoard, noted: object) -> bool:
    return isinstance(noted, dict) and noted.get("reads", reads(board)) != reads(board)


def reads(board: CuratedBoard) -> str:
    """How a board is read: its layouts, columns and scores, and the version of the readers.

    Where that changed, "not modified" is no answer: the same bytes say something else now. A row that
    could not be read, or a score that nobody had named, comes in with the next look.
    """
    told = board.model_dump(mode="json", include={"source", "columns", "scores", "former"})
    return hashlib.sha256(json.dumps([READER_VERSION, told], sort_keys=True).encode()).hexdigest()[:20]


def _refused(board: CuratedBoard, refusal_: Refusal, job: Job, gathered: Gathered) -> None:
    """A payload that is not what the TOML describes: drift when it once was, the TOML's fault when it never was."""
    if refusal_.column is not None and board.slug not in job.old.boards:
        path = f"{paths.BOARDS}{board.slug}.toml"
        said, fix = f"the column {refusal_.column!r} does not exist on the board", f"name one of its columns: {', '.join(refusal_.available[:30])}"
        gathered.faults.append(Fault(path, line_with(job.tree[path], refusal_.column), said, fix))
    gathered.keep(f"leaderboards/{board.slug}", str(refusal_))
