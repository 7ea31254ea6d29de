"""A family's page: every field of the family and of each checkpoint, everything heard, and where to see it.

One page for all readers, in every language at once.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

from pipeline.fields import FIELDS
from pipeline.layout.snapshots import retrieved_at
from pipeline.model.claims import Claim
from pipeline.model.curated import CuratedFamily
from pipeline.model.ids import HUB_URL
from pipeline.model.observed import Absence, ObservedCheckpoint
from pipeline.model.results import results_of
from pipeline.render import marked
from pipeline.render.escape import EMPTY
from pipeline.render.family import FamilyView
from pipeline.render.links import cited, papers
from pipeline.render.marked import Marked
from pipeline.render.placement import Page, RenderContext, evidence_path, list_path
from pipeline.render.values import MEMORY, exact, member_table, score_text
from pipeline.words import ENGLISH, LANGUAGES, each

_AUTHORITY_DOCS: Final = "docs/readme.md"
_ORDER: Final = {name: n for n, name in enumerate(FIELDS)}
_STRIKING: Final = frozenset({"rival", "pinned"})
_OF_ROW: Final = frozenset({"won", "pinned"})
_NONE: Final = Marked(EMPTY)
_ABSTRACT: Final = 4_000
"""Characters of an abstract that are shown; arXiv takes 1,920."""

Row = tuple[Marked, ...]


def in_order(fields: Iterable[str]) -> list[str]:
    """Fields in the order of their table."""
    return sorted(fields, key=_ORDER.__getitem__)


@cache
def _name(field: str) -> Marked:
    return Marked(" · ".join(dict.fromkeys(words.label(FIELDS[field]).name for words in LANGUAGES.values())))


def _table(heading: str, keys: str, rows: Iterable[Row], lead: Marked = Marked("")) -> Marked:  # noqa: B008  frozen
    """A section with a table whose columns are named in every language; nothing of one without rows."""
    several = list(rows)
    table = marked.table((Marked(each(key)) for key in keys.split()), several) if several else Marked("")
    return marked.blocks(Marked(f"### {heading}"), lead, table)


def evidence_page(family: CuratedFamily, context: RenderContext) -> tuple[str, str]:
    """Path and text of the page."""
    one = _Evidence(family, context)
    firsts = ((words, list_path(family.kind, words)) for words in LANGUAGES.values())
    lists = (marked.here(Marked(words["list_link"]), marked.relative(one.path, first)) for words, first in firsts)
    pages = (Page(one.path, 0, family.kind, words, family.name) for words in LANGUAGES.values())
    return one.path, marked.blocks(
        Marked(f"# {marked.inline(family.name)}"),
        marked.joined(lists, " | "),
        *(FamilyView(family, page, context).section() for page in pages),
        one.members(),
        Marked(f"## {each('evidence')}"),
        *(Marked(words("evidence_key", docs=marked.relative(one.path, _AUTHORITY_DOCS))) for words in LANGUAGES.values()),
        *one.sections(),
        one.standings(),
        one.results(),
        one.papers(),
    )


class _Evidence:
    """All that is known of a family, and why."""

    def __init__(self, family: CuratedFamily, context: RenderContext) -> None:
        self.family, self.context, self.path = family, context, evidence_path(family.slug)
        self.observed, self.heard = context.catalog.observed(family.slug), context.catalog.heard(family.slug)
        self._files: dict[str, Marked] = {}

    def members(self) -> Marked:
        """Every checkpoint in short: size, context, licence, date and memory; the evidence has all in full."""
        columns, rows = member_table(self.observed)
        heads = (each("checkpoints"), *(each(MEMORY) if one == MEMORY else _name(one) for one in columns))
        cells = []
        for name, row in rows:
            short, gone = name.partition("/")[2], not self.observed.can_be_had(name)
            first = Marked(f"{marked.cell(short)} *{each('why.gone')}*") if gone else marked.link(short, HUB_URL + name)
            cells.append((first, *(marked.cell(text) if text else Marked("") for text in row)))
        return marked.blocks(Marked(f"## {each('checkpoints')}"), marked.table(map(Marked, heads), cells)) if rows else Marked("")

    def sections(self) -> Iterator[Marked]:
        """The family, then its checkpoints by name: a row for each value that was heard, and for each that is missing."""
        keys = "field value verdict source kept_in"
        yield _table(each("family"), keys, self._family_rows())
        for name in sorted(self.observed.checkpoints, key=str.casefold):
            one, heard = self.observed.checkpoints[name], self.heard.checkpoints.get(name, {})
            rows = []
            for field in in_order({*heard, *one.absent}):
                rows += [self._row(field, claim) for claim in heard.get(field, ())]
                rows += [_missing(field, one.absent[field])] if field in one.absent else []
            yield _table(marked.code(name), keys, rows, _state(name, one))

    def _family_rows(self) -> Iterator[Row]:
        observed = self.observed
        for field in in_order({*self.heard.facts, *observed.absent}):
            heard, value = self.heard.facts.get(field, ()), exact(field, observed.facts.get(field))
            if field in observed.absent and not value:
                yield _missing(field, observed.absent[field])
            members = [claim for claim in heard if claim.subject and claim.verdict in _OF_ROW]
            if members and value:
                sources = (self._opens(marked.code(claim.subject.partition("/")[2]), claim) for claim in members)
                yield _name(field), marked.inline(value, 400), Marked(each("rolled_up")), marked.joined(sources), _NONE
            yield from (self._row(field, claim, claim.subject) for claim in heard if not (claim.subject and claim.verdict in _OF_ROW))

    def _row(self, field: str, one: Claim, subject: str = "") -> Row:
        sign = "**" if one.verdict in _STRIKING else ""
        because = f": {marked.inline(one.because, 500)}" if one.because else ""
        whose = subject and subject.partition("/")[2] + ": "
        place = f", line {one.line}" if one.line is not None else f", {one.pointer}" if one.pointer else ""
        source = self._opens(marked.inline(f"{whose}{ENGLISH.voice(one.source)}{place}"), one)
        unknown = " (revision unknown)" if one.revision is None and one.source not in {"pin", "curated", "name"} else ""
        verdict = Marked(f"{sign}{each(f'verdict.{one.verdict}')}{sign}{because}")
        return _name(field), marked.cell(exact(field, one.value)), verdict, Marked(source + unknown), self._kept(one.snapshot)

    def _opens(self, words: Marked, one: Claim) -> Marked:
        """A link to where the source states it; a person's word without a page leads to the file that has it."""
        return marked.out(words, one.url) or marked.here(words, marked.relative(self.path, one.snapshot))

    def _kept(self, path: str) -> Marked:
        """A link to the file that keeps something, with when its source was retrieved; many rows name the same few."""
        if path not in self._files:
            link = marked.here(marked.code(path.rpartition("/")[2]), marked.relative(self.path, path))
            when = marked.inline((retrieved_at(path, self.context.snapshots) or "")[:10])
            self._files[path] = Marked(f"{link}, {when}") if when else link
        return self._files[path]

    def standings(self) -> Marked:
        """The family's best row on each board, and why it is taken for the family's."""
        rows = []
        for slug, standing in sorted(self.observed.standings.items()):
            board = self.context.curated.boards.get(slug)
            name = marked.link(board.name, board.url) if board else marked.cell(slug)
            score = marked.inline(score_text(standing.score, standing.metric, board))
            rows.append((name, marked.cell(standing.name), score, marked.cell(standing.edition or EMPTY), marked.cell(standing.rule)))
        return _table(each("standings"), "board name_there score edition_column joined_by", rows) if rows else Marked("")

    def results(self) -> Marked:
        """What the family's maker reports of it on benchmarks: apart from boards, and in no order of scores."""
        rows = []
        for name, one in sorted(self.observed.checkpoints.items()):
            for result in results_of(one.facts.get("results")):
                source = marked.link(each("source"), result.source) if result.source.startswith("https://") else marked.cell(result.source)
                rows.append((marked.code(name.partition("/")[2]), *map(marked.cell, result[:4]), source))
        keys = "checkpoints benchmark metric score setting source"
        return _table(_name("results"), keys, rows, Marked(each("results_key"))) if rows else Marked("")

    def papers(self) -> Marked:
        """The family's papers, with title, authors, date, withdrawal and abstract where they were retrieved."""
        lines = []
        for identity in papers(self.family, self.observed):
            known, snapshot = self.context.catalog.papers.get(identity), self.context.snapshots.papers.get(identity)
            line = cited(identity, known) + (f" ({each('withdrawn')})" if known is not None and known.withdrawn else "")
            if snapshot is not None and snapshot.facts.abstract:
                line += f"\n  - {each('site.abstract')}: {marked.inline(snapshot.facts.abstract, _ABSTRACT)}"
            lines.append(Marked(line))
        return marked.blocks(Marked(f"### {each('papers')}"), marked.bullets(lines)) if lines else Marked("")


def _missing(field: str, why: Absence) -> Row:
    return _name(field), _NONE, Marked(each(f"why.{why}")), _NONE, _NONE


def _state(name: str, one: ObservedCheckpoint) -> Marked:
    """Where the checkpoint is and in which state."""
    target = one.moved_to if one.state == "moved" and one.moved_to else name
    access = f"; {each(f'access.{one.access}')}" if one.access != "unknown" else ""
    revision = f"; {each('revision')} {marked.code(one.sha[:12])}" if one.sha else ""
    return Marked(f"{marked.out(marked.code(target), HUB_URL + target) or marked.code(target)}: {each(f'checkpoint.{one.state}')}{access}{revision}")
