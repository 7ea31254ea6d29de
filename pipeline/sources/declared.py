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
from pipeline.model.policy import Policy


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
