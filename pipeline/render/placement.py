"""Where everything stands: on which page of a list and in which order, below which anchor, and the links that lead there.

The first page of the language models' list is the front page: the newest families in short, those of
the last months as a table, the earlier ones by maker. Every family has a page of its own.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Any, Final, NamedTuple, TypeVar

from pipeline.kinds import LISTED, ListKind
from pipeline.layout import paths
from pipeline.layout.catalog import Catalog
from pipeline.layout.curated import Curated
from pipeline.layout.snapshots import Snapshots
from pipeline.model.boards import CuratedBoard
from pipeline.model.clean import clean
from pipeline.model.curated import CuratedBenchmark, CuratedFamily, Resource
from pipeline.reconcile.forms import is_readable
from pipeline.render import marked
from pipeline.render.links import papers
from pipeline.render.marked import Marked
from pipeline.words import LANGUAGES, Words

FRONT: Final[ListKind] = next(iter(LISTED))
"""The list whose first page is the front page: it has the families of every kind."""
NEW_MONTHS: Final = 4
RECENT_MONTHS: Final = 18
"""Months, counted back from the newest release on the list: pages know no clock."""
NEW_MOST: Final = 24
"""New families, and older ones with new checkpoints, that a list names; where there are more it leads to the site's page of all."""
EARLIER_MOST: Final = 400
"""Earlier families that the first page names; of a longer list they stand as rows on further pages."""
_STEPS: Final = 30
_MONTH: Final = re.compile(r"\d{4}-\d\d(?:-\d\d)?", re.ASCII)
_ARXIV: Final = re.compile(r"(\d\d)(\d\d)\.\d{4,5}", re.ASCII)
_PERHAPS: Final = re.compile(r"^ {0,3}(?:#|=+[ \t]*$|-+[ \t]*$)", re.MULTILINE)
"""What every heading has: most prose holds none, and need not be parsed."""
_LETTERS: Final = (("Ⓐ", "ⓩ"), ("\U0001f130", "\U0001f149"), ("\U0001f150", "\U0001f169"), ("\U0001f170", "\U0001f189"))

Entry = TypeVar("Entry", CuratedBoard, CuratedBenchmark)


def slug(text: str) -> str:
    """The anchor of one heading as GitHub makes it (github-slugger), before it is made unique.

    Lower case, without what is neither a letter, mark, digit, connector, hyphen nor space, and with a hyphen for each
    space. The second heading of a name gets "-1". Chinese stays as it is.
    """
    return "".join(map(_in_anchor, text.strip().lower()))


@lru_cache(maxsize=4096)
def _in_anchor(character: str) -> str:
    category = unicodedata.category(character)
    # Unicode's Alphabetic holds circled and squared letters (So) beside letters and letter numbers.
    stays = category[0] in "LM" or category in {"Nd", "Nl", "Pc"} or any(a <= character <= z for a, z in _LETTERS)
    return "-" if character in " -" else character * stays


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


class Succession(NamedTuple):
    """Which families come right before and right after each, as either of the two says."""

    before: Mapping[str, Iterable[str]] = {}
    after: Mapping[str, Iterable[str]] = {}

    @classmethod
    def of(cls, families: Iterable[CuratedFamily]) -> "Succession":
        """All steps between families."""
        one = {family.slug: family for family in families}
        steps = {(f.predecessor, slug) for slug, f in one.items()} | {(slug, f.successor) for slug, f in one.items()}
        before, after = defaultdict(list), defaultdict(list)
        for earlier, later in sorted((a, b) for a, b in steps if a in one and b in one):
            before[later].append(earlier)
            after[earlier].append(later)
        return cls(before, after)

    def line(self, slug: str) -> Iterator[tuple[str, list[str]]]:
        """All families before one and all after it, the nearest first, each list by the key of its words; no empty one."""
        for key, steps in (("follows", self.before), ("followed_by", self.after)):
            found: list[str] = []
            level = [slug]
            for _ in range(_STEPS):  # whoever is reached again stands by the longest way
                level = [one for one in dict.fromkeys(further for step in level for further in steps.get(step, ())) if one != slug]
                if not level:
                    break
                found = [*(one for one in found if one not in level), *level]
            if found:
                yield key, found


class Dates(NamedTuple):
    """First and latest dates of the families that have one, and where those stand that have none (YYYY[-MM[-DD]])."""

    released: Mapping[str, str]
    latest: Mapping[str, str]
    hints: Mapping[str, str]

    @classmethod
    def of(cls, catalog: Catalog, listed: Curated, succession: Succession) -> "Dates":
        """The dates of a list's families; one that nobody can read is the audit's to name, and its family stands where undated ones do.

        A family without a date stands by the month of its first paper, else beside those before or after it.
        """
        every = {slug: catalog.observed(slug) for slug in listed.families}
        spans = {slug: dates for slug, one in every.items() if (dates := one.facts.dates("release_date")) and is_readable("release_date", dates.first)}
        released, hints = {slug: dates.first for slug, dates in spans.items()}, {}
        for slug, family in listed.families.items():
            if slug not in released:
                months = (f"20{m[1]}-{m[2]}" for one in papers(family, every[slug]) if (m := _ARXIV.fullmatch(one)))
                beside = (released[one] for _, line in succession.line(slug) for one in line if one in released)
                hints[slug] = min(months, default="") or next(beside, "")
        return cls(released, {slug: dates.latest for slug, dates in spans.items()}, hints)

    @property
    def newest(self) -> str:
        """The newest first release."""
        return max(self.released.values(), default="")

    def months_ago(self, slug: str, dates: Mapping[str, str]) -> int:
        """How many months before the newest first release one of the dates is; long ago where there is none."""
        return months_between(dates.get(slug, ""), self.newest) if self.released else 0


def as_of(dates: Iterable[str | None]) -> str:
    """The newest day of a release or an edition, or a month that may be later; "" where none is stated: pages know no clock."""
    return max((date for date in dates if date and _MONTH.fullmatch(date)), key=lambda date: date.ljust(10, "~"), default="")


def months_between(date: str, later: str) -> int:
    """Months from one date (YYYY[-MM[-DD]]) to another; no date at all is long ago."""
    first, last = (int(one[:4] or 0) * 12 + int(one[5:7] or 1) for one in (date, later))
    return last - first


def months_before(date: str, months: int) -> str:
    """The first of so many months that end with a date's (YYYY-MM); "" where there is none."""
    count = int(date[:4] or 0) * 12 + int(date[5:7] or 1) - months if date else 0
    return f"{count // 12:04}-{count % 12 + 1:02}" if count else ""


def newest_first(curated: Curated, kind: ListKind, released: Mapping[str, str]) -> list[CuratedFamily]:
    """The rows of one list by first release (YYYY[-MM[-DD]]), the newest first, then by name; those without a date come last.

    The front list has all families, any other those of its kind.
    """
    rows = sorted((f for f in curated.families.values() if kind in (FRONT, f.kind)), key=lambda one: (one.name.casefold(), one.slug))
    return sorted(rows, key=lambda one: released.get(one.slug, ""), reverse=True)


def _of_list(entries: Iterable[Entry], kind: ListKind, stated: Sequence[str]) -> dict[str, Entry]:
    """The boards or benchmarks of one list, first those whose order people stated, then by name."""
    place = {slug: n for n, slug in enumerate(stated)}
    mine = (one for one in entries if one.kind in (kind, "both"))
    return {one.slug: one for one in sorted(mine, key=lambda one: (place.get(one.slug, len(place)), one.name.casefold(), one.slug))}


@dataclass(frozen=True)
class Page:
    """One page. Of a list's pages the first has more than rows; benchmarks, boards and a family's own page have no number.

    `families` are rows of its table, `new` the newest of them, `in_full` those of these that have a section, `renewed` older
    ones with a new checkpoint, `earlier` what stands below in short, `began` the first families of the list. `chosen`: it
    has the tables that help to choose.
    """

    path: str
    number: int
    kind: ListKind
    words: Words
    title: str
    intro: object = ""
    families: Sequence[CuratedFamily] = ()
    new: Sequence[CuratedFamily] = ()
    in_full: Sequence[CuratedFamily] = ()
    renewed: Sequence[CuratedFamily] = ()
    earlier: Sequence[CuratedFamily] = ()
    began: Sequence[CuratedFamily] = ()
    boards: Sequence[CuratedBoard] = ()
    benchmarks: Sequence[CuratedBenchmark] = ()
    resources: Sequence[Resource] = ()
    chosen: bool = False

    @cached_property
    def anchors(self) -> Mapping[str, str]:
        """The anchor of each heading by its key; headings inside somebody's prose count too, so that ours after it keep theirs."""
        keys, texts = [], []
        for key, heading, prose in self._headings():
            inside = list(headings(self.words.or_another(prose)[0]))
            keys += [key, *("" for _ in inside)]
            texts += [heading, *inside]
        return {key: anchor for key, anchor in zip(keys, anchors_of(texts), strict=True) if key}

    def _headings(self) -> Iterator[tuple[str, str, object]]:
        """Key and words of each heading in order, and what people wrote below it."""
        yield "title", self.title, self.intro
        first, below = self.number == 1, {"newest": ("newest", self.in_full), "began": ("began", self.began), "boards": ("board", self.boards)}
        there = {
            "new": self.new, "contents": self.number, "choose": self.chosen, "models": self.number, "newest": self.in_full,
            "earlier": self.earlier, "began": self.began, "boards": first, "benchmarks": self.number and self.benchmarks,
            "resources": self.resources, "kept": first, "contributing": first,
        }  # fmt: skip
        for key in filter(there.get, there):
            yield key, self.words[key], ""
            yield from _each_of(*below.get(key, ("", ())))
        if not self.number:
            yield from _each_of("benchmark", self.benchmarks)
            yield from _each_of("board", self.boards)


def _each_of(what: str, several: Iterable[Any]) -> Iterator[tuple[str, str, object]]:
    return ((f"{what} {one.slug}", clean(one.name, 200), one.prose) for one in several)


@dataclass(frozen=True, slots=True)
class Placement:
    """All pages of the lists by kind and language, those of benchmarks and boards by language; the newest first release, and day of all."""

    lists: Mapping[tuple[ListKind, str], Sequence[Page]]
    benchmarks: Mapping[str, Page]
    boards: Mapping[str, Page]
    newest: str
    as_of: str

    @property
    def firsts(self) -> list[Page]:
        """The first page of each list in each language."""
        return [pages[0] for pages in self.lists.values()]

    def counterpart(self, page: Page, *, kind: ListKind, language: str) -> Page:
        """The page to switch to: same number in another language, else the first of another list."""
        if page.number == 0:
            return (self.boards if page.boards else self.benchmarks)[language]
        return self.lists[kind, language][page.number - 1 if kind == page.kind else 0]


def place_pages(curated: Curated, catalog: Catalog, succession: Succession, in_full: int = 0, rows: int | None = None) -> Placement:
    """Every page of the lists; `in_full` of the new families have a section, `rows` are on the front page, where it has no room for all.

    There are headings for boards of which there is a table, and tables of a choice where a board that can order them knows a family.
    """
    dates = Dates.of(catalog, curated, succession)
    placed = {board for slug, one in catalog.families.items() if slug in curated.families for board in one.standings}
    tabled = placed | {slug for slug in catalog.boards if curated.boards[slug].rows == "hardware"}
    rated = any(one.rates for slug, board in curated.boards.items() if slug in placed for one in board.scores)
    lists: dict[tuple[ListKind, str], Sequence[Page]] = {}
    measures: dict[str, CuratedBenchmark] = {}
    ranked: dict[str, CuratedBoard] = {}
    for kind in LISTED:
        boards = _of_list((one for one in curated.boards.values() if one.slug in tabled), kind, curated.sections.leaderboards)
        benchmarks = _of_list(curated.benchmarks.values(), kind, curated.sections.benchmarks)
        ranked, measures = {**ranked, **boards}, {**measures, **benchmarks}
        families, further = _rows(curated, kind, dates, in_full, rows)
        own = {
            **families, "chosen": rated and kind == FRONT, "boards": [one for one in boards.values() if one.state == "active"],
            "benchmarks": [*benchmarks.values()], "resources": curated.sections.resources,
        }  # fmt: skip
        section = curated.sections.of(kind)
        for code, words in LANGUAGES.items():
            title = clean(words.or_another(section.title)[0], 120) or words.kind(kind).title
            lists[kind, code] = (
                Page(f"{LISTED[kind].page}{words.suffix}.md", 1, kind, words, title, section.intro, **own),
                *(Page(f"{paths.PAGES}{kind}-{n}{words.suffix}.md", n, kind, words, f"{title} {n}", families=part) for n, part in enumerate(further, 2)),
            )
    living_first = sorted(ranked.values(), key=lambda one: one.state != "active")
    of_all = {code: (words, f"{paths.PAGES}{{}}{words.suffix}.md") for code, words in LANGUAGES.items()}
    return Placement(
        lists,
        {code: Page(at.format("benchmarks"), 0, FRONT, words, words["benchmarks"], benchmarks=[*measures.values()]) for code, (words, at) in of_all.items()},
        {code: Page(at.format("leaderboards"), 0, FRONT, words, words["boards"], boards=living_first) for code, (words, at) in of_all.items()},
        dates.newest,
        as_of((*dates.latest.values(), *(board.edition for board in catalog.boards.values()))),
    )


def _rows(curated: Curated, kind: ListKind, dates: Dates, in_full: int, rows: int | None) -> tuple[dict[str, Any], list[list[CuratedFamily]]]:
    """The families of a list's first page by what they are there, and the rows of each further page."""
    front, section, size, when = kind == FRONT, curated.sections.of(kind), curated.sections.rows_per_page, {**dates.hints, **dates.released}
    every = newest_first(curated, kind, when)
    recent = [f for f in every if f.slug not in section.fold and (not front or dates.months_ago(f.slug, when) < RECENT_MONTHS)]
    first = recent[: rows if front and rows is not None else size]
    there = {family.slug for family in first}
    rest = [family for family in every if family.slug not in there]
    new = [f for f in first if f.slug in dates.released and dates.months_ago(f.slug, dates.released) < NEW_MONTHS][:NEW_MOST]
    again = [f for f in every if dates.months_ago(f.slug, dates.latest) < NEW_MONTHS <= dates.months_ago(f.slug, dates.released)]
    shown: dict[str, Any] = {
        "families": first, "new": new, "in_full": new[:in_full],
        "renewed": sorted(again, key=lambda f: dates.latest[f.slug], reverse=True)[:NEW_MOST],
        "began": [curated.families[slug] for slug in section.order if slug in curated.families and front],
    }  # fmt: skip
    if front and len(rest) <= EARLIER_MOST:
        names = {slug: one.name for slug, one in curated.organizations.organizations.items()}
        place = {f.slug: (names.get(f.organization, f.organization).casefold(), when.get(f.slug) or "9", f.slug) for f in rest}
        return shown | {"earlier": sorted(rest, key=lambda f: place[f.slug])}, []
    return shown, [rest[n : n + size] for n in range(0, len(rest), size)]


@dataclass(frozen=True, slots=True)
class RenderContext:
    """The catalog, and where everything stands. `pictured`: the files of boards' pictures; `once`: what several pages share, by name."""

    catalog: Catalog
    curated: Curated
    snapshots: Snapshots
    succession: Succession
    placement: Placement
    pictured: frozenset[str] = frozenset()
    once: dict[Any, Any] = field(default_factory=dict, compare=False)

    @classmethod
    def of(cls, catalog: Catalog, curated: Curated, snapshots: Snapshots) -> "RenderContext":
        """The context of a public list, as far as its catalog is known yet."""
        succession = Succession.of(curated.families.values())
        return cls(catalog, curated, snapshots, succession, place_pages(curated, catalog, succession))

    def placed(self, in_full: int, rows: int) -> "RenderContext":
        """The same with so many families in full, and rows of the front page."""
        return replace(self, placement=place_pages(self.curated, self.catalog, self.succession, in_full, rows), once={})

    @property
    def site(self) -> str:
        """Where the site is served, without the slash at its end; "" where it is not."""
        return (self.curated.sections.site or "").rstrip("/")

    def to_family(self, family: CuratedFamily, page: Page, name: str = "") -> Marked:
        """A link to a family's own page, by its name or another."""
        return marked.here(marked.inline(name or family.name), marked.relative(page.path, evidence_path(family.slug)))

    def to_section(self, key: str, name: str, page: Page) -> Marked | None:
        """A link to a section on this page, or on the first page of the list that has it; None where none has."""
        code = page.words.code
        firsts = (self.placement.lists[kind, code][0] for kind in LISTED)
        for place in (page, *firsts, self.placement.benchmarks[code], self.placement.boards[code]):
            if key in place.anchors:
                return marked.here(marked.inline(name), marked.relative(page.path, place.path), place.anchors[key])
        return None


def evidence_path(slug: str) -> str:
    """A family's evidence page."""
    return f"{paths.PAGES}families/{slug}.md"
