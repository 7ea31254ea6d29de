"""A family's page: every field of the family and of each checkpoint, everything heard, and where to see it.

One page for all readers, in every language at once.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Final

from pipeline.fields import FIELDS
from pipeline.layout.snapshots import Snapshots, retrieved_at
from pipeline.model.claims import Claim
from pipeline.model.curated import CuratedFamily
from pipeline.model.ids import HUB_URL
from pipeline.model.observed import Absence, FamilyEvidence, ObservedCheckpoint, ObservedFamily
from pipeline.model.results import results_of
from pipeline.render import marked
from pipeline.render.context import RenderContext, evidence_path
from pipeline.render.escape import EMPTY
from pipeline.render.family import family_section
from pipeline.render.links import cited, papers
from pipeline.render.marked import Marked
from pipeline.render.placement import family_page
from pipeline.render.scores import score_text
from pipeline.render.values import MEMORY, exact, member_table, rolled
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


def evidence_page(family: CuratedFamily, context: RenderContext) -> tuple[str, str]:
    """Path and text of the page."""
    observed, path = context.catalog.observed(family.slug), evidence_path(family.slug)
    firsts = ((words, context.placement.lists[family.kind, words.code][0]) for words in LANGUAGES.values())
    lists = (marked.here(Marked(words["list_link"]), marked.relative(path, first.path)) for words, first in firsts)
    return path, marked.blocks(
        Marked(f"# {marked.inline(family.name)}"),
        marked.joined(lists, " | "),
        *(family_section(family, family_page(family, path, words), context) for words in LANGUAGES.values()),
        _members(observed),
        Marked(f"## {each('evidence')}"),
        *(Marked(words("evidence_key", docs=marked.relative(path, _AUTHORITY_DOCS))) for words in LANGUAGES.values()),
        *_sections(observed, path, context),
        _standings(observed, context),
        _results(observed),
        _papers(family, observed, context),
    )


def _members(observed: ObservedFamily) -> Marked:
    """Every checkpoint in short: size, context, licence, date and memory; the evidence has all in full."""
    columns, rows = member_table(observed)
    if not rows:
        return Marked("")
    heads = (each("checkpoints"), *(each(MEMORY) if one == MEMORY else _name(one) for one in columns))
    cells = ((_to_hub(name, observed), *(marked.cell(text) if text else Marked("") for text in row)) for name, row in rows)
    return marked.blocks(Marked(f"## {each('checkpoints')}"), marked.table(map(Marked, heads), cells))


def _to_hub(name: str, observed: ObservedFamily) -> Marked:
    short = name.partition("/")[2]
    return marked.link(short, HUB_URL + name) if observed.can_be_had(name) else Marked(f"{marked.cell(short)} *{each('why.gone')}*")


def _sections(observed: ObservedFamily, page: str, context: RenderContext) -> Iterator[Marked]:
    """The family, then its checkpoints by name."""
    evidence = context.catalog.heard(observed.slug)
    kept = _keeper(page, context.snapshots)
    yield _section(Marked(each("family")), Marked(""), _family_rows(observed, evidence, page, kept))
    for name in sorted(observed.checkpoints, key=str.casefold):
        one = observed.checkpoints[name]
        rows = _rows(one.absent, evidence.checkpoints.get(name, {}), page, kept)
        yield _section(marked.code(name), _state(name, one), rows)


def _section(heading: Marked, state: Marked, rows: Iterator[Row]) -> Marked:
    return marked.blocks(Marked(f"### {heading}"), state, _table("field value verdict source kept_in", list(rows)))


def _table(keys: str, rows: list[Row]) -> Marked:
    """A table with its columns named in every language; nothing without rows."""
    return marked.table((Marked(each(key)) for key in keys.split()), rows) if rows else Marked("")


def _family_rows(observed: ObservedFamily, evidence: FamilyEvidence, page: str, kept: Callable[[str], Marked]) -> Iterator[Row]:
    for field in in_order({*evidence.facts, *observed.absent}):
        heard = evidence.facts.get(field, ())
        value = rolled(observed.facts.get(field), field)
        if field in observed.absent and value is None:
            yield _missing(field, observed.absent[field])
        members = [h for h in heard if h.subject and h.verdict in _OF_ROW]
        if members and value is not None:
            sources = (_opens(marked.code(h.subject.partition("/")[2]), h, page) for h in members)
            yield _name(field), marked.inline(value, 400), Marked(each("rolled_up")), marked.joined(sources), _NONE
        for one in heard:
            if not (one.subject and one.verdict in _OF_ROW):
                yield _row(field, one, page, kept, of_member=bool(one.subject))


def _rows(
    absent: Mapping[str, Absence], heard: Mapping[str, tuple[Claim, ...]], page: str, kept: Callable[[str], Marked]
) -> Iterator[Row]:
    for field in in_order({*heard, *absent}):
        for one in heard.get(field, ()):
            yield _row(field, one, page, kept)
        if field in absent:
            yield _missing(field, absent[field])


@cache
def _name(field: str) -> Marked:
    return Marked(" · ".join(dict.fromkeys(words.label(FIELDS[field]).name for words in LANGUAGES.values())))


def _missing(field: str, why: Absence) -> Row:
    return _name(field), _NONE, Marked(each(f"why.{why}")), _NONE, _NONE


def _row(field: str, one: Claim, page: str, kept: Callable[[str], Marked], *, of_member: bool = False) -> Row:
    sign = "**" if one.verdict in _STRIKING else ""
    verdict = f"{sign}{each(f'verdict.{one.verdict}')}{sign}"
    if one.because:
        verdict += f": {marked.inline(one.because, 500)}"
    label = f"{one.subject.partition('/')[2]}: " * of_member + ENGLISH.voice(one.source)
    if one.line is not None:
        label += f", line {one.line}"
    elif one.pointer:
        label += f", {one.pointer}"
    source = _opens(marked.inline(label), one, page)
    if one.revision is None and one.source not in {"pin", "curated", "name"}:
        source = Marked(f"{source} (revision unknown)")
    return _name(field), marked.cell(exact(field, one.value)), Marked(verdict), source, kept(one.snapshot)


def _opens(words: Marked, one: Claim, page: str) -> Marked:
    """A link to where the source states it; a person's word without a page leads to the file that has it."""
    return marked.out(words, one.url) or marked.here(words, marked.relative(page, one.snapshot))


def _keeper(page: str, snapshots: Snapshots) -> Callable[[str], Marked]:
    """Links from a page to the files that keep things, each with when its source was retrieved; many rows name the same few."""

    @cache
    def kept(path: str) -> Marked:
        link = marked.here(marked.code(path.rpartition("/")[2]), marked.relative(page, path))
        when = marked.inline((retrieved_at(path, snapshots) or "")[:10])
        return Marked(f"{link}, {when}") if when else link

    return kept


def _state(name: str, one: ObservedCheckpoint) -> Marked:
    """Where the checkpoint is and in which state."""
    target = one.moved_to if one.state == "moved" and one.moved_to else name
    text = f"{marked.out(marked.code(target), HUB_URL + target) or marked.code(target)}: {each(f'checkpoint.{one.state}')}"
    if one.access != "unknown":
        text += f"; {each(f'access.{one.access}')}"
    if one.sha:
        text += f"; {each('revision')} {marked.code(one.sha[:12])}"
    return Marked(text)


def _standings(observed: ObservedFamily, context: RenderContext) -> Marked:
    """The family's best row on each board, and why it is taken for the family's."""
    rows: list[Row] = []
    for slug, standing in sorted(observed.standings.items()):
        board = context.curated.boards.get(slug)
        rows.append((
            marked.link(board.name, board.url) if board else marked.cell(slug),
            marked.cell(standing.name),
            marked.inline(score_text(standing.score, standing.metric, board)),
            marked.cell(standing.edition or EMPTY),
            marked.cell(standing.rule),
        ))  # fmt: skip
    heading = Marked(f"### {each('standings')}")
    return marked.blocks(heading, _table("board name_there score edition_column joined_by", rows)) if rows else Marked("")


def _results(observed: ObservedFamily) -> Marked:
    """What the family's maker reports of it on benchmarks: apart from boards, and in no order of scores."""
    rows: list[Row] = []
    for name, one in sorted(observed.checkpoints.items()):
        for result in results_of(one.facts.get("results")):
            source = marked.link(each("source"), result.source) if result.source.startswith("https://") else marked.cell(result.source)
            rows.append((marked.code(name.partition("/")[2]), *map(marked.cell, result[:4]), source))
    if not rows:
        return Marked("")
    return marked.blocks(Marked(f"### {_name('results')}"), Marked(each("results_key")), _table("checkpoints benchmark metric score setting source", rows))


def _papers(family: CuratedFamily, observed: ObservedFamily, context: RenderContext) -> Marked:
    """The family's papers, with title, authors, date, withdrawal and abstract where they were retrieved."""
    lines = []
    for identity in papers(family, observed):
        known = context.catalog.papers.get(identity)
        line = Marked(cited(identity, known) + (f" ({each('withdrawn')})" if known is not None and known.withdrawn else ""))
        snapshot = context.snapshots.papers.get(identity)
        if snapshot is not None and snapshot.facts.abstract:
            line = Marked(f"{line}\n  - {each('site.abstract')}: {marked.inline(snapshot.facts.abstract, _ABSTRACT)}")
        lines.append(line)
    return marked.blocks(Marked(f"### {each('papers')}"), marked.bullets(lines)) if lines else Marked("")
