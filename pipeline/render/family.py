"""One family: as a row, as news, in short, as a section of the front page, and on its own page."""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Final

from pipeline.fields import FIELDS, shown_in
from pipeline.model.amounts import memory_needed, show_amount
from pipeline.model.curated import CuratedFamily, Link
from pipeline.model.ids import HUB_URL, is_checkpoint_id
from pipeline.model.licences import Licence, licences, licences_of, terms_of
from pipeline.model.observed import ABSENCES, ObservedFamily
from pipeline.render import links, marked, values
from pipeline.render.marked import Marked
from pipeline.render.placement import Page, RenderContext, evidence_path
from pipeline.words import Words

_FIRST: Final = 5
"""Details that a section of a list has: those of the first list."""
_PAPERS: Final = 3
"""Papers that are linked; the evidence names them all."""
_LINE, _NEAR = 8, 2
"""Families before and after one that are named; in a section of another page the nearest, and the farthest behind them."""
_SENTENCE: Final = re.compile(r".{1,300}?(?:[.!?](?=\s|$)|[。！？])")


def fact(label: str, value: Marked, words: Words) -> Marked:
    """A line of a section: what it is about in bold, and what is said of it, below it where it begins with a break; nothing without."""
    if not value:
        return value
    return Marked(words("fact", label=label[:1].upper() + label[1:], value=value).replace(" \n", "\n", 1))


def prose(said: object, words: Words) -> Marked:
    """What people wrote in a page's language; in another one with a line that says so."""
    text, fallback = words.or_another(said)
    return marked.blocks(Marked(words["fallback"] if fallback else ""), marked.block(text))


def _one_below_another(lines: Iterable[Marked]) -> Marked:
    """The value of a fact that has several parts, each on a line of its own; nothing of none."""
    return Marked("".join(f"\n  - {line}" for line in lines))


class FamilyView:
    """A family as one page shows it."""

    def __init__(self, family: CuratedFamily, page: Page, context: RenderContext) -> None:
        self.family, self.page, self.context, self.words = family, page, context, page.words

    @cached_property
    def observed(self) -> ObservedFamily:
        """What is known of it."""
        return self.context.catalog.observed(self.family.slug)

    @property
    def maker(self) -> Marked:
        """Who made it, in the page's language."""
        known = self.context.curated.organizations.organizations.get(self.family.organization)
        return marked.cell((self.words.own(known) or known.name) if known else self.family.organization)

    def row(self) -> tuple[Marked, ...]:
        """The family as a row: its name leads to its own page, the last cell to the weights."""
        words, observed, family = self.words, self.observed, self.family
        kinds = words["beside"].join(filter(None, (words.kind(family.kind).short, words.texts.get(f"purpose.{family.purpose}"))))
        cells = (self.context.to_family(family, self.page), self.maker, Marked(kinds), *(values.shown(observed, spec, words) for spec in shown_in("row")))
        gated, there = observed.gated
        address = links.first_checkpoint(family, observed, self.context.snapshots)
        if not address and observed.checkpoints and not there:
            return *cells, Marked(words["absent.gone"])
        link = marked.out(Marked(words["weights_link"]), address or "")
        return *cells, Marked(f"{link}{values.access(gated, there, words)}" if link else "")

    def news(self) -> Marked:
        """The family in short: who, how large, when, under which licence, what goes in, new checkpoints, and what it is."""
        words, observed = self.words, self.observed
        said = [self.maker]
        for spec in shown_in("row"):
            value = values.shown(observed, spec, words)
            if value and spec.form == "count":
                value = Marked(words("amount", value=value, label=words.label(spec).column.lower()))
            said.append(self._permitted(value) if value and spec.form == "licence" else value)
        said += [marked.inline(values.takes_in(observed.facts.texts("modalities"), self.family.kind, words)), self._later()]
        found = _SENTENCE.match(words.own(self.family.prose).strip())
        plain = found is not None and not set(found[0]) & set("[]`*_<\n")
        return Marked(f"{self._in_brief(said)}{words['gap']}{found[0] if found and plain else ''}".rstrip())

    def renewed(self) -> Marked:
        """An older family with the checkpoints that are new in it."""
        return self._in_brief([self.maker, self._later()])

    def _in_brief(self, said: Iterable[Marked]) -> Marked:
        words, name = self.words, self.context.to_family(self.family, self.page)
        return Marked(f"**{name}**{words['colon']}{marked.joined(filter(None, said), words['beside'])}{words['stop']}")

    def _later(self) -> Marked:
        """What is new beside what came with it, the newest first, each with its month."""
        words, dates = self.words, self.observed.later(self.context.placement.since)
        named = [marked.inline(f"{name.partition('/')[2]}{words['opening']}{values.began(date, 7, words)}{words['closing']}") for name, date in dates.items()]
        return Marked(words("new_checkpoints", names=marked.joined(named, words["comma"])) if named else "")

    def _permitted(self, licence: Marked) -> Marked:
        """Its licence and what it lets people do; where that differs, behind each of its licences, with what bears it."""
        words, coverage = self.words, self.observed.coverage
        terms = {stated: words[f"licence.{terms_of(stated)}"] for stated in sorted(self.observed.facts.texts("license"))}
        if len(set(terms.values())) == 1:
            return marked.joined((licence, *set(map(Marked, terms.values()))), words["beside"])
        whose = coverage.get("license", values.WHOLE).holds_for
        each = (f"{stated}{words['opening']}{words['colon'].join(filter(None, (values.bearers(whose.get(stated, ()), words), said)))}{words['closing']}"
                for stated, said in terms.items())  # fmt: skip
        return Marked(marked.joined(map(marked.inline, each), words["comma"]) + values.known_of(coverage, FIELDS["license"], words))

    def in_short(self, precision: int) -> Marked:
        """Its name, with so many characters of its first date."""
        when = values.began(self.observed.facts.dates("release_date"), precision, self.words) if precision else ""
        return Marked(f"{self.context.to_family(self.family, self.page)}{when and self.words['opening'] + when + self.words['closing']}")

    def section(self) -> Marked:
        """Its prose, and its facts as lines. On its own page with links, copies, and what is missing."""
        words, page = self.words, self.page
        said, facts = prose(self.family.prose, words), [fact(label, value, words) for label, value in self._facts()]
        if page.number:
            own = marked.here(Marked(words["evidence"]), marked.relative(page.path, evidence_path(self.family.slug)))
            return marked.blocks(Marked(f"### {marked.inline(self.family.name)}"), said, marked.bullets([*facts, own]))
        there = marked.joined(filter(None, self._links()), " · ")
        return marked.blocks(Marked(f"## {words['summary']}"), there, said, marked.bullets(facts))

    def _facts(self) -> Iterator[tuple[str, Marked]]:
        """What is known, by its label; its own page has a table of its checkpoints, and others name a few."""
        words, observed, snapshots, listed = self.words, self.observed, self.context.snapshots, self.page.number > 0
        for spec in shown_in("details")[: _FIRST if listed else None]:
            if values.stated(observed.facts, spec):
                yield words.label(spec).detail, values.shown(observed, spec, words, wide=True)
        several = observed.coverage.get("license", values.WHOLE).holds_for
        known = values.known_of(observed.coverage, FIELDS["license"], words, "script.known_of") if several else ""
        yield words["license"] + (known and words["gap"] + known.strip()), self._license_terms(linked=not listed)
        yield words["memory"], Marked("") if self.family in self.page.began else self._memory()
        lineage = marked.joined(self._lineage(), words["semicolon"])
        if listed:
            yield words["lineage"], lineage
            yield words["checkpoints"], links.in_a_row(links.checkpoints(self.family, observed), snapshots, words)
            return
        yield words["standings"], _one_below_another(map(self._standing, sorted(observed.standings)))
        yield words["lineage"], lineage
        yield words["more_links"], links.in_a_row(self.family.links.more, snapshots, words)
        yield words["copies"], _one_below_another(self._copies())
        specs = (spec for spec in (*shown_in("details"), *shown_in("badge")) if "family" in spec.absence)
        without = [spec for spec in specs if not values.stated(observed.facts, spec)]
        for kind in ABSENCES:  # a line each: a column of the same word is no help to anybody
            labels = [words.label(spec).detail for spec in without if observed.absent.get(spec.name, "not stated") == kind]
            named = (words("in_a_list", label=label, lower=label.lower()) for label in labels)
            yield words[f"missing.{kind}"], Marked(words["comma"].join(named))

    def _license_terms(self, *, linked: bool) -> Marked:
        """Each of its licences, with its text where that is `linked`, the sizes that bear it where not all do, and what it permits."""
        words, observed = self.words, self.observed
        whose = observed.coverage.get("license", values.WHOLE).holds_for
        alone = values.known_of(observed.coverage, FIELDS["license"], words) if not whose else ""
        said: dict[Licence, Marked] = {}
        for stated in observed.facts.texts("license"):
            for one in licences(stated):
                permits = marked.inline(one.permits(words.code), 600)
                short = "" if permits and one.terms == "free" else words[f"licence.{one.terms}"]  # the line says it in full
                inside = words["colon"].join(filter(None, (short, marked.inline(values.bearers(whose.get(stated, ()), words)))))
                terms = f"{words['opening']}{inside}{words['closing']}" if inside else ""
                name = marked.link(one.name, (self._license_text(stated) or one.url) if linked else "") + alone
                said[one] = Marked(words("licence_says", name=name, terms=terms, permits=permits).rstrip())
        unknown = marked.inline(values.unlicensed(observed, words) if linked else "")
        return marked.joined(filter(None, (*said.values(), unknown)), words["gap"])

    def _license_text(self, stated: str) -> str:
        """The text that the bearers of a licence link to, where it is one."""
        every = (one.facts for one in self.observed.checkpoints.values())
        theirs = [facts for facts in every if ", ".join(own.name for own in licences_of(facts)) == stated]
        linked = {str(facts.get("license_link", "")) for facts in theirs} or {str(self.observed.facts.get("license_link") or "")}
        return next((text for text in linked if len(linked) == 1 and marked.checked(text) is not None), "")

    def _memory(self) -> Marked:
        """What the weights of each size need, at 16, 8 and 4 bits."""
        there = (one for name, one in self.observed.checkpoints.items() if self.observed.can_be_had(name))
        totals = {total for one in there if isinstance(total := one.facts.get("total_params"), int)}
        needed = {memory_needed(total): show_amount(total) for total in sorted(totals, reverse=True)}
        said = (self.words("memory_of", size=size, memory=values.memory(memory)) for memory, size in sorted(needed.items()))
        return marked.joined(map(marked.inline, said), self.words["semicolon"])

    def _standing(self, slug: str) -> Marked:
        """Its best placed row on one board, with the edition that says so, and its other checkpoints."""
        standing, words, context = self.observed.standings[slug], self.words, self.context
        board = context.curated.boards.get(slug)
        name = board.name if board else slug
        # A text board stands on the list of language models, for a vision model as well.
        lead = context.to_section(f"board {slug}", name, self.page) or (marked.link(name, board.url) if board else marked.inline(name))
        whose = (standing.checkpoint or "").rpartition("/")[2] or standing.name
        edition = values.edition_words(standing.edition, board, context.snapshots, words) if board and standing.edition else ""
        said = marked.joined(map(marked.inline, filter(None, (whose, edition))), words["beside"])
        score = marked.inline(values.score_text(standing.score, standing.metric, board))
        others = (f"{name.rpartition('/')[2]} {values.score_text(one, standing.metric, board, interval=False)}" for name, one in standing.others)
        best = Marked(f"{lead} {score}{words['opening']}{said}{words['closing']}")
        return marked.joined((best, *map(marked.inline, others)), words["comma"])

    def _lineage(self) -> Iterator[Marked]:
        """What came before and after; on a list each with its month, on its own page also where all of the maker are.

        A family's own page is made before all others are known: it has no dates of theirs.
        """
        words, context, listed = self.words, self.context, self.page.number > 0
        for key, line in context.succession.line(self.family.slug):
            near = dict.fromkeys((*line[:_NEAR], *line[-1:])) if listed else line[:_LINE]
            views = (FamilyView(context.curated.families[slug], self.page, context) for slug in near)
            others = (one.in_short(len("YYYY-MM") if listed else 0) for one in views)
            yield Marked(f"{words[key]} {marked.joined(others, words['comma'])}")
        if not listed and context.site:
            maker = marked.out(self.maker, f"{context.site}/makers/{self.family.organization}.html")
            yield Marked(words("all_of_maker", maker=maker or self.maker))

    def _links(self) -> Iterator[Marked]:
        """Papers, code, the first checkpoint and what an editor chose, as words that lead there."""
        words, family, observed, context = self.words, self.family, self.observed, self.context
        for paper in links.papers(family, observed)[:_PAPERS]:
            known = context.catalog.papers.get(paper)
            said = f"arXiv {words['withdrawn']} {paper}" if known and known.withdrawn else f"arXiv {paper}"
            yield marked.link(said, f"https://arxiv.org/abs/{paper}")
        yield self._chosen(family.links.paper)
        if code := links.repository(family, observed, context.snapshots):
            address, name, archived = code
            yield Marked(f"{words['code']} {marked.link(name, address)}{words['opening'] + words['archived'] + words['closing'] if archived else ''}")
        if weights := links.first_checkpoint(family, observed, context.snapshots):
            yield Marked(f"{words['weights_link']} {marked.link(weights.removeprefix(HUB_URL), weights)}")
        yield self._chosen(family.links.blog)
        if context.site:
            named = (one.url.removeprefix(HUB_URL) for one in links.checkpoints(family, observed))
            beside = [line[0] for _, line in context.succession.line(family.slug)]
            ids = (*(list(filter(is_checkpoint_id, named)) or [family.slug]), *beside)[:6]  # what the site compares at once
            yield marked.out(Marked(words["site.compare_with"]), f"{context.site}/compare.html#ids={','.join(ids)}&lang={words.code}") or Marked("")

    def _chosen(self, link: Link | None) -> Marked:
        """A link that an editor chose, if it lives."""
        target = links.alive(link.url, self.context.snapshots) if link else None
        return marked.link(link.label, target) if link and target else Marked("")

    def _copies(self) -> Iterator[Marked]:
        """Where quantised copies are: the maker's own, then what the Hub lists of every other checkpoint."""
        words, observed, without = self.words, self.observed, []
        led = {one.url.removeprefix(HUB_URL) for one in self.family.links.checkpoints}
        for name in sorted(filter(is_checkpoint_id, led | observed.checkpoints.keys())):
            short, own = name.partition("/")[2], tuple(links.own_copies(name, observed))
            if own:
                others = (("GGUF", links.quantised(name, "gguf")), (words["copies_all"], links.quantised(name)))
                there = (marked.joined((marked.link(*one) for one in several), words["comma"]) for several in (own, others))
                key = "copies_of" if any("gguf" in copy.casefold() for copy, _ in own) else "copies_no_gguf"
                yield Marked(words(key, name=marked.inline(short), own=next(there), others=next(there)))
            elif observed.can_be_had(name):
                without.append(marked.link(short, links.quantised(name, "gguf")))
        if without:
            yield Marked(words("copies_none", names=marked.joined(without, words["comma"])))
