"""The sources of a run, each a generator of batches: tree in, moved snapshots and a report out.

Commands ask the batches themselves, flows in a task each. None raises for a failing upstream:
what was not had keeps its last snapshot, and the report says so.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import Final, NamedTuple

from pipeline.collect.answers import Gathered
from pipeline.collect.asked import Asked, papers_of, plan, wanted
from pipeline.collect.batches import Asking, Batch, Collected, Stage, Stages, ask_here
from pipeline.collect.events import tell
from pipeline.history.kept import extend
from pipeline.http.meter import Meter, Turn, alone
from pipeline.http.origins import origin
from pipeline.http.pages import PageClient
from pipeline.http.policy import ARXIV, HUB, PAGES, Policy
from pipeline.layout import paths
from pipeline.layout.curated import Curated, parse_curated
from pipeline.layout.snapshots import Snapshots, parse_snapshots
from pipeline.layout.toml_lines import line_with
from pipeline.model.boards import CuratedBoard
from pipeline.model.progress import Progress, Silent
from pipeline.model.snapshots import BoardSnapshot, CheckpointSnapshot
from pipeline.reconcile.join import NameIndex
from pipeline.reconcile.standings import edition_of
from pipeline.settings import Settings
from pipeline.sources.arxiv.ask import paper_stages
from pipeline.sources.arxiv.client import ArxivClient
from pipeline.sources.boards.ask import board_stages
from pipeline.sources.github.ask import repository_stages
from pipeline.sources.github.client import GITHUB, GitHubClient
from pipeline.sources.github.states import repositories_of, repository_of
from pipeline.sources.hub.ask_cards import PER_BATCH, cards_to_read, gather_cards
from pipeline.sources.hub.ask_listings import gather_collection, gather_organization
from pipeline.sources.hub.client import HubClient
from pipeline.sources.hub.states import PUBLIC
from pipeline.sources.links.ask import link_stages, named_hosts
from pipeline.sources.links.client import LINKS, LinkClient
from pipeline.sources.links.states import links_of
from pipeline.store.cards import CardCache
from pipeline.store.state import RunState

SOURCES: Final = ("huggingface", "arxiv", "leaderboards", "links", "github")
DEFAULT: Final = ("huggingface", "arxiv", "leaderboards")
"""What a run asks that names no source. Links and code repositories are asked where they are named: they are
many, they belong to others, and what they state changes seldom."""


@dataclass(frozen=True)
class Options:
    """How a run asks: which families, how careful, how patient, and whom it shares its pace with."""

    families: tuple[str, ...] = ()
    reread: bool = False
    recheck: bool = False
    accept_shrink: tuple[str, ...] = ()
    max_wait: float = 900.0
    dry_run: bool = False
    turn: Turn = field(default=alone, repr=False, compare=False)
    run: str = field(default="", compare=False)  # the run's id, for what is told of it

    def digest(self, *, with_token: bool) -> str:
        """The options that an answer depends on, in one line."""
        return repr((sorted(self.families), self.reread, self.recheck, sorted(self.accept_shrink), with_token))


def asking(
    source: str, tree: Mapping[str, bytes], settings: Settings, options: Options, progress: Progress | None = None
) -> Asking:
    """A source about to be asked for what the tree's curated files want: `ask_here`, or a task for each batch.

    Raises:
        InputFaults: the tree's own files cannot be read.
    """
    curated, old = parse_curated(tree), parse_snapshots(tree)
    about = _About(plan(curated, options.families), curated, old, settings, options, progress or Silent(), tree)
    gathered = Gathered(source)
    policies = {"huggingface": HUB, "arxiv": ARXIV, "leaderboards": PAGES, "links": LINKS, "github": GITHUB}
    meter = _meter(policies[source], options, about.progress, source)
    return Asking(gathered, meter, _STAGES[source](about, gathered, meter), options.run)


def collect(
    source: str, tree: Mapping[str, bytes], settings: Settings, options: Options, progress: Progress | None = None
) -> Collected:
    """Ask one source for what the tree's curated files want.

    Raises:
        InputFaults: the tree's own files cannot be read.
    """
    return ask_here(asking(source, tree, settings, options, progress))


class _About(NamedTuple):
    """What a source's stages are about."""

    asked: Asked
    curated: Curated
    old: Snapshots
    settings: Settings
    options: Options
    progress: Progress
    tree: Mapping[str, bytes]

    def state(self) -> RunState:
        """The run state, as drafts that count once the tree is written."""
        return RunState(self.settings.state, writable=not self.options.dry_run, draft=True)

    def shown(self) -> Curated:
        """The curated files with the families in scope alone."""
        return self.curated._replace(families=self.asked.families) if self.options.families else self.curated


def _meter(policy: Policy, options: Options, progress: Progress, source: str) -> Meter:
    limited = replace(policy, wait_budget=options.max_wait, max_wait=min(policy.max_wait, options.max_wait))
    name = _NAMES[source]

    def waits(seconds: float, reason: str) -> None:
        said = f"{name}: waiting {seconds:.0f} s ({reason})"
        tell("waited", said, run=options.run, source=source, seconds=round(seconds, 3))
        if seconds >= 2:
            progress.say(said)

    return Meter(limited, on_wait=waits, turn=options.turn)


def _huggingface(about: _About, gathered: Gathered, meter: Meter) -> Stages:
    asked, settings, options, progress = about.asked, about.settings, about.options, about.progress
    at_once = meter.policy.concurrency
    client = HubClient(settings.hf_endpoint, settings.hf_token, meter)
    now: dict[str, dict[str, CheckpointSnapshot]] = {}

    def collection(slug: str, part: Gathered) -> None:
        gather_collection(slug, client, about.old, part, options.accept_shrink)
        progress.step("listings", slug)

    try:
        progress.start("listings", len(asked.collections) + len(asked.organizations))
        yield Stage(
            [Batch("huggingface", "collection", f"collection {s}", partial(collection, s)) for s in asked.collections]
        )
        want = wanted(asked, about.curated, _with(about.old, gathered.files))

        def listing(owner: str, part: Gathered) -> None:
            now[owner] = gather_organization(owner, client, about.old, want, part, options.accept_shrink)
            progress.step("listings", owner)

        yield Stage(
            [Batch("huggingface", "listing", f"listing of {o}", partial(listing, o)) for o in asked.organizations],
            at_once,
        )
        listed = {c: s for owner in asked.organizations for c, s in now.get(owner, {}).items()}
        work = cards_to_read(listed, about.old, reread=options.reread)
        cache = CardCache(settings.cache, writable=not options.dry_run)
        progress.start("model cards", len(work))

        def cards(first: int, part: Gathered) -> None:
            some = work[first : first + PER_BATCH]
            gather_cards(some, client, cache, part, progress, has_token=bool(settings.hf_token))

        yield Stage([
            Batch("huggingface", "cards", f"cards {n + 1} to {min(n + PER_BATCH, len(work))} of {len(work)}", partial(cards, n))
            for n in range(0, len(work), PER_BATCH)
        ])  # fmt: skip
    finally:
        client.close()
    if not asked.organizations and not asked.collections:
        gathered.answered = True
        gathered.message = "no family names a checkpoint, pattern or collection"


def _arxiv(about: _About, gathered: Gathered, meter: Meter) -> Stages:
    settings, options = about.settings, about.options
    ids = papers_of(about.asked, about.curated, about.old)
    client = ArxivClient(settings.arxiv_url, meter, settings.origins, settings.user_agent)
    spare = _meter(HUB, options, about.progress, "huggingface")  # the fallback keeps the Hub's pace, not arXiv's
    opened: list[HubClient] = []

    def hub() -> HubClient:
        if not opened:
            opened.append(HubClient(settings.hf_endpoint, settings.hf_token, spare))
        return opened[0]

    try:
        yield from paper_stages(
            ids, client, hub, about.old, about.state(), gathered, about.progress, recheck=options.recheck
        )
    finally:
        for one in opened:
            one.close()
    meter.absorb(spare)


def _leaderboards(about: _About, gathered: Gathered, meter: Meter) -> Stages:
    asked, curated, old, settings, tree = about.asked, about.curated, about.old, about.settings, about.tree
    index = NameIndex(
        curated.families, {*old.checkpoints, *(c for f in curated.families.values() for c in f.checkpoints)}
    )

    def remember(board: CuratedBoard, snapshot: BoardSnapshot) -> dict[str, bytes]:
        path = paths.board_history(board.slug)
        dated = snapshot.facts.model_copy(update={"edition": edition_of(board, snapshot)})
        had = tree.get(path, b"")
        has = extend(had, board, dated, index)
        return {path: has} if has != had else {}

    hosts = {origin(b.source.url) for b in curated.boards.values() if b.source is not None}
    client = PageClient(meter, settings.origins, settings.user_agent, hosts)
    yield from board_stages(
        asked.boards, client, old, about.state(), gathered, about.progress, about.options.accept_shrink,
        remember=remember, recheck=about.options.recheck,
        line=lambda slug, column: line_with(tree[f"{paths.BOARDS}{slug}.toml"], column),
    )  # fmt: skip


def _links(about: _About, gathered: Gathered, meter: Meter) -> Stages:
    curated, old, settings, options = about.curated, about.old, about.settings, about.options
    # What the Hub and GitHub state themselves is better than a look at their pages, and costs them less.
    known = {f"{PUBLIC}/{c}" for c in old.checkpoints} | {f"{PUBLIC}/collections/{c}" for c in old.collections}
    urls = [u for u in links_of(about.shown()) if u not in known and (repository_of(u) or "") not in old.repositories]
    hosts = named_hosts(links_of(curated))
    each: list[Meter] = []  # a host has a pace of its own

    def client() -> LinkClient:
        each.append(_meter(LINKS, options, about.progress, "links"))
        return LinkClient(each[-1], settings.origins, settings.user_agent, hosts)

    today = datetime.now(UTC).date()
    yield from link_stages(urls, client, old, about.state(), gathered, about.progress, today, recheck=options.recheck)
    for one in each:
        meter.absorb(one)


def _github(about: _About, gathered: Gathered, meter: Meter) -> Stages:
    settings = about.settings
    client = GitHubClient(settings.github_api, settings.github_token, meter, settings.origins, settings.user_agent)
    today = datetime.now(UTC).date()
    return repository_stages(
        repositories_of(about.shown()), client, about.old, about.state(), gathered, about.progress, today,
        recheck=about.options.recheck,
    )  # fmt: skip


def _with(old: Snapshots, files: Mapping[str, bytes]) -> Snapshots:
    """The snapshots as they will be once `files` are written (collections, before listings are judged)."""
    fresh = parse_snapshots(files)
    return old._replace(collections={**old.collections, **fresh.collections})


_STAGES: Final[dict[str, Callable[[_About, Gathered, Meter], Stages]]] = {
    "huggingface": _huggingface, "arxiv": _arxiv, "leaderboards": _leaderboards, "links": _links, "github": _github,
}  # fmt: skip
_NAMES: Final = {
    "huggingface": "Hugging Face", "arxiv": "arXiv", "leaderboards": "leaderboards", "links": "links", "github": "GitHub",
}  # fmt: skip


def known_families(tree: Mapping[str, bytes]) -> Collection[str]:
    """The slugs that `--family` may name.

    Raises:
        InputFaults: the curated files cannot be read.
    """
    return tuple(parse_curated(tree).families)
