"""The sources that there are. Each folder here that has an `ask` declares one (`SOURCE`) and is named nowhere else.

To add a source is to add a folder: `__init__.py` declares it, `states.py` says what its snapshots
claim, and `ask.py` has `stages(job)`, the batches that a run asks.
"""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

import pipeline.sources


@dataclass(frozen=True, slots=True)
class Policy:
    """How one upstream may be asked: pace, patience, sizes. pipeline.http carries it out.

    Times are seconds, sizes bytes. `interval` is the least time between two requests; `max_wait` is
    the longest single wait that a server may impose; `wait_budget` bounds all waiting of a run;
    `requests` bounds wire requests of a run. A body longer than `max_bytes` is refused, or cut there where
    it need not be `whole`. `buckets` are parts of paths with a quota of their own; all else of a host is one.
    """

    interval: float = 0.0
    concurrency: int = 4
    connect_timeout: float = 10.0
    read_timeout: float = 30.0
    total_timeout: float = 120.0
    attempts: int = 4
    backoff: float = 1.0
    backoff_cap: float = 30.0
    max_wait: float = 310.0
    wait_budget: float = 900.0
    max_bytes: int = 64 * 1024 * 1024
    whole: bool = True
    max_hops: int = 5
    requests: int = 5000
    buckets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """One upstream, as commands, reports and proposals know it.

    `place` orders the sources in reports; `after` names the source whose answers this one needs. `default`
    sources are asked by a run that names none; the others are many small questions whose answers seldom
    change. After `stale_hours` without an answer the source counts as stale (None: never). One that
    `often_refuses` (429, 403) is an alarm only when it is stale.
    """

    name: str
    label: str
    policy: Policy
    place: int
    default: bool = True
    after: str = ""
    stale_hours: float | None = None
    often_refuses: bool = False


@cache
def sources() -> Mapping[str, Source]:
    """Every source by its name, in the order of reports."""
    return MappingProxyType({one.name: one for one in sorted((m.SOURCE for m in _modules()), key=lambda s: s.place)})


def default_sources() -> tuple[str, ...]:
    """What a run asks that names no source."""
    return tuple(name for name, one in sources().items() if one.default)


def asker(source: str) -> Any:  # noqa: ANN401  the folder's `ask`, its functions checked by the caller's annotations
    """The module that says what a source is asked."""
    return next(importlib.import_module(f"{m.__name__}.ask") for m in _modules() if m.SOURCE.name == source)


def _modules() -> Iterator[Any]:
    path, name = pipeline.sources.__path__, pipeline.sources.__name__
    return (importlib.import_module(f"{name}.{one.name}") for one in pkgutil.iter_modules(path) if one.ispkg)
