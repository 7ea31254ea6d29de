"""The frozen description of what the upstreams state on one day: models, collections, papers, files."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from tests.upstream.messages import JsonObject


@dataclass(frozen=True, slots=True)
class Model:
    """One repository of the Hub: every API field that is known of it, and the files that are held.

    A field that is not in `facts` is left out of every answer, also where `expand` asks for it.
    """

    facts: Mapping[str, Any]
    files: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The repository's id, `org/name`."""
        return str(self.facts["id"])

    @property
    def sha(self) -> str | None:
        """The commit of `main`, where it is known."""
        sha = self.facts.get("sha")
        return sha if isinstance(sha, str) else None

    @property
    def gated(self) -> bool:
        """Whether files need an accepted token."""
        return self.facts.get("gated", False) not in {False, None}


@dataclass(frozen=True, slots=True)
class PaperVersion:
    """One version of a paper."""

    id: str
    version: int
    title: str
    summary: str
    published: str
    updated: str
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    comment: str | None = None
    doi: str | None = None
    journal_ref: str | None = None
    pdf: bool = True


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper on arXiv and, with `on_hub`, in the Hub's papers API."""

    versions: tuple[PaperVersion, ...]
    on_hub: bool = False

    @property
    def latest(self) -> PaperVersion:
        """The newest version."""
        return self.versions[-1]


@dataclass(frozen=True, slots=True)
class WebFile:
    """A file or page of some other host. `modified` is the day of its last change, where known."""

    content: bytes
    kind: str
    modified: str | None = None
    redirect: str | None = None


@dataclass(frozen=True)
class World:
    """What all upstreams state on one day. Swap it at run time: `upstream.world = other`."""

    date: str
    models: Mapping[str, Model]
    moved: Mapping[str, str] = field(default_factory=dict)
    collections: Mapping[str, JsonObject] = field(default_factory=dict)
    papers: Mapping[str, Paper] = field(default_factory=dict)
    files: Mapping[str, WebFile] = field(default_factory=dict)
    github: Mapping[str, JsonObject] = field(default_factory=dict)

    @classmethod
    def embedded(cls, date: str = "one") -> Self:
        """The small world of this package, on its day "one" or "two"."""
        from tests.upstream.embedded import embedded_world  # noqa: PLC0415 - loaders import this module

        return cls(**embedded_world(date))

    @classmethod
    def empty(cls, date: str = "2025-06-30") -> Self:
        """A world in which nothing exists."""
        return cls(date=date, models={})

    def with_models(self, *models: Model) -> Self:
        """The same world with these repositories added, or put in the place of those of the same id."""
        return replace(self, models={**self.models, **{one.id: one for one in models}})

    def without_models(self, *model_ids: str) -> Self:
        """The same world without some repositories."""
        return replace(self, models={key: one for key, one in self.models.items() if key not in model_ids})

    def with_file(self, address: str, content: bytes, kind: str = "text/plain; charset=utf-8") -> Self:
        """The same world with a file at a web address."""
        return replace(self, files={**self.files, address.partition("://")[2]: WebFile(content, kind)})

    def origins(self) -> set[str]:
        """The hosts that this world has files of."""
        return {name.partition("/")[0] for name in self.files}
