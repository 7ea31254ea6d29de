"""What the Hub says of one thing that a person wants on the list: does it exist, what is it, which are its siblings.

A few requests: the thing itself, its maker's listing, its card. Nothing is kept of the answers but a proposal:
facts come from snapshots, at the next refresh.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from dataclasses import replace
from itertools import islice
from typing import Any, NamedTuple

from pipeline.cards import READER_VERSION
from pipeline.cards.card import read_card
from pipeline.discover.find import find
from pipeline.discover.found import CandidateFamily, Entry, Found, read_entry
from pipeline.http.meter import Meter
from pipeline.http.policy import SourceTrouble, Trouble
from pipeline.http.transport import FetchedPage
from pipeline.layout.curated import Curated
from pipeline.layout.snapshots import Snapshots
from pipeline.model.snapshots import CardFacts
from pipeline.settings import Settings
from pipeline.sources.hub import HUB
from pipeline.sources.hub.card_states import card_facts
from pipeline.sources.hub.client import HubClient, parse_json
from pipeline.sources.hub.discovery import SHOWN_BY, read_entries
from pipeline.sources.hub.states import collection_facts
from pipeline.sources.hub.wanted import model_words
from pipeline.sources.json_fields import mapping, text

MAX_WAIT = 60.0
"""Seconds that the Hub may make a person wait who stands before a terminal."""
_NOT_THERE = frozenset({Trouble.NOT_FOUND, Trouble.NO_FILE})
_NO_CARD = _NOT_THERE | {Trouble.GATED, Trouble.MALFORMED}


class NotThere(LookupError):  # noqa: N818  it says what is the case
    """The Hub has no such thing, or keeps it private. `near` are ids of the same owner."""

    def __init__(self, thing: str, near: tuple[str, ...] = ()) -> None:
        super().__init__(thing)
        self.near = near


class HubLookup(NamedTuple):
    """What was found out about one thing.

    `id` is the thing as the Hub spells it today; `items` are the checkpoints that it comes to: itself, a
    collection's, those whose cards link to a paper. `found` judges them beside all their makers
    publish; `own_papers` are those that the card of the first candidate calls its own.
    """

    id: str
    title: str
    items: tuple[str, ...]
    found: Found
    own_papers: tuple[str, ...] = ()

    @property
    def candidates(self) -> tuple[CandidateFamily, ...]:
        """The families that the list does not have and that one of the items is of, most items first."""
        items = frozenset(self.items)
        held = {c.slug: sum(s.id in items for s in c.checkpoints) for c in self.found.candidates}
        ranked = sorted(self.found.candidates, key=lambda c: (-held[c.slug], -c.score, c.slug))
        return tuple(c for c in ranked if held[c.slug])


def look_up(kind: str, thing: str, curated: Curated, snapshots: Snapshots, settings: Settings) -> HubLookup:
    """Ask the Hub about a checkpoint, collection or paper (`kind` is the list of a family that it goes to).

    Raises:
        NotThere: the Hub does not have it.
        SourceTrouble: it could not be asked.
    """
    with closing(_client(settings)) as client:
        look = _LookUp(client, curated, snapshots)
        return {"checkpoints": look.checkpoint, "collections": look.collection, "papers": look.paper}[kind](thing)


def unknown_makers(makers: Iterable[str], settings: Settings) -> list[str]:
    """Those of whom the Hub lists nothing: misspelt (it tells case apart), or without public models.

    Raises:
        SourceTrouble: it could not be asked.
    """
    with closing(_client(settings)) as client:
        return [m for m in makers if not any(page.entries for page in client.models([("author", m)], limit=1, expand=("sha",)))]


def _client(settings: Settings) -> HubClient:
    meter = Meter(replace(HUB, attempts=3, max_wait=MAX_WAIT, wait_budget=MAX_WAIT))
    return HubClient(settings.hf_endpoint, settings.hf_token, meter, settings.address)


class _LookUp:
    """One look, with one client."""

    def __init__(self, client: HubClient, curated: Curated, snapshots: Snapshots) -> None:
        self._client = client
        # Who asks for a model by name does not care how many like it.
        self._curated = curated._replace(watch=curated.watch.model_copy(update={"min_likes": 0}))
        self._snapshots = snapshots

    def checkpoint(self, thing: str) -> HubLookup:
        """A repository, with what else its maker publishes."""
        try:
            entry = read_entry(self._json(self._client.model, thing))
        except NotThere:
            raise NotThere(thing, tuple(e.id for e in self._listing(thing.partition("/")[0]))) from None
        if entry is None:
            raise SourceTrouble(Trouble.MALFORMED, "the answer has no valid id", thing)
        return self._judged(entry.id, "", (entry.id,), [entry, *self._listing(entry.owner)])

    def collection(self, thing: str) -> HubLookup:
        """A collection: its models, with what else their makers publish."""
        facts = collection_facts(thing, self._json(self._client.collection, thing))
        if facts is None:
            raise SourceTrouble(Trouble.MALFORMED, "the answer holds no list of items", thing)
        items = tuple(i for i, item in facts.items.items() if item.type == "model")
        owners = Counter(i.partition("/")[0] for i in items)
        entries = self._listing(owners.most_common(1)[0][0]) if owners else []
        return self._judged(thing, facts.title, items, entries)

    def paper(self, thing: str) -> HubLookup:
        """A paper, with the models whose cards link to it, and what else the maker of the most liked publishes."""
        title = None
        with suppress(NotThere):
            title = text(mapping(self._json(self._client.paper, thing)), "title", 200)
        pages = self._client.models([("filter", f"arxiv:{thing}"), ("sort", "likes")], expand=SHOWN_BY, limit=100)
        entries = [e for page in islice(pages, 1) for e in read_entries(page)]
        makers = {h for o in self._curated.organizations.organizations.values() for h in o.hub}
        owner = next((e.owner for e in entries if e.owner in makers), None)
        more = self._listing(owner) if owner else []
        return self._judged(thing, title or "", tuple(e.id for e in entries), [*entries, *more])

    @staticmethod
    def _json(ask: Callable[[str], FetchedPage], thing: str) -> Any:  # noqa: ANN401  whatever the Hub sent
        """What the Hub answers to a question about a thing."""
        try:
            return parse_json(ask(thing).body, thing)
        except SourceTrouble as trouble:
            if trouble.trouble in _NOT_THERE:
                raise NotThere(thing) from trouble
            raise

    def _judged(self, thing: str, title: str, items: tuple[str, ...], entries: list[Entry]) -> HubLookup:
        looked = HubLookup(thing, title, items, find(entries, self._curated, self._snapshots))
        leads = looked.candidates[:1]
        lead = next((s for c in leads for s in c.checkpoints if s.id in items), None)
        card = self._card(lead.id, lead.sha) if lead is not None else None
        if lead is None or card is None:
            return looked
        judged = find(entries, self._curated, self._snapshots, cards={lead.id: card})
        own = [c.value for c in card.claims.get("own_arxiv", ()) if c.about == "self"]
        papers = tuple(p for value in own if isinstance(value, tuple) for p in value)
        return looked._replace(found=judged, own_papers=papers)

    def _listing(self, owner: str) -> list[Entry]:
        return [e for page in self._client.models([("author", owner)], expand=SHOWN_BY) for e in read_entries(page)]

    def _card(self, checkpoint: str, sha: str | None) -> CardFacts | None:
        try:
            body = self._client.card(checkpoint, sha).body
        except SourceTrouble as trouble:
            if trouble.trouble in _NO_CARD:
                return None
            raise
        return card_facts(read_card(checkpoint, body, model_words(self._curated)), sha, READER_VERSION)
