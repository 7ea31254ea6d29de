"""Where everything stands: which family is on which page of a list, and under which anchor each section.

The first page of the language models' list is the front page: the newest families in short, those of
the last months as a table, the earlier ones by maker. Every family has a page of its own.
"""

import math
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from pipeline.kinds import LISTED, ListKind
from pipeline.layout import paths
from pipeline.layout.catalog import Catalog
from pipeline.layout.curated import Curated
from pipeline.model.boards import CuratedBoard
from pipeline.model.clean import clean
from pipeline.model.curated import CuratedBenchmark, CuratedFamily, Resource
from pipeline.reconcile.forms import is_readable
from pipeline.render import order
from pipeline.render.links import papers
from pipeline.words import ENGLISH, LANGUAGES, Words

NEW_MONTHS: Final = 4
RECENT_MONTHS: Final = 18
"""Months, counted back from the newest release on the list: pages know no clock."""
NEW_MOST: Final = 24
"""New families, and older ones with new checkpoints, that a list names; where there are more it leads to the site's page of all."""
EARLIER_MOST: Final = 400
"""Earlier families that the first page names; of a longer list they stand as rows on further pages."""


_PERHAPS: Final = re.compile(r"^ {0,3}(?:#|=+[ \t]*$|-+[ \t]*$)", re.MULTILINE)
"""What every heading has: most prose holds none, and need not be parsed."""
_LETTERS: Final = (("Ⓐ", "ⓩ"), ("\U0001f130", "\U0001f149"), ("\U0001f150", "\U0001f169"), ("\U0001f170", "\U0001f189"))


def slug(text: str) -> str:
    """The anchor of one heading as GitHub makes it (github-slugger), before it is made unique.

    Lower case, without what is neither a letter, mark, digit, connector, hyphen nor space, and with a hyphen for each
    space. The second heading of a name gets "-1". Chinese stays as it is.
    """
    return "".join("-" if character in " -" else character for character in text.strip().lower() if character in " -" or _is_word(character))


@lru_cache(maxsize=4096)
def _is_word(character: str) -> bool:
    category = unicodedata.category(character)
    # Unicode's Alphabetic holds circled and squared letters (So) beside letters and letter numbers.
    return category[0] in "LM" or category in {"Nd", "Nl", "Pc"} or any(a <= character <= z for a, z in _LETTERS)


def anchors_of(texts: Iterable[str]) -> Iterator[str]:
    """The anchors of one page, by the texts of its headings in their order."""
    seen: dict[str, int] = {}
    for text in texts:
        anchor = first = slug(text)
        while anchor in seen:
            seen[first] += 1
            anchor = f"{first}-{seen[first]}"
        seen[anchor] = 0
        yield anchor


def headings(markdown: str) -> Iterator[str]:
    """The texts of the headings in a piece of Markdown, as they are shown."""
    if not _PERHAPS.search(markdown):
        return
    from markdown_it import MarkdownIt  # noqa: PLC0415  few pages have a heading in their prose

    tokens = MarkdownIt("commonmark").enable("table").parse(markdown)
    for before, token in pairwise(tokens):
        if before.type == "heading_open":
            yield "".join(one.content for one in token.children or () if one.type in {"text", "code_inline"})


@dataclass(frozen=True, slots=True)
class Page:
    """One page, and the anchors of its headings by key. Of a list's pages the first has more than rows.

    `families` are rows of its table, `new` the newest of them, `in_full` those of these that have a section, `renewed` older
    ones with a new checkpoint, `earlier` what stands below in short, `began` the first families of the list. `chosen`: it
    has the tables that help to choose.
    """

    path: str
    number: int
    kind: ListKind
    words: Words
    title: str
    families: tuple[CuratedFamily, ...] = ()
    new: tuple[CuratedFamily, ...] = ()
    in_full: tuple[CuratedFamily, ...] = ()
    renewed: tuple[CuratedFamily, ...] = ()
    earlier: tuple[CuratedFamily, ...] = ()
    began: tuple[CuratedFamily, ...] = ()
    boards: tuple[CuratedBoard, ...] = ()
    benchmarks: tuple[CuratedBenchmark, ...] = ()
    resources: tuple[Resource, ...] = ()
    chosen: bool = False
    anchors: Mapping[str, str] = field(default_factory=dict)


class Dates(NamedTuple):
    """First and latest dates of the families that have one, and where those stand that have none (YYYY[-MM[-DD]])."""

    released: Mapping[str, str] = {}
    latest: Mapping[str, str] = {}
    hints: Mapping[str, str] = {}

    @classmethod
    def of(cls, catalog: Catalog, listed: Curated, succession: order.Succession) -> "Dates":
        """The dates of a list's families; one that nobody can read is the audit's to name, and its family stands where undated ones do."""
        spans = {slug: dates for slug in listed.families if (dates := catalog.observed(slug).facts.dates("release_date"))}
        released = {slug: dates.first for slug, dates in spans.items() if is_readable("release_date", dates.first)}
        undated = ((slug, papers(one, catalog.observed(slug))) for slug, one in listed.families.items() if slug not in released)
        hints = {slug: order.about_when(slug, own, released, succession) for slug, own in undated}
        return cls(released, {slug: spans[slug].latest for slug in released}, hints)

    @property
    def newest(self) -> str:
        """The newest first release."""
        return max(self.released.values(), default="")

    def months_ago(self, slug: str, dates: Mapping[str, str]) -> int:
        """How many months before the newest first release one of the dates is; long ago where there is none."""
        return months_between(dates.get(slug, ""), self.newest) if self.released else 0


@dataclass(frozen=True, slots=True)
class Placement:
    """All pages of all lists by kind and language, those of benchmarks and leaderboards by language, the newest first release."""

    lists: Mapping[tuple[ListKind, str], tuple[Page, ...]]
    benchmarks: Mapping[str, Page]
    boards: Mapping[str, Page]
    newest: str = ""

    @property
    def pages(self) -> Iterator[Page]:
        """Every page."""
        return (page for pages in self.lists.values() for page in pages)

    def counterpart(self, page: Page, *, kind: ListKind, language: str) -> Page:
        """The page to switch to: same number in another language, else the first of another list."""
        if page.number == 0:
            return (self.boards if page.boards else self.benchmarks)[language]
        return self.lists[kind, language][page.number - 1 if kind == page.kind else 0]


def place_pages(
    curated: Curated,
    dates: Dates = Dates(),  # noqa: B008  frozen
    *,
    rated: bool = False,
    tabled: Collection[str] = frozenset(),
    in_full: int = 0,
    rows: int | None = None,
) -> Placement:
    """Every page of the lists and its anchors; `dates` are the families', where they are known yet.

    `in_full` of the new families have a section; `rows` are those of the front page, where it has no room for all.
    `rated`: a board that orders the tables of a choice knows families of the list. `tabled` are the boards of which
    there is a table: a list has no heading for another.
    """
    lists: dict[tuple[ListKind, str], tuple[Page, ...]] = {}
    when = {**dates.hints, **dates.released}
    for kind in LISTED:
        every = order.newest_first(curated, kind, when)
        folded = frozenset(curated.sections.of(kind).fold)
        within = RECENT_MONTHS if kind == order.FRONT else math.inf
        recent = [f for f in every if f.slug not in folded and dates.months_ago(f.slug, when) < within]
        size = curated.sections.rows_per_page
        first = recent[: size if rows is None or kind != order.FRONT else rows]
        there = {family.slug for family in first}
        rest = [family for family in every if family.slug not in there]
        short = kind == order.FRONT and len(rest) <= EARLIER_MOST
        further = [] if short else [rest[n : n + size] for n in range(0, len(rest), size)]
        earlier = order.by_maker(curated, rest, when) if short else []
        new = [f for f in first if f.slug in dates.released and dates.months_ago(f.slug, dates.released) < NEW_MONTHS]
        again = [f for f in every if dates.months_ago(f.slug, dates.latest) < NEW_MONTHS <= dates.months_ago(f.slug, dates.released)]
        renewed = sorted(again, key=lambda f: dates.latest[f.slug], reverse=True)
        section = curated.sections.of(kind)
        began = (curated.families[slug] for slug in section.order if slug in curated.families and kind == order.FRONT)
        boards = (b for b in order.boards_in_order(curated, kind) if b.slug in tabled and b.state == "active")
        bare = Page(
            "", 1, kind, ENGLISH, "", tuple(first), tuple(new[:NEW_MOST]), tuple(new[:in_full]), tuple(renewed[:NEW_MOST]), tuple(earlier), tuple(began),
            tuple(boards), order.benchmarks_in_order(curated, kind), curated.sections.resources, rated and kind == order.FRONT,
        )  # fmt: skip
        for words in LANGUAGES.values():
            title = clean(words.or_another(section.title)[0], 120) or words.kind(kind).title
            page = replace(bare, path=f"{LISTED[kind].page}{words.suffix}.md", words=words, title=title)
            page = _anchored(page, words.or_another(section.intro)[0])
            others = (
                _anchored(Page(f"{paths.PAGES}{kind}-{number}{words.suffix}.md", number, kind, words, f"{title} {number}", tuple(part)), "")
                for number, part in enumerate(further, start=2)
            )
            lists[kind, words.code] = (page, *others)
    measures = {one.slug: one for kind in LISTED for one in order.benchmarks_in_order(curated, kind)}
    living = {one.slug: one for kind in LISTED for one in order.boards_in_order(curated, kind) if one.slug in tabled}
    ranked = tuple(sorted(living.values(), key=lambda one: one.state != "active"))
    benchmarks, boards_of = {}, {}
    for code, words in LANGUAGES.items():
        of_all = Page(f"{paths.PAGES}benchmarks{words.suffix}.md", 0, order.FRONT, words, words["benchmarks"], benchmarks=tuple(measures.values()))
        benchmarks[code] = _anchored(of_all, "")
        of_all = Page(f"{paths.PAGES}leaderboards{words.suffix}.md", 0, order.FRONT, words, words["boards"], boards=ranked)
        boards_of[code] = _anchored(of_all, "")
    return Placement(lists, benchmarks, boards_of, dates.newest)


def months_between(date: str, later: str) -> int:
    """Months from one date (YYYY[-MM[-DD]]) to another; no date at all is long ago."""
    first, last = (int(one[:4] or 0) * 12 + int(one[5:7] or 1) for one in (date, later))
    return last - first


def months_before(date: str, months: int) -> str:
    """The first of so many months that end with a date's (YYYY-MM); "" where there is none."""
    count = int(date[:4] or 0) * 12 + int(date[5:7] or 1) - months if date else 0
    return f"{count // 12:04}-{count % 12 + 1:02}" if count else ""


def family_page(family: CuratedFamily, path: str, words: Words) -> Page:
    """A family's own page, as the views of one language see it."""
    return Page(path, 0, family.kind, words, family.name, (family,))


def _anchored(page: Page, intro: str) -> Page:
    # Headings inside somebody's prose count too: ours after it keep their anchors.
    keys, texts = [], []
    for key, heading, text in _headings(page, intro):
        inside = list(headings(text))
        keys += [key, *("" for _ in inside)]
        texts += [heading, *inside]
    return replace(page, anchors={key: anchor for key, anchor in zip(keys, anchors_of(texts), strict=True) if key})


def _headings(page: Page, intro: str) -> Iterator[tuple[str, str, str]]:
    """Key and words of each heading in the order of the templates, and what people wrote below it."""
    words = page.words
    yield "title", page.title, intro
    if page.number == 0:
        yield from _of_each("benchmark", page.benchmarks, words)
        yield from _of_each("board", page.boards, words)
        return
    below: dict[str, tuple[str, Iterable[_Item]]] = {
        "newest": ("newest", page.in_full), "began": ("began", page.began), "boards": ("board", page.boards),
    }  # fmt: skip
    for key in _sections(page):
        yield key, words[key], ""
        if key in below:
            yield from _of_each(*below[key], words)


def _sections(page: Page) -> Iterator[str]:
    """The sections that a list's page has, in order."""
    first = page.number == 1
    there = {
        "new": page.new, "contents": True, "choose": page.chosen, "models": True, "newest": page.in_full, "earlier": page.earlier,
        "began": page.began, "boards": first,
        "benchmarks": page.benchmarks, "resources": page.resources, "kept": first, "contributing": first,
    }  # fmt: skip
    return (key for key, shown in there.items() if shown)


_Item = CuratedFamily | CuratedBoard | CuratedBenchmark


def _of_each(what: str, items: Iterable[_Item], words: Words) -> Iterator[tuple[str, str, str]]:
    return ((f"{what} {one.slug}", clean(one.name, 200), words.or_another(one.prose)[0]) for one in items)
