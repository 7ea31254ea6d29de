"""A source run after run over the small hub: each run on what the last one left."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline.layout import kinds
from pipeline.settings import Settings, read_settings
from pipeline.sources.asking import Options
from pipeline.store.state import settle
from tests.faults.small_hub import MEMBERS, curated
from tests.sources.days import collect
from tests.upstream import Upstream, World

CARD = kinds.CARDS.path(MEMBERS[2])


def with_facts(world: World, *names: str, **facts: Any) -> World:
    """The same world with other facts of some repositories, at the same commits."""
    models = world.models
    return world.with_models(*(replace(models[n], facts={**models[n].facts, **facts}) for n in names))


def gated(world: World, *names: str) -> World:
    """The same world with some repositories behind a gate."""
    return with_facts(world, *names, gated="manual")


class Run:
    """Runs of the Hub's source, each on what the last one left."""

    def __init__(self, upstream: Upstream, folder: Path) -> None:
        self.upstream = upstream
        self.settings: Settings = read_settings(upstream.environment(), folder)
        self.tree: dict[str, bytes] = curated()

    def __call__(self, token: str | None = None, source: str = "huggingface", **options: Any) -> int:
        """One run; how many cards it asked for."""
        self.upstream.log.clear()
        done = collect(source, self.tree, replace(self.settings, hf_token=token), Options(**options))
        settle(self.settings.state)
        self.tree.update(done.files)
        self.report = done.report()
        return len(self.upstream.requests("*/README.md"))

    @property
    def reasons(self) -> str:
        """Why something was kept or could not be used, in one text."""
        return "\n".join(f"{n.subject}: {n.reason}" for n in (*self.report.kept, *self.report.rejects))

    def card(self, path: str = CARD) -> Mapping[str, Any]:
        """A card's snapshot."""
        found: dict[str, Any] = json.loads(self.tree[path])
        return found
