"""Where everything stands: which family is on which page, and under which anchor.

Made before anything is written, since tables and lineages link to places further down and on
other pages. Folded families, and those that no longer fit on the first page, go to further pages.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from pipeline.kinds import LISTED, ListKind
from pipeline.layout import paths
from pipeline.layout.curated import Curated
from pipeline.model.boards import CuratedBoard
from pipeline.model.clean import clean
from pipeline.model.curated import CuratedBenchmark, CuratedFamily, Resource
from pipeline.render.anchors import Slugger
from pipeline.render.order import benchmarks_in_order, boards_in_order, families_in_order
from pipeline.words import LANGUAGES, Words

PAGE_WEIGHT: Final = 300_000
"""Bytes of details a page may hold: GitHub stops rendering at 512 kB, the table and the rest need room."""
_FAMILY_WEIGHT: Final = 1_600  # heading, badges and facts of one family, and its row
_LINK_WEIGHT: Final = 120


@dataclass(frozen=True, slots=True)
class Place:
    """A heading of a page."""

    page: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list: its families, and the anchors of its headings by key. Boards and the rest are on the first."""

    path: str
    number: int
    kind: ListKind
    words: Words
    title: str
    families: tuple[CuratedFamily, ...]
    boards: tuple[CuratedBoard, ...] = ()
    benchmarks: tuple[CuratedBenchmark, ...] = ()
    resources: tuple[Resource, ...] = ()
    anchors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Placement:
    """All pages of all lists by kind and language, and where each family stands by language and slug."""

    lists: Mapping[tuple[ListKind, str], tuple[Page, ...]]
    families: Mapping[tuple[str, str], Place]

    @property
    def pages(self) -> Iterator[Page]:
        """Every page."""
        return (page for pages in self.lists.values() for page in pages)

    def counterpart(self, page: Page, *, kind: ListKind, language: str) -> Page:
        """The page to switch to: same number in another language, else the first of another list."""
        return self.lists[kind, language][page.number - 1 if kind == page.kind else 0]


def place_pages(curated: Curated) -> Placement:
    """Every page, its families and its anchors."""
    lists: dict[tuple[ListKind, str], tuple[Page, ...]] = {}
    families: dict[tuple[str, str], Place] = {}
    for kind in LISTED:
        parts = _paged(families_in_order(curated, kind), curated, kind)
        for words in LANGUAGES.values():
            pages = tuple(_page(number, part, kind, words, curated) for number, part in enumerate(parts, start=1))
            lists[kind, words.code] = pages
            for page in pages:
                for family in page.families:
                    families[words.code, family.slug] = Place(page.path, page.anchors[f"family {family.slug}"])
    return Placement(lists, families)


def _paged(families: list[CuratedFamily], curated: Curated, kind: ListKind) -> list[tuple[CuratedFamily, ...]]:
    folded = frozenset(curated.sections.of(kind).fold)
    pages: list[list[CuratedFamily]] = [[]]
    weight = 0
    for family in families:
        heavy = _weight(family)
        full = len(pages[-1]) >= curated.sections.rows_per_page or (pages[-1] and weight + heavy > PAGE_WEIGHT)
        if full or (len(pages) == 1 and family.slug in folded):
            pages.append([])
            weight = 0
        pages[-1].append(family)
        weight += heavy
    return [tuple(page) for page in pages]


def _weight(family: CuratedFamily) -> int:
    prose = max(len(words.own(family.prose).encode()) for words in LANGUAGES.values())
    links = (*family.links.checkpoints, *family.links.more)
    return _FAMILY_WEIGHT + prose + sum(_LINK_WEIGHT + len(link.url) + 3 * len(link.label) for link in links)


def _page(number: int, families: tuple[CuratedFamily, ...], kind: ListKind, words: Words, curated: Curated) -> Page:
    section = curated.sections.of(kind)
    title = clean(words.told(section.title)[0], 120) or words.kind(kind).title
    if number == 1:
        page = Page(
            f"{LISTED[kind].page}{words.suffix}.md", number, kind, words, title, families,
            boards_in_order(curated, kind), benchmarks_in_order(curated, kind), curated.sections.resources,
        )  # fmt: skip
    else:
        path = f"{paths.PAGES}{kind}-{number}{words.suffix}.md"
        page = Page(path, number, kind, words, f"{title} {number}", families)
    slugger = Slugger()
    anchors: dict[str, str] = {}
    for key, heading, text in _headings(page, words.told(section.intro)[0]):
        anchors[key] = slugger(heading)
        slugger.pass_over(text)
    return replace(page, anchors=anchors)


def _headings(page: Page, intro: str) -> Iterator[tuple[str, str, str]]:
    """Key and words of each heading in the order of the template, and what people wrote below it."""
    words = page.words
    yield "title", page.title, intro if page.number == 1 else ""
    yield from ((key, words[key], "") for key in ("contents", "models", "details"))
    yield from _of_each("family", page.families, words)
    if page.number > 1:
        return
    yield "boards", words["boards"], ""
    if page.kind == "vlm":
        yield "compared", words["compared"], ""
    yield from _of_each("board", page.boards, words)
    if page.benchmarks:
        yield "benchmarks", words["benchmarks"], ""
        yield from _of_each("benchmark", page.benchmarks, words)
    if page.resources:
        yield "resources", words["resources"], ""
    yield from ((key, words[key], "") for key in ("kept", "contributing"))


def _of_each(
    what: str, items: Iterable[CuratedFamily | CuratedBoard | CuratedBenchmark], words: Words
) -> Iterator[tuple[str, str, str]]:
    return ((f"{what} {one.slug}", clean(one.name, 200), words.told(one.prose)[0]) for one in items)
