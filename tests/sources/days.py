"""A source asked run after run, day after day, over real HTTP: each run on what the last one left."""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

from pipeline.layout import kinds, paths
from pipeline.layout.catalog import Snapshots, parse_snapshots
from pipeline.settings import Settings, read_settings
from pipeline.sources.asking import Gathered, Job, Options, Threads, ask_all
from pipeline.sources.declared import sources
from pipeline.store.state import read_state, write_state
from tests.faults.small_hub import MEMBERS, curated
from tests.upstream import Upstream, World

CARD = kinds.CARDS.path(MEMBERS[2])
_SECTIONS = '[llm]\ntitle = { en = "L" }\n[vlm]\ntitle = { en = "V" }\n'


@contextmanager
def gentle() -> Iterator[None]:
    """No pauses between requests to a server on this machine."""
    quick = {n: replace(s, policy=replace(s.policy, interval=0.0, backoff=0.01)) for n, s in sources().items()}
    with patch("pipeline.sources.asking.sources", return_value=quick):
        yield


def collect(source: str, tree: Mapping[str, bytes], settings: Settings, options: Options, today: date | None = None) -> Gathered:
    """What one source answers to what the tree's curated files want, all in this process."""
    return ask_here(Job(source, tree, settings, options, today=today))


def ask_here(asked: Job) -> Gathered:
    """All batches of one source, asked in threads of this process."""
    with Threads() as threads:
        return next(ask_all([asked], threads))


def with_facts(world: World, *names: str, **facts: Any) -> World:
    """The same world with other facts of some repositories, at the same commits."""
    models = world.models
    return world.with_models(*(replace(models[n], facts={**models[n].facts, **facts}) for n in names))


class Run:
    """Runs of a source over the small hub."""

    def __init__(self, upstream: Upstream, folder: Path) -> None:
        self.upstream = upstream
        self.settings: Settings = read_settings(upstream.environment(), folder)
        self.tree: dict[str, bytes] = curated()

    def __call__(self, token: str | None = None, source: str = "huggingface", **options: Any) -> int:
        """One run; how many cards it asked for."""
        self.upstream.log.clear()
        self.report = self.asked(source, replace(self.settings, hf_token=token), Options(**options)).report()
        return len(self.upstream.requests("*/README.md"))

    def asked(self, source: str, settings: Settings, options: Options, today: date | None = None) -> Gathered:
        """What a run brought; it is on the tree afterwards."""
        done = collect(source, self.tree, settings, options, today)
        for topic, noted in done.notes.items():
            write_state(settings.state, topic, noted)
        self.tree.update(done.files)
        return done

    @property
    def reasons(self) -> str:
        """Why something was kept or could not be used, in one text."""
        return "\n".join(f"{n.subject}: {n.reason}" for n in (*self.report.kept, *self.report.rejects))

    def card(self, path: str = CARD) -> Mapping[str, Any]:
        """A card's snapshot."""
        found: dict[str, Any] = json.loads(self.tree[path])
        return found


class Days(Run):
    """Runs of a source over a list that shows some links."""

    def __init__(self, source: str, upstream: Upstream, folder: Path, urls: Iterable[str], token: str | None = None) -> None:
        super().__init__(upstream, folder)
        self.tree, self.urls, self._source = {}, tuple(urls), source
        self.settings = replace(self.settings, github_token=token)

    @property
    def state(self) -> dict[str, Any]:
        """What the last run left."""
        return read_state(self.settings.state, self._source)

    @property
    def snapshots(self) -> Snapshots:
        """What the tree holds."""
        return parse_snapshots(self.tree)

    def run(self, day: date, *, recheck: bool = False) -> Gathered:
        """One run on a day."""
        resources = "".join(f'[[resources]]\nslug = "r{n}"\nname = "R"\nurl = "{u}"\n' for n, u in enumerate(self.urls))
        self.tree[paths.SECTIONS] = (_SECTIONS + resources).encode()
        with gentle():
            return self.asked(self._source, self.settings, Options(recheck=recheck, max_wait=20.0), day)
