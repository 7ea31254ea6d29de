"""One family: as a row, as news, in short, as a section of a list, and its own page with all evidence.

That page is for all readers, in every language at once: every field of the family and of each checkpoint,
everything heard, and where to see it.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import chain
from typing import Final

from pipeline.fields import FIELDS, FieldSpec, shown_in
from pipeline.layout.catalog import retrieved_at
from pipeline.model.amounts import memory_needed, show_amount
from pipeline.model.claims import Claim, results_of
from pipeline.model.curated import CuratedFamily, Link
from pipeline.model.ids import HUB_URL, is_checkpoint_id
from pipeline.model.licences import Licence, licences, licences_of, terms_of
from pipeline.model.observed import Absence, ObservedCheckpoint, Rolled
from pipeline.names.dissected import counting
from pipeline.render import links, marked, values
from pipeline.render.escape import EMPTY
from pipeline.render.marked import Marked
from pipeline.render.placement import Page, RenderContext, evidence_path, list_path
from pipeline.words import ENGLISH, LANGUAGES, Words, each

_FIRST: Final = 5  # details that a section of a list has: those of the first list
_PAPERS: Final = 3  # papers that are linked above the prose; below they are all named
_LINE, _NEAR = 8, 2
"""Families before and after one that are named; in a section of another page the nearest, and the farthest behind them."""
_SENTENCE: Final = re.compile(r"[^\n\[\]`*_<]{1,300}?(?:[.!?](?=\s|$)|[。！？])")  # in plain words
_AUTHORITY_DOCS: Final = "docs/readme.md"
_STRIKING: Final = frozenset({"rival", "pinned"})
_OF_ROW: Final = frozenset({"won", "pinned"})
_ASKED: Final = [one for one in (*shown_in("details"), *shown_in("badge")) if "family" in one.absence]
_NONE: Final = Marked(EMPTY)
_ABSTRACT: Final = 4_000  # characters of an abstract that are shown; arXiv takes 1,920

_LEAD: Final = lru_cache(1024)(lambda label, line: line.format(label=label[:1].upper() + label[1:], value=""))
"""What stands before a fact: the same few on every page."""
Row = tuple[Marked, ...]
Evidence = Mapping[str, Sequence[Claim]]


def fact(label: str, value: Marked, words: Words) -> Marked:
    """A line of a section: what it is about in bold, and what is said of it, below it where it begins with a break; nothing without."""
    if not value:
        return value
    lead = _LEAD(label, words["fact"])
    return Marked((lead.rstrip(" ") if value[0] == "\n" else lead) + value)


def prose(said: object, words: Words) -> Marked:
    """What people wrote in a page's language; in another one with a line that says so."""
    text, fallback = words.or_another(said)
    return marked.blocks(Marked(words["fallback"] if fallback else ""), marked.block(text))


def in_short(family: CuratedFamily, precision: int, page: Page, context: RenderContext) -> Marked:
    """A family's name, with so many characters of its first date."""
    dates = context.catalog.observed(family.slug).dates("release_date") if precision else None
    return Marked(context.to_family(family, page) + page.words.aside(values.began(dates, precision, page.words)))


def in_order(fields: Collection[str]) -> list[str]:
    """Fields in the order of their table."""
    return [field for field in FIELDS if field in fields]


class FamilyView:
    """A family as a page of a list shows it."""

    def __init__(self, family: CuratedFamily, page: Page, context: RenderContext) -> None:
        self.family, self.page, self.context, self.words = family, page, context, page.words
        self.observed = context.catalog.observed(family.slug)

    @property
    def maker(self) -> Marked:
        """Who made it, in the page's language."""
        known = self.context.curated.organizations.organizations[self.family.organization]
        return marked.cell(self.words.own(known) or known.name)

    def row(self) -> Row:
        """The family as a row: its name leads to its own page, the last cell to the weights."""
        words, observed, family = self.words, self.observed, self.family
        kinds = words["beside"].join(filter(None, (words.kind(family.kind).short, words.texts.get(f"purpose.{family.purpose}"))))
        cells = (self.context.to_family(family, self.page), self.maker, Marked(kinds), *(values.shown(observed, spec, words) for spec in shown_in("row")))
        (gated, there), address = observed.gated, links.first_checkpoint(family, observed, self.context.snapshots)
        if not address and observed.checkpoints and not there:
            return *cells, Marked(words["absent.gone"])
        link = marked.out(Marked(words["weights_link"]), address)
        return *cells, Marked(f"{link}{values.access(gated, there, words)}" if link else "")

    def news(self) -> Marked:
        """The family in short: who, how large, when, under which licence, what goes in, new checkpoints, and what it is."""
        words, observed = self.words, self.observed
        said = [self.maker]
        for spec in shown_in("row"):
            value = values.shown(observed, spec, words)
            if value and spec.form == "count":
                value = Marked(words("amount", value=value, label=words[f"column.{spec.name}"].lower()))
            said.append(self._permitted(value) if value and spec.form == "licence" else value)
        taken = marked.inline(values.takes_in(observed.texts("modalities"), self.family.kind, words, apart=True))
        said += [Marked(taken + values.known_of(observed.coverage, FIELDS["modalities"], words)), self._later()]
        found = _SENTENCE.match(words.own(self.family.prose).strip())
        return Marked(f"{self._in_brief(said)}{words['gap']}{found[0] if found else ''}".rstrip())

    def renewed(self) -> Marked:
        """An older family with the checkpoints that are new in it."""
        return self._in_brief([self.maker, self._later()])

    def _in_brief(self, said: Iterable[Marked]) -> Marked:
        words, name = self.words, self.context.to_family(self.family, self.page)
        return Marked(f"**{name}**{words['colon']}{marked.joined(filter(None, said), words['beside'])}{words['stop']}")

    def _later(self) -> Marked:
        """What is new beside what came with it, the newest first, each with its month."""
        words, dates = self.words, self.observed.later(self.context.since())
        said = ((name.partition("/")[2], values.began(date, 7, words)) for name, date in dates.items())
        named = [marked.inline(name + words.aside(date)) for name, date in said]
        return Marked(words("new_checkpoints", names=marked.joined(named, words["comma"])) if named else "")

    def _permitted(self, licence: Marked) -> Marked:
        """Its licence and what it lets people do; where that differs, behind each of its licences, with what bears it."""
        words, coverage = self.words, self.observed.coverage
        terms = {stated: words[f"licence.{terms_of(stated)}"] for stated in sorted(self.observed.texts("license"))}
        if len(set(terms.values())) == 1:
            return marked.joined((licence, *set(map(Marked, terms.values()))), words["beside"])
        whose = coverage.get("license", values.WHOLE).holds_for
        parts = (stated + words.aside(words["colon"].join(filter(None, (values.bearers(whose.get(stated, ()), words), said))))
                 for stated, said in terms.items())  # fmt: skip
        return Marked(marked.joined(map(marked.inline, parts), words["comma"]) + values.known_of(coverage, FIELDS["license"], words))

    def section(self) -> Marked:
        """Its prose, and its first facts as lines, the last of which leads to its own page."""
        words, page = self.words, self.page
        chosen = links.in_a_row(links.checkpoints(self.family, self.observed), self.context.snapshots, words)
        head = Marked(f"### {marked.inline(self.family.name)}")
        return marked.blocks(head, prose(self.family.prose, words), marked.bullets((
            *self._facts(shown_in("details")[:_FIRST], linked=False),
            fact(words["lineage"], marked.joined(self._lineage(_NEAR, 1, len("YYYY-MM")), words["semicolon"]), words),
            fact(words["checkpoints"], chosen, words),
            marked.here(Marked(words["evidence"]), marked.relative(page.path, evidence_path(self.family.slug))),
        )))  # fmt: skip

    @cached_property
    def _line(self) -> dict[str, list[str]]:
        return dict(self.context.lineage(self.family.slug))

    def _lineage(self, nearest: int, farthest: int, precision: int) -> Iterator[Marked]:
        """What came before it and what after it, with so many characters of each one's first date."""
        families = self.context.curated.families
        for key, line in self._line.items():
            shown = dict.fromkeys((*line[:nearest], *line[len(line) - farthest :]))
            named = (in_short(families[slug], precision, self.page, self.context) for slug in shown)
            yield Marked(f"{self.words[key]} {marked.joined(named, self.words['comma'])}")

    def _facts(self, details: Iterable[FieldSpec], *, linked: bool) -> Iterator[Marked]:
        """Details, licence and memory as lines; `linked`: with the licence's text."""
        words, observed = self.words, self.observed
        for spec in details:
            if values.stated(observed.facts, spec):
                yield fact(words[f"detail.{spec.name}"], values.shown(observed, spec, words, wide=True), words)
        several = observed.coverage.get("license", values.WHOLE).holds_for
        known = values.known_of(observed.coverage, FIELDS["license"], words, "script.known_of") if several else ""
        yield fact(words["license"] + (known and words["gap"] + known.strip()), self._license_terms(linked=linked), words)
        if self.family not in self.page.sections.get("began", ()):
            # Of what can be had, the smallest first: of one size the most, of those that need the same the smaller.
            totals = {one.facts.get("total_params") for one in observed.checkpoints.values() if one.state != "gone"}
            sizes = {show_amount(n): memory_needed(n) for n in sorted(n for n in totals if isinstance(n, int))}
            needed = sorted({memory: size for size, memory in reversed(sizes.items())}.items())
            said = (words("memory_of", size=size, memory=values.memory(memory)) for memory, size in needed)
            yield fact(words["memory"], marked.joined(map(marked.inline, said), words["semicolon"]), words)

    def _license_terms(self, *, linked: bool) -> Marked:
        """Its licences as they are stated, alone or side by side: the sizes that bear them where not all do, and what they permit."""
        words, observed = self.words, self.observed
        whose = observed.coverage.get("license", values.WHOLE).holds_for
        alone = values.known_of(observed.coverage, FIELDS["license"], words) if not whose else ""
        lines, told = list[Marked](), set[Licence]()
        for stated in observed.texts("license"):
            side_by_side, text, terms = licences(stated), self._license_text(stated), terms_of(stated)
            permitted = (marked.inline(one.permits(words.code), 600) for one in side_by_side if one not in told)
            permits = marked.joined(filter(None, permitted), words["gap"])
            short = "" if permits and terms == "free" else words[f"licence.{terms}"]  # the line says it in full
            inside = words["colon"].join(filter(None, (short, marked.inline(values.bearers(whose.get(stated, ()), words)))))
            places = ((text or one.url) if len(side_by_side) == 1 else (one.url or text) for one in side_by_side)
            links = (marked.link(one.name, place if linked else "") for one, place in zip(side_by_side, places, strict=True))
            name = marked.joined(links, words["and"]) + alone
            lines.append(Marked(words("licence_says", name=name, terms=words.aside(inside), permits=permits).rstrip()))
            told.update(side_by_side)
        unknown = marked.inline(values.unlicensed(observed, words) if linked else "")
        return marked.joined(filter(None, (*lines, unknown)), words["gap"])

    def _license_text(self, stated: str) -> str | None:
        """The text that all bearers of a licence link to, where it is one; else that of the family."""
        facts = (one.facts for one in self.observed.checkpoints.values())
        texts = {str(own.get("license_link")) for own in facts if ", ".join(one.name for one in licences_of(own)) == stated}
        text, *others = texts or {str(self.observed.facts.get("license_link"))}
        return text if not others and marked.checked(text) else None


class _OwnPage(FamilyView):
    """A family's own page: made before others are known, it has no dates of theirs, and leads to no section of a list."""

    def summary(self, words: Words) -> Marked:
        """The family in a language: links, prose and facts as lines, and what is missing."""
        self.words = words
        context, observed, missing = self.context, self.observed, values.missing(self.observed, _ASKED)
        maker = marked.out(self.maker, f"{context.site}/makers/{self.family.organization}.html") or self.maker
        lineage = (*self._lineage(_LINE, 0, 0), *((Marked(words("all_of_maker", maker=maker)),) if context.site else ()))
        standings = (f"\n  - {self._standing(slug)}" for slug in sorted(observed.standings))
        facts = (
            *self._facts(shown_in("details"), linked=True),
            fact(words["standings"], Marked("".join(standings)), words),
            fact(words["lineage"], marked.joined(lineage, words["semicolon"]), words),
            fact(words["more_links"], links.in_a_row(self.family.links.more, context.snapshots, words), words),
            fact(words["copies"], Marked("".join(f"\n  - {line}" for line in self._copies())), words),
            *(self._missing(why, specs) for why, specs in missing.items() if specs),
        )  # fmt: skip
        there = marked.joined(filter(None, self._links()), " · ")
        return marked.blocks(Marked(f"## {words['summary']}"), there, prose(self.family.prose, words), marked.bullets(facts))

    def _missing(self, why: Absence, specs: Iterable[FieldSpec]) -> Marked:
        """The fields without a value for a reason: a line for all of them, since a column of one word helps nobody."""
        words = self.words
        labels = (words[f"detail.{spec.name}"] for spec in specs)
        named = words["comma"].join(words("in_a_list", label=one, lower=one.lower()) for one in labels)
        return fact(words[f"missing.{why}"], Marked(named), words)

    def _standing(self, slug: str) -> Marked:
        standing, words, context = self.observed.standings[slug], self.words, self.context
        board = context.curated.boards[slug]
        whose = (standing.checkpoint or "").rpartition("/")[2] or standing.name
        edition = values.edition_words(standing.edition, board, context.snapshots, words) if standing.edition else ""
        said = marked.joined(map(marked.inline, filter(None, (whose, edition))), words["beside"])
        score = marked.inline(values.score_text(standing.score, board.metric))
        others = (f"{name.rpartition('/')[2]} {values.score_text(one, board.metric, interval=False)}" for name, one in standing.others)
        best = Marked(f"{marked.link(board.name, board.url)} {score}{words.aside(said)}")
        return marked.joined((best, *map(marked.inline, others)), words["comma"])

    def _links(self) -> Iterator[Marked]:
        words, family, observed, context = self.words, self.family, self.observed, self.context
        for paper in links.papers(family, observed)[:_PAPERS]:
            known = context.catalog.papers.get(paper)
            said = f"arXiv {words['withdrawn']} {paper}" if known and known.withdrawn else f"arXiv {paper}"
            yield marked.link(said, f"https://arxiv.org/abs/{paper}")
        yield self._chosen(family.links.paper)
        if code := links.repository(family, observed, context.snapshots):
            address, name, archived = code
            yield Marked(f"{words['code']} {marked.link(name, address)}{words.aside(words['archived']) if archived else ''}")
        if weights := links.first_checkpoint(family, observed, context.snapshots):
            yield Marked(f"{words['weights_link']} {marked.link(weights.removeprefix(HUB_URL), weights)}")
        yield self._chosen(family.links.blog)
        if context.site:
            named = (one.url.removeprefix(HUB_URL) for one in links.checkpoints(family, observed))
            beside = [line[0] for line in self._line.values()]
            ids = (*(list(filter(is_checkpoint_id, named)) or [family.slug]), *beside)[:6]  # what the site compares at once
            yield marked.out(Marked(words["site.compare_with"]), f"{context.site}/compare.html#ids={','.join(ids)}&lang={words.code}") or Marked("")

    def _chosen(self, link: Link | None) -> Marked:
        target = links.alive(link.url, self.context.snapshots) if link else None
        return marked.link(link.label, target) if link and target else Marked("")

    def _copies(self) -> Iterator[Marked]:
        """Where quantised copies are: the maker's own, then searches for the rest, and whether their maker has none."""
        words, observed, snapshots = self.words, self.observed, self.context.snapshots.checkpoints
        without: dict[str, list[Marked]] = {"copies_none": [], "copies_unread": []}
        led = {one.url.removeprefix(HUB_URL) for one in self.family.links.checkpoints}
        for name in filter(is_checkpoint_id, sorted(led | observed.checkpoints.keys(), key=counting)):
            short, gguf = name.partition("/")[2], links.quantised(name, "gguf")
            if own := list(links.own_copies(name, observed)):
                others = (("GGUF", gguf), (words["copies_all"], links.quantised(name)))
                there = (marked.joined((marked.link(*one) for one in several), words["comma"]) for several in (own, others))
                key = "copies_of" if any("gguf" in copy.casefold() for copy, _ in own) else "copies_no_gguf"
                yield Marked(words(key, name=marked.inline(short), own=next(there), others=next(there)))
            elif observed.can_be_had(name):
                listed = name in snapshots and "?author=" in snapshots[name].receipt.url  # a listing is taken whole
                without["copies_none" if listed else "copies_unread"].append(marked.link(short, gguf))
        named = ((key, marked.joined(names, words["comma"])) for key, names in without.items() if names)
        yield from (Marked(words(key, names=names)) for key, names in named)

    def members(self) -> Marked:
        """Every checkpoint in short: size, context, licence, date and memory; the evidence has all in full."""
        columns, rows = values.member_table(self.observed)
        heads = (each("checkpoints"), *map(each, columns))
        cells = []
        for name, row in rows:
            short, gone = name.partition("/")[2], not self.observed.can_be_had(name)
            first = Marked(f"{marked.cell(short)} *{each('why.gone')}*") if gone else marked.link(short, HUB_URL + name)
            cells.append((first, *(marked.cell(text) if text else Marked("") for text in row)))
        return marked.blocks(Marked(f"## {each('checkpoints')}"), marked.table(map(Marked, heads), cells)) if rows else Marked("")

    def evidence(self) -> Iterator[Marked]:
        """The family, then its checkpoints by name: a row for each value that was heard or is missing."""
        observed, heard = self.observed, self.context.catalog.heard(self.family.slug)
        keys = "field value verdict source kept_in"
        yield _table(each("family"), keys, self._heard(heard.facts, observed.absent, observed.facts))
        for name, one in sorted(observed.checkpoints.items(), key=lambda own: counting(own[0])):
            yield _table(marked.code(name), keys, self._heard(heard.checkpoints.get(name, {}), one.absent), _state(name, one))

    def _heard(self, heard: Evidence, absent: Mapping[str, Absence], rolled: Mapping[str, Rolled] | None = None) -> Iterator[Row]:
        """The rows of a checkpoint; or of a family, where what `rolled` up has one for all members that state it."""
        for field in in_order({*heard, *absent}):
            name, alone = Marked(each(f"name.{field}")), heard.get(field, ())
            if rolled and (value := values.exact(field, rolled.get(field))):
                members = [one for one in alone if one.subject and one.verdict in _OF_ROW]
                alone = [one for one in alone if not (one.subject and one.verdict in _OF_ROW)]
                if members:
                    sources = (self._opens(marked.code(one.subject.partition("/")[2]), one) for one in members)
                    yield name, marked.inline(value, 400), Marked(each("rolled_up")), marked.joined(sources), _NONE
            for one in alone:
                yield self._row(name, one, "" if rolled is None else one.subject)
            if field in absent:
                yield name, _NONE, Marked(each(f"why.{absent[field]}")), _NONE, _NONE

    def _row(self, name: Marked, one: Claim, subject: str = "") -> Row:
        sign = "**" if one.verdict in _STRIKING else ""
        because = f": {marked.inline(one.because, 500)}" if one.because else ""
        verdict = Marked(sign + each(f"verdict.{one.verdict}") + sign + because)
        whose = subject and subject.partition("/")[2] + ": "
        place = f", line {one.line}" if one.line is not None else f", {one.pointer}" if one.pointer else ""
        source = self._opens(marked.inline(f"{whose}{ENGLISH.voice(one.source)}{place}"), one)
        if one.revision is None and one.source not in {"pin", "curated", "name"}:
            source = Marked(source + " (revision unknown)")
        return name, marked.cell(values.exact(one.field, one.value)), verdict, source, self._kept[one.snapshot]

    def _opens(self, words: Marked, one: Claim) -> Marked:
        """A link to where the source states it; a person's word without a page leads to the file that has it."""
        return marked.out(words, one.url) or marked.here(words, marked.relative(self.page.path, one.snapshot))

    @cached_property
    def _kept(self) -> dict[str, Marked]:
        """Links to the files that keep what was heard, each with when its source was retrieved."""
        heard, found = self.context.catalog.heard(self.family.slug), {}
        every = chain.from_iterable(facts.values() for facts in (heard.facts, *heard.checkpoints.values()))
        for path in {one.snapshot for claims in every for one in claims}:
            link = marked.here(marked.code(path.rpartition("/")[2]), marked.relative(self.page.path, path))
            when = marked.inline((retrieved_at(path, self.context.snapshots) or "")[:10])
            found[path] = Marked(f"{link}, {when}") if when else link
        return found

    def standings(self) -> Marked:
        """The family's best row on each board, and why it is taken for the family's."""
        rows = [
            (marked.link(board.name, board.url),
             *map(marked.cell, (one.name, values.score_text(one.score, board.metric), one.edition or "", one.rule)))
            for slug, one in sorted(self.observed.standings.items()) for board in (self.context.curated.boards[slug],)
        ]  # fmt: skip
        return _table(each("standings"), "board name_there score edition_column joined_by", rows) if rows else Marked("")

    def results(self) -> Marked:
        """What the family's maker reports of it on benchmarks: apart from boards, and in no order of scores."""
        rows = [
            (marked.code(name.partition("/")[2]), *map(marked.cell, result[:4]),
             marked.out(Marked(each("source")), result.source) or marked.cell(result.source))
            for name, one in sorted(self.observed.checkpoints.items()) for result in results_of(one.facts.get("results"))
        ]  # fmt: skip
        keys = "checkpoints benchmark metric score setting source"
        return _table(each("name.results"), keys, rows, Marked(each("results_key"))) if rows else Marked("")

    def papers(self) -> Marked:
        """The family's papers, with title, authors, date, withdrawal and abstract where they were retrieved."""
        lines = []
        for identity in links.papers(self.family, self.observed):
            known, snapshot = self.context.catalog.papers.get(identity), self.context.snapshots.papers.get(identity)
            line = links.cited(identity, known) + (f" ({each('withdrawn')})" if known is not None and known.withdrawn else "")
            if snapshot is not None and snapshot.facts.abstract:
                line += f"\n  - {each('site.abstract')}: {marked.inline(snapshot.facts.abstract, _ABSTRACT)}"
            lines.append(Marked(line))
        return marked.blocks(Marked(f"### {each('papers')}"), marked.bullets(lines)) if lines else Marked("")


def evidence_page(family: CuratedFamily, context: RenderContext) -> tuple[str, str]:
    """Path and text of a family's own page."""
    page = Page(evidence_path(family.slug), 0, family.kind, ENGLISH, family.name)
    one, languages = _OwnPage(family, page, context), LANGUAGES.values()
    lists = (marked.here(Marked(words["list_link"]), marked.relative(page.path, list_path(family.kind, words))) for words in languages)
    return page.path, marked.blocks(
        Marked(f"# {marked.inline(family.name)}"),
        marked.joined(lists, " | "),
        *map(one.summary, languages),
        one.members(),
        Marked(f"## {each('evidence')}"),
        *(Marked(words("evidence_key", docs=marked.relative(page.path, _AUTHORITY_DOCS))) for words in languages),
        *one.evidence(),
        one.standings(),
        one.results(),
        one.papers(),
    )


def _table(heading: str, keys: str, rows: Iterable[Row], lead: Marked = Marked("")) -> Marked:  # noqa: B008  frozen
    """A section with a table whose columns are named in every language; nothing of one without rows."""
    several = list(rows)
    table = marked.table(map(Marked, map(each, keys.split())), several) if several else Marked("")
    return marked.blocks(Marked(f"### {heading}"), lead, table)


def _state(name: str, one: ObservedCheckpoint) -> Marked:
    target = one.moved_to if one.state == "moved" and one.moved_to else name
    access = f"; {each(f'access.{one.access}')}" if one.access != "unknown" else ""
    revision = f"; {each('revision')} {marked.code(one.sha[:12])}" if one.sha else ""
    return Marked(f"{marked.out(marked.code(target), HUB_URL + target) or marked.code(target)}: {each(f'checkpoint.{one.state}')}{access}{revision}")
