"""The pages of the lists as Markdown: those of rows, of benchmarks, of boards, of licences, and of what is not known."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import accumulate, chain, groupby
from typing import Final
from urllib.parse import urlsplit

from pipeline.fields import absent_of, shown_in
from pipeline.kinds import LISTED
from pipeline.layout import paths
from pipeline.model.boards import CuratedBoard
from pipeline.model.curated import CuratedBenchmark, Link, Prose, Resource
from pipeline.model.licences import TERMS, licences
from pipeline.model.observed import ABSENCES, JoinedStanding
from pipeline.reconcile.catalog import observe_paper
from pipeline.render import marked, placement
from pipeline.render.choose import choose
from pipeline.render.family import FamilyView, fact, in_short, prose
from pipeline.render.links import alive, cited, curated_link, in_a_row
from pipeline.render.marked import Marked
from pipeline.render.placement import FRONT, Page, RenderContext
from pipeline.render.trends import picture
from pipeline.render.values import edition_words, label, missing, score_text
from pipeline.words import ENGLISH, FIRST, LANGUAGES, each

LIMIT: Final = 90_000  # bytes of a first page: what a phone loads, and a reader scrolls through
_IN_FULL: Final = 8  # new families that have a section on a first page, where there is room for them
_BADGE: Final = Marked(" [![Awesome](https://awesome.re/badge.svg)](https://awesome.re)")
FILES: Final = (("site", ""), ("feed_new", "export/new.atom"), ("feed", "export/feed.atom"), ("JSON", "export/catalog.json"),
                ("CSV", "export/catalog.csv"), ("Parquet", "export/catalog.parquet"))  # fmt: skip
"""Where else the list can be read: what each first page links to of the site, by the key of its words or by a name of its own."""

PERMISSIONS: Final = f"{paths.PAGES}licences.md"
COVERAGE: Final = f"{paths.PAGES}coverage.md"
_STATES: Final = ("gone", "moved", "unseen")
_SHOWN: Final = 5
"""Families that a board's section on a list shows, best score first; the page of all boards has the rest."""


def every_page(known: RenderContext) -> Iterator[tuple[str, str]]:
    """Path and text of each page."""
    context = _fitted(known)
    for page in chain.from_iterable(context.lists.values()):
        yield page.path, (_list_page if page.number else _whole_page)(page, context)
    yield COVERAGE, _coverage_page(context)
    yield PERMISSIONS, _permissions_page(context)


def _fitted(context: RenderContext) -> RenderContext:
    """The context with as many new families in full as each first page has room for; with fewer rows where none fits."""
    rows = context.curated.sections.rows_per_page

    def firsts(there: RenderContext) -> list[Page]:
        return [pages[0] for pages in there.lists.values() if pages[0].number]

    def room(there: RenderContext) -> list[int]:
        return [LIMIT - len(_list_page(page, there).encode(errors="replace")) - 1 for page in firsts(there)]

    bare = context.placed(0, rows)
    while min(left := room(bare)) < 0 and rows > 1:
        shown = len(bare.lists[FRONT, FIRST][0].sections["models"])
        rows = max(1, shown - max(1, min(left) // -140))  # bytes that a row has more than a line among the earlier
        bare = context.placed(0, rows)
    fit = _IN_FULL
    for page, most in zip(firsts(bare), left, strict=True):
        texts = (FamilyView(one, page, bare).section() for one in page.sections.get("new", ())[:fit])
        sections = (len(text.encode(errors="replace")) + 2 for text in texts)
        over = [size > most for size in accumulate(sections, initial=200)]  # a heading, and its line among the contents
        fit = max(0, over.index(True) - 1) if True in over else fit
    return context.placed(fit, rows)


def _list_page(page: Page, context: RenderContext) -> str:
    of = (marked.blocks(Marked(f"## {page.words[k]}"), _BODIES[k](page, context)) for k in page.anchors if k in _BODIES)
    return marked.blocks(*_head(page, context), *of, Marked(page.words["kept_text"] if page.number == 1 else ""))


def _head(page: Page, context: RenderContext) -> Iterator[Marked]:
    words, first = page.words, page.number == 1
    yield Marked(f"# {marked.inline(page.title)}{_BADGE if first else ''}")
    chosen = context.to_section("choose", words["choose"], page) if first and "choose" not in page.anchors else None
    there = ((words["all_models"] if kind == FRONT else words.kind(kind).several, kind) for kind in LISTED)
    lists = [(name, context.counterpart(page, kind=kind, language=words.code)) for name, kind in there]
    yield marked.joined(filter(None, (_switch(lists, page), _switch_language(page, context), chosen)), " · ")
    if first:
        yield prose(page.intro, words) if isinstance(page.intro, Prose) else Marked(page.intro)
        day, site = context.as_of, context.site
        yield Marked(words("as_of", date=day) + (words("as_of_read", site=site) if site else "") if day else "")
        elsewhere = [marked.out(Marked(words.texts.get(name, name)), f"{site}/{file}") for name, file in FILES if site]
        yield marked.joined(filter(None, elsewhere), " | ")


def _switch_language(page: Page, context: RenderContext) -> Marked:
    there = (context.counterpart(page, kind=page.kind, language=code) for code in LANGUAGES)
    return _switch(((other.words.name, other) for other in there), page)


def _switch(pages: Iterable[tuple[str, Page]], page: Page) -> Marked:
    """Pages beside one another; the page itself is in bold and leads nowhere."""
    own = page.kind, page.words
    shown = (
        Marked(f"**{name}**") if (other.kind, other.words) == own else marked.here(Marked(name), marked.relative(page.path, other.path))
        for name, other in pages
    )
    return marked.joined(shown, " | ")


def _contents(page: Page, _: RenderContext) -> Marked:
    # "Contributing" has a heading and no entry: awesome-lint wants the contents to hold the list's own sections.
    named = {"kept", *_BODIES} - {"contents", "new"}  # what is new stands above
    return marked.bullets(marked.here(Marked(page.words[k]), "", at) for k, at in page.anchors.items() if k in named)


def _news(page: Page, context: RenderContext) -> Marked:
    new, renewed = ([FamilyView(one, page, context) for one in several] for several in (page.sections["new"], page.renewed))
    items = (*(one.news() for one in new), *(one.renewed() for one in renewed))
    said = page.words("new_key", month=context.since())
    cut = placement.NEW_MOST in (len(new), len(renewed)) and context.site
    return marked.blocks(Marked(said + (page.words("new_site", site=context.site) if cut else "")), marked.bullets(items))


def _models(page: Page, context: RenderContext) -> Marked:
    words, siblings = page.words, context.lists[page.kind, page.words.code]
    fields = (words[f"column.{spec.name}"] for spec in shown_in("row"))
    heads = (words["model"], words["organization"], words["column.kind"], *fields, words["weights_column"])
    near = {1, page.number - 1, page.number + 1, len(siblings)} - {page.number}
    linked = [marked.here(Marked(str(one.number)), marked.relative(page.path, one.path)) for one in siblings if one.number in near]
    return marked.blocks(
        Marked(words("links_key", licences=marked.relative(page.path, PERMISSIONS))),
        marked.table(map(Marked, heads), (FamilyView(one, page, context).row() for one in page.sections["models"])),
        Marked(f"{words['further']}{words['colon']}{marked.joined(linked, ' | ')}" if linked else ""),
    )


def _in_full(key: str, page: Page, context: RenderContext) -> Marked:
    return marked.blocks(*(FamilyView(one, page, context).section() for one in page.sections[key]))


def _earlier(page: Page, context: RenderContext) -> Marked:
    words, of_makers = page.words, groupby(page.sections["earlier"], key=lambda one: FamilyView(one, page, context).maker)
    named = ((maker, (in_short(one, len("YYYY"), page, context) for one in several)) for maker, several in of_makers)
    return marked.bullets(Marked(f"{maker}{words['colon']}{marked.joined(shown, words['comma'])}") for maker, shown in named)


def _boards(page: Page, context: RenderContext) -> Marked:
    words, whole = page.words, context.lists["boards", page.words.code][0]
    every = words("boards_all", page=marked.here(Marked(words["boards_page"]), marked.relative(page.path, whole.path)))
    return marked.blocks(*(_section(one, page, context) for one in page.sections["boards"]), Marked(every if context.curated.boards else ""))


def _section(one: CuratedBoard | CuratedBenchmark, page: Page, context: RenderContext) -> Marked:
    """A leaderboard: where it is, whether it moves, how families stand on it; or a benchmark: what it measures, and how."""
    heading = Marked(f"{'###' if page.number else '##'} {marked.inline(one.name)}")  # higher on a page that has nothing else
    if isinstance(one, CuratedBenchmark):
        return marked.blocks(heading, marked.bullets(_benchmark_facts(one, page, context)), prose(one.prose, page.words))
    facts = marked.bullets(_board_facts(one, page, context))
    return marked.blocks(heading, facts, prose(one.prose, page.words), picture(one, page, context), _standings(one, page, context))


def _board_facts(one: CuratedBoard, page: Page, context: RenderContext) -> Iterator[Marked]:
    words = page.words
    state = words[f"state.{one.state}"]
    if one.ended and one.state != "active":
        state += words.aside(marked.inline(one.ended))
    # The heading above has the name: the link says where it leads.
    where = curated_link(Link(label=urlsplit(one.url).hostname or one.name, url=one.url), context.snapshots, words)
    yield Marked(f"{where}{words['dash']}{state}")
    if successor := context.curated.boards.get(one.successor or ""):
        to = context.to_section(f"board {successor.slug}", successor.name, page) or marked.link(successor.name, successor.url)
        yield fact(words["successor"], to, words)
    if observed := context.catalog.boards.get(one.slug):
        yield marked.inline(edition_words(observed.edition, one, context.snapshots, words).capitalize())
    yield fact(words["data_license"], marked.inline(one.license), words)
    said = one.citation.replace("https://arxiv.org/abs/", "arXiv ")
    cite = marked.link(said, one.citation) if one.citation.startswith("https://") else marked.inline(said, 500)
    yield fact(words["cite"], cite, words)
    yield fact(words["more_links"], in_a_row(one.links, context.snapshots, words), words)


def _standings(one: CuratedBoard, page: Page, context: RenderContext) -> Marked:
    """A board's rows, the best first: a list has the first of each family, the page of all boards every one."""
    observed, families, words = context.catalog.boards.get(one.slug), context.curated.families, page.words
    metric, machines = one.metric, one.rows == "hardware"
    if observed is None or metric is None:
        return Marked("")
    rows = [(name, row) for name, _, row in observed.ranked(metric) if machines or row.family in families]
    if page.number:
        firsts: dict[str | None, tuple[str, JoinedStanding]] = {}
        for name, row in rows:
            firsts.setdefault(name if machines else row.family, (name, row))
        rows = list(firsts.values())[:_SHOWN]
    columns = [column for column in one.scores if machines or column is metric or (column.rates and not page.number)]
    columns.sort(key=lambda column: column is not metric and not machines)
    cells: list[tuple[Marked, ...]] = []
    for name, row in rows:
        there, checkpoint = marked.cell(name), row.checkpoint or ""
        scores = (marked.cell(score_text(row.scores[c.name], c) if c.name in row.scores else "") for c in columns)
        if machines:
            cells.append((there, *scores))
            continue
        family = families[row.family or ""]
        unseen = words["unseen"] if context.catalog.observed(family.slug).is_hearsay(checkpoint) else ""  # nobody saw its weights
        model = context.to_family(family, page, checkpoint.rpartition("/")[2]) + words.aside(unseen)
        cells.append((Marked(model), *scores, there))
    heads = (words["machine" if machines else "model"], *(label(c, words) for c in columns), *(() if machines else (words["on_board"],)))
    return marked.table(map(Marked, heads), cells, numbers=range(1, len(columns) + 1)) if rows else Marked("")


def _benchmark_table(page: Page, context: RenderContext) -> Marked:
    words = page.words
    rows = (
        (context.to_section(f"benchmark {one.slug}", one.name, page) or marked.cell(one.name),
         marked.cell(words.or_another(one.measures)[0]),
         Marked("" if one.state == "active" else words[f"state.{one.state}"]))
        for one in page.sections["benchmarks"]
    )  # fmt: skip
    return marked.table((Marked(words[key][:1].upper() + words[key][1:]) for key in ("benchmark", "measures", "state")), rows)


def _benchmark_facts(one: CuratedBenchmark, page: Page, context: RenderContext) -> Iterator[Marked]:
    words, snapshots = page.words, context.snapshots
    for key in ("measures", "size", "metric"):
        text, fallback = words.or_another(getattr(one, key))
        if text := text.strip():
            value = Marked(text) if key == "measures" else marked.inline(text)  # no Markdown: "pass@k" names nobody
            yield fact(words[key], Marked(f"{value} {words['fallback_inline']}") if fallback else value, words)
    yield fact(words["state"], Marked(words[f"state.{one.state}"] if one.state != "active" else ""), words)
    if successor := context.curated.benchmarks.get(one.successor or ""):
        to = context.to_section(f"benchmark {successor.slug}", successor.name, page)
        yield fact(words["successor"], to or marked.inline(successor.name), words)
    yield fact(words["results"], in_a_row(one.results, snapshots, words), words)
    found = [cited(paper, observe_paper(paper, (), context.curated, snapshots), 1) for paper in one.papers]
    for address, key in ((one.code, "code"), (one.dataset, "dataset")):
        if target := alive(address, snapshots) if address else None:
            name = urlsplit(target).path.strip("/").removeprefix("datasets/")
            found.append(Marked(f"{words[key]} {marked.link(name or target, target)}"))
    yield fact(words["more_links"], marked.joined(found, words["semicolon"]), words)


def _resource(one: Resource, page: Page, context: RenderContext) -> Marked:
    """A resource as a list item; prose of several lines stands below it as blocks of its own."""
    text, _ = page.words.or_another(one.prose)
    item = curated_link(Link(label=one.name, url=one.url), context.snapshots, page.words)
    if "\n" in text.strip():
        return marked.blocks(item, marked.block(text))
    return Marked(f"{item} - {text.lstrip()}" if text.strip() else item)


_BODIES: Final[Mapping[str, Callable[[Page, RenderContext], Marked]]] = {
    "contents": _contents,
    "new": _news,
    "choose": choose,
    "models": _models,
    "newest": partial(_in_full, "newest"),
    "earlier": _earlier,
    "began": lambda page, context: marked.blocks(Marked(page.words["began_key"]), _in_full("began", page, context)),
    "boards": _boards,
    "benchmarks": _benchmark_table,
    "resources": lambda page, context: marked.bullets(_resource(one, page, context) for one in page.sections["resources"]),
}
"""The sections of a list's page by their keys; where each stands is decided by the placement."""


def _whole_page(page: Page, context: RenderContext) -> str:
    """The page of all benchmarks, or of all boards: those with a table in full, then the others, each in a line."""
    words, body = page.words, [_section(one, page, context) for one in page.sections[page.kind]]
    others = [one for one in context.curated.boards.values() if f"board {one.slug}" not in page.anchors and page.kind == "boards"]
    body += [Marked(f"## {words['boards_others']}")] if others else []
    for one in sorted(others, key=lambda one: (one.state != "active", one.name.casefold())):
        facts = marked.joined(filter(None, _board_facts(one, page, context)), words["semicolon"])
        said = Marked(f"**{marked.inline(one.name)}**{words['colon']}{facts}")
        body += [said, prose(one.prose, words), picture(one, page, context)]
    key = Marked(words["boards_key"] if page.kind == "boards" else "")
    return marked.blocks(Marked(f"# {page.title}"), _switch_language(page, context), key, *body)


def _permissions_page(context: RenderContext) -> str:
    """The licences that families state with what each permits, in words of every language: the most free first, then by name."""
    stated = (text for slug in context.curated.families for text in context.catalog.families[slug].texts("license"))
    found = {one.name: one for text in stated for one in licences(text)}
    rows = (
        (marked.link(one.name, one.url), Marked(each(f"licence.{one.terms}")), *(marked.cell(one.permits(code), 600) for code in LANGUAGES))
        for one in sorted(found.values(), key=lambda one: (TERMS.index(one.terms), one.name.casefold()))
    )
    heads = (each("license"), each("permission"), *(words.name for words in LANGUAGES.values()))
    return marked.blocks(Marked(f"# {each('site.licenses')}"), marked.table(map(Marked, heads), rows))


def _coverage_page(context: RenderContext) -> str:
    """The maintainers' page, in English: what is missing, a section a reason, and which checkpoints are no longer where they were."""
    families = [(one, context.catalog.observed(one.slug)) for one in context.newest_first()]
    page, asked = Page(COVERAGE, 0, FRONT, ENGLISH, ""), absent_of("family")
    gaps = [(one, missing(own, asked)) for one, own in families]
    fields = ((ENGLISH[f"missing.{why}"], "fields", [
        (one, [Marked(ENGLISH[f"name.{spec.name}"]) for spec in own[why]]) for one, own in gaps
    ]) for why in ABSENCES)  # fmt: skip
    checkpoints = ((ENGLISH("checkpoints_are", state=ENGLISH[f"checkpoint.{state}"]), "checkpoints", [
        (one, [marked.code(c) for c, known in sorted(own.checkpoints.items()) if known.state == state]) for one, own in families
    ]) for state in _STATES)  # fmt: skip
    sections = []
    for heading, column, found in (*fields, *checkpoints):
        if rows := [(context.to_family(one, page), marked.joined(named)) for one, named in found if named]:
            sections += [Marked(f"## {heading}"), marked.table((Marked(ENGLISH["family"]), Marked(ENGLISH[column])), rows)]
    return marked.blocks(Marked(f"# {ENGLISH['not_known']}"), Marked(ENGLISH["not_known_key"]), *sections)
