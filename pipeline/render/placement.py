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
from typing import Any, Final

from pipeline.kinds import LISTED, ListKind
from pipeline.layout import paths
from pipeline.layout.catalog import Catalog, Curated, Snapshots
from pipeline.model.clean import clean
from pipeline.model.curated import CuratedFamily, Prose
from pipeline.model.observed import DateSpan
from pipeline.reconcile.forms import days as days_of
from pipeline.render import marked
from pipeline.render.links import papers
from pipeline.render.marked import Marked
from pipeline.words import LANGUAGES, Words

FRONT: Final[ListKind] = next(iter(LISTED))
"""The list whose first page is the front page: it has the families of every kind."""
NEW_MONTHS: Final = 4
RECENT_MONTHS: Final = 18  # months, counted back from the newest release on the list: pages know no clock
NEW_MOST: Final = 24
"""New families, and older ones with new checkpoints, that a list names; where there are more it leads to the site's page of all."""
EARLIER_MOST: Final = 400
"""Earlier families that the first page names; of a longer list they stand as rows on further pages."""
_FIRST: Final = (
    "new", "contents", "choose", "models", "newest", "earlier", "began", "boards", "benchmarks", "resources", "kept", "contributing",
)  # fmt: skip
"""The sections of a list's first page in their order; those without anything to show are left out."""
_IN_FULL: Final = frozenset({"newest", "began", "boards"})
"""Those whose entries have headings of their own."""
_STEPS: Final = 30
_MONTH: Final = re.compile(r"\d{4}-\d\d(?:-\d\d)?", re.ASCII)
_ARXIV: Final = re.compile(r"(\d\d)(\d\d)\.\d{4,5}", re.ASCII)
_PERHAPS: Final = re.compile(r"^ {0,3}(?:#|=+[ \t]*$|-+[ \t]*$)", re.MULTILINE)
"""What every heading has: most prose holds none, and need not be parsed."""
_LETTERS: Final = (("Ⓐ", "ⓩ"), ("\U0001f130", "\U0001f149"), ("\U0001f150", "\U0001f169"), ("\U0001f170", "\U0001f189"))


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

    for before, token in pairwise(MarkdownIt("commonmark").enable("table").parse(markdown)):
        if before.type == "heading_open":
            yield "".join(one.content for one in token.children or () if one.type in {"text", "code_inline"})


@dataclass(frozen=True)
class PublicList:
    """The catalog as the public sees it, without drafts, and what follows from its families' dates and lineage."""

    catalog: Catalog
    curated: Curated
    snapshots: Snapshots

    @property
    def site(self) -> str:
        """Where the site is served, without the slash at its end; "" where it is not."""
        return (self.curated.sections.site or "").rstrip("/")

    @cached_property
    def _steps(self) -> Mapping[str, Mapping[str, list[str]]]:
        """Which families come right before and right after each, as either says, by the key of their words."""
        one, before, after = self.curated.families, defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
        steps = {(f.predecessor, slug) for slug, f in one.items()} | {(slug, f.successor) for slug, f in one.items()}
        for earlier, later in sorted((a, b) for a, b in steps if a and b and {a, b} <= one.keys()):
            before[later].append(earlier)
            after[earlier].append(later)
        return {"follows": before, "followed_by": after}

    def lineage(self, slug: str) -> Iterator[tuple[str, list[str]]]:
        """All families before one and all after it, the nearest first, each list by the key of its words; no empty one."""
        for key, steps in self._steps.items():
            found: list[str] = []
            level = [slug]
            for _ in range(_STEPS):  # whoever is reached again stands by the longest way
                level = [one for one in dict.fromkeys(further for step in level for further in steps.get(step, ())) if one != slug]
                if not level:
                    break
                found = [*(one for one in found if one not in level), *level]
            if found:
                yield key, found

    @cached_property
    def dates(self) -> Mapping[str, DateSpan]:
        """First and latest release of the families that have one; what nobody can read is the audit's to name."""
        spans = ((slug, self.catalog.observed(slug).dates("release_date")) for slug in self.curated.families)
        return {slug: span for slug, span in spans if span and days_of(span.first)}

    @cached_property
    def when(self) -> Mapping[str, str]:
        """When each family is taken to be released: without a date in the month of its first paper, else as those beside it."""
        when = {slug: span.first for slug, span in self.dates.items()}
        for slug in self.curated.families.keys() - when.keys():
            found = map(_ARXIV.fullmatch, papers(self.curated.families[slug], self.catalog.observed(slug)))
            months = (f"20{paper[1]}-{paper[2]}" for paper in found if paper)
            beside = (self.dates[one].first for _, line in self.lineage(slug) for one in line if one in self.dates)
            when[slug] = min(months, default="") or next(beside, "")
        return when

    @property
    def as_of(self) -> str:
        """The newest day of a release or an edition, or a month that may be later; "" without: pages know no clock."""
        releases, boards = (span.latest for span in self.dates.values()), self.catalog.boards.values()
        return max(filter(_MONTH.fullmatch, (*releases, *(one.edition or "" for one in boards))), key=lambda date: date.ljust(10, "~"), default="")

    @cached_property
    def newest(self) -> str:
        """The newest first release; "" where there is none."""
        return max((span.first for span in self.dates.values()), default="")

    def since(self, months: int = NEW_MONTHS) -> str:
        """The first of so many months up to that of the newest first release (YYYY-MM); "" where there is none."""
        count = int(self.newest[:4]) * 12 + int(self.newest[5:7] or 1) - months if self.newest else 0
        return f"{count // 12:04}-{count % 12 + 1:02}" if count else ""

    def newest_first(self, kind: ListKind = FRONT) -> list[CuratedFamily]:
        """The rows of one list (the front list has all), the newest first, then by name, those without a date last."""
        rows = (one for one in self.curated.families.values() if kind in (FRONT, one.kind))
        by_name = sorted(rows, key=lambda one: (one.name.casefold(), one.slug))
        return sorted(by_name, key=lambda one: self.when[one.slug], reverse=True)


def is_since(date: str, month: str) -> bool:
    """Whether a date (YYYY[-MM[-DD]], or "") lies in a month (YYYY-MM) or after it."""
    return f"{date}-01"[:7] >= month


def _in_order(entries: Iterable[Any], stated: Sequence[str]) -> list[Any]:
    """Boards or benchmarks, first those whose order people stated, then by name."""
    place = {slug: n for n, slug in enumerate(stated)}
    return sorted(entries, key=lambda one: (place.get(one.slug, len(place)), one.name.casefold(), one.slug))


@dataclass(frozen=True)
class Page:
    """One page of a list, of `kind`. The first has more than rows.

    Those of all boards, of all benchmarks and of a family have number 0. `sections`: what stands below each heading, by
    the key of its words (families, boards, benchmarks, resources). `renewed`: older families with a new checkpoint.
    """

    path: str
    number: int
    kind: str
    words: Words
    title: str
    intro: Prose | str = ""
    sections: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    renewed: Sequence[CuratedFamily] = ()

    @cached_property
    def anchors(self) -> Mapping[str, str]:
        """The anchor of each heading by its key; headings inside somebody's prose count too, so that ours after it keep theirs."""
        stated: list[tuple[str, str, object]] = [("title", self.title, self.intro)]
        for key, entries in self.sections.items():
            if self.number:
                stated.append((key, self.words[key], ""))
            if not self.number or key in _IN_FULL:
                stated += ((f"{key.removesuffix('s')} {one.slug}", clean(one.name, 200), one.prose) for one in entries)
        inside = ((key, heading, headings(self.words.or_another(prose)[0])) for key, heading, prose in stated)
        every = [one for key, heading, others in inside for one in ((key, heading), *(("", text) for text in others))]
        return {key: anchor for (key, _), anchor in zip(every, anchors_of(text for _, text in every), strict=True) if key}


@dataclass(frozen=True)
class RenderContext(PublicList):
    """The public list and where everything stands, as far as it is known yet.

    `pictured`: the files of boards' pictures; `lists`: the pages of each list, of all "benchmarks" and of all "boards",
    by language; `held`: what several pages share however they are placed, by name.
    """

    pictured: frozenset[str] = frozenset()
    lists: Mapping[tuple[str, str], Sequence[Page]] = field(default_factory=dict)
    held: dict[Any, Any] = field(default_factory=dict, compare=False)

    def placed(self, in_full: int, rows: int) -> "RenderContext":
        """The same with every page of the lists: `in_full` of the new families have a section, `rows` stand in front.

        There are headings for boards of which there is a table, and tables of a choice where a board that can order
        them knows a family.
        """
        curated, catalog, sections = self.curated, self.catalog, self.curated.sections
        placed = {board for slug, one in catalog.families.items() if slug in curated.families for board in one.standings}
        tabled = placed | {slug for slug in catalog.boards if curated.boards[slug].rows == "hardware"}
        rated = any(one.rates for slug, board in curated.boards.items() if slug in placed for one in board.scores)
        boards = _in_order((one for one in curated.boards.values() if one.slug in tabled), sections.leaderboards)
        benchmarks = _in_order(curated.benchmarks.values(), sections.benchmarks)
        lists: dict[tuple[str, str], Sequence[Page]] = {}
        size = sections.rows_per_page
        for kind in LISTED:
            shown, rest = self._families(kind, in_full, rows)
            shown["boards"] = [one for one in boards if one.kind in (kind, "both") and one.state == "active"]
            shown["benchmarks"] = [one for one in benchmarks if one.kind in (kind, "both")]
            shown["resources"] = sections.resources
            always = {"contents", "models", "boards", "kept", "contributing", *(["choose"] if rated and kind == FRONT else ())}
            first = {key: shown.get(key, ()) for key in _FIRST if key in always or shown.get(key)}
            said = sections.of(kind)
            for code, words in LANGUAGES.items():
                called = words.kind(kind)
                title = clean(words.or_another(said.title)[0], 120) or called.title
                own = words("list_intro", kind=called.full.lower(), several=called.several, short=called.short)
                intro = said.intro if words.or_another(said.intro)[0] else own
                pages = [Page(list_path(kind, words), 1, kind, words, title, intro, first, shown["renewed"])]
                for n, start in enumerate(range(0, len(rest), size), start=2):
                    further = {"contents": (), "models": rest[start : start + size]}
                    pages.append(Page(f"{paths.PAGES}{kind}-{n}{words.suffix}.md", n, kind, words, f"{title} {n}", sections=further))
                lists[kind, code] = pages
        # Those of the front list first, of boards those that live.
        benchmarks.sort(key=lambda one: one.kind not in (FRONT, "both"))
        boards.sort(key=lambda one: (one.state != "active", one.kind not in (FRONT, "both")))
        for code, words in LANGUAGES.items():
            for key, name, entries in (("benchmarks", "benchmarks", benchmarks), ("boards", "leaderboards", boards)):
                path = f"{paths.PAGES}{name}{words.suffix}.md"
                lists[key, code] = [Page(path, 0, key, words, words[key], sections={key: entries})]
        return replace(self, lists=lists)

    def _families(self, kind: ListKind, in_full: int, rows: int) -> tuple[dict[str, Any], list[CuratedFamily]]:
        """The families of a list's first page by where they stand there, and those of the further pages."""
        curated, section, when = self.curated, self.curated.sections.of(kind), self.when
        every = self.newest_first(kind)
        oldest, recent = self.since(RECENT_MONTHS) if kind == FRONT else "", self.since()
        first = [one for one in every if one.slug not in section.fold and is_since(when[one.slug], oldest)]
        first = first[: rows if kind == FRONT else curated.sections.rows_per_page]
        there = {one.slug for one in first}
        rest = [one for one in every if one.slug not in there]
        new = {slug for slug, one in self.dates.items() if is_since(one.first, recent)}
        latest = {slug: one.latest for slug, one in self.dates.items() if slug not in new and is_since(one.latest, recent)}
        again = sorted((one for one in every if one.slug in latest), key=lambda one: latest[one.slug], reverse=True)
        fresh = [one for one in first if one.slug in new][:NEW_MOST]
        shown: dict[str, Any] = {"new": fresh, "models": first, "newest": fresh[:in_full], "renewed": again[:NEW_MOST]}
        if kind == FRONT:
            shown["began"] = [curated.families[slug] for slug in section.order if slug in curated.families]
        if kind == FRONT and len(rest) <= EARLIER_MOST:
            makers = curated.organizations.organizations
            oldest_first = sorted(rest, key=lambda one: (when[one.slug] or "9", one.slug))
            shown["earlier"] = sorted(oldest_first, key=lambda one: makers[one.organization].name.casefold())
            rest = []
        return shown, rest

    def counterpart(self, page: Page, *, kind: str, language: str) -> Page:
        """The page to switch to: same number in another language, else the first of another list."""
        return self.lists[kind, language][max(0, page.number - 1) if kind == page.kind else 0]

    def to_family(self, family: CuratedFamily, page: Page, name: str = "") -> Marked:
        """A link to a family's own page, by its name or another."""
        return marked.here(marked.inline(name or family.name), marked.relative(page.path, evidence_path(family.slug)))

    def to_section(self, key: str, name: str, page: Page) -> Marked | None:
        """A link to a section on this page, or on the first page of the list that has it; None where none has."""
        for place in (page, *(pages[0] for (_, code), pages in self.lists.items() if code == page.words.code)):
            if key in place.anchors:
                return marked.here(marked.inline(name), marked.relative(page.path, place.path), place.anchors[key])
        return None


def list_path(kind: ListKind, words: Words) -> str:
    """The first page of a list."""
    return f"{LISTED[kind].page}{words.suffix}.md"


def evidence_path(slug: str) -> str:
    """A family's evidence page."""
    return f"{paths.PAGES}families/{slug}.md"
