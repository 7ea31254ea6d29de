"""Each upstream asked for one thing that the list knows, and its answer held against the form that the readers expect."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Final, cast

from pipeline.cards import READER_VERSION
from pipeline.cards.card import read_card
from pipeline.doctor import Check, judged
from pipeline.http.meter import Meter
from pipeline.http.policy import SourceTrouble, Trouble, http_date, room_left
from pipeline.http.transport import PageClient
from pipeline.layout.catalog import Curated
from pipeline.model.boards import BoardSource, CuratedBoard
from pipeline.model.clean import clean
from pipeline.settings import Settings
from pipeline.sources.arxiv import ARXIV
from pipeline.sources.arxiv.ask import ArxivClient
from pipeline.sources.arxiv.states import hub_paper_facts
from pipeline.sources.boards import PAGES
from pipeline.sources.boards.ask import asked_boards, client_of, fetch, read
from pipeline.sources.boards.grid import Refusal
from pipeline.sources.declared import Policy
from pipeline.sources.hub import HUB
from pipeline.sources.hub.client import HubClient, parse_json
from pipeline.sources.hub.states import card_facts
from pipeline.sources.json_fields import mapping
from pipeline.tables import table_beside

ENTRY: Final[dict[str, type]] = {"id": str, "sha": str, "createdAt": str, "lastModified": str, "tags": list}
"""What every entry of the Hub's listings has, and its type; other fields may be missing of a repository."""
PATIENCE: Final = 20.0
"""Seconds that an upstream may make a person wait."""
SKEW: Final = 120.0
"""Seconds by which a clock may be wrong before dates of a run are."""

_MENDS: Final = table_beside(__file__)
_odd: Final = partial(SourceTrouble, Trouble.MALFORMED)
"""An answer of another form than the readers expect."""


def checks(settings: Settings, curated: Curated) -> Iterator[Check]:
    """The Hub (its token, one listing, collection, card and paper), arXiv's feed, and each leaderboard with a source."""
    families, keys = curated.families.values(), ("checkpoints", "collections", "papers")
    checkpoints, collections, papers = (sorted(one for family in families for one in getattr(family, key)) for key in keys)
    with closing(HubClient(settings, _patient(HUB))) as client:
        if settings.hf_token:
            yield from _probed("HF_TOKEN", _token(client))
        else:
            yield Check("HF_TOKEN", "note", "not set", "optional: a free read token doubles the Hub's quota and opens gated cards")
        for name, ask, ids in (
            ("Hub listing", _listing, checkpoints), ("Hub card", _card, checkpoints),
            ("Hub collection", _collection, collections), ("Hub papers", _hub_paper, papers),
        ):  # fmt: skip
            yield from _probed(name, ask(client, ids)) if ids else ()
    yield from _probed("arXiv feed", _feed(settings, papers[0])) if papers else ()
    asked = asked_boards(curated.boards)
    pages = client_of(asked, settings, _patient(PAGES))
    good = 0
    for board in asked:
        check = next(_probed(f"board {board.slug}", _board(board, pages)))
        good += check.outcome == "ok"
        yield from () if check.outcome == "ok" else (check,)
    if good:
        yield Check("leaderboards", "ok", f"{good} of {len(asked)} answer in the expected form")


def _patient(policy: Policy) -> Meter:
    return Meter(replace(policy, attempts=2, max_wait=PATIENCE, wait_budget=PATIENCE))


def _probed(name: str, seen: Iterable[Check | str]) -> Iterator[Check]:
    """What is seen in an answer, or how it failed."""
    try:
        for saw in seen:
            yield saw if isinstance(saw, Check) else Check(name, "ok", saw)
    except SourceTrouble as trouble:
        mend = _MENDS.get(trouble.trouble.name, "its last snapshots are kept; look at the address")
        yield Check(name, "fails", clean(f"{trouble.trouble}: {trouble.reason}", limit=200), mend)


def _token(client: HubClient) -> Iterator[Check]:
    told = mapping(parse_json(client.whoami().body))
    if not isinstance(told.get("name"), str):
        raise _odd("whoami-v2 names nobody")
    role = mapping(mapping(told.get("auth")).get("accessToken")).get("role")
    saw = clean(f"of {told['name']}, role {role or 'not said'}", limit=100)
    yield judged("HF_TOKEN", role != "write", saw, "a read token is enough, and safer", "note")


def _listing(client: HubClient, checkpoints: list[str]) -> Iterator[Check | str]:
    owner = checkpoints[0].partition("/")[0]
    page = next(client.models([("author", owner)], limit=5))
    yield from _limits(page.headers)
    if not page.entries:
        raise _odd(f"nothing of {owner}, whose checkpoints are on the list")
    for entry in map(mapping, page.entries):
        for key, kind in ENTRY.items():
            if not isinstance(entry.get(key), kind):
                raise _odd(f"an entry whose {key} is of another type" if key in entry else f"an entry without {key}")
    yield f"{len(page.entries)} entries of {owner}"


def _limits(headers: Mapping[str, str]) -> Iterator[Check]:
    """This machine's clock, and what is left of the Hub's window, as far as the headers of an answer say it."""
    if (theirs := http_date(headers.get("date"))) is not None:
        ahead = (datetime.now(UTC) - theirs).total_seconds()
        off = f"{abs(ahead) / 3600:.1f} hours {'ahead of' if ahead > 0 else 'behind'} the Hub's"
        saw = f"{abs(ahead):.0f} s from the Hub's" if abs(ahead) <= SKEW else off
        yield judged("clock", abs(ahead) <= SKEW, saw, "set this machine's clock: dates of a run and TLS depend on it")
    if (room := room_left(headers)) is not None:
        saw = f"{room[0]} requests left for {room[1]:.0f} s"
        yield judged("Hub budget", room[0] >= 100, saw, "a run will wait for the next window; HF_TOKEN doubles it", "note")


def _card(client: HubClient, checkpoints: list[str]) -> Iterator[Check | str]:
    """The first of five cards of which something can be read."""
    empty = ""
    for checkpoint in checkpoints[:5]:
        try:
            body = client.card(checkpoint, None).body
        except SourceTrouble as trouble:
            if trouble.trouble in {Trouble.GATED, Trouble.NOT_FOUND, Trouble.NO_FILE}:
                continue
            raise
        if claims := card_facts(read_card(checkpoint, body), None, READER_VERSION).claims:
            yield f"{checkpoint}: {len(claims)} fields read"
            return
        empty = checkpoint
    if empty:
        raise _odd(f"no field can be read in {empty}")
    yield Check("Hub card", "note", "the first five checkpoints have no card that may be read here", "HF_TOKEN opens gated ones")


def _collection(client: HubClient, collections: list[str]) -> Iterator[str]:
    yield f"{collections[0]}: {len(client.collection(collections[0])[0].items)} items"


def _hub_paper(client: HubClient, papers: list[str]) -> Iterator[Check | str]:
    try:
        told = mapping(parse_json(client.paper(papers[0]).body))
    except SourceTrouble as trouble:
        if trouble.trouble not in {Trouble.NOT_FOUND, Trouble.NO_FILE}:
            raise
        yield Check("Hub papers", "note", f"it does not have {papers[0]}", "it is only asked where arXiv refuses")
        return
    if hub_paper_facts(papers[0], told) is None:
        raise _odd("a paper that has no title, or another id")
    yield papers[0]


def _feed(settings: Settings, paper: str) -> Iterator[str]:
    result = ArxivClient(settings, _patient(ARXIV)).papers([paper])[0].get(paper)
    if result is None or not result.title or not result.authors:
        raise _odd(f"no title and authors of {paper}")
    yield paper


def _board(board: CuratedBoard, client: PageClient) -> Iterator[Check]:
    facts = read(board, fetch(cast("BoardSource", board.source), client))
    saw = f"another form than the expected: {clean(str(facts), limit=200)}"
    mend = f"look at the page and mend catalog/curated/leaderboards/{board.slug}.toml"
    yield judged(f"board {board.slug}", not isinstance(facts, Refusal), saw, mend)
