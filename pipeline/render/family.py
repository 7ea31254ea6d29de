"""One family: as a row, as news, in short, as a section of the front page, and on its own page."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from pipeline.fields import FIELDS, shown_in
from pipeline.model.amounts import memory_needed, show_amount
from pipeline.model.curated import CuratedFamily, Link
from pipeline.model.ids import HUB_URL, is_checkpoint_id
from pipeline.model.licences import Licence, licences, licences_of, terms_of
from pipeline.model.observed import ABSENCES, ObservedFamily
from pipeline.render import links, marked, values
from pipeline.render.context import RenderContext, evidence_path, fact
from pipeline.render.links import alive
from pipeline.render.marked import Marked
from pipeline.render.placement import NEW_MONTHS, NEW_MOST, Page, months_before
from pipeline.render.scores import edition_words, score_text
from pipeline.words import Words

_FIRST: Final = 5
"""Details that a section of a list has: those of the first list."""
_PAPERS: Final = 3
"""Papers that are linked; the evidence names them all."""
_LINE, _NEAR = 8, 2
"""Families before and after one that are named; in a section of another page the nearest, and the farthest behind them."""
_SENTENCE: Final = re.compile(r".{1,300}?(?:[.!?](?=\s|$)|[。！？])")


def quick_table(page: Page, context: RenderContext) -> Marked:
    """The table of a page."""
    words = page.words
    return marked.table(
        (
            *(Marked(words[key]) for key in ("model", "organization")),
            Marked(words.label(FIELDS["kind"]).column),
            *(Marked(words.label(spec).column) for spec in shown_in("row")),
            Marked(words["weights_column"]),
        ),
        (row(family, page, context) for family in page.families),
    )


def row(family: CuratedFamily, page: Page, context: RenderContext) -> tuple[Marked, ...]:
    """A family's row on a page: the name leads to its own page."""
    words, observed = page.words, context.catalog.observed(family.slug)
    weights = links.first_checkpoint(family, observed, context.snapshots)
    return (
        context.to_family(family, page),
        _organization(family, context, words),
        Marked(words["beside"].join(filter(None, (words.kind(family.kind).short, words.texts.get(f"purpose.{family.purpose}"))))),
        *(values.in_row(observed, spec, words) for spec in shown_in("row")),
        _weights(weights, observed, words),
    )


def _weights(address: str | None, observed: ObservedFamily, words: Words) -> Marked:
    """The link to the weights, with how many ask for terms to be accepted first; or that they are gone."""
    gated, there = observed.gated
    if not address and observed.checkpoints and not there:
        return Marked(words["absent.gone"])
    link = address and marked.out(Marked(words["weights_link"]), address)
    return Marked(f"{link}{values.access(gated, there, words)}") if link else Marked("")


def news(page: Page, context: RenderContext) -> Marked:
    """The newest families in short: when, who, how large, what goes in, under which licence, and what it is; new checkpoints."""
    new = (_news(family, page, context) for family in page.new)
    items = marked.bullets((*new, *(_renewed(family, page, context) for family in page.renewed)))
    site = (context.curated.sections.site or "").rstrip("/")
    said = page.words("new_key", month=months_before(context.placement.newest, NEW_MONTHS))
    cut = NEW_MOST in (len(page.new), len(page.renewed))
    return marked.blocks(Marked(said + (page.words("new_site", site=site) if cut and site else "")), items)


def _renewed(family: CuratedFamily, page: Page, context: RenderContext) -> Marked:
    """An older family with the checkpoints that are new in it."""
    said = marked.joined((_organization(family, context, page.words), _later(family, page, context)), page.words["beside"])
    return Marked(f"**{context.to_family(family, page)}**{page.words['colon']}{said}{page.words['stop']}")


def _later(family: CuratedFamily, page: Page, context: RenderContext) -> Marked:
    """What is new in a family beside what came with it, the newest first, each with its month."""
    words, dates = page.words, context.catalog.observed(family.slug).later(months_before(context.placement.newest, NEW_MONTHS))
    named = [marked.inline(f"{name.partition('/')[2]}{words['opening']}{values.began(date, 7, words)}{words['closing']}") for name, date in dates.items()]
    return Marked(words("new_checkpoints", names=marked.joined(named, words["comma"])) if named else "")


def _news(family: CuratedFamily, page: Page, context: RenderContext) -> Marked:
    words, observed = page.words, context.catalog.observed(family.slug)
    said = [_organization(family, context, words)]
    for spec in shown_in("row"):
        value, label = values.in_row(observed, spec, words), words.label(spec).column
        if value and spec.form == "count":
            value = Marked(words("amount", value=value, label=label.lower()))
        elif value and spec.form == "licence":
            value = _permitted(value, observed, words)
        said += [value] if value else []
    said += [marked.inline(values.takes_in(observed.facts.texts("modalities"), family.kind, words)), _later(family, page, context)]
    name = context.to_family(family, page)
    sentence = first_sentence(words.own(family.prose))
    return Marked(f"**{name}**{words['colon']}{marked.joined(filter(None, said), words['beside'])}{words['stop']}{words['gap']}{sentence}".rstrip())


def _permitted(licence: Marked, observed: ObservedFamily, words: Words) -> Marked:
    """A family's licence and what it lets people do; where that differs, behind each of its licences, with what bears it."""
    terms = {stated: words[f"licence.{terms_of(stated)}"] for stated in sorted(observed.facts.texts("license"))}
    if len(set(terms.values())) == 1:
        return marked.joined((licence, *set(map(Marked, terms.values()))), words["beside"])
    whose = observed.coverage["license"].holds_for if "license" in observed.coverage else {}
    each = (f"{stated}{words['opening']}{words['colon'].join(filter(None, (values.bearers(whose.get(stated, ()), words), said)))}{words['closing']}"
            for stated, said in terms.items())  # fmt: skip
    return Marked(marked.joined(map(marked.inline, each), words["comma"]) + values.known_of(observed.coverage, FIELDS["license"], words))


def first_sentence(text: str) -> str:
    """The first sentence of what a person wrote; nothing where it is not plainly one."""
    found = _SENTENCE.match(text.strip())
    return found[0] if found and not set(found[0]) & set("[]`*_<\n") else ""


def earlier(page: Page, context: RenderContext) -> Marked:
    """The earlier families by maker, each with sizes and year."""
    of_makers = groupby(page.earlier, key=lambda one: _organization(one, context, page.words))
    named = ((maker, marked.joined((_in_short(one, page, context, len("YYYY")) for one in families), page.words["comma"]))
             for maker, families in of_makers)  # fmt: skip
    return marked.bullets(Marked(f"{maker}{page.words['colon']}{families}") for maker, families in named)


def _in_short(family: CuratedFamily, page: Page, context: RenderContext, precision: int) -> Marked:
    """A family by its name, with so many characters of its first date."""
    when = values.began(context.catalog.observed(family.slug).facts.dates("release_date"), precision, page.words) if precision else ""
    return Marked(f"{context.to_family(family, page)}{when and page.words['opening'] + when + page.words['closing']}")


def _organization(family: CuratedFamily, context: RenderContext, words: Words) -> Marked:
    """Who made it, in the page's language."""
    known = context.curated.organizations.organizations.get(family.organization)
    return marked.cell((words.own(known) or known.name) if known else family.organization)


def family_section(family: CuratedFamily, page: Page, context: RenderContext) -> Marked:
    """A family in one language: its prose, and its facts as lines. On its own page with links, copies, and what is missing."""
    words, observed = page.words, context.catalog.observed(family.slug)
    facts = tuple(_facts(family, observed, page, context))
    if page.number:
        own = marked.here(Marked(words["evidence"]), marked.relative(page.path, evidence_path(family.slug)))
        return marked.blocks(Marked(f"### {marked.inline(family.name)}"), prose(family.prose, words), marked.bullets((*facts, own)))
    there = marked.joined(_links(family, observed, page, context), " · ")
    lines = marked.bullets((*facts, *_copies(family, observed, page), *_missing(observed, page)))
    return marked.blocks(Marked(f"## {words['summary']}"), there, prose(family.prose, words), lines)


def _copies(family: CuratedFamily, observed: ObservedFamily, page: Page) -> Iterator[Marked]:
    """Where quantised copies are: the maker's own, then what the Hub lists of every other checkpoint."""
    words, led = page.words, {one.url.removeprefix(HUB_URL) for one in links.checkpoints(family, observed)}
    found, without = [], []
    for name in sorted(filter(is_checkpoint_id, led | observed.checkpoints.keys())):
        short, own = name.partition("/")[2], tuple(links.own_copies(name, observed))
        if own:
            others = (("GGUF", links.quantised(name, "gguf")), (words["copies_all"], links.quantised(name)))
            there = (marked.joined((marked.link(*one) for one in several), words["comma"]) for several in (own, others))
            key = "copies_of" if any("gguf" in copy.casefold() for copy, _ in own) else "copies_no_gguf"
            found.append(Marked(words(key, name=marked.inline(short), own=next(there), others=next(there))))
        elif observed.can_be_had(name):
            without.append(marked.link(short, links.quantised(name, "gguf")))
    found += [Marked(words("copies_none", names=marked.joined(without, words["comma"])))] if without else []
    if found:
        yield fact(words["copies"], _one_below_another(found), page)


def _one_below_another(lines: Iterable[Marked]) -> Marked:
    """The value of a fact that has several parts, each on a line of its own."""
    return marked.joined((Marked(""), *lines), "\n  - ")


def prose(said: object, words: Words) -> Marked:
    """What people wrote in a page's language; in another one with a line that says so."""
    text, fallback = words.or_another(said)
    note = Marked(words["fallback"] if fallback else "")
    return marked.blocks(note, marked.block(text))


def _links(family: CuratedFamily, observed: ObservedFamily, page: Page, context: RenderContext) -> Iterator[Marked]:
    """Papers, code, the first checkpoint and what an editor chose, as words that lead there."""
    words, snapshots = page.words, context.snapshots
    for paper in links.papers(family, observed)[:_PAPERS]:
        known = context.catalog.papers.get(paper)
        said = f"arXiv {words['withdrawn']} {paper}" if known and known.withdrawn else f"arXiv {paper}"
        yield marked.link(said, f"https://arxiv.org/abs/{paper}")
    yield from _chosen(family.links.paper, context)
    code = links.repository(family, observed, snapshots)
    if code is not None:
        address, name, archived = code
        note = f"{words['opening']}{words['archived']}{words['closing']}" if archived else ""
        yield Marked(f"{words['code']} {marked.link(name, address)}{note}")
    weights = links.first_checkpoint(family, observed, snapshots)
    if weights is not None:
        yield Marked(f"{words['weights_link']} {marked.link(weights.removeprefix(HUB_URL), weights)}")
    yield from _chosen(family.links.blog, context)
    beside = [line[0] for _, line in context.succession.line(family.slug)]
    if site := (context.curated.sections.site or "").rstrip("/"):
        named = (one.url.removeprefix(HUB_URL) for one in links.checkpoints(family, observed))
        own = list(filter(is_checkpoint_id, named)) or [family.slug]
        ids = (*own, *beside)[:6]  # what the site compares at once
        yield marked.out(Marked(words["site.compare_with"]), f"{site}/compare.html#ids={','.join(ids)}&lang={words.code}") or Marked("")


def _chosen(link: Link | None, context: RenderContext) -> Iterator[Marked]:
    """A link that an editor chose, if it lives."""
    if link is not None and (target := alive(link.url, context.snapshots)) is not None:
        yield marked.link(link.label, target)


def _license_terms(observed: ObservedFamily, words: Words, *, linked: bool) -> Marked:
    """Each of a family's licences, with its text where that is `linked`, the sizes that bear it where not all do, and what it permits."""
    whose = observed.coverage["license"].holds_for if "license" in observed.coverage else {}
    alone = values.known_of(observed.coverage, FIELDS["license"], words) if not whose else ""
    said: dict[Licence, Marked] = {}
    for stated in observed.facts.texts("license"):
        for one in licences(stated):
            sizes = marked.inline(values.bearers(whose.get(stated, ()), words))
            permits = marked.inline(one.permits(words.code), 600)
            short = "" if permits and one.terms == "free" else words[f"licence.{one.terms}"]  # the line says it in full
            inside = marked.joined(filter(None, (Marked(short), sizes)), words["colon"])
            terms = f"{words['opening']}{inside}{words['closing']}" if inside else ""
            name = Marked(marked.link(one.name, (_license_text(stated, observed) or one.url) if linked else "") + alone)
            said[one] = Marked(words("licence_says", name=name, terms=terms, permits=permits).rstrip())
    unknown = marked.inline(values.unlicensed(observed, words) if linked else "")
    return marked.joined((*said.values(), *((unknown,) if unknown else ())), words["gap"])


def _license_text(stated: str, observed: ObservedFamily) -> str:
    """The text that the bearers of a licence link to, where it is one."""
    every = (one.facts for one in observed.checkpoints.values())
    theirs = [facts for facts in every if ", ".join(own.name for own in licences_of(facts)) == stated]
    linked = {str(facts.get("license_link", "")) for facts in theirs} or {observed.facts.text("license_link") or ""}
    return next((text for text in linked if len(linked) == 1 and marked.web(text) is not None), "")


def _facts(family: CuratedFamily, observed: ObservedFamily, page: Page, context: RenderContext) -> Iterator[Marked]:
    """What is known of a family, a line a fact; its own page has a table of its checkpoints, and others name a few."""
    words, listed = page.words, page.number > 0
    terms = _license_terms(observed, words, linked=not listed)
    several = observed.coverage["license"].holds_for if "license" in observed.coverage else {}
    known = values.known_of(observed.coverage, FIELDS["license"], words, "script.known_of") if several else ""
    standings = [_standing(slug, observed, page, context) for slug in ([] if listed else sorted(observed.standings))]
    rows = [
        *((words.label(spec).detail, values.in_section(observed, spec, words))
          for spec in shown_in("details")[: _FIRST if listed else None] if values.stated(observed.facts, spec)),
        (words["license"] + (known and words["gap"] + known.strip()), terms),
        (words["memory"], _memory(observed, words) if family not in page.began else Marked("")),
        (words["standings"], _one_below_another(standings) if standings else Marked("")),
        (words["lineage"], marked.joined(_lineage(family, page, context), words["semicolon"])),
        (words["checkpoints"], links.in_a_row(links.checkpoints(family, observed) if listed else (), context.snapshots, words)),
        (words["more_links"], links.in_a_row(() if listed else family.links.more, context.snapshots, words)),
    ]  # fmt: skip
    yield from (fact(label, value, page) for label, value in rows if value)


def _memory(observed: ObservedFamily, words: Words) -> Marked:
    """What the weights of each size need, at 16, 8 and 4 bits."""
    there = (one for name, one in observed.checkpoints.items() if observed.can_be_had(name))
    totals = {total for one in there if isinstance(total := one.facts.get("total_params"), int)}
    needed = {memory_needed(total): show_amount(total) for total in sorted(totals, reverse=True)}
    said = (words("memory_of", size=size, memory=values.memory(memory)) for memory, size in sorted(needed.items()))
    return marked.joined(map(marked.inline, said), words["semicolon"])


def _missing(observed: ObservedFamily, page: Page) -> Iterator[Marked]:
    """What has no value, a line for each kind of absence: a column of the same word is no help to anybody."""
    words = page.words
    without = [
        (words.label(spec).detail, observed.absent.get(spec.name, "not stated"))
        for spec in (*shown_in("details"), *shown_in("badge"))
        if "family" in spec.absence and not values.stated(observed.facts, spec)
    ]
    for kind in ABSENCES:
        names = [words("in_a_list", label=label, lower=label.lower()) for label, why in without if why == kind]
        if names:
            yield fact(words[f"missing.{kind}"], Marked(words["comma"].join(names)), page)


def _standing(slug: str, observed: ObservedFamily, page: Page, context: RenderContext) -> Marked:
    """A family's best placed row on one board, with the edition that says so, and its other checkpoints."""
    standing, words = observed.standings[slug], page.words
    board = context.curated.boards.get(slug)
    name = board.name if board else slug
    # A text board stands on the list of language models, for a vision model as well.
    lead = context.to_section(f"board {slug}", name, page) or (marked.link(name, board.url) if board else marked.inline(name))
    whose = (standing.checkpoint or "").rpartition("/")[2] or standing.name
    edition = edition_words(standing.edition, board, context.snapshots, words) if board and standing.edition else ""
    said = marked.joined(map(marked.inline, filter(None, (whose, edition))), words["beside"])
    others = (marked.inline(f"{n.rpartition('/')[2]} {score_text(score, standing.metric, board, interval=False)}") for n, score in standing.others)
    best = Marked(f"{lead} {marked.inline(score_text(standing.score, standing.metric, board))}{words['opening']}{said}{words['closing']}")
    return marked.joined((best, *others), words["comma"])


def _lineage(family: CuratedFamily, page: Page, context: RenderContext) -> Iterator[Marked]:
    """What came before and after; on a list each with its month, on its own page also where all of the maker are.

    A family's own page is made before all others are known: it has no dates of theirs.
    """
    words, site = page.words, context.curated.sections.site
    for key, line in context.succession.line(family.slug):
        others = (_in_short(context.curated.families[slug], page, context, len("YYYY-MM") if page.number else 0)
                  for slug in (dict.fromkeys((*line[:_NEAR], *line[-1:])) if page.number else line[:_LINE]))  # fmt: skip
        yield Marked(f"{words[key]} {marked.joined(others, words['comma'])}")
    if page.number == 0 and site is not None:
        maker = _organization(family, context, words)
        yield Marked(words("all_of_maker", maker=marked.out(maker, f"{site.rstrip('/')}/makers/{family.organization}.html") or maker))
