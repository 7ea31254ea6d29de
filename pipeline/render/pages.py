"""The pages of the lists as Markdown: those of rows, of benchmarks, of boards, of licences, and of what is not known."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import accumulate
from typing import Final

from pipeline.fields import absent_of
from pipeline.kinds import LISTED
from pipeline.layout import paths
from pipeline.model.licences import TERMS, licences
from pipeline.model.observed import ABSENCES, Absence, ObservedFamily
from pipeline.render import marked
from pipeline.render.boards import benchmark_section, benchmark_table, board_link, board_section, resource
from pipeline.render.choose import choose
from pipeline.render.context import RenderContext
from pipeline.render.family import earlier, family_section, news, prose, quick_table
from pipeline.render.marked import Marked
from pipeline.render.order import FRONT, newest_first
from pipeline.render.placement import Page, Placement, family_page
from pipeline.render.values import stated
from pipeline.words import ENGLISH, LANGUAGES, each

LIMIT: Final = 90_000
"""Bytes of a first page: what a phone loads, and a reader scrolls through."""
_IN_FULL: Final = 8
"""New families that have a section on a first page, where there is room for them."""
_BADGE: Final = Marked(" [![Awesome](https://awesome.re/badge.svg)](https://awesome.re)")
FILES: Final = (("site", ""), ("feed_new", "export/new.atom"), ("feed", "export/feed.atom"), ("JSON", "export/catalog.json"),
                ("CSV", "export/catalog.csv"), ("Parquet", "export/catalog.parquet"))  # fmt: skip
"""Where else the list can be read: what each first page links to of the site, by the key of its words or by a name of its own."""

PERMISSIONS: Final = f"{paths.PAGES}licences.md"
COVERAGE: Final = f"{paths.PAGES}coverage.md"
_STATES: Final = ("gone", "moved", "unseen")


def every_page(context: RenderContext) -> Iterator[tuple[str, str]]:
    """Path and text of each page, the languages of a page after one another: they show the same families."""
    placement, families = context.placement, context.catalog.families
    for page in sorted(placement.pages, key=lambda p: (p.kind, p.number)):
        yield page.path, _list_page(page, context)
    yield COVERAGE, _coverage_page(context)
    yield PERMISSIONS, _permissions_page(text for slug in context.curated.families for text in families[slug].facts.texts("license"))
    yield from ((page.path, _benchmark_page(page, context)) for page in placement.benchmarks.values())
    yield from ((page.path, _boards_page(page, context)) for page in placement.boards.values())


def _list_page(page: Page, context: RenderContext) -> str:
    return marked.blocks(*_head(page, context), *_sections(page, context))


def fitted(context: RenderContext, place: Callable[[int, int], Placement], rows: int) -> RenderContext:
    """The context with the most that every first page has room for.

    `place` is asked for so many new families in full and rows of the front page: as many of the former as fit, and of the
    latter fewer only where none of these does.
    """

    def room(there: RenderContext) -> list[tuple[int, Page]]:
        firsts = (pages[0] for pages in there.placement.lists.values())
        return [(LIMIT - len(_list_page(page, there).encode(errors="replace")) - 1, page) for page in firsts]

    left = room(context := replace(context, placement=place(0, rows)))
    if min(free for free, _ in left) < 0:
        most = bisect_left(range(rows), 1, key=lambda n: min(free for free, _ in room(replace(context, placement=place(0, n + 1)))) < 0)
        return replace(context, placement=place(0, most))
    fit = _IN_FULL
    for free, page in left:
        sections = (len(family_section(one, page, context).encode(errors="replace")) + 2 for one in page.new[:fit])
        over = [size > free for size in accumulate(sections, initial=200)]  # a heading, and its line among the contents
        fit = max(0, over.index(True) - 1) if True in over else fit
    return replace(context, placement=place(fit, rows))


def _benchmark_page(page: Page, context: RenderContext) -> str:
    """The page of all benchmarks."""
    return marked.blocks(
        Marked(f"# {page.title}"),
        _switch_language(page, context),
        *(benchmark_section(one, page, context) for one in page.benchmarks),
    )


def _boards_page(page: Page, context: RenderContext) -> str:
    """The page of all leaderboards, each with every family of the list on it."""
    curated, words = context.curated, page.words
    shown = {one.slug for one in page.boards}
    others = sorted(
        (one for one in curated.boards.values() if one.slug not in shown),
        key=lambda one: (one.state != "active", one.name.casefold()),
    )
    return marked.blocks(
        Marked(f"# {page.title}"),
        _switch_language(page, context),
        Marked(words["boards_key"]),
        *(board_section(one, page, context) for one in page.boards),
        Marked(f"## {words['boards_others']}") if others else Marked(""),
        *(board_link(one, page, context) for one in others),
    )


def _head(page: Page, context: RenderContext) -> Iterator[Marked]:
    first = page.number == 1
    yield Marked(f"# {marked.inline(page.title)}{_BADGE if first else ''}")
    chosen = context.to_section("choose", page.words["choose"], page) if first and "choose" not in page.anchors else None
    yield marked.joined(filter(None, (_switch_list(page, context), _switch_language(page, context), chosen)), " · ")
    if first:
        said = context.curated.sections.of(page.kind).intro
        yield prose(said, page.words) or Marked(page.words.kind(page.kind).intro)
        words, base = page.words, (context.curated.sections.site or "").rstrip("/")
        read = words("as_of_read", site=base) if base else ""
        yield Marked(words("as_of", date=context.as_of) + read if context.as_of else "")
        elsewhere = [marked.out(Marked(words.texts.get(name, name)), f"{base}/{file}") for name, file in FILES if base]
        yield marked.joined(filter(None, elsewhere), " | ")


def _sections(page: Page, context: RenderContext) -> Iterator[Marked]:
    """The sections that the page has, each below its heading."""
    for key in page.anchors:
        if key in _BODIES:
            yield marked.blocks(Marked(f"## {page.words[key]}"), _BODIES[key](page, context))
    if page.number == 1:
        yield Marked(page.words["kept_text"])


def _models(page: Page, context: RenderContext) -> Marked:
    key = Marked(page.words("links_key", licences=marked.relative(page.path, PERMISSIONS)))
    return marked.blocks(key, quick_table(page, context), _further(page, context))


def _boards(page: Page, context: RenderContext) -> Marked:
    """The boards of the page, and where every family on every board stands."""
    words, whole = page.words, context.placement.boards[page.words.code]
    every = words("boards_all", page=marked.here(Marked(words["boards_page"]), marked.relative(page.path, whole.path)))
    return marked.blocks(*(board_section(one, page, context) for one in page.boards), Marked(every if context.curated.boards else ""))


def _contents(page: Page, _: RenderContext) -> Marked:
    # "Contributing" has a heading and no entry: awesome-lint wants the contents to hold the list's own sections.
    named = {"kept", *_BODIES} - {"contents", "new"}  # what is new stands above
    return marked.bullets(marked.here(Marked(page.words[k]), "", at) for k, at in page.anchors.items() if k in named)


_BODIES: Final[Mapping[str, Callable[[Page, RenderContext], Marked]]] = {
    "contents": _contents,
    "new": news,
    "choose": choose,
    "models": _models,
    "newest": lambda page, context: marked.blocks(*(family_section(one, page, context) for one in page.in_full)),
    "earlier": earlier,
    "began": lambda page, context: marked.blocks(Marked(page.words["began_key"]), *(family_section(one, page, context) for one in page.began)),
    "boards": _boards,
    "benchmarks": benchmark_table,
    "resources": lambda page, context: marked.bullets(resource(one, page, context) for one in page.resources),
}
"""The sections of a list's page by their keys; where each stands is decided by the placement."""


def _switch_list(page: Page, context: RenderContext) -> Marked:
    words = page.words
    named = ((words["all_models"] if kind == FRONT else words.kind(kind).several, kind) for kind in LISTED)
    return _switch(((name, context.placement.counterpart(page, kind=kind, language=words.code)) for name, kind in named), page)


def _switch_language(page: Page, context: RenderContext) -> Marked:
    there = context.placement.counterpart
    return _switch(((words.name, there(page, kind=page.kind, language=words.code)) for words in LANGUAGES.values()), page)


def _switch(pages: Iterator[tuple[str, Page]], page: Page) -> Marked:
    """Pages beside one another; the page itself is in bold and leads nowhere."""
    own = page.kind, page.words
    shown = (
        Marked(f"**{name}**") if (other.kind, other.words) == own else marked.here(Marked(name), marked.relative(page.path, other.path))
        for name, other in pages
    )
    return marked.joined(shown, " | ")


def _further(page: Page, context: RenderContext) -> Marked:
    """Other pages of the same list: the first, the one before, the next, and the last."""
    siblings = context.placement.lists[page.kind, page.words.code]
    near = {1, page.number - 1, page.number + 1, len(siblings)} - {page.number}
    linked = (marked.here(Marked(str(one.number)), marked.relative(page.path, one.path)) for one in siblings if one.number in near)
    further = marked.joined(linked, " | ")
    return Marked(f"{page.words['further']}{page.words['colon']}{further}") if further else further


def _permissions_page(stated: Iterable[str]) -> str:
    """The licences that families state with what each permits, in words of every language: the most free first, then by name."""
    found = {one.name: one for text in stated for one in licences(text)}
    rows = (
        (marked.link(one.name, one.url), Marked(each(f"licence.{one.terms}")), *(marked.cell(one.permits(code), 600) for code in LANGUAGES))
        for one in sorted(found.values(), key=lambda one: (TERMS.index(one.terms), one.name.casefold()))
    )
    heads = (each("license"), each("permission"), *(words.name for words in LANGUAGES.values()))
    return marked.blocks(Marked(f"# {each('site.licenses')}"), marked.table(map(Marked, heads), rows))


def _coverage_page(context: RenderContext) -> str:
    """The maintainers' page, in English: what is missing, a section a reason, and which checkpoints are no longer where they were."""
    dates = {slug: one.facts.dates("release_date") for slug, one in context.catalog.families.items()}
    families = newest_first(context.curated, FRONT, {slug: date.first for slug, date in dates.items() if date is not None})
    kinds = [
        *((ENGLISH[f"missing.{why}"], "fields", partial(_fields, why)) for why in ABSENCES),
        *((ENGLISH("checkpoints_are", state=ENGLISH[f"checkpoint.{state}"]), "checkpoints", partial(_checkpoints, state)) for state in _STATES),
    ]
    sections = []
    for heading, column, said in kinds:
        found = ((context.to_family(one, family_page(one, COVERAGE, ENGLISH)), said(context.catalog.observed(one.slug))) for one in families)
        if rows := [row for row in found if row[1]]:
            table = marked.table((Marked(ENGLISH["family"]), Marked(ENGLISH[column])), rows)
            sections.append(marked.blocks(Marked(f"## {heading}"), table))
    return marked.blocks(Marked(f"# {ENGLISH['not_known']}"), Marked(ENGLISH["not_known_key"]), *sections)


def _fields(why: Absence, observed: ObservedFamily) -> Marked:
    """The fields of a family that have no value for a reason."""
    without = (spec for spec in absent_of("family") if not stated(observed.facts, spec))
    names = [ENGLISH.label(spec).name for spec in without if observed.absent.get(spec.name, "not stated") == why]
    return marked.cell(", ".join(names)) if names else Marked("")


def _checkpoints(state: str, observed: ObservedFamily) -> Marked:
    """The checkpoints of a family that are in a state."""
    return marked.joined(marked.code(name) for name, one in sorted(observed.checkpoints.items()) if one.state == state)
