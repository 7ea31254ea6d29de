"""Leaderboards: one request a board, conditional; a table is taken whole or not at all.

Of boards with one file a model a listing names the files, and all of them together are read as one document.
"""

import hashlib
import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any, Final
from urllib.parse import quote

import httpx2

from pipeline.changes.guard import doubt_of_edition, doubt_of_entries, doubt_of_letters
from pipeline.history import extend
from pipeline.http.meter import Meter
from pipeline.http.origins import origin
from pipeline.http.policy import SourceTrouble, Trouble
from pipeline.http.transport import FetchedPage, PageClient
from pipeline.layout import kinds
from pipeline.model.boards import BoardSource, CuratedBoard
from pipeline.model.snapshots import BoardFacts, BoardSnapshot
from pipeline.names.join import NameIndex
from pipeline.reconcile.members import members
from pipeline.settings import Settings
from pipeline.sources.asking import Batch, Gathered, Job, Stage, Stages, iso_date, receipt
from pipeline.sources.boards.grid import MAX_BYTES, Refusal, fault_of, text_of
from pipeline.sources.boards.json_rows import at, parse
from pipeline.sources.boards.news import doubt_of_names, doubt_of_numbers, has_news
from pipeline.sources.boards.read import READER_VERSION, not_the_format, read_board
from pipeline.sources.boards.yaml_rows import parse as parse_yaml
from pipeline.sources.json_fields import days_since

MOST: Final = 400
"""Files of one board that are asked for; a run may make 500 requests for boards."""
_SAFE: Final = re.compile(r"[\w@+:.~%-][\w@+:.~%() /-]{0,200}")
_WORD: Final = re.compile(r"[^\s\"'<>(),]{1,300}")
_NAMED: Final = 5
"""Rows of an edition that could not be used and are named one by one; the others are counted."""
TOPIC: Final = "boards"
WHOLE: Final = timedelta(days=28)
"""So long a board's "not modified" is believed."""


def fetch(source: BoardSource, client: PageClient, *, etag: str | None = None) -> FetchedPage:
    """A board's data, in one piece; of several files, which no ETag speaks of, one JSON object: file name -> what it says.

    A file that is not there says null. SourceTrouble also where the listing or a file is not what the TOML describes.
    """
    if not source.listing:
        return client.get(source.url, etag=etag)
    page = client.get(source.listing)
    documents: dict[str, Any] = {}
    size, at_fault = 0, ""
    try:
        for name in names_in(page.body, source):
            at_fault, documents[name] = f"{name}: ", None
            try:
                body = client.get(source.url.replace("{}", quote(name, safe="/:@+~-._%()"))).body
            except SourceTrouble as trouble:
                if trouble.trouble is Trouble.NOT_FOUND:
                    continue
                raise
            size += len(body)
            if size > MAX_BYTES:
                raise SourceTrouble(Trouble.TOO_LARGE, f"its files have more than {MAX_BYTES} bytes together", source.listing)
            documents[name] = (parse if source.format == "json" else parse_yaml)(text_of(body, source.encoding))
    except Refusal as refusal:
        raise SourceTrouble(Trouble.MALFORMED, at_fault + refusal.reason, source.listing) from None
    headers = httpx2.Headers({"date": page.date} if page.date else {})
    return page._replace(body=json.dumps(documents, ensure_ascii=False).encode(), headers=headers)


def read(board: CuratedBoard, page: FetchedPage) -> BoardFacts | Refusal:
    """What a board's data says."""
    return read_board(board, page.body, retrieved_at=iso_date(page.date), content_type=page.headers.get("content-type"))


def names_in(listing: bytes, source: BoardSource) -> list[str]:
    """The names of the files in a listing, in order, each once; refused where there are none, or too many."""
    text = text_of(listing, source.encoding)
    try:
        found = [name for here in at(parse(text), source.listed) for name in (here if isinstance(here, list | dict) else (here,))]
    except Refusal as refusal:
        if source.listed:
            raise Refusal(f"the listing is {not_the_format(source, listing, None) or refusal.reason}") from None
        found = _WORD.findall(text)
    before, _, after = map(re.escape, source.named.partition("{}"))
    named = re.compile(f"{before}(.+){after}", re.DOTALL)
    names = dict.fromkeys(match[1] for one in found if isinstance(one, str) and (match := named.fullmatch(one)))
    safe = [n for n in names if _SAFE.fullmatch(n) and ".." not in n and "//" not in n]
    if not safe:
        raise Refusal(f"the listing names no file at {source.listed!r} like {source.named!r}")
    if len(safe) > MOST:
        raise Refusal(f"the listing names {len(safe)} files, more than the {MOST} that are asked for")
    return safe


def asked_boards(boards: Mapping[str, CuratedBoard]) -> list[CuratedBoard]:
    """The boards that have a source and live, by their slugs."""
    return [board for _, board in sorted(boards.items()) if board.source is not None and board.state != "retired"]


def client_of(boards: Iterable[CuratedBoard], settings: Settings, meter: Meter) -> PageClient:
    """A client that may go to the origins that boards name."""
    sources = (board.source for board in boards if board.source is not None)
    origins = {origin(url) for source in sources for url in (source.url, source.listing) if url}
    return PageClient(meter, settings.origins, {"User-Agent": settings.user_agent, "Accept": "*/*"}, origins)


def stages(job: Job) -> Stages:
    """One batch a board that has a source and is due; a run about some families asks none."""
    boards = [] if job.options.families else asked_boards(job.curated.boards)
    asked = _Boards(job, {slug: noted for slug, noted in job.known(TOPIC).items() if isinstance(noted, dict)})
    known = {} if job.options.recheck else job.old.boards
    wanted = [b for b in boards if b.slug not in known or due(b, asked.noted.get(b.slug, {}), job.today)]
    job.gathered.answered = len(wanted) < len(boards) or not boards
    job.progress.start("leaderboards", len(wanted))
    yield Stage([Batch(f"board {b.slug}", partial(asked.ask, b), "leaderboards") for b in in_turn(wanted, job.today)])
    if not job.gathered.faults:
        job.gathered.notes[TOPIC] = asked.noted


def in_turn(boards: Sequence[CuratedBoard], today: date) -> list[CuratedBoard]:
    """The boards from another one on each day: whoever is asked after a host failed is not always the same."""
    first = today.toordinal() % len(boards) if boards else 0
    return [*boards[first:], *boards[:first]]


class _Boards:
    """Asks boards, one after another or beside one another; `noted` is when and how each was asked last."""

    def __init__(self, job: Job, noted: dict[str, dict[str, str]]) -> None:
        self.noted, self._job = noted, job
        self._client = client_of(job.curated.boards.values(), job.settings, job.meter())
        self._names = NameIndex(job.curated.families, members(job.curated, job.old))

    def ask(self, board: CuratedBoard, gathered: Gathered) -> None:
        """Fetch and read one board; what is noted of it is forgotten where it is not believed."""
        source, noted, before = board.source, self.noted.get(board.slug, {}), self._job.old.boards.get(board.slug)
        assert source is not None  # noqa: S101  `asked_boards` gives no other
        today, how = self._job.today, reads(board)
        otherwise = noted.get("reads", how) != how
        whole = noted.get("whole", "") if noted else today.isoformat()
        # The ETag is that of what the tree holds: a proposal that nobody merged would be lost behind "not modified";
        # and there are servers whose ETag stays while their file changes.
        known = before is not None and not otherwise and whole >= (today - WHOLE).isoformat()
        with gathered.keeping(f"leaderboards/{board.slug}"):
            page = fetch(source, self._client, etag=before.receipt.etag if before is not None and known else None)
            if page.unchanged:
                gathered.objects += 1
            elif self._takes(board, source.listing or source.url, page, gathered, otherwise=otherwise):
                whole = today.isoformat()
            else:
                self.noted.pop(board.slug, None)
                return
            gathered.answered = True
            self.noted[board.slug] = {"asked": today.isoformat(), "reads": how, "whole": whole}

    def _takes(self, board: CuratedBoard, address: str, page: FetchedPage, gathered: Gathered, *, otherwise: bool) -> bool:
        """Take an edition if it says anything new, and name rows that could not be used; whether it is believed."""
        job, before, subject, facts = self._job, self._job.old.boards.get(board.slug), f"leaderboards/{board.slug}", read(board, page)
        if isinstance(facts, Refusal):
            # Drift where it once was what the TOML describes; the TOML's fault where it never was.
            if facts.column is not None and before is None:
                gathered.faults.append(fault_of(board.slug, job.tree[kinds.CURATED_BOARDS.path(board.slug)], facts))
            gathered.keep(subject, str(facts))
            return False
        doubt = _doubt(board, before.facts if before is not None else None, facts, otherwise=otherwise)
        if gathered.refuses(subject, doubt, job.options.accept_shrink):
            gathered.answered = True
            return False
        for place, reason in list(facts.rejects.items())[:_NAMED]:
            gathered.reject(f"{subject}, {place}", reason)
        if len(facts.rejects) > _NAMED:
            gathered.reject(subject, f"{len(facts.rejects) - _NAMED} further rows could not be used either")
        # Where rows were lost or are no longer readable, bytes may have been damaged under their true ETag: ask for all again.
        lost = before is not None and (len(facts.rows) < len(before.facts.rows) or len(facts.rejects) > len(before.facts.rejects))
        made = receipt(address, page.body, date=page.date, revision=facts.edition, etag=None if lost else page.etag)
        if before is not None and not has_news(board, before.facts, facts):
            gathered.objects += 1
        elif gathered.store(kinds.BOARDS.path(board.slug), BoardSnapshot(facts=facts, receipt=made), before):
            path = kinds.HISTORIES.path(board.slug)
            had = job.tree.get(path, b"")
            has = extend(had, board, facts, self._names)
            gathered.files |= {path: has} if has != had else {}
        return True


def _doubt(board: CuratedBoard, old: BoardFacts | None, new: BoardFacts, *, otherwise: bool) -> str | None:
    """Why an edition is not believed: the guard's doubts, other names, or, unless read `otherwise`, other numbers."""
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


def due(board: CuratedBoard, noted: Mapping[str, str], today: date) -> bool:
    """Whether a board that is known is asked again today: by its own `refresh`, or because it is read otherwise now."""
    if noted.get("reads", reads(board)) != reads(board):
        return True
    days = {"run": -math.inf, "week": 7, "month": 28}.get(board.refresh)
    return days is not None and days_since(noted.get("asked"), today) >= days


def reads(board: CuratedBoard) -> str:
    """How a board is read: where that changed, "not modified" is no answer, since the same bytes say otherwise now."""
    told = board.model_dump(mode="json", include={"source", "columns", "scores", "former"})
    return hashlib.sha256(json.dumps([READER_VERSION, told], sort_keys=True).encode()).hexdigest()[:20]
