"""What an adopted list holds, and the ledger that makes sure no line of it is lost without a word."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final, TypeVar

from pipeline.model.boards import CuratedBoard
from pipeline.model.claims import Locator, Reject
from pipeline.model.curated import CuratedBenchmark, CuratedFamily, CuratedOrganization, ListKind, Prose, Resource
from pipeline.model.frozen import Frozen
from pipeline.model.ids import is_slug

_RULE: Final = re.compile(r"-{3,}|\*{3,}|_{3,}")
_NOT_IN_SLUG: Final = re.compile(r"[^a-z0-9.]+")


class Opening(Frozen):
    """How a list opens: its title, and the words before its first table or section."""

    title: Prose = Prose()
    intro: Prose = Prose()


class AdoptedList(Frozen):
    """A list read from a README (or several): everything in the order in which it stood there.

    `rejects` name each line that could not be used, with the reason; their locator's `url` is the
    file's name. `organizations` are those named in the list, by slug.
    """

    name: str
    openings: dict[ListKind, Opening] = {}
    families: tuple[CuratedFamily, ...] = ()
    boards: tuple[CuratedBoard, ...] = ()
    benchmarks: tuple[CuratedBenchmark, ...] = ()
    resources: tuple[Resource, ...] = ()
    organizations: dict[str, CuratedOrganization] = {}
    rejects: tuple[Reject, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing of a list was found."""
        return not (self.families or self.boards or self.benchmarks or self.resources)


class Ledger:
    """Which lines of the file were used, and what was said about the others."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.taken: set[int] = set()
        self.rejects: list[Reject] = []

    def origin(self, line: int) -> str:
        """Where something was taken from, in words for people."""
        return f"{self.name}, line {line}"

    def take(self, lines: Iterable[int]) -> None:
        """Mark lines as used."""
        self.taken.update(lines)

    def reject(self, line: int, reason: str, field: str | None = None) -> None:
        """Report what could not be used; its line counts as spoken of."""
        self.taken.add(line)
        self.rejects.append(Reject(locator=Locator(url=self.name, line=line), reason=reason, field=field))

    def leftovers(self, numbered: Iterable[tuple[int, str]]) -> None:
        """Report every run of lines that nobody used."""
        run: list[tuple[int, str]] = []
        for number, text in [*numbered, (0, "")]:
            if text.strip() and number not in self.taken and not _RULE.fullmatch(text.strip()):
                run.append((number, text))
            elif run:
                words = " ".join(run[0][1].split())[:80]
                more = f" and {len(run) - 1} more" if len(run) > 1 else ""
                self.reject(run[0][0], f"has no place in the catalog: {words!r}{more}")
                run = []


def slug_of(name: str) -> str:
    """A slug made of a name ("Llama 2" -> "llama-2"); "" if no letter or digit of ours is in it."""
    flat = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower().replace("+", "-plus")
    slug = re.sub(r"\.{2,}", ".", _NOT_IN_SLUG.sub("-", flat)).strip("-.")[:60].strip("-.")
    return slug if is_slug(slug) else ""


def same_name(name: str) -> str:
    """A name without case, spaces and punctuation: "Llama 2" and "llama2" are the same."""
    return "".join(c for c in name.casefold() if c.isalnum())


def merged(lists: Sequence[AdoptedList]) -> AdoptedList:
    """Several READMEs as one list. What two of them hold is taken from the first, and the other reported."""
    rejects = [reject for one in lists for reject in one.rejects]
    organizations: dict[str, CuratedOrganization] = {}
    openings: dict[ListKind, Opening] = {}
    for one in lists:
        organizations = {**one.organizations, **organizations}
        openings = {**one.openings, **openings}
    return AdoptedList(
        name=", ".join(one.name for one in lists),
        openings=openings,
        families=_first((f for one in lists for f in one.families), rejects),
        boards=_first((b for one in lists for b in one.boards), rejects),
        benchmarks=_first((b for one in lists for b in one.benchmarks), rejects),
        resources=_first((r for one in lists for r in one.resources), rejects),
        organizations=organizations,
        rejects=tuple(rejects),
    )


Item = TypeVar("Item", CuratedFamily, CuratedBoard, CuratedBenchmark, Resource)


def _first(items: Iterable[Item], rejects: list[Reject]) -> tuple[Item, ...]:
    known: dict[str, Item] = {}
    for item in items:
        earlier = known.setdefault(item.slug, item)
        if earlier is not item:
            name, _, line = item.origin.rpartition(", line ")
            where = Locator(url=name, line=int(line)) if line.isdigit() else Locator(url=item.origin)
            rejects.append(
                Reject(locator=where, reason=f"{item.name[:60]!r} is in {earlier.origin} already: that one is taken")
            )
    return tuple(known.values())
