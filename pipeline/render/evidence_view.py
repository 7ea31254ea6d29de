"""A family's evidence: every field of the family and of each checkpoint, everything heard, and where to see it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pipeline.fields import FIELDS
from pipeline.layout.snapshots import Snapshots, retrieved_at
from pipeline.model.claims import Value
from pipeline.model.curated import CuratedFamily
from pipeline.model.observed import (
    Absence,
    FamilyEvidence,
    FamilyFacts,
    Heard,
    ObservedCheckpoint,
    ObservedFamily,
    Span,
)
from pipeline.render import marked, scores, shown
from pipeline.render.family_view import Around, papers
from pipeline.render.links import HUB
from pipeline.render.marked import Marked

VERDICTS: Final[dict[str, str]] = {
    "won": "won · 采用",
    "agrees": "agrees · 一致",
    "rival": "**rival · 分歧**",
    "about the base": "of the base · 指基座",
    "pinned": "**pinned · 更正**",
    "overruled": "overruled · 推翻",
    "yielded": "yielded · 让位",
}
ABSENT: Final[dict[Absence, str]] = {
    "not stated": "not stated · 未说明",
    "not readable": "not readable (gated) · 需授权",
    "gone": "gone · 已下架",
    "failed": "not retrieved yet, or the attempt failed · 待获取",
}
SOURCES: Final[dict[str, str]] = {
    "card": "model card",
    "hub.card_data": "card metadata",
    "hub.safetensors": "weights (safetensors)",
    "hub.config": "configuration",
    "hub.gguf": "weights (GGUF)",
    "hub.created": "Hub: created",
    "hub.tags": "Hub tags",
    "hub.task": "Hub task",
    "name": "repository name",
    "arxiv.abstract": "abstract",
    "arxiv.published": "arXiv: first version",
    "pin": "correction by a person",
    "curated": "stated by a person",
}
ORDER: Final = {name: n for n, name in enumerate(FIELDS)}
EVIDENCE_WEIGHT: Final = 300_000
"""Characters of tables a page may hold before the checkpoints go on on a further one."""


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One thing heard."""

    field: Marked
    value: Marked
    verdict: Marked
    source: Marked
    kept: Marked


@dataclass(frozen=True, slots=True)
class Table:
    """The evidence of the family as a whole, or of one checkpoint."""

    heading: Marked
    state: Marked
    rows: tuple[EvidenceRow, ...]

    @property
    def weight(self) -> int:
        """How many characters the table takes."""
        return sum(len(r.field) + len(r.value) + len(r.verdict) + len(r.source) + len(r.kept) + 16 for r in self.rows)


@dataclass(frozen=True, slots=True)
class StandingRow:
    """A family's best row on one board, and why it is taken for the family's."""

    board: Marked
    name: Marked
    score: Marked
    edition: Marked
    rule: Marked


def tables(family: CuratedFamily, page: str, around: Around) -> Iterator[Table]:
    """The family, then its checkpoints by name."""
    observed = around.catalog.families.get(family.slug) or ObservedFamily(slug=family.slug)
    evidence = around.catalog.evidence.get(family.slug) or FamilyEvidence(slug=family.slug)
    kept = _Kept(page, around.snapshots)
    rows = tuple(_family_rows(observed, evidence, page, kept))
    yield Table(Marked("Family · 系列"), Marked(""), rows)
    for name in sorted(observed.checkpoints, key=str.casefold):
        one = observed.checkpoints[name]
        found = tuple(_rows(one.absent, evidence.checkpoints.get(name, {}), page, kept))
        yield Table(marked.code(name), _state(name, one), found)


def _family_rows(observed: ObservedFamily, evidence: FamilyEvidence, page: str, kept: "_Kept") -> Iterator[EvidenceRow]:
    for field in sorted({*evidence.facts, *observed.absent}, key=_place):
        heard = evidence.facts.get(field, ())
        value = rolled(observed.facts, field)
        if field in observed.absent and value is None:
            yield _missing(field, observed.absent[field])
        members = [h for h in heard if h.checkpoint is not None]
        if members and value is not None:
            sources = marked.joined(
                [_opens(marked.code((h.checkpoint or "").partition("/")[2]), h, page) for h in members], ", "
            )
            verdict = Marked("rolled up from checkpoints · 由各权重汇总")
            yield EvidenceRow(_name(field), marked.inline(value, 400), verdict, sources, Marked("—"))
        for one in heard:
            if one.checkpoint is None:
                yield _row(field, one, page, kept)


def rolled(facts: FamilyFacts, field: str) -> str | None:
    """A family's own value of a field as text, nothing rounded away."""
    value = getattr(facts, field, None)
    if value is None or value == ():
        return None
    if isinstance(value, Span):
        low, high = shown.exact(field, value.low), shown.exact(field, value.high)
        return low if value.low == value.high else f"{low} – {high}"
    if isinstance(value, int | str | tuple):
        return shown.exact(field, value)
    return shown.date_span(value)


def _rows(
    absent: Mapping[str, Absence], heard: Mapping[str, tuple[Heard, ...]], page: str, kept: "_Kept"
) -> Iterator[EvidenceRow]:
    for field in sorted({*heard, *absent}, key=_place):
        for one in heard.get(field, ()):
            yield _row(field, one, page, kept)
        if field in absent:
            yield _missing(field, absent[field])


def _place(field: str) -> tuple[int, str]:
    return ORDER.get(field, len(ORDER)), field


@lru_cache(maxsize=256)
def _name(field: str) -> Marked:
    spec = FIELDS.get(field)
    return Marked(f"{spec.en.name} · {spec.zh.name}") if spec else marked.code(field)


def _missing(field: str, why: Absence) -> EvidenceRow:
    return EvidenceRow(_name(field), Marked("—"), Marked(ABSENT[why]), Marked("—"), Marked("—"))


def _row(field: str, one: Heard, page: str, kept: "_Kept") -> EvidenceRow:
    verdict = VERDICTS[one.verdict]
    if one.because:
        verdict += f": {marked.inline(one.because, 500)}"
    words = SOURCES.get(one.source)
    label = f"{words or one.source}"
    if one.line is not None:
        label += f", line {one.line}"
    elif one.pointer:
        label += f", {one.pointer}"
    source = _opens(marked.inline(label), one, page)
    if one.revision is None and one.source not in {"pin", "curated", "name"}:
        source = Marked(f"{source} (revision unknown)")
    return EvidenceRow(_name(field), _value(field, one.value), Marked(verdict), source, kept[one.snapshot])


def _value(field: str, value: Value) -> Marked:
    return marked.cell(shown.exact(field, value))


def _opens(words: Marked, one: Heard, page: str) -> Marked:
    """A link to where the source states it; a person's word without a page leads to the file that has it."""
    return marked.out(words, one.url) or marked.here(words, marked.relative(page, one.snapshot))


class _Kept(dict[str, Marked]):
    """The files of this repository that keep things, each with when its source was retrieved; many rows name the same few."""

    def __init__(self, page: str, snapshots: Snapshots) -> None:
        super().__init__()
        self._page = page
        self._snapshots = snapshots

    def __missing__(self, path: str) -> Marked:
        link = marked.here(marked.code(path.rpartition("/")[2]), marked.relative(self._page, path))
        when = retrieved_at(path, self._snapshots)
        found = self[path] = Marked(f"{link}, {when[:10]}") if when and _is_date(when[:10]) else link
        return found


def _is_date(text: str) -> bool:
    return len(text) == 10 and text.replace("-", "").isdigit() and text.isascii()


def _state(name: str, one: ObservedCheckpoint) -> Marked:
    """Where the checkpoint is and in which state, in both languages."""
    states = {
        "present": "on the Hub · 在架",
        "gone": "gone from the Hub · 已下架",
        "moved": "moved · 已迁移",
        "unseen": "not retrieved yet · 待获取",
    }
    access = {"open": "open · 公开", "gated": "gated · 需授权", "unknown": ""}[one.access]
    target = one.moved_to if one.state == "moved" and one.moved_to else name
    text = f"{marked.to(marked.code(target), HUB + target)}: {states[one.state]}"
    if access:
        text += f"; {access}"
    if one.sha:
        text += f"; revision · 版本 {marked.code(one.sha[:12])}"
    return Marked(text)


def standings(observed: ObservedFamily, around: Around) -> tuple[StandingRow, ...]:
    """The family's best row on each board."""
    found = []
    for slug, standing in sorted(observed.standings.items()):
        board = around.curated.boards.get(slug)
        found.append(
            StandingRow(
                marked.link(board.name, board.url) if board else marked.cell(slug),
                marked.cell(standing.name),
                scores.score_text(standing.score, standing.metric, board),
                marked.cell(standing.edition or "—"),
                marked.cell(standing.rule),
            )
        )
    return tuple(found)


def paper_lines(family: CuratedFamily, observed: ObservedFamily, around: Around) -> tuple[Marked, ...]:
    """The family's papers, with title, authors and date where they were retrieved."""
    lines = []
    for identity in papers(family, observed):
        known = around.catalog.papers.get(identity)
        link = marked.link(f"arXiv {identity}", f"https://arxiv.org/abs/{identity}")
        if known is None:
            lines.append(link)
            continue
        authors = ", ".join(known.authors[:3]) + (" et al." if len(known.authors) > 3 else "")
        said = ". ".join(part for part in (known.title, authors, (known.published or "")[:10]) if part)
        lines.append(Marked(f"{link}: {marked.inline(said, 500)}{' (withdrawn · 已撤回)' if known.withdrawn else ''}"))
    return tuple(lines)
