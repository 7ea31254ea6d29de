"""The sources of a run, each a plain function: tree in, moved snapshots and a report out.

Commands call them one after the other, flows one task each. None raises for a failing upstream:
what was not had keeps its last snapshot, and the report says so.
"""

from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final, NamedTuple

from pipeline.clients.arxiv_api import ArxivClient
from pipeline.clients.github_api import GITHUB, GitHubClient
from pipeline.clients.hub import HubClient
from pipeline.clients.link_client import LINKS, LinkClient
from pipeline.clients.meter import Meter, Turn, alone
from pipeline.clients.origins import origin
from pipeline.clients.pages import PageClient
from pipeline.clients.policy import ARXIV, HUB, PAGES, Policy
from pipeline.collect.answers import Gathered
from pipeline.collect.asked import Asked, papers_of, plan, wanted
from pipeline.collect.boards import gather_boards
from pipeline.collect.cards import cards_to_read, gather_cards
from pipeline.collect.links import gather_links, named_hosts
from pipeline.collect.listings import gather_collection, gather_organization
from pipeline.collect.papers import gather_papers
from pipeline.collect.repositories import gather_repositories
from pipeline.disk.cards import CardCache
from pipeline.disk.state import RunState
from pipeline.history.kept import extend
from pipeline.layout import paths
from pipeline.layout.curated import Curated, parse_curated
from pipeline.layout.snapshots import Snapshots, parse_snapshots
from pipeline.layout.toml_lines import line_with
from pipeline.model.boards import CuratedBoard
from pipeline.model.findings import Fault
from pipeline.model.reports import SourceReport
from pipeline.model.snapshots import BoardSnapshot, CheckpointSnapshot
from pipeline.ports.progress import Progress, Silent
from pipeline.reconcile.names import NameIndex
from pipeline.reconcile.standings import edition_of
from pipeline.settings import Settings
from pipeline.sources.github import repositories_of, repository_of
from pipeline.sources.huggingface import PUBLIC
from pipeline.sources.links import links_of

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

    def digest(self, *, with_token: bool) -> str:
        """The options that an answer depends on, in one line."""
        return repr((sorted(self.families), self.reread, self.recheck, sorted(self.accept_shrink), with_token))


class Collected(NamedTuple):
    """One source's outcome: snapshots that moved, the report, and faults of curated files found on the way."""

    files: dict[str, bytes]
    report: SourceReport
    faults: tuple[Fault, ...] = ()


def collect(
    source: str, tree: Mapping[str, bytes], settings: Settings, options: Options, progress: Progress | None = None
) -> Collected:
    """Ask one source for what the tree's curated files want.

    Raises:
        InputFaults: the tree's own files cannot be read.
    """
    curated, old = parse_curated(tree), parse_snapshots(tree)
    asked = plan(curated, options.families)
    if source == "leaderboards":  # the one source that adds to history
        return _leaderboards(asked, curated, old, settings, options, progress or Silent(), tree)
    return _BY_NAME[source](asked, curated, old, settings, options, progress or Silent())


def _meter(policy: Policy, options: Options, progress: Progress, name: str) -> Meter:
    limited = replace(policy, wait_budget=options.max_wait, max_wait=min(policy.max_wait, options.max_wait))

    def waits(seconds: float, reason: str) -> None:
        if seconds >= 2:
            progress.say(f"{name}: waiting {seconds:.0f} s ({reason})")

    return Meter(limited, on_wait=waits, turn=options.turn)


def _huggingface(
    asked: Asked, curated: Curated, old: Snapshots, settings: Settings, options: Options, progress: Progress
) -> Collected:
    gathered = Gathered("huggingface")
    meter = _meter(HUB, options, progress, "Hugging Face")
    client = HubClient(settings.hf_endpoint, settings.hf_token, meter)
    try:
        progress.start("listings", len(asked.collections) + len(asked.organizations))
        for slug in asked.collections:
            gather_collection(slug, client, old, gathered, options.accept_shrink)
            progress.step("listings", slug)
        want = wanted(asked, curated, _with(old, gathered.files))

        def one(owner: str) -> tuple[Gathered, dict[str, CheckpointSnapshot]]:
            mine = Gathered("huggingface")
            found = gather_organization(owner, client, old, want, mine, options.accept_shrink)
            progress.step("listings", owner)
            return mine, found

        now: dict[str, CheckpointSnapshot] = {}
        with ThreadPoolExecutor(max_workers=meter.policy.concurrency) as pool:
            for mine, found in pool.map(one, asked.organizations):
                _merge(gathered, mine)
                now.update(found)
        work = cards_to_read(now, old, reread=options.reread)
        cache = CardCache(settings.cache, writable=not options.dry_run)
        gather_cards(work, client, cache, gathered, progress, has_token=bool(settings.hf_token))
    finally:
        client.close()
    if not asked.organizations and not asked.collections:
        gathered.answered = True
        gathered.message = "no family names a checkpoint, pattern or collection"
    return Collected(gathered.files, gathered.report(meter), tuple(gathered.faults))


def _merge(into: Gathered, part: Gathered) -> None:
    into.files.update(part.files)
    into.kept += part.kept
    into.rejects += part.rejects
    into.objects += part.objects
    into.answered |= part.answered
    into.troubled |= part.troubled
    into.refused |= part.refused


def _arxiv(
    asked: Asked, curated: Curated, old: Snapshots, settings: Settings, options: Options, progress: Progress
) -> Collected:
    gathered = Gathered("arxiv")
    ids = papers_of(asked, curated, old)
    state = RunState(settings.state, writable=not options.dry_run, draft=True)
    meter = _meter(ARXIV, options, progress, "arXiv")
    client = ArxivClient(settings.arxiv_url, meter, settings.origins, settings.user_agent)

    spare = _meter(HUB, options, progress, "Hugging Face")  # the fallback keeps the Hub's pace, not arXiv's

    opened: list[HubClient] = []

    def hub() -> HubClient:
        if not opened:
            opened.append(HubClient(settings.hf_endpoint, settings.hf_token, spare))
        return opened[0]

    try:
        gather_papers(ids, client, hub, old, state, gathered, progress, recheck=options.recheck)
    finally:
        for one in opened:
            one.close()
    meter.absorb(spare)
    return Collected(gathered.files, gathered.report(meter))


def _leaderboards(
    asked: Asked,
    curated: Curated,
    old: Snapshots,
    settings: Settings,
    options: Options,
    progress: Progress,
    tree: Mapping[str, bytes],
) -> Collected:
    index = NameIndex(curated.families, {*old.checkpoints, *(c for f in curated.families.values() for c in f.checkpoints)})

    def remember(board: CuratedBoard, snapshot: BoardSnapshot) -> dict[str, bytes]:
        path = paths.board_history(board.slug)
        dated = snapshot.facts.model_copy(update={"edition": edition_of(board, snapshot)})
        had = tree.get(path, b"")
        has = extend(had, board, dated, index)
        return {path: has} if has != had else {}

    gathered = Gathered("leaderboards")
    hosts = {origin(b.source.url) for b in curated.boards.values() if b.source is not None}
    state = RunState(settings.state, writable=not options.dry_run, draft=True)
    meter = _meter(PAGES, options, progress, "leaderboards")
    client = PageClient(meter, settings.origins, settings.user_agent, hosts)
    gather_boards(
        asked.boards, client, old, state, gathered, progress, options.accept_shrink, remember=remember, recheck=options.recheck,
        line=lambda slug, column: line_with(tree[f"{paths.BOARDS}{slug}.toml"], column),
    )  # fmt: skip
    if not asked.boards:
        gathered.answered = True
    return Collected(gathered.files, gathered.report(meter), tuple(gathered.faults))


def _links(
    asked: Asked, curated: Curated, old: Snapshots, settings: Settings, options: Options, progress: Progress
) -> Collected:
    gathered = Gathered("links")
    shown = links_of(curated._replace(families=asked.families) if options.families else curated)
    # What the Hub and GitHub state themselves is better than a look at their pages, and costs them less.
    known = {f"{PUBLIC}/{c}" for c in old.checkpoints} | {f"{PUBLIC}/collections/{c}" for c in old.collections}
    urls = [u for u in shown if u not in known and (repository_of(u) or "") not in old.repositories]
    hosts = named_hosts(links_of(curated))
    state = RunState(settings.state, writable=not options.dry_run, draft=True)

    def client() -> LinkClient:
        return LinkClient(_meter(LINKS, options, progress, "links"), settings.origins, settings.user_agent, hosts)

    today = datetime.now(UTC).date()
    meter = gather_links(urls, client, old, state, gathered, progress, today, recheck=options.recheck)
    return Collected(gathered.files, gathered.report(meter))


def _github(
    asked: Asked, curated: Curated, old: Snapshots, settings: Settings, options: Options, progress: Progress
) -> Collected:
    gathered = Gathered("github")
    repos = repositories_of(curated._replace(families=asked.families) if options.families else curated)
    state = RunState(settings.state, writable=not options.dry_run, draft=True)
    meter = _meter(GITHUB, options, progress, "GitHub")
    client = GitHubClient(settings.github_api, settings.github_token, meter, settings.origins, settings.user_agent)
    today = datetime.now(UTC).date()
    gather_repositories(repos, client, old, state, gathered, progress, today, recheck=options.recheck)
    return Collected(gathered.files, gathered.report(meter))


def _with(old: Snapshots, files: Mapping[str, bytes]) -> Snapshots:
    """The snapshots as they will be once `files` are written (collections, before listings are judged)."""
    fresh = parse_snapshots(files)
    return old._replace(collections={**old.collections, **fresh.collections})


_Source = Callable[[Asked, Curated, Snapshots, Settings, Options, Progress], Collected]
_BY_NAME: Final[dict[str, _Source]] = {
    "huggingface": _huggingface, "arxiv": _arxiv, "links": _links, "github": _github,
}  # fmt: skip


def known_families(tree: Mapping[str, bytes]) -> Collection[str]:
    """The slugs that `--family` may name.

    Raises:
        InputFaults: the curated files cannot be read.
    """
    return tuple(parse_curated(tree).families)
