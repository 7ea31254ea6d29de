"""The table of file kinds: one row for each kind of file that derive reads or writes.

What differs between kinds of files stands in their rows. Whoever reads, writes, proposes or checks
files goes through this table, so a kind that is added here is handled everywhere.
"""

import hashlib
import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Generic, TypeVar

from pydantic import BaseModel

from pipeline.layout import paths
from pipeline.layout.canonical import loads, machine_owned
from pipeline.model import curated, observed, snapshots
from pipeline.model.boards import CuratedBoard
from pipeline.model.findings import Fault, InputFaults

Content = TypeVar("Content", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class FileKind(Generic[Content]):
    """One kind of file.

    Attributes:
        name: The field of `Snapshots`, `Catalog` or `Curated` that holds these files.
        label: What one of them is, in words for a reader.
        place: The folder, ending with "/", or the path of the only file of its kind.
        type: The type of its content; a table of text has none of its own.
        key: Where the content says which object it is of, such as "facts.id"; "" for an only file.
        source: The source that asks for it; "" for what people write and what derive concludes.
        lane: The scheduled pull request that it belongs to; "" for what is never proposed.
        unit: The kind of upstream object that it is proposed with: a card goes with its checkpoint.
        ending: How the file's name ends.
        stem: The file's name without its ending, made from the id.
    """

    name: str
    label: str
    place: str
    type: type[Content]
    key: str = ""
    source: str = ""
    lane: str = ""
    unit: str = ""
    ending: str = ".json"
    stem: Callable[[str], str] = paths.flat

    def path(self, identifier: str) -> str:
        """The file of an object."""
        return f"{self.place}{self.stem(identifier)}{self.ending}"

    def holds(self, path: str) -> bool:
        """Whether a file is of this kind, by its place."""
        return path.startswith(self.place) if self.place.endswith("/") else path == self.place

    def stem_of(self, path: str) -> str:
        """The name of one of these files without folder and ending."""
        return path.removeprefix(self.place).partition("/")[0].removesuffix(self.ending)

    def id_in(self, content: Content) -> str | None:
        """The id that a content says it is of; None where it says none."""
        found: Any = content
        for part in self.key.split("."):
            found = getattr(found, part)
        return found or None

    def id_of(self, path: str) -> str | None:
        """The id behind a file's name; None where the name is a digest."""
        identifier = paths.unflat(self.stem_of(path))
        return identifier if self.path(identifier) == path else None

    def read(self, tree: Mapping[str, bytes]) -> dict[str, Content]:
        """The files of this kind in a tree, by id, in the order of their paths.

        Raises:
            InputFaults: files that are not what the machine writes, all of them.
        """
        faults: list[Fault] = []
        found = dict(self.each(tree, faults))
        if faults:
            raise InputFaults(tuple(faults))
        return found

    def each(self, tree: Mapping[str, bytes], faults: list[Fault]) -> Iterator[tuple[str, Content]]:
        """The files of this kind one by one; what is wrong with others is added to `faults`."""
        for path in sorted(p for p in tree if self.holds(p)):
            try:
                content = loads(self.type, path, tree[path])
            except InputFaults as error:
                faults.extend(error.faults)
                continue
            identifier = self.id_in(content)
            if identifier is None or self.path(identifier) != path:
                place = f"belongs at {self.path(identifier)}" if identifier else "does not say what it is of"
                faults.append(
                    Fault(path=path, line=None, message=f"this {self.label} {place}", fix=machine_owned(path))
                )
            else:
                yield identifier, content


CHECKPOINTS: Final = FileKind(
    "checkpoints", "checkpoint", paths.HUB, snapshots.CheckpointSnapshot, "facts.id",
    source="huggingface", lane="huggingface", unit="checkpoint",
)  # fmt: skip
CARDS: Final = FileKind(
    "cards", "model card", paths.CARDS, snapshots.CardSnapshot, "facts.id",
    source="huggingface", lane="huggingface", unit="checkpoint",
)  # fmt: skip
COLLECTIONS: Final = FileKind(
    "collections", "collection", paths.COLLECTIONS, snapshots.CollectionSnapshot, "facts.slug",
    source="huggingface", lane="huggingface", unit="collection",
)  # fmt: skip
PAPERS: Final = FileKind(
    "papers", "paper", paths.PAPERS, snapshots.PaperSnapshot, "facts.id",
    source="arxiv", lane="arxiv", unit="paper",
)  # fmt: skip
BOARDS: Final = FileKind(
    "boards", "leaderboard", paths.BOARD_SNAPSHOTS, snapshots.BoardSnapshot, "facts.slug",
    source="leaderboards", lane="leaderboards", unit="board",
)  # fmt: skip
REPOSITORIES: Final = FileKind(
    "repositories", "code repository", paths.REPOSITORIES, snapshots.RepositorySnapshot, "facts.asked",
    source="github", lane="links", unit="repository",
)  # fmt: skip
LINKS: Final = FileKind(
    "links", "link", paths.LINKS, snapshots.LinkSnapshot, "facts.url",
    source="links", lane="links", unit="link",
    stem=lambda address: hashlib.sha256(address.encode()).hexdigest()[:20],  # an address is no part of a path
)  # fmt: skip
HISTORIES: Final[FileKind[BaseModel]] = FileKind(
    "histories", "leaderboard's history", paths.HISTORY, BaseModel,
    source="leaderboards", lane="leaderboards", unit="board", ending=".tsv",
)  # fmt: skip
_SNAPSHOTS: Final[tuple[FileKind[Any], ...]] = (
    CHECKPOINTS, CARDS, COLLECTIONS, PAPERS, BOARDS, REPOSITORIES, LINKS,
)  # fmt: skip

OBSERVED_FAMILIES: Final = FileKind("families", "family", paths.OBSERVED + "families/", observed.ObservedFamily, "slug")
EVIDENCE: Final = FileKind("evidence", "family's evidence", paths.EVIDENCE + "families/", observed.FamilyEvidence, "slug")
OBSERVED_BOARDS: Final = FileKind("boards", "leaderboard", paths.OBSERVED + "leaderboards/", observed.ObservedBoard, "slug")
OBSERVED_PAPERS: Final = FileKind("papers", "paper", paths.OBSERVED + "papers/", observed.ObservedPaper, "id")
OUTPUTS: Final[tuple[FileKind[Any], ...]] = (OBSERVED_FAMILIES, EVIDENCE, OBSERVED_BOARDS, OBSERVED_PAPERS)

FAMILIES: Final = FileKind(
    "families", "family", paths.FAMILIES, curated.CuratedFamily, "slug", lane="huggingface", unit="family", ending=".toml"
)
CURATED_BOARDS: Final = FileKind("boards", "leaderboard", paths.BOARDS, CuratedBoard, "slug", ending=".toml")
BENCHMARKS: Final = FileKind("benchmarks", "benchmark", paths.BENCHMARKS, curated.CuratedBenchmark, "slug", ending=".toml")
ORGANIZATIONS: Final = FileKind("organizations", "organisations", paths.ORGANIZATIONS, curated.Organizations, ending=".toml")
CURATED_PAPERS: Final = FileKind("papers", "papers", paths.CURATED_PAPERS, curated.Papers, ending=".toml")
SECTIONS: Final = FileKind("sections", "sections of the lists", paths.SECTIONS, curated.Sections, ending=".toml")
WATCH: Final = FileKind("watch", "what is watched", paths.WATCH, curated.Watch, ending=".toml")
DECLINED: Final = FileKind("declined", "what is kept out", paths.DECLINED, curated.DeclinedList, ending=".toml")
ACCEPTED: Final = FileKind("accepted", "accepted findings", paths.ACCEPTED, curated.AcceptedList, ending=".toml")
CURATED: Final[tuple[FileKind[Any], ...]] = (
    FAMILIES, CURATED_BOARDS, BENCHMARKS, ORGANIZATIONS, CURATED_PAPERS, SECTIONS, WATCH, DECLINED, ACCEPTED,
)  # fmt: skip


@cache
def snapshot_kinds() -> tuple[FileKind[Any], ...]:
    """The kinds of files in snapshots/: those above, and those that a source's folder adds as `FILE_KINDS`.

    A function, since the folders of the sources import this module.
    """
    package = importlib.import_module("pipeline.sources")
    folders = (importlib.import_module(f"pipeline.sources.{one.name}") for one in pkgutil.iter_modules(package.__path__) if one.ispkg)
    stated = (kind for folder in folders for kind in getattr(folder, "FILE_KINDS", ()))
    return (*_SNAPSHOTS, *(kind for kind in stated if kind not in _SNAPSHOTS))


@cache
def every_kind() -> tuple[FileKind[Any], ...]:
    """The whole table."""
    return (*snapshot_kinds(), HISTORIES, *CURATED, *OUTPUTS)


def collected_kinds() -> tuple[FileKind[Any], ...]:
    """What sources bring: snapshots, and what is kept of their past."""
    return (*snapshot_kinds(), HISTORIES)


def kind_of(path: str) -> FileKind[Any] | None:
    """The kind of a file, by its place; None where no kind has that place."""
    return next((kind for kind in every_kind() if kind.holds(path)), None)
