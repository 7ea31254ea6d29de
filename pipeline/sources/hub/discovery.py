"""What discovery reads: listings of makers and collections, what trends or is liked most, what links to known papers, cards."""

import json
import time
import zlib
from collections.abc import Collection, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

from pipeline.discover.drafts import comments, draft_family
from pipeline.discover.find import find
from pipeline.discover.found import CandidateFamily, Entry, Found, read_entry
from pipeline.edit.new_files import new_file
from pipeline.http.meter import Turn, alone
from pipeline.http.policy import SourceTrouble, Trouble
from pipeline.kinds import LISTED
from pipeline.layout import kinds
from pipeline.layout.curated import Curated
from pipeline.layout.snapshots import Snapshots, parse_snapshots
from pipeline.model.outcomes import WrongUsage
from pipeline.model.progress import Progress, Silent
from pipeline.model.reports import SourceReport
from pipeline.settings import Settings
from pipeline.sources.answers import Gathered
from pipeline.sources.asking import paced
from pipeline.sources.events import log_event, log_report
from pipeline.sources.hub import SOURCE
from pipeline.sources.hub.ask_cards import CardWork, gather_cards
from pipeline.sources.hub.client import EXPAND, HubClient, ListingPage, parse_json
from pipeline.sources.hub.states import collection_facts
from pipeline.sources.hub.wanted import model_words
from pipeline.store.cards import CardCache

SHOWN_BY: Final = (*EXPAND, "likes", "trendingScore")
STRANGERS: Final = 10
"""Among the most liked, so many times as many likes are asked of a maker that the list does not know."""
LARGEST_FILE: Final = 512 * 1024 * 1024
"""A listing on disk larger than that (unpacked, in bytes) is no listing."""
TRENDING: Final = "trending"
Query = list[tuple[str, str | int]]

_TASKS: Final = [task for kind in LISTED.values() for task in sorted(kind.tasks)]
_GENERAL: Final[dict[str, tuple[Query, int]]] = {
    TRENDING: ([("sort", "trendingScore")], 100),
    **{f"among the most liked for {task}": ([("filter", task), ("sort", "likes")], 1000) for task in _TASKS},
}
"""Listings of the whole Hub by the reason that an entry is shown by: the query, and how many are looked at."""


@dataclass(frozen=True)
class DiscoveryOptions:
    """How discovery looks: how far back, how many cards and papers it may ask about, how patient it is."""

    since: str = ""
    cards: int = 30
    citing: int = 10
    trending: bool = False
    max_wait: float = 900.0
    turn: Turn = field(default=alone, repr=False, compare=False)
    run: str = field(default="", compare=False)  # the run's id, for what is told of it


class Discovered(NamedTuple):
    """What was found, and how the asking went (None where files were read instead)."""

    found: Found
    report: SourceReport | None = None


def discover(
    curated: Curated, snapshots: Snapshots, settings: Settings, looking: DiscoveryOptions, progress: Progress | None = None,
    *, seen_before: Collection[str] = (),
) -> Discovered:  # fmt: skip
    """Ask the Hub for what watch.toml names, and say what is new. Never raises for a failing upstream."""
    progress = progress or Silent()
    began = time.monotonic()
    log_event("source-began", "huggingface: looking for what is new", run=looking.run, source="huggingface")

    meter = paced(SOURCE, looking.max_wait, turn=looking.turn, run=looking.run)
    gathered = Gathered(SOURCE.name, tally=meter.tally)
    client = HubClient(settings.hf_endpoint, settings.hf_token, meter, settings.address)
    try:
        entries = _ask(client, curated, looking, gathered, progress)
        found = find(entries, curated, snapshots, since=looking.since, seen_before=seen_before)
        leads = (max(c.checkpoints, key=lambda s: (s.likes, s.id)) for c in found.candidates)
        work = [CardWork(s.id, s.sha, None, gated=False) for s in leads if s.id not in snapshots.cards][: looking.cards]
        progress.start("model cards", len(work))
        read = Gathered(SOURCE.name)
        gather_cards(work, client, CardCache(settings.cache), read, progress, model_words(curated))
        gathered.kept, gathered.troubled = [*gathered.kept, *read.kept], gathered.troubled or read.troubled
        cards = {i: c.facts for i, c in parse_snapshots(read.files).cards.items() if c.state == "read"}
        found = find(entries, curated, snapshots, since=looking.since, cards=cards, seen_before=seen_before)
    finally:
        client.close()
    gathered.objects = found.seen
    report = gathered.report()
    log_report("source-ended", SOURCE.name, report, run=looking.run, seconds=time.monotonic() - began)
    return Discovered(found, report)


def _ask(client: HubClient, curated: Curated, looking: DiscoveryOptions, gathered: Gathered, progress: Progress) -> list[Entry]:
    watch = curated.watch
    wanted: dict[str, str] = {}
    makers = {hub for one in curated.organizations.organizations.values() for hub in one.hub}
    makers |= {checkpoint.partition("/")[0] for family in curated.families.values() for checkpoint in family.checkpoints}
    owners = sorted(makers.union(watch.organizations), key=str.casefold)
    general = _GENERAL if watch.trending or looking.trending else {}
    papers = sorted({p for f in curated.families.values() for p in f.papers}, reverse=True)[: looking.citing]
    progress.start("listings", len(watch.collections) + len(owners) + len(papers) + len(general))
    for slug in watch.collections:
        try:
            facts = collection_facts(slug, parse_json(client.collection(slug).body, slug))
        except SourceTrouble as trouble:
            gathered.keep(f"collections/{slug}", trouble, trouble=trouble.trouble is not Trouble.NOT_FOUND)
            continue
        finally:
            progress.step("listings", slug)
        gathered.answered = True
        if facts is None:
            gathered.reject(f"collections/{slug}", "the answer holds no list of items")
            continue
        label = f"collection {facts.title or slug}"
        wanted.update({i: label for i, item in facts.items.items() if item.type == "model"})
    strangers = sorted({i.partition("/")[0] for i in wanted} - set(owners), key=str.casefold)
    entries: list[Entry] = []

    def first_page(query: Query, reason: str, most: int) -> list[Entry]:
        found = _pages(islice(client.models(query, expand=SHOWN_BY, limit=most), 1), reason, reason, gathered)
        progress.step("listings", reason)
        return found

    def listing(owner: str) -> list[Entry]:
        found = _pages(client.models([("author", owner)], expand=SHOWN_BY), f"huggingface/{owner}", "", gathered)
        progress.step("listings", owner)
        if not found:
            gathered.reject(f"huggingface/{owner}", "an empty listing: names are case-sensitive")
        return found

    with ThreadPoolExecutor(max_workers=client.meter.policy.concurrency) as pool:
        for owner, found in zip([*owners, *strangers], pool.map(listing, [*owners, *strangers]), strict=True):
            kept = found if owner not in strangers else [e for e in found if e.id in wanted]
            entries += [e.model_copy(update={"shown_by": (wanted[e.id],)}) if e.id in wanted else e for e in kept]
    known = {o.casefold() for o in owners}
    for reason, (query, most) in general.items():
        some = first_page(query, reason, most)
        liked = [e for e in some if e.likes >= STRANGERS * watch.min_likes or e.owner.casefold() in known]
        entries += [e for e in some if e.trend > 0] if reason == TRENDING else liked
    for paper in papers:
        entries += first_page([("filter", f"arxiv:{paper}"), ("sort", "likes")], f"links to {paper}", 100)
    return entries


def _pages(pages: Iterable[ListingPage], subject: str, reason: str, gathered: Gathered) -> list[Entry]:
    found: list[Entry] = []
    try:
        for page in pages:
            found += read_entries(page, reason)
            gathered.answered = True
    except SourceTrouble as trouble:
        gathered.keep(subject, trouble)
    return found


def read_entries(page: ListingPage, reason: str = "") -> list[Entry]:
    """The entries of a page that can be read, as discovery judges them."""
    return [e for e in (read_entry(one, reason) for one in page.entries) if e is not None]


def read_listing(file: Path) -> list[Entry]:
    """The entries of a listing on disk: JSON as the Hub's API gives it, or `{"models": […]}`, also gzipped.

    Raises:
        WrongUsage: it is something else; the message names the file.
    """
    try:
        data = file.read_bytes()
        if data[:2] == b"\x1f\x8b":
            data = zlib.decompressobj(wbits=31).decompress(data, LARGEST_FILE)
        whole = json.loads(data)
    except (ValueError, zlib.error, RecursionError) as error:
        raise WrongUsage(f"{file}: no JSON listing of models ({type(error).__name__})") from error
    listed = whole.get("models") if isinstance(whole, dict) else whole
    if not isinstance(listed, list):
        raise WrongUsage(f"{file}: a list of models is wanted, as GET /api/models gives it")
    return [e for e in map(read_entry, listed) if e is not None]


def drafts(candidates: Iterable[CandidateFamily], tree: Mapping[str, bytes]) -> dict[str, bytes]:
    """New files for the candidates whose makers the list knows; never one that is there already."""
    made: dict[str, bytes] = {}
    for candidate in candidates:
        family = draft_family(candidate)
        path = kinds.FAMILIES.path(candidate.slug)
        if family is not None and path not in tree:
            made[path] = new_file(family, comments(candidate)).encode()
    return made
