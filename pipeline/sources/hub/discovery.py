"""What is new on the Hub, and what it says of one thing that a person wants on the list.

Discovery reads listings of makers and collections, what trends or is liked most, what links to known papers, cards.
A look-up is a few requests: the thing itself, its maker's listing, its card. Nothing is kept of the answers but
proposals: facts come from snapshots, at the next refresh.
"""

import json
import time
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

from pipeline.discover.evidence import Entry, read_entry
from pipeline.discover.find import CandidateFamily, Found, Lookup, find
from pipeline.edit.curated_file import new_file
from pipeline.http.meter import Meter
from pipeline.http.policy import SourceTrouble, Trouble
from pipeline.kinds import LISTED
from pipeline.layout import kinds
from pipeline.layout.catalog import Curated, Snapshots, Tree, parse_curated, parse_snapshots
from pipeline.model.clean import clean
from pipeline.model.ids import near
from pipeline.model.outcomes import Refused, WrongPart, WrongUsage
from pipeline.model.reports import Progress, SourceReport
from pipeline.model.snapshots import CardFacts
from pipeline.settings import Settings
from pipeline.sources.asking import Gathered, Options, log_event, log_report, paced
from pipeline.sources.hub import HUB, SOURCE
from pipeline.sources.hub.ask import CardWork, gather_cards, model_words
from pipeline.sources.hub.client import EXPAND, PAGE, HubClient, parse_json
from pipeline.sources.json_fields import mapping, text
from pipeline.store.state import CardCache

SHOWN_BY: Final = (*EXPAND, "likes", "trendingScore")
STRANGERS: Final = 10
"""Among the most liked, so many times as many likes are asked of a maker that the list does not know."""
MAX_WAIT: Final = 60.0
"""Seconds that the Hub may make a person wait who stands before a terminal."""
_TRENDING: Final = "trending"


class _Listing(NamedTuple):
    """A listing to ask for: its name, the query, how many are looked at (0: all that a maker has)."""

    subject: str
    query: list[tuple[str, str | int]]
    most: int = 0

    def pages(self, client: HubClient) -> Iterator[list[Entry]]:
        """What it holds, page by page."""
        pages = client.models(self.query, expand=SHOWN_BY, limit=self.most or PAGE)
        shown_by, number = (self.subject, 1) if self.most else ("", None)
        return (_read(page.entries, shown_by) for page in islice(pages, number))


def _by(owner: str) -> _Listing:
    return _Listing(f"huggingface/{owner}", [("author", owner)])


def _linking_to(paper: str) -> _Listing:
    return _Listing(f"links to {paper}", [("filter", f"arxiv:{paper}"), ("sort", "likes")], 100)


_GENERAL: Final = (
    _Listing(_TRENDING, [("sort", "trendingScore")], 100),
    *(
        _Listing(f"among the most liked for {task}", [("filter", task), ("sort", "likes")], 1000)
        for kind in LISTED.values() for task in sorted(kind.tasks)
    ),
)  # fmt: skip
"""Listings of the whole Hub. What they are called says why an entry of theirs is of interest."""


@dataclass(frozen=True, kw_only=True)
class DiscoveryOptions(Options):
    """How discovery looks: how far back, how many cards and papers it may ask about.

    What stands in `older` listings is no news. Where `listings` are named, they are read and nobody is asked.
    """

    since: str = ""
    cards: int = 30
    citing: int = 10
    trending: bool = False
    listings: Sequence[Path] = ()
    older: Sequence[Path] = ()


def discover(
    tree: Tree, settings: Settings, looking: DiscoveryOptions, progress: Progress
) -> tuple[Found, SourceReport | None]:
    """Ask the Hub for what watch.toml names; what is new, and how the asking went (None where files were read instead).

    Never raises for a failing upstream. InputFaults where the list's own files cannot be read, WrongUsage where a file
    is no listing.
    """
    curated, snapshots, began = parse_curated(tree), parse_snapshots(tree), time.monotonic()
    before = {e.id for file in looking.older for e in read_listing(file)}
    search = partial(find, curated=curated, snapshots=snapshots, since=looking.since, seen_before=before)
    if looking.listings:
        return search([e for file in looking.listings for e in read_listing(file)]), None
    log_event("source-began", "huggingface: looking for what is new", run=looking.run.id, source="huggingface")
    meter = paced(SOURCE, looking, progress)
    gathered, read = Gathered(SOURCE.name, tally=meter.tally), Gathered(SOURCE.name)
    with closing(HubClient(settings, meter)) as client:
        entries = _ask(client, curated, looking, gathered, progress)
        leads = (max(c.checkpoints, key=lambda s: (s.likes, s.id)) for c in search(entries).candidates)
        unread = [lead for lead in leads if lead.id not in snapshots.cards][: looking.cards]
        cards = _cards(unread, client, CardCache(settings.cache), read, progress, curated)
    gathered.kept, gathered.troubled = [*gathered.kept, *read.kept], gathered.troubled or read.troubled
    found = search(entries, cards=cards)
    gathered.objects = found.seen
    report = gathered.report()
    log_report("source-ended", SOURCE.name, report, run=looking.run.id, began=began)
    return found, report


def _cards(
    leads: Sequence[Entry], client: HubClient, cache: CardCache, read: Gathered, progress: Progress, curated: Curated
) -> dict[str, CardFacts]:
    """What the cards of some repositories state, as far as they can be read."""
    progress.start("model cards", len(leads))
    work = [CardWork(lead.id, lead.sha, None, gated=False) for lead in leads]
    gather_cards(work, client, cache, model_words(curated), progress, read)
    return {i: c.facts for i, c in parse_snapshots(read.files).cards.items() if c.state == "read"}


def _ask(client: HubClient, curated: Curated, looking: DiscoveryOptions, gathered: Gathered, progress: Progress) -> list[Entry]:
    watch = curated.watch
    named = {checkpoint.partition("/")[0] for family in curated.families.values() for checkpoint in family.checkpoints}
    owners = {*_makers(curated), *watch.organizations, *named}
    known = {o.casefold() for o in owners}
    papers = sorted({p for f in curated.families.values() for p in f.papers}, reverse=True)[: looking.citing]
    wide = [*(_GENERAL if watch.trending or looking.trending else ()), *map(_linking_to, papers)]
    progress.start("listings", len(watch.collections) + len(owners) + len(wide))
    wanted = _collected(client, watch.collections, gathered, progress)
    makers = sorted(owners, key=str.casefold) + sorted({i.partition("/")[0] for i in wanted} - owners, key=str.casefold)
    listings = [*map(_by, makers), *wide]

    def listed(one: _Listing) -> list[Entry] | None:
        """What it holds; None where nothing answered."""
        found: list[Entry] | None = None
        with gathered.keeping(one.subject):
            for page in one.pages(client):
                found = [*(found or ()), *page]
                gathered.answered = True
        progress.step("listings")
        return found

    def matters(entry: Entry, one: _Listing) -> bool:
        if one.subject == _TRENDING:
            return entry.trend > 0
        if one in _GENERAL:
            return entry.likes >= STRANGERS * watch.min_likes or entry.owner.casefold() in known
        return one.most > 0 or one.subject.partition("/")[2] in owners or entry.id in wanted

    entries: list[Entry] = []
    with ThreadPoolExecutor(max_workers=client.meter.policy.concurrency) as pool:
        for one, found in zip(listings, pool.map(listed, listings), strict=True):
            if found == [] and not one.most:
                gathered.reject(one.subject, "an empty listing: names are case-sensitive")
            shown = (e.model_copy(update={"shown_by": (*e.shown_by, *wanted.get(e.id, ()))}) for e in found or ())
            entries += [e for e in shown if matters(e, one)]
    return entries


def _collected(
    client: HubClient, collections: Iterable[str], gathered: Gathered, progress: Progress
) -> dict[str, tuple[str, ...]]:
    """The models of the watched collections, each with the words that it is shown by."""
    wanted: dict[str, tuple[str, ...]] = {}
    for slug in collections:
        try:
            facts, _ = client.collection(slug)
            models = (i for i, item in facts.items.items() if item.type == "model")
            wanted |= dict.fromkeys(models, (f"collection {facts.title or slug}",))
            gathered.answered = True
        except SourceTrouble as trouble:
            gathered.keep(f"collections/{slug}", trouble, trouble=trouble.trouble is not Trouble.NOT_FOUND)
        progress.step("listings")
    return wanted


def _makers(curated: Curated) -> set[str]:
    return {hub for one in curated.organizations.organizations.values() for hub in one.hub}


def _read(wires: Iterable[object], shown_by: str = "") -> list[Entry]:
    return [e for e in (read_entry(one, shown_by) for one in wires) if e is not None]


def read_listing(file: Path) -> list[Entry]:
    """The entries of a listing on disk, also gzipped: JSON as from the Hub, or `{"models": […]}`. Else WrongUsage."""
    try:
        data = file.read_bytes()
        if data[:2] == b"\x1f\x8b":
            data = zlib.decompress(data, wbits=31)
        whole = json.loads(data)
    except (ValueError, zlib.error, RecursionError):
        whole = None
    listed = whole.get("models") if isinstance(whole, dict) else whole
    if not isinstance(listed, list):
        raise WrongUsage(f"{file}: no list of models in JSON, as GET /api/models gives it")
    return _read(listed)


def drafts(candidates: Iterable[CandidateFamily], tree: Tree) -> dict[str, bytes]:
    """New files for the candidates whose makers the list knows; never one that is there already."""
    made: dict[str, bytes] = {}
    for candidate in candidates:
        family, path = candidate.draft(), kinds.FAMILIES.path(candidate.slug)
        if family is not None and path not in tree:
            made[path] = new_file(family, candidate.comments()).encode()
    return made


_TRY_AGAIN: Final = "nothing was written (try again later, or add --offline to go on without asking)"


def look_up(kind: str, thing: str, curated: Curated, snapshots: Snapshots, settings: Settings) -> Lookup:
    """Ask the Hub about a checkpoint, collection or paper (`kind` is the list of a family that it goes to).

    WrongPart where the Hub does not have it, Refused where it could not be asked.
    """
    # Who asks for a model by name does not care how many like it.
    curated = curated._replace(watch=curated.watch.model_copy(update={"min_likes": 0}))
    with closing(_brief(settings)) as client:
        try:
            looked, entries = _asked(client, kind, thing, _makers(curated))
        except SourceTrouble as trouble:
            raise Refused(f"the Hub {trouble.trouble}: {clean(trouble.reason, limit=200)}; {_TRY_AGAIN}") from trouble
        looked = looked._replace(found=find(entries, curated, snapshots))
        leads = [s for c in looked.candidates[:1] for s in c.checkpoints if s.id in looked.items][:1]
        cache = CardCache(settings.cache, writable=False)
        cards = _cards(leads, client, cache, read := Gathered(SOURCE.name), Progress(), curated)
    if read.kept and not read.kept[0].reason.startswith(Trouble.MALFORMED):  # its paper may be there in a minute
        raise Refused(f"the card of {leads[0].id}: {read.kept[0].reason}; {_TRY_AGAIN}")
    papers = tuple(paper for card in cards.values() for paper in card.own_papers)
    return looked._replace(found=find(entries, curated, snapshots, cards=cards), own_papers=papers)


def unknown_makers(makers: Iterable[str], settings: Settings) -> list[str]:
    """Those of whom the Hub lists nothing: misspelt (it tells case apart), or without public models.

    SourceTrouble where it could not be asked.
    """
    with closing(_brief(settings)) as client:
        return [m for m in makers if not any(page.entries for page in client.models([("author", m)], limit=1, expand=("sha",)))]


def _brief(settings: Settings) -> HubClient:
    """A client for a person who waits."""
    return HubClient(settings, Meter(replace(HUB, attempts=3, max_wait=MAX_WAIT, wait_budget=MAX_WAIT)))


def _asked(client: HubClient, kind: str, thing: str, makers: set[str]) -> tuple[Lookup, list[Entry]]:
    """A thing's name and checkpoints as the Hub states them; these, and what their maker publishes besides.

    Of a collection that is whoever made most of its models; of a paper the first known maker whose card links to it.
    """
    try:
        if kind == "checkpoints":
            shown = _read([client.model(thing)[1]])
            looked, owners = Lookup(shown[0].id, shown[0].name, (shown[0].id,)), [shown[0].owner]
        elif kind == "collections":
            facts, _ = client.collection(thing)
            items = tuple(i for i, item in facts.items.items() if item.type == "model")
            looked, shown = Lookup(thing, facts.title, items), []
            owners = [owner for owner, _ in Counter(i.partition("/")[0] for i in items).most_common(1)]
        else:
            title = None
            with suppress(SourceTrouble):
                title = text(mapping(parse_json(client.paper(thing).body, thing)), "title", 200)
            shown = next(_linking_to(thing).pages(client), [])
            owners = [e.owner for e in shown if e.owner in makers][:1]
            named = (title or "").split(":")[0].removesuffix(" Technical Report").strip()
            looked = Lookup(thing, named, tuple(e.id for e in shown))
        return looked, [*shown, *(e for owner in owners for e in _published(client, owner))]
    except SourceTrouble as trouble:
        if trouble.trouble not in {Trouble.NOT_FOUND, Trouble.NO_FILE}:
            raise
        others = _published(client, thing.partition("/")[0]) if kind == "checkpoints" else ()
        what = "repository" if kind == "checkpoints" else kind.removesuffix("s")
        nearest = near(thing, [e.id for e in others])
        raise WrongPart("link", f"the Hub has no {what} {thing}, or keeps it private{nearest}") from trouble


def _published(client: HubClient, owner: str) -> list[Entry]:
    return [entry for page in _by(owner).pages(client) for entry in page]
