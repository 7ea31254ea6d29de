"""Each upstream asked for one thing that the list knows, and its answer held against the form that the readers expect."""

import email.utils
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from pipeline.cards import READER_VERSION
from pipeline.cards.card import read_card
from pipeline.doctor.checks import Check, Outcome, Surroundings
from pipeline.http.meter import Meter, SourceTrouble
from pipeline.http.pages import PageClient
from pipeline.http.policy import Trouble, room_left
from pipeline.model.clean import clean
from pipeline.model.policy import Policy
from pipeline.sources.answers import iso_date
from pipeline.sources.arxiv import ARXIV
from pipeline.sources.arxiv.client import ArxivClient
from pipeline.sources.arxiv.states import hub_paper_facts
from pipeline.sources.boards import PAGES
from pipeline.sources.boards.ask_files import fetch, hosts_of
from pipeline.sources.boards.grid import Refusal
from pipeline.sources.boards.read import read_board
from pipeline.sources.hub import HUB
from pipeline.sources.hub.card_states import card_facts
from pipeline.sources.hub.client import HubClient, parse_json
from pipeline.sources.hub.states import checkpoint_facts, collection_facts

ENTRY: Final = ("id", "sha", "createdAt", "lastModified", "tags")
"""What every entry of the Hub's listings has; other fields may be missing of a repository."""
PATIENCE: Final = 20.0
"""Seconds that an upstream may make a person wait."""
SKEW: Final = 120.0
"""Seconds by which a clock may be wrong before dates of a run are."""

_REFORM: Final = "the upstream changed its form: its last snapshots are kept; look for a newer version of this program, or report it"
_MENDS: Final = {
    Trouble.UNREACHABLE: "look at the network, HTTPS_PROXY and NO_PROXY, and the address in the environment",
    Trouble.TIMED_OUT: "look at the network and HTTPS_PROXY; else try again later",
    Trouble.LIMITED: "wait, or ask from another address; for the Hub set HF_TOKEN",
    Trouble.SERVER: "nothing here: try again later, its last snapshots are kept",
    Trouble.REFUSED: "for the Hub: is HF_TOKEN right? arXiv often refuses shared addresses: try from another one",
    Trouble.MALFORMED: _REFORM,
    Trouble.FORBIDDEN_ADDRESS: "an address inside a network has to be named in the environment",
}


def _patient(policy: Policy) -> Meter:
    return Meter(replace(policy, attempts=2, max_wait=PATIENCE, wait_budget=PATIENCE))


def _failed(name: str, trouble: SourceTrouble, mend: str = "") -> Check:
    words = clean(f"{trouble.trouble}: {trouble.reason}", limit=200)
    return Check(name, "fails", words, mend or _MENDS.get(trouble.trouble, "its last snapshots are kept; look at the address"))


def _another_form(name: str, what: str) -> Check:
    return Check(name, "fails", f"another form than the expected: {clean(what, limit=200)}", _REFORM)


def hub(around: Surroundings) -> Iterator[Check]:
    """The Hub: the token, then one listing, collection, card and paper."""
    families = around.curated.families
    checkpoints = sorted(c for f in families.values() for c in f.checkpoints)
    collections = sorted(c for f in families.values() for c in f.collections)
    papers = sorted(p for f in families.values() for p in f.papers)
    with closing(HubClient(around.settings.hf_endpoint, around.settings.hf_token, _patient(HUB), around.settings.address)) as client:
        asked = [_token(client, around.settings.hf_token)]
        if checkpoints:
            asked += [_listing(client, checkpoints[0].partition("/")[0]), _card(client, checkpoints)]
        if collections:
            asked.append(_collection(client, collections[0]))
        if papers:
            asked.append(_hub_paper(client, papers[0]))
        for checks in asked:
            yield from checks


def _token(client: HubClient, token: str | None) -> Iterator[Check]:
    name = "HF_TOKEN"
    if not token:
        yield Check(name, "note", "not set", "optional: a free read token doubles the Hub's quota and opens gated cards")
        return
    try:
        told = parse_json(client.whoami().body)
    except SourceTrouble as trouble:
        yield _failed(name, trouble, "make a new read token at the Hub, or unset HF_TOKEN" if trouble.trouble is Trouble.REFUSED else "")
        return
    if not isinstance(told, dict) or not isinstance(told.get("name"), str):
        yield _another_form(name, "whoami-v2 names nobody")
        return
    auth: Any = told.get("auth")
    token_said: Any = auth.get("accessToken") if isinstance(auth, dict) else None
    role = token_said.get("role") if isinstance(token_said, dict) else None
    words = clean(f"of {told['name']}, role {role or 'not said'}", limit=100)
    if role == "write":
        yield Check(name, "note", words, "a read token is enough, and safer")
    else:
        yield Check(name, "ok", words)


def _listing(client: HubClient, owner: str) -> Iterator[Check]:
    name = "Hub listing"
    try:
        page = next(client.models([("author", owner)], limit=5))
    except SourceTrouble as trouble:
        yield _failed(name, trouble)
        return
    broken = [_missing(e) for e in page.entries]
    if not page.entries:
        yield _another_form(name, f"nothing of {owner}, whose checkpoints are on the list")
    elif any(broken):
        yield _another_form(name, f"an entry without {', '.join(next(b for b in broken if b))}")
    else:
        yield Check(name, "ok", f"{len(page.entries)} entries of {owner}")
    yield from _clock(page.headers)
    yield from _budget(page.headers)


def _missing(entry: object) -> tuple[str, ...]:
    if not isinstance(entry, dict) or checkpoint_facts(entry) is None:
        return ("an id",)
    return tuple(key for key in ENTRY if key not in entry)


def _clock(headers: Mapping[str, str]) -> Iterator[Check]:
    try:
        theirs = email.utils.parsedate_to_datetime(headers.get("date", ""))
    except (ValueError, TypeError, IndexError):
        yield Check("clock", "note", "the Hub's answer has no date to compare with")
        return
    apart = abs((datetime.now(UTC) - theirs.replace(tzinfo=theirs.tzinfo or UTC)).total_seconds())
    wrong = apart > SKEW
    mend = "set this machine's clock: dates of a run and TLS depend on it" if wrong else ""
    yield Check("clock", "fails" if wrong else "ok", f"{apart:.0f} s from the Hub's", mend)


def _budget(headers: Mapping[str, str]) -> Iterator[Check]:
    room = room_left(headers)
    if room is None:
        yield Check("Hub budget", "note", "the Hub's answer does not say what is left")
        return
    outcome: Outcome = "note" if room[0] < 100 else "ok"
    mend = "a run will wait for the next window; HF_TOKEN doubles it" if outcome == "note" else ""
    yield Check("Hub budget", outcome, f"{room[0]} requests left for {room[1]:.0f} s", mend)


def _card(client: HubClient, checkpoints: list[str]) -> Iterator[Check]:
    """The first card that is not gated."""
    for checkpoint in checkpoints[:5]:
        try:
            body = client.card(checkpoint, None).body
        except SourceTrouble as trouble:
            if trouble.trouble in {Trouble.GATED, Trouble.NOT_FOUND, Trouble.NO_FILE}:
                continue
            yield _failed("Hub card", trouble)
            return
        facts = card_facts(read_card(checkpoint, body), None, READER_VERSION)
        yield Check("Hub card", "ok", f"{checkpoint}: {len(facts.claims)} fields read")
        return
    yield Check("Hub card", "note", "the first five checkpoints have no card that may be read here", "HF_TOKEN opens gated ones")


def _collection(client: HubClient, slug: str) -> Iterator[Check]:
    try:
        facts = collection_facts(slug, parse_json(client.collection(slug).body))
    except SourceTrouble as trouble:
        yield _failed("Hub collection", trouble)
        return
    if facts is None:
        yield _another_form("Hub collection", f"{slug} has no list of items")
    else:
        yield Check("Hub collection", "ok", f"{slug}: {len(facts.items)} items")


def _hub_paper(client: HubClient, paper: str) -> Iterator[Check]:
    try:
        told = parse_json(client.paper(paper).body)
    except SourceTrouble as trouble:
        if trouble.trouble in {Trouble.NOT_FOUND, Trouble.NO_FILE}:
            yield Check("Hub papers", "note", f"it does not have {paper}", "it is only asked where arXiv refuses")
        else:
            yield _failed("Hub papers", trouble)
        return
    if not isinstance(told, dict) or hub_paper_facts(paper, told) is None:
        yield _another_form("Hub papers", f"{paper} has no title, or another id")
    else:
        yield Check("Hub papers", "ok", paper)


def arxiv(around: Surroundings) -> Iterator[Check]:
    """ArXiv's feed, asked for one paper."""
    papers = sorted(p for f in around.curated.families.values() for p in f.papers)
    if not papers:
        return
    settings = around.settings
    try:
        batch = ArxivClient(settings.arxiv_url, _patient(ARXIV), settings.origins, settings.user_agent).papers(papers[:1])
    except SourceTrouble as trouble:
        yield _failed("arXiv feed", trouble)
        return
    result = batch.papers.get(papers[0])
    if result is None or not result.title or not result.authors:
        yield _another_form("arXiv feed", f"no title and authors of {papers[0]}")
    else:
        yield Check("arXiv feed", "ok", papers[0])


def boards(around: Surroundings) -> Iterator[Check]:
    """Each leaderboard with a source: those that fail by name, the others counted."""
    settings, asked = around.settings, {
        s: b for s, b in sorted(around.curated.boards.items()) if b.source is not None and b.state != "retired"
    }  # fmt: skip
    hosts = hosts_of(asked.values())
    headers = {"User-Agent": settings.user_agent, "Accept": "*/*"}
    client = PageClient(_patient(PAGES), settings.origins, headers, hosts)
    good = 0
    for slug, board in asked.items():
        assert board.source is not None  # noqa: S101  they were chosen by it
        try:
            page = fetch(board.source, client)
        except SourceTrouble as trouble:
            yield _failed(f"board {slug}", trouble)
            continue
        read = read_board(board, page.body, retrieved_at=iso_date(page.date), content_type=page.headers.get("content-type"))
        if isinstance(read, Refusal):
            saw = f"another form than the expected: {clean(read.reason, limit=200)}"
            yield Check(f"board {slug}", "fails", saw, f"look at the page and mend catalog/curated/leaderboards/{slug}.toml")
        else:
            good += 1
    if good:
        yield Check("leaderboards", "ok", f"{good} of {len(asked)} answer in the expected form")


PROBES: Final = (hub, arxiv, boards)
