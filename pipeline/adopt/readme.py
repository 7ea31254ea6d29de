"""An existing awesome-list README, read into the shapes of the curated catalog.

Families come from tables of models and from the sections that tell more of each row; boards and
benchmarks from the sections under such a heading; resources from every other section with links.
A line that finds no place is reported with its number: nothing is dropped without a word.
"""

import re
from typing import Final

from pipeline.adopt.adopted import AdoptedList, Item, Ledger, Opening, same_name
from pipeline.adopt.families import Details, details_for, family_of_details, family_of_row
from pipeline.adopt.inline import links, plain
from pipeline.adopt.others import benchmark, board, resources
from pipeline.adopt.prose import prose, script
from pipeline.adopt.sections import Line, Section, lines, read_sections, whole_body
from pipeline.adopt.tables import Row, Table, tables
from pipeline.model.boards import CuratedBoard
from pipeline.model.curated import CuratedBenchmark, CuratedFamily, CuratedOrganization, ListKind, Prose, Resource

_BOARDS: Final = re.compile(
    r"模型评[估测]平台|模型评估汇总|排行榜|leaderboards?$|evaluation platforms?$", re.IGNORECASE
)
_BENCHMARKS: Final = re.compile(r"(?:evaluation |model )?benchmarks?|评[估测]?基准|基准测试|评测集", re.IGNORECASE)
_DETAILS: Final = re.compile(r"\bdetails\b|模型详情|详细", re.IGNORECASE)
_VLM: Final = re.compile(r"vlms?(?![a-z])|视觉语言|vision[- ]language|multimodal|多模态", re.IGNORECASE)

_VAGUE: Final = ("leaderboard", "here", "link", "排行榜", "链接")


def read_list(name: str, text: str, *, kind: ListKind | None = None) -> AdoptedList:
    """The list in a README. `name` stands in each origin ("README.md, line 14").

    Without `kind`, a file whose name speaks of VLMs (or whose title speaks of them alone) is a list of VLMs.
    """
    return _Reading(name, text.replace("\r\n", "\n").removeprefix("\ufeff"), kind).result()


class _Reading:
    """One README on its way into the catalog."""

    def __init__(self, name: str, text: str, kind: ListKind | None) -> None:
        self.ledger = Ledger(name)
        self.text = text
        self.sections = read_sections(text)
        self.kind: ListKind = kind or _kind(name, self.sections)
        self.families: dict[str, CuratedFamily] = {}
        self.boards: dict[str, CuratedBoard] = {}
        self.benchmarks: dict[str, CuratedBenchmark] = {}
        self.resources: dict[str, Resource] = {}
        self.organizations: dict[str, CuratedOrganization] = {}
        self.tables: dict[int, tuple[Table, ...]] = {n: tables(s.body) for n, s in enumerate(self.sections)}
        self.done: set[int] = set()

    def result(self) -> AdoptedList:
        opening = self._opening()
        self._families()
        for place, section in enumerate(self.sections):
            if place not in self.done and section.level:
                self._section(place, section)
        for section in self.sections:
            self.ledger.take([section.line] if section.level else [])
        numbered = list(lines(self.text))
        self.ledger.leftovers((line.number, line.text) for line in numbered)
        self._empty_links(numbered)
        return AdoptedList(
            name=self.ledger.name,
            openings={self.kind: opening},
            families=tuple(self.families.values()),
            boards=tuple(self.boards.values()),
            benchmarks=tuple(self.benchmarks.values()),
            resources=tuple(self.resources.values()),
            organizations=self.organizations,
            rejects=tuple(sorted(self.ledger.rejects, key=lambda r: (r.locator.line or 0, r.reason))),
        )

    def _opening(self) -> Opening:
        titled = next((n for n, s in enumerate(self.sections) if s.level == 1), None)
        title = plain(self.sections[titled].title) if titled is not None else ""
        opening: list[Line] = []
        for place in {0, titled if titled is not None else 0}:
            first = min((t.line for t in self.tables[place]), default=None)
            words = [x for x in self.sections[place].body if first is None or x.number < first]
            opening += words
            self.ledger.take(x.number for x in words)
            if place and not self.tables[place]:
                self.done.add(place)
        return Opening(
            title=Prose(zh=title) if script(title) == "zh" else Prose(en=title), intro=prose(sorted(opening))
        )

    def _families(self) -> None:
        rows = [row for found in self.tables.values() for t in found if t.lists_models for row in t.rows]
        owners = self._details_sections(rows)
        nested = frozenset(owners)
        details = {n: Details(s.title, s.line, whole_body(self.sections, n, kept=nested)) for n, s in owners.items()}
        by_anchor = {owners[n].anchor: d for n, d in details.items()}
        by_name: dict[str, Details] = {}
        for d in details.values():
            by_name.setdefault(same_name(plain(d.title)), d)
        used: set[int] = set()
        for table in (t for found in self.tables.values() for t in found if t.lists_models):
            self.ledger.take([table.line, table.line + 1])
            for row in table.rows:
                told = details_for(row, by_anchor, by_name)
                if told is not None and told.line in used:
                    told = None  # two rows point at one section: it belongs to the first
                family = family_of_row(row, told, self.ledger, kind=self.kind, organizations=self.organizations)
                if family is not None and self._kept_family(family, row.line) and told is not None:
                    used.add(told.line)
        for place, d in details.items():
            if d.line not in used:
                family = family_of_details(d, self.ledger, kind=self.kind, organizations=self.organizations)
                if family is None or not self._kept_family(family, d.line):
                    continue
            self.done.update(n for n in (place, *self.sections[place].deeper) if n == place or n not in nested)

    def _details_sections(self, rows: list[Row]) -> dict[int, Section]:
        """Sections that tell more of a row: its cell points there, they bear its name, or stand under "Details"."""
        cells = [cell for row in rows if (cell := row.cell("details"))]
        targets = {link.url.lstrip("#").lower() for cell in cells for link in links(cell.text)}
        names = {same_name(plain(cell.text)) for row in rows if (cell := row.cell("model"))}
        return {
            n: s
            for n, s in enumerate(self.sections)
            if s.level > 1
            and not any(t.lists_models for t in self.tables[n])
            and (
                s.anchor in targets
                or same_name(plain(s.title)) in names
                or bool(s.titles and _DETAILS.search(s.titles[-1]))
            )
        }

    def _section(self, place: int, section: Section) -> None:
        """A section that is no family: a board, a benchmark, or links."""
        above = next((t for t in reversed(section.titles) if _purpose(t)), "")
        purpose = _purpose(above)
        if purpose:
            body = whole_body(self.sections, place)
            one = (board if purpose == "board" else benchmark)(section.title, section.line, body, self.ledger)
            if isinstance(one, CuratedBoard):
                self._kept(self.boards, one, section.line)
            elif one is not None:
                self._kept(self.benchmarks, one, section.line)
            if one is not None:
                self.done.update((place, *section.deeper))
                return
        if _purpose(section.title) == "board" and not section.deeper:
            one = board("", section.line, section.body, self.ledger)
            if one is not None:
                named = plain(section.title) if one.name.casefold() in _VAGUE else one.name
                self._kept(self.boards, one.model_copy(update={"name": named}), section.line)
                return
        for found in resources(section.title, section.line, section.body, self.tables[place], self.ledger):
            self._kept(self.resources, found, int(found.origin.rpartition(" ")[2]))

    def _kept(self, known: dict[str, Item], item: Item, line: int) -> bool:
        """Keep an item under its slug; the second of a name is reported, the first one stays."""
        if item.slug in known:
            self.ledger.reject(line, f"{item.name[:60]!r} stands in the list already ({known[item.slug].origin})")
            return False
        known[item.slug] = item
        return True

    def _kept_family(self, family: CuratedFamily, line: int) -> bool:
        """Keep a family whose name is not yet another's, without the aliases that are."""
        names = {same_name(n): f.origin for f in self.families.values() for n in (f.name, f.slug, *f.aliases)}
        if same_name(family.name) in names:
            self.ledger.reject(
                line, f"{family.name[:60]!r} stands in the list already ({names[same_name(family.name)]})"
            )
            return False
        free = tuple(a for a in family.aliases if same_name(a) not in names)
        return self._kept(self.families, family.model_copy(update={"aliases": free}), line)

    def _empty_links(self, numbered: list[Line]) -> None:
        """Links that lead nowhere are kept in the prose as they are, and reported."""
        for line in numbered:
            if not line.code:
                for link in links(line.text):
                    if not link.url:
                        self.ledger.reject(line.number, f"the link {link.label[:60]!r} has no address")


def _purpose(title: str) -> str:
    words = plain(title)
    if _BOARDS.search(words):
        return "board"
    return "benchmark" if _BENCHMARKS.fullmatch("".join(c for c in words if c.isalnum() or c in " -").strip()) else ""


def _kind(name: str, sections: tuple[Section, ...]) -> ListKind:
    title = next((plain(s.title) for s in sections if s.level == 1), "")
    said = _VLM.search(title)
    return (
        "vlm"
        if _VLM.search(name) or (said and "llm" not in title.casefold().replace(said[0].casefold(), ""))
        else "llm"
    )
