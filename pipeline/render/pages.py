"""The pages of the lists as Markdown: those of rows, of benchmarks, of boards, of licences, and of what is not known."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import accumulate, groupby
from typing import Final

from pipeline.fields import FIELDS, absent_of, shown_in
from pipeline.kinds import LISTED
from pipeline.layout import paths
from pipeline.model.curated import CuratedFamily, Prose
from pipeline.model.licences import TERMS, licences
from pipeline.model.observed import ABSENCES, Absence, ObservedFamily
from pipeline.render import boards, marked, placement
from pipeline.render.choose import choose
from pipeline.render.family import FamilyView, prose
from pipeline.render.marked import Marked
from pipeline.render.placement import FRONT, Page, RenderContext
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


def every_page(known: RenderContext) -> Iterator[tuple[str, str]]:
    """Path and text of each page, the languages of a page after one another: they show the same families."""
    context = _fitted(known)
    there, families = context.placement, context.catalog.families
    pages = [page for several in there.lists.values() for page in several]
    for page in sorted((page for page in pages if page.number), key=lambda page: (page.kind, page.number)):
        yield page.path, _list_page(page, context)
    yield COVERAGE, _coverage_page(context)
    yield PERMISSIONS, _permissions_page(text for slug in context.curated.families for text in families[slug].facts.texts("license"))
    for page in pages:
        if page.number == 0:
            yield page.path, marked.blocks(Marked(f"# {page.title}"), _switch_language(page, context), *_OF_ALL[page.kind](page, context))


def _fitted(context: RenderContext) -> RenderContext:
    """The context with the most that every first page has room for.

    As many of the new families in full as fit, and of the rows of the front page fewer only where none of these does.
    """
    rows = context.curated.sections.rows_per_page

    def firsts(there: RenderContext) -> list[Page]:
        return [pages[0] for pages in there.placement.lists.values() if pages[0].number]

    def room(there: RenderContext) -> dict[str, int]:
        return {page.path: LIMIT - _size(_list_page(page, there)) for page in firsts(there)}

    bare = context.placed(0, rows)
    left = room(bare)
    if min(left.values()) < 0:
        return context.placed(0, bisect_left(range(rows), 1, key=lambda n: min(room(context.placed(0, n + 1)).values()) < 0))
    fit = _IN_FULL
    for page in firsts(bare):
        sections = (_size(FamilyView(one, page, bare).section()) + 1 for one in page.new[:fit])
        over = [size > left[page.path] for size in accumulate(sections, initial=200)]  # a heading, and its line among the contents
        fit = max(0, over.index(True) - 1) if True in over else fit
    whole = context.placed(fit, rows)
    before, after = ({page.path: page.anchors for page in firsts(one)} for one in (bare, whole))
    if all(anchors.items() <= after[path].items() for path, anchors in before.items()):
        whole.once.update(bare.once)  # what was made of the other sections holds: no heading moved
    return whole


def _size(text: str) -> int:
    """The bytes of a page or a section with the end of its last line."""
    return len(text.encode(errors="replace")) + 1


def _list_page(page: Page, context: RenderContext) -> str:
    return marked.blocks(*_head(page, context), *_sections(page, context))


def _head(page: Page, context: RenderContext) -> Iterator[Marked]:
    words, first = page.words, page.number == 1
    yield Marked(f"# {marked.inline(page.title)}{_BADGE if first else ''}")
    chosen = context.to_section("choose", words["choose"], page) if first and "choose" not in page.anchors else None
    there = ((words["all_models"] if kind == FRONT else words.kind(kind).several, kind) for kind in LISTED)
    lists = [(name, context.placement.counterpart(page, kind=kind, language=words.code)) for name, kind in there]
    yield marked.joined(filter(None, (_switch(lists, page), _switch_language(page, context), chosen)), " · ")
    if first:
        yield prose(page.intro, words) if isinstance(page.intro, Prose) else Marked(page.intro)
        day, site = context.placement.as_of, context.site
        yield Marked(words("as_of", date=day) + (words("as_of_read", site=site) if site else "") if day else "")
        elsewhere = [marked.out(Marked(words.texts.get(name, name)), f"{site}/{file}") for name, file in FILES if site]
        yield marked.joined(filter(None, elsewhere), " | ")


def _switch_language(page: Page, context: RenderContext) -> Marked:
    there = context.placement.counterpart
    return _switch(((words.name, there(page, kind=page.kind, language=words.code)) for words in LANGUAGES.values()), page)


def _switch(pages: Iterable[tuple[str, Page]], page: Page) -> Marked:
    """Pages beside one another; the page itself is in bold and leads nowhere."""
    own = page.kind, page.words
    shown = (
        Marked(f"**{name}**") if (other.kind, other.words) == own else marked.here(Marked(name), marked.relative(page.path, other.path))
        for name, other in pages
    )
    return marked.joined(shown, " | ")


def _sections(page: Page, context: RenderContext) -> Iterator[Marked]:
    """The sections that the page has, each below its heading."""
    for key in page.anchors:
        if key in _BODIES:
            body = context.once.get((page.path, key)) or _BODIES[key](page, context)
            yield marked.blocks(Marked(f"## {page.words[key]}"), body)
            if page.number == 1 and key not in {"contents", "newest"}:
                context.once[page.path, key] = body
    if page.number == 1:
        yield Marked(page.words["kept_text"])


def _contents(page: Page, _: RenderContext) -> Marked:
    # "Contributing" has a heading and no entry: awesome-lint wants the contents to hold the list's own sections.
    named = {"kept", *_BODIES} - {"contents", "new"}  # what is new stands above
    return marked.bullets(marked.here(Marked(page.words[k]), "", at) for k, at in page.anchors.items() if k in named)


def _news(page: Page, context: RenderContext) -> Marked:
    """The newest families in short, and new checkpoints of older ones."""
    items = (*(FamilyView(one, page, context).news() for one in page.new), *(FamilyView(one, page, context).renewed() for one in page.renewed))
    said = page.words("new_key", month=context.placement.since)
    cut = placement.NEW_MOST in (len(page.new), len(page.renewed)) and context.site
    return marked.blocks(Marked(said + (page.words("new_site", site=context.site) if cut else "")), marked.bullets(items))


def _models(page: Page, context: RenderContext) -> Marked:
    """The table of a page, and the pages beside it."""
    words, siblings = page.words, context.placement.lists[page.kind, page.words.code]
    columns = (words.label(spec).column for spec in (FIELDS["kind"], *shown_in("row")))
    heads = (words["model"], words["organization"], *columns, words["weights_column"])
    near = {1, page.number - 1, page.number + 1, len(siblings)} - {page.number}
    linked = [marked.here(Marked(str(one.number)), marked.relative(page.path, one.path)) for one in siblings if one.number in near]
    return marked.blocks(
        Marked(words("links_key", licences=marked.relative(page.path, PERMISSIONS))),
        marked.table(map(Marked, heads), (FamilyView(one, page, context).row() for one in page.families)),
        Marked(f"{words['further']}{words['colon']}{marked.joined(linked, ' | ')}" if linked else ""),
    )


def _in_full(families: str, page: Page, context: RenderContext) -> Marked:
    """A section for each of some families of the page."""
    several: Iterable[CuratedFamily] = getattr(page, families)
    return marked.blocks(*(FamilyView(one, page, context).section() for one in several))


def _earlier(page: Page, context: RenderContext) -> Marked:
    """The earlier families by maker, each with its year."""
    of_makers = groupby((FamilyView(one, page, context) for one in page.earlier), key=lambda one: one.maker)
    named = ((maker, marked.joined((one.in_short(len("YYYY")) for one in several), page.words["comma"])) for maker, several in of_makers)
    return marked.bullets(Marked(f"{maker}{page.words['colon']}{families}") for maker, families in named)


def _boards(page: Page, context: RenderContext) -> Marked:
    """The boards of the page, and where every family on every board stands."""
    words, whole = page.words, context.placement.lists["boards", page.words.code][0]
    every = words("boards_all", page=marked.here(Marked(words["boards_page"]), marked.relative(page.path, whole.path)))
    return marked.blocks(*(boards.section(one, page, context) for one in page.boards), Marked(every if context.curated.boards else ""))


_BODIES: Final[Mapping[str, Callable[[Page, RenderContext], Marked]]] = {
    "contents": _contents,
    "new": _news,
    "choose": choose,
    "models": _models,
    "newest": partial(_in_full, "in_full"),
    "earlier": _earlier,
    "began": lambda page, context: marked.blocks(Marked(page.words["began_key"]), _in_full("began", page, context)),
    "boards": _boards,
    "benchmarks": boards.benchmark_table,
    "resources": lambda page, context: marked.bullets(boards.resource(one, page, context) for one in page.resources),
}
"""The sections of a list's page by their keys; where each stands is decided by the placement."""


def _every_board(page: Page, context: RenderContext) -> Iterator[Marked]:
    """Each leaderboard with every family of the list on it, then those without a table."""
    shown = {one.slug for one in page.boards}
    yield Marked(page.words["boards_key"])
    yield from (boards.section(one, page, context) for one in page.boards)
    if others := [one for one in context.curated.boards.values() if one.slug not in shown]:
        yield Marked(f"## {page.words['boards_others']}")
        others.sort(key=lambda one: (one.state != "active", one.name.casefold()))
        yield from (boards.board_link(one, page, context) for one in others)


_OF_ALL: Final[Mapping[str, Callable[[Page, RenderContext], Iterator[Marked]]]] = {
    "benchmarks": lambda page, context: (boards.section(one, page, context) for one in page.benchmarks),
    "boards": _every_board,
}


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
    families = placement.newest_first(context.curated, FRONT, {slug: date.first for slug, date in dates.items() if date is not None})
    kinds = [
        *((ENGLISH[f"missing.{why}"], "fields", partial(_fields, why)) for why in ABSENCES),
        *((ENGLISH("checkpoints_are", state=ENGLISH[f"checkpoint.{state}"]), "checkpoints", partial(_checkpoints, state)) for state in _STATES),
    ]
    page, sections = Page(COVERAGE, 0, FRONT, ENGLISH, ""), []
    for heading, column, said in kinds:
        found = ((one, said(context.catalog.observed(one.slug))) for one in families)
        if rows := [(context.to_family(one, page), missing) for one, missing in found if missing]:
            sections += [Marked(f"## {heading}"), marked.table((Marked(ENGLISH["family"]), Marked(ENGLISH[column])), rows)]
    return marked.blocks(Marked(f"# {ENGLISH['not_known']}"), Marked(ENGLISH["not_known_key"]), *sections)


def _fields(why: Absence, observed: ObservedFamily) -> Marked:
    """The fields of a family that have no value for a reason."""
    without = (spec for spec in absent_of("family") if not stated(observed.facts, spec))
    names = [ENGLISH.label(spec).name for spec in without if observed.absent.get(spec.name, "not stated") == why]
    return marked.cell(", ".join(names)) if names else Marked("")


def _checkpoints(state: str, observed: ObservedFamily) -> Marked:
    """The checkpoints of a family that are in a state."""
    return marked.joined(marked.code(name) for name, one in sorted(observed.checkpoints.items()) if one.state == state)
