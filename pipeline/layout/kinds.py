"""The table of file kinds: a row for each kind of file that derive reads or writes, handled everywhere by it."""

import hashlib
import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import Any, Final, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from pipeline.layout import paths
from pipeline.model import curated, observed, snapshots
from pipeline.model.boards import CuratedBoard
from pipeline.model.outcomes import Fault, InputFaults

Content = TypeVar("Content", bound=BaseModel)


@dataclass(frozen=True, slots=True, eq=False)
class FileKind(Generic[Content]):
    """One kind of file.

    `name` is the field of `Snapshots`, `Catalog` or `Curated` that holds these files, `label` what one of them is in
    words for a reader. `place` is their folder, ending with "/", or the path of the only one; `stem` makes a file's
    name, without its `ending`, from the id, which the content has at `key` ("facts.id"; "" for an only file). A
    `source` asks for them; they are proposed in the scheduled pull request of a `lane`, with the upstream object of a
    `unit` (a card goes with its checkpoint): each is "" for what is never asked for or never proposed.
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

    def id_of(self, path: str) -> str | None:
        """The id behind a file's name; None where the name is a digest."""
        identifier = self.stem_of(path).replace("--", "/", 1)
        return identifier if self.path(identifier) == path else None

    def read(self, tree: Mapping[str, bytes]) -> dict[str, Content]:
        """The files of this kind in a tree, by id, in the order of paths; InputFaults with all that are none."""
        faults: list[Fault] = []
        found = dict(self.each(tree, faults))
        if faults:
            raise InputFaults(faults)
        return found

    def each(self, tree: Mapping[str, bytes], faults: list[Fault]) -> Iterator[tuple[str, Content]]:
        """The files of this kind one by one; what is wrong with others is added to `faults`."""
        for path in sorted(filter(self.holds, tree)):
            try:
                content = self.type.model_validate_json(tree[path])
            except ValidationError as error:  # edited by hand, or cut
                first = error.errors()[0]
                place = "/".join(map(str, first["loc"])) or "the top"
                said = f"not a valid {self.type.__name__} at {place}: {first['msg']}"
            else:
                identifier = attrgetter(self.key)(content)
                if identifier and self.path(identifier) == path:
                    yield identifier, content
                    continue
                place = f"belongs at {self.path(identifier)}" if identifier else "does not say what it is of"
                said = f"this {self.label} {place}"
            fix = f"this file belongs to the machine: restore it with `git checkout -- {path}`"
            faults.append(Fault(path, None, said, fix))


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
    "papers", "paper", paths.PAPERS, snapshots.PaperSnapshot, "facts.id", source="arxiv", lane="arxiv", unit="paper"
)
BOARDS: Final = FileKind(
    "boards", "leaderboard", paths.BOARD_SNAPSHOTS, snapshots.BoardSnapshot, "facts.slug",
    source="leaderboards", lane="leaderboards", unit="board",
)  # fmt: skip
REPOSITORIES: Final = FileKind(
    "repositories", "code repository", "snapshots/github/", snapshots.RepositorySnapshot, "facts.asked",
    source="github", lane="links", unit="repository",
)  # fmt: skip
LINKS: Final = FileKind(
    "links", "link", "snapshots/links/", snapshots.LinkSnapshot, "facts.url", source="links", lane="links", unit="link",
    stem=lambda address: hashlib.sha256(address.encode()).hexdigest()[:20],  # an address is no part of a path
)  # fmt: skip
HISTORIES: Final[FileKind[BaseModel]] = FileKind(
    "histories", "leaderboard's history", paths.HISTORY, BaseModel,
    source="leaderboards", lane="leaderboards", unit="board", ending=".tsv",
)  # fmt: skip
_SNAPSHOTS: Final[tuple[FileKind[Any], ...]] = (CHECKPOINTS, CARDS, COLLECTIONS, PAPERS, BOARDS, REPOSITORIES, LINKS)

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
CURATED: Final[tuple[FileKind[Any], ...]] = (
    FAMILIES, CURATED_BOARDS, BENCHMARKS,
    FileKind("organizations", "organisations", paths.ORGANIZATIONS, curated.Organizations),
    FileKind("papers", "papers", paths.CURATED_PAPERS, curated.Papers),
    FileKind("sections", "sections of the lists", paths.SECTIONS, curated.Sections),
    FileKind("watch", "what is watched", paths.WATCH, curated.Watch),
    FileKind("declined", "what is kept out", paths.DECLINED, curated.DeclinedList),
    FileKind("accepted", "accepted findings", paths.ACCEPTED, curated.AcceptedList),
)  # fmt: skip


@cache
def snapshot_kinds() -> tuple[FileKind[Any], ...]:
    """The kinds of files in snapshots/: those above, and those that a source's folder adds as `FILE_KINDS`.

    A function, since the folders of the sources import this module.
    """
    package = importlib.import_module("pipeline.sources")
    folders = (importlib.import_module(f"pipeline.sources.{one.name}") for one in pkgutil.iter_modules(package.__path__) if one.ispkg)
    stated = (kind for folder in folders for kind in getattr(folder, "FILE_KINDS", ()))
    return tuple(dict.fromkeys((*_SNAPSHOTS, *stated)))


def collected_kinds() -> tuple[FileKind[Any], ...]:
    """What sources bring: snapshots, and what is kept of their past."""
    return (*snapshot_kinds(), HISTORIES)


@cache
def every_kind() -> tuple[FileKind[Any], ...]:
    """The whole table."""
    return (*collected_kinds(), *CURATED, *OUTPUTS)


def kind_of(path: str) -> FileKind[Any] | None:
    """The kind of a file, by its place; None where no kind has that place."""
    return next((kind for kind in every_kind() if kind.holds(path)), None)
