"""One source asked day after day about a list of addresses, over real HTTP."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from unittest.mock import patch

from pipeline.layout.curated import parse_curated
from pipeline.layout.snapshots import Snapshots, parse_snapshots
from pipeline.model.progress import Progress
from pipeline.settings import Settings, read_settings
from pipeline.sources.asking import Asking, Gathered, Job, Options, Threads, ask_all, asking
from pipeline.sources.declared import asker, sources
from pipeline.store.state import RunState, settle
from tests.upstream import Upstream

_SECTIONS = '[llm]\ntitle = { en = "L" }\n[vlm]\ntitle = { en = "V" }\n'


@contextmanager
def gentle() -> Iterator[None]:
    """No pauses between requests to a server on this machine."""
    quick = {n: replace(s, policy=replace(s.policy, interval=0.0)) for n, s in sources().items()}
    with patch("pipeline.sources.asking.sources", return_value=quick):
        yield


def collect(source: str, tree: Mapping[str, bytes], settings: Settings, options: Options) -> Gathered:
    """What one source answers to what the tree's curated files want, all in this process."""
    return ask_here(asking(source, tree, settings, options))


def ask_here(asked: Asking) -> Gathered:
    """All batches of one source, asked in threads of this process."""
    with Threads() as threads:
        return next(ask_all([asked], threads))


class Days:
    """A list that shows some links, its run state and its snapshots."""

    def __init__(self, source: str, upstream: Upstream, folder: Path, urls: Iterable[str], token: str | None = None) -> None:
        self.upstream = upstream
        self.urls = tuple(urls)
        self.tree: dict[str, bytes] = {}
        declared = sources()[source]
        policy = replace(declared.policy, interval=0.0, backoff=0.01, max_wait=min(declared.policy.max_wait, 20.0))
        self._source = replace(declared, policy=policy)
        self._settings = replace(read_settings(upstream.environment(), folder), github_token=token)

    @property
    def state(self) -> RunState:
        """What the last run left."""
        return RunState(self._settings.state)

    @property
    def snapshots(self) -> Snapshots:
        """What the tree holds."""
        return parse_snapshots(self.tree)

    def run(self, day: date, *, recheck: bool = False) -> Gathered:
        """One run on a day; what it wrote is on the tree afterwards."""
        gathered = Gathered(self._source.name)
        resources = "".join(f'[[resources]]\nslug = "r{n}"\nname = "R"\nurl = "{u}"\n' for n, u in enumerate(self.urls))
        curated = parse_curated({"catalog/curated/sections.toml": (_SECTIONS + resources).encode()})
        options = Options(recheck=recheck)
        job = Job(self._source, self.tree, curated, self.snapshots, self._settings, options, Progress(), gathered, day)
        ask_here(Asking(gathered, asker(self._source.name).stages(job)))
        settle(self._settings.state)
        self.tree.update(gathered.files)
        return gathered
