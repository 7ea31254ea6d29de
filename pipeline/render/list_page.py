"""One page of a list as Markdown."""

from collections.abc import Iterator
from typing import Final

from pipeline.kinds import LISTED
from pipeline.render import marked
from pipeline.render.boards import benchmark_section, benchmark_table, board_link, board_section, resource
from pipeline.render.choose import choose
from pipeline.render.comparison import comparison
from pipeline.render.context import RenderContext
from pipeline.render.environment import template
from pipeline.render.family import earlier, in_full, news, prose, quick_table
from pipeline.render.marked import Marked
from pipeline.render.order import FRONT, boards_in_order
from pipeline.render.placement import Page
from pipeline.words import LANGUAGES, Words

_NEAR: Final = 4
"""Pages before and after a page that it links to; a list of hundreds of pages is no help to anybody."""


def list_page(page: Page, context: RenderContext) -> str:
    """The page's text."""
    compared = comparison(page, context)
    boards = [board_section(one, page, context) for one in page.boards]
    return template("readme").render(
        words=marked_words(page.words),
        first=page.number == 1,
        title=marked.inline(page.title),
        switch_list=_switch_list(page, context),
        switch_language=_switch_language(page, context),
        intro=_intro(page, context) if page.number == 1 else Marked(""),
        elsewhere=_elsewhere(page, context) if page.number == 1 else Marked(""),
        contents=marked.bullets(_contents(page)),
        new=news(page, context),
        choose=(choose(page, context) or Marked(page.words["none_yet"])) if page.chosen else Marked(""),
        compared_link=_compared_link(page) if compared else Marked(""),
        models=quick_table(page, context),
        further=_further(page, context),
        earlier=earlier(page, context),
        newest=marked.blocks(*(in_full(family, page, context) for family in page.new)),
        began=marked.blocks(*(in_full(family, page, context) for family in page.began)),
        boards=marked.blocks(compared, *boards, *_other_boards(page, context)),
        benchmarks=benchmark_table(page, context),
        resources=marked.bullets(resource(one, page, context) for one in page.resources),
    )


def benchmark_page(page: Page, context: RenderContext) -> str:
    """The page of all benchmarks."""
    return template("benchmarks").render(
        title=Marked(page.title),
        switch_language=_switch_language(page, context),
        sections=marked.blocks(*(benchmark_section(one, page, context) for one in page.benchmarks)),
    )


def boards_page(page: Page, context: RenderContext) -> str:
    """The page of all leaderboards, each with every family of the list on it."""
    curated, words = context.curated, page.words
    shown = {one.slug for one in page.boards}
    others = sorted((one for one in curated.boards.values() if one.slug not in shown), key=lambda one: (one.state != "active", one.name.casefold()))
    return template("boards").render(
        title=Marked(page.title),
        switch_language=_switch_language(page, context),
        key=Marked(words["boards_key"]),
        sections=marked.blocks(*(board_section(one, page, context) for one in page.boards)),
        others=Marked(words["boards_others"]),
        links=marked.blocks(*(board_link(one, page, context) for one in others)),
    )


def _other_boards(page: Page, context: RenderContext) -> Iterator[Marked]:
    """Where every family on every board stands, and the living boards of the list that have no table here."""
    words = page.words
    if page.number > 1 or not context.curated.boards:
        return
    whole = context.placement.boards[words.code]
    links = [
        marked.link(one.name, one.url)
        for one in boards_in_order(context.curated, page.kind)
        if one.state == "active" and f"board {one.slug}" not in page.anchors
    ]
    if links:
        yield Marked(words("boards_further", links=marked.joined(links, words["comma"])))
    yield Marked(words("boards_all", page=marked.here(Marked(words["boards_page"]), marked.relative(page.path, whole.path))))


def _intro(page: Page, context: RenderContext) -> Marked:
    """The paragraph below the switches: the editors' own, or a plain one."""
    said = context.curated.sections.of(page.kind).intro
    return prose(said, page.words) or Marked(page.words.kind(page.kind).intro)


def _elsewhere(page: Page, context: RenderContext) -> Marked:
    """Where else the list can be read: the site, its feed, the downloads."""
    site = context.curated.sections.site
    if site is None:
        return Marked("")
    words, base = page.words, site.rstrip("/")
    files = (("feed", "feed.atom"), ("JSON", "catalog.json"), ("CSV", "catalog.csv"), ("Parquet", "catalog.parquet"))
    links = [marked.out(Marked(words["site"]), f"{base}/")]
    links += [marked.out(Marked(words.texts.get(name, name)), f"{base}/export/{file}") for name, file in files]
    return marked.joined((link for link in links if link), " | ")


def marked_words(words: Words) -> dict[str, Marked]:
    """The words of a language for templates: all of them are our own."""
    return {name: Marked(text) for name, text in words.texts.items()}


def _switch_list(page: Page, context: RenderContext) -> Marked:
    code = page.words.code
    return _switch(
        (
            (
                page.words["all_models"] if kind == FRONT else page.words.kind(kind).several,
                context.placement.counterpart(page, kind=kind, language=code),
            )
            for kind in LISTED
        ),
        page,
    )


def _switch_language(page: Page, context: RenderContext) -> Marked:
    return _switch(
        (
            (words.name, context.placement.counterpart(page, kind=page.kind, language=words.code))
            for words in LANGUAGES.values()
        ),
        page,
    )


def _switch(pages: Iterator[tuple[str, Page]], page: Page) -> Marked:
    """Pages beside one another; the page itself is in bold and leads nowhere."""
    return marked.joined(
        (
            Marked(f"**{name}**")
            if (other.kind, other.words) == (page.kind, page.words)
            else marked.here(Marked(name), marked.relative(page.path, other.path))
            for name, other in pages
        ),
        " | ",
    )


def _contents(page: Page) -> Iterator[Marked]:
    # "Contributing" has a heading and no entry: awesome-lint wants the contents to hold the list's own sections.
    for key in ("new", "choose", "models", "newest", "earlier", "began", "boards", "benchmarks", "resources", "kept"):
        if key in page.anchors:
            yield marked.here(Marked(page.words[key]), "", page.anchors[key])


def _compared_link(page: Page) -> Marked:
    """Where the comparison stands."""
    words = page.words
    target = marked.here(Marked(words["compared"]), "", page.anchors["compared"])
    return Marked(f"{words['compared_link']}{words['gap']}{target}{words['stop']}")


def _further(page: Page, context: RenderContext) -> Marked:
    """Other pages of the same list, each by the first and last name on it: the neighbours, the first and the last."""
    linked = (marked.here(_numbered(one), marked.relative(page.path, one.path)) for one in linked_pages(page, context))
    return marked.joined(linked, " | ")


def linked_pages(page: Page, context: RenderContext) -> list[Page]:
    """The other pages of the same list that a page names."""
    siblings = context.placement.lists[page.kind, page.words.code]
    near = range(page.number - _NEAR, page.number + _NEAR + 1)
    return [p for p in siblings if p.number != page.number and (p.number in near or p.number in {1, len(siblings)})]


def _numbered(page: Page) -> Marked:
    names = dict.fromkeys(page.families[end].name for end in (0, -1) if page.families)
    return Marked(f"{page.number}{page.words['colon']}{marked.cell(' – '.join(names))}")
