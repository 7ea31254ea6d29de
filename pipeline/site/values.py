"""A family's values on the site: its facts with their places, its checkpoints as a table, and everything heard."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from markupsafe import escape as escape_html

from pipeline.fields import FIELDS
from pipeline.layout.snapshots import Snapshots, retrieved_at
from pipeline.model.claims import Claim, Value
from pipeline.model.clean import clean
from pipeline.model.licences import spdx
from pipeline.model.observed import ABSENCES, Absence, FamilyEvidence, ObservedCheckpoint, ObservedFamily
from pipeline.render import escape
from pipeline.render.evidence import in_order
from pipeline.render.links import HUB
from pipeline.render.marked import web
from pipeline.render.values import amount, exact, rolled
from pipeline.words import LANGUAGES

_FIELDS: Final = (
    "sizes", "context_length", "context_length_extended", "training_tokens", "license", "release_date", "languages",
    "vision_encoder", "base_llm",
)  # fmt: skip
_PLACES: Final = 3
"""Sources named beside a fact; all of them stand with the evidence."""


@dataclass(frozen=True, slots=True)
class Words:
    """The same words in both languages; printed in a page, the switch turns one into the other."""

    en: str
    zh: str

    def __html__(self) -> str:
        """What Jinja prints: a macro for each of a site's hundred thousand words would take most of its time."""
        return _span(self.en, self.zh)


@lru_cache(maxsize=4096)
def _span(en: str, zh: str) -> str:
    if en == zh:
        return str(escape_html(en))
    return f'<span data-zh="{escape_html(zh)}">{escape_html(en)}</span>'


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value is stated: what says so, of which checkpoint if that is not plain, and the address that shows it."""

    checkpoint: str
    source: Words
    line: int | None
    url: str | None

    def __html__(self) -> str:
        """What Jinja prints: a link where there is an address."""
        text = f"{escape_html(self.checkpoint)}: {_span(self.source.en, self.source.zh)}" if self.checkpoint else ""
        text = text or _span(self.source.en, self.source.zh)
        if self.line is not None:
            text += f'<span data-zh="，第 {self.line} 行">, line {self.line}</span>'
        return f'<a href="{escape_html(self.url)}" rel="nofollow">{text}</a>' if self.url else text


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of the family, with the places it rests on; or why there is none."""

    field: str
    label: Words
    value: str
    absent: Words | None
    places: tuple[Place, ...]
    further: int
    rivals: tuple[str, ...]
    """The parts of the evidence that state something else."""


@dataclass(frozen=True, slots=True)
class Member:
    """One checkpoint as a row of the family's table; its evidence is a part of the same name."""

    name: str
    cells: tuple[tuple[str, Words | None], ...]
    state: Words | None


@dataclass(frozen=True, slots=True)
class Line:
    """One thing heard about a field."""

    field: Words
    value: str
    verdict: Words
    strong: bool
    because: str
    place: Place
    when: str


@dataclass(frozen=True, slots=True)
class Part:
    """The evidence of the family as a whole, or of one checkpoint; and what has no value, by the reason."""

    name: str
    url: str | None
    state: tuple[Words, ...]
    revision: str
    lines: tuple[Line, ...]
    rivals: int
    without: tuple[tuple[Words, tuple[Words, ...]], ...]


COLUMNS: Final = ("total_params", "context_length", "license", "training_tokens", "release_date")


@lru_cache(maxsize=256)
def _both(key: str) -> Words:
    """Words of ours in both languages."""
    return Words(*(words.texts.get(key, key.removeprefix("voice.")) for words in LANGUAGES.values()))


@lru_cache(maxsize=256)
def label(field: str) -> Words:
    """A field's name."""
    spec = FIELDS.get(field)
    return Words(spec.en.name, spec.zh.name) if spec else Words(clean(field, 60), clean(field, 60))


def facts(observed: ObservedFamily, evidence: FamilyEvidence) -> Iterator[Fact]:
    """The row's facts in full, each with the places it rests on."""
    for field in _FIELDS:
        value = rolled(observed.facts, field)
        heard, name = evidence.facts.get(field, ()), label(field)
        if field == "languages" and value is None and observed.facts.count("languages_count"):
            value, heard = str(observed.facts.count("languages_count")), evidence.facts.get("languages_count", ())
            name = Words("Number of languages", "语言数量")
        won = [h for h in heard if h.verdict in {"won", "pinned"}]
        rivals = tuple(
            clean(name, 200)
            for name in sorted(evidence.checkpoints, key=str.casefold)
            if any(h.verdict == "rival" for h in evidence.checkpoints[name].get(field, ()))
        )
        if value is not None:
            yield Fact(field, name, clean(value, 500), None, tuple(_place(h, named=True) for h in won[:_PLACES]),
                       max(0, len(won) - _PLACES), rivals)  # fmt: skip
        elif field in observed.absent:
            yield Fact(field, name, "", _both(f"why.{observed.absent[field]}"), (), 0, rivals)


def _place(one: Claim, *, named: bool) -> Place:
    checkpoint = clean(one.subject.partition("/")[2], 120) if named else ""
    return Place(checkpoint, _source(one.source), one.line, web(one.url) if one.url else None)


@lru_cache(maxsize=256)
def _source(name: str) -> Words:
    said = _both(f"voice.{clean(name, 100)}")
    return Words(said.en, said.zh)


def members(observed: ObservedFamily) -> Iterator[Member]:
    """The checkpoints as rows of a table."""
    for name in sorted(observed.checkpoints, key=str.casefold):
        one = observed.checkpoints[name]
        cells = tuple(_cell(one, field) for field in COLUMNS)
        yield Member(name, cells, _STATES[one.state] if one.state in {"gone", "moved"} else _ACCESS[one.access])


def _cell(one: ObservedCheckpoint, field: str) -> tuple[str, Words | None]:
    """A value as short as a table wants it; the evidence has it in full."""
    value = one.facts.get(field)
    if value is None:
        return "", _SHORT.get(one.absent.get(field, "not stated"))
    if isinstance(value, int) and not isinstance(value, bool):
        return amount(value, FIELDS[field]), None
    return clean(spdx(str(value)), 60) if field == "license" else _value(field, value), None


_SHORT: Final[dict[Absence, Words]] = {
    "not readable": Words("gated", "需授权"), "gone": Words("gone", "已下架"), "failed": Words("pending", "待获取"),
}  # fmt: skip
_STATES: Final = {
    "present": Words("on the Hub", "在架"), "gone": Words("gone", "已下架"), "moved": Words("moved", "已迁移"),
    "unseen": Words("not retrieved yet", "待获取"),
}  # fmt: skip
_ACCESS: Final = {"open": None, "gated": Words("gated", "需授权"), "unknown": None}
_FAMILY: Final = "family"
"""The part that speaks of the whole family; a checkpoint's name has a slash in it."""


def parts(observed: ObservedFamily, evidence: FamilyEvidence, snapshots: Snapshots) -> Iterator[Part]:
    """Everything heard: of the family, then of each checkpoint by name."""
    own = {f: tuple(h for h in heard if not h.subject) for f, heard in evidence.facts.items()}
    stated = tuple(_lines(own, snapshots))
    if stated:
        yield Part(_FAMILY, None, (), "", stated, _rivals(stated), ())
    for name in sorted(observed.checkpoints, key=str.casefold):
        one = observed.checkpoints[name]
        lines = tuple(_lines(evidence.checkpoints.get(name, {}), snapshots))
        access = _ACCESS[one.access]
        state = (_STATES[one.state],) if access is None else (_STATES[one.state], access)
        yield Part(clean(name, 200), escape.url(HUB + name), state, clean((one.sha or "")[:12], 12), lines,
                   _rivals(lines), tuple(_without(one.absent)))  # fmt: skip


def _rivals(lines: tuple[Line, ...]) -> int:
    return sum(line.strong for line in lines)


def _without(absent: Mapping[str, Absence]) -> Iterator[tuple[Words, tuple[Words, ...]]]:
    for why in ABSENCES:
        fields = in_order(f for f, kind in absent.items() if kind == why)
        if fields:
            yield _both(f"why.{why}"), tuple(label(field) for field in fields)


def _lines(heard: Mapping[str, tuple[Claim, ...]], snapshots: Snapshots) -> Iterator[Line]:
    for field in in_order(heard):
        for one in heard[field]:
            yield Line(
                field=label(field),
                value=_value(field, one.value),
                verdict=_both(f"verdict.{one.verdict}"),
                strong=one.verdict in {"rival", "pinned"},
                because=clean(one.because, 500),
                place=_place(one, named=False),
                when=clean((retrieved_at(one.snapshot, snapshots) or "")[:10], 10),
            )


def _value(field: str, value: Value) -> str:
    return clean(exact(field, value), 300)
