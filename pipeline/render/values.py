"""Values as readers see them, by their field's form: of a family, of a checkpoint, and of all its checkpoints side by side."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import compress
from typing import Final

from pipeline.fields import FIELDS, FieldSpec, shown_in
from pipeline.kinds import LISTED, ListKind
from pipeline.model.amounts import Span, memory_needed, show_amount
from pipeline.model.claims import Value
from pipeline.model.observed import Coverage, DateSpan, FamilyFacts, ObservedFamily
from pipeline.render import marked
from pipeline.render.marked import Marked
from pipeline.words import ENGLISH, Words

_INPUTS: Final = ("text", "image", "video", "audio")
BEARERS: Final = 3
"""Sizes or checkpoints that are named beside a value; the family's table has them all."""
MANY_LANGUAGES: Final = 12
"""From here on a section says how many there are; the evidence page names them all."""


def amount(value: int, spec: FieldSpec) -> str:
    """A count in short, as its makers name it.

    A count of binary thousands may be one of either kind: 8,192 and 8,000 are both "8K", 1,048,576 is
    "1M". 128,000 is a multiple of both thousands: the round decimal comes first.
    """
    if spec.binary and value >= 1024 and value % 1024 == 0 and value % 1000:
        kilo = value // 1024
        return f"{kilo // 1024}M" if kilo >= 1024 and kilo % 1024 == 0 else f"{kilo}K"
    return show_amount(value)


def date_span(date: DateSpan, words: Words | None = None) -> str:
    """One date, or the first and the latest; "by" where a repository was made then, as a sign for readers of any language."""
    by = partial(words, "by") if words is not None else "≤ {date}".format
    first, latest = (
        by(date=d) if roughly else d for d, roughly in ((date.first, "first" in date.by), (date.latest, "latest" in date.by))
    )
    return first if date.latest.startswith(date.first) else f"{first} – {latest}"


def access(gated: int, there: int, words: Words) -> str:
    """That the Hub asks for terms to be accepted first, and for how many of those that are there; nothing where it asks for none."""
    if not gated:
        return ""
    return words["comma"] + (words["terms_first"] if gated == there else words("terms_first_some", known=gated, all=there))


def began(dates: DateSpan | None, precision: int, words: Words | None = None) -> str:
    """The first date to so many characters, with "by" where a repository was made then; "" where none is known."""
    return date_span(DateSpan(first=dates.first[:precision], latest=dates.first[:precision], by=dates.by), words) if dates and precision else ""


def stated(facts: FamilyFacts, spec: FieldSpec) -> bool:
    """Whether a family has a value of a field, or at least how many there are."""
    return bool(facts.get(spec.name) or facts.get(f"{spec.name}_count"))


def in_row(family: ObservedFamily, spec: FieldSpec, words: Words) -> Marked:
    """A value for a narrow column; nothing where there is none: the family's page has the reason."""
    if not stated(family.facts, spec):
        return Marked(words["undated"] if spec.form == "date" else "")
    value = family.facts.get(spec.name)
    if isinstance(value, DateSpan):
        return Marked(marked.cell(began(value, len("YYYY-MM"), words)) + known_of(family.coverage, spec, words))  # a table's width is dear
    said = short(value, spec, words) if isinstance(value, Span) else text(family, spec, words)
    if spec.form == "sizes" and isinstance(value, tuple):
        said = " / ".join(value)  # spaces, at which a narrow column can break
    longer = _longer(family, spec)
    further = f" → {amount(longer.high, spec)}{known_of(family.coverage, _extended(spec), words)}" if longer else ""
    return Marked(marked.cell(said) + known_of(family.coverage, spec, words) + further)


def in_section(family: ObservedFamily, spec: FieldSpec, words: Words) -> Marked:
    """A value that is stated, for a line of a section."""
    if spec.form == "sizes":
        return in_row(family, spec, words)
    said = Marked(marked.inline(text(family, spec, words)) + known_of(family.coverage, spec, words))
    longer, extended = _longer(family, spec), _extended(spec)
    if longer is None:
        return said
    return Marked(f"{said}{words['semicolon']}{words['extended']} {marked.inline(borne(longer, family.coverage, extended, words))}"
                  f"{known_of(family.coverage, extended, words)}")  # fmt: skip


def _extended(spec: FieldSpec) -> FieldSpec:
    return FIELDS.get(f"{spec.name}_extended", spec)


def _longer(family: ObservedFamily, spec: FieldSpec) -> Span | None:
    """What a count can be extended to, where that is more than it is."""
    own, longer = family.facts.span(spec.name), family.facts.span(f"{spec.name}_extended")
    return longer if own is not None and longer is not None and longer.high > own.high else None


def known_of(coverage: Mapping[str, Coverage], spec: FieldSpec, words: Words, key: str = "coverage") -> str:
    """Of how many checkpoints a value is known, where not of all, in the words of a key."""
    found = coverage.get(spec.name)
    return "" if found is None or found.whole else words["gap"] + words(key, known=found.known, all=found.of)


def of_checkpoint(value: Value | None, spec: FieldSpec, words: Words, *, rough: bool = False) -> str:
    """A value of a checkpoint for a narrow column; a `rough` date is one by which."""
    if value in (None, ()) or isinstance(value, bool):
        return ""
    if spec.form == "date" and rough:
        return f"≤ {str(value)[:7]}"
    return amount(value, spec) if isinstance(value, int) else short(value, spec, words)


def memory(needed: Iterable[int], sign: str = " / ") -> str:
    """Gigabytes as text, from a thousand on as terabytes; the unit once where it is one."""
    shown = [(f"{-(-n // 10) / 100:g}", "TB") if n >= 1000 else (str(n), "GB") for n in needed]
    units = {unit for _, unit in shown}
    if len(units) == 1:
        return f"{sign.join(number for number, _ in shown)} {units.pop()}"
    return sign.join(map(" ".join, shown))


def text(family: ObservedFamily, spec: FieldSpec, words: Words) -> str:
    """A value of a family in full, with what bears each of several."""
    value = family.facts.get(spec.name)
    if spec.form == "languages":
        return _languages(family.facts.texts(spec.name), family.facts.count(f"{spec.name}_count") or 0, words)
    return "" if value is None else borne(value, family.coverage, spec, words)


def borne(value: Value | Span | DateSpan, coverage: Mapping[str, Coverage], spec: FieldSpec, words: Words) -> str:
    """A value of a family in short, with the sizes or checkpoints that bear each of several."""
    holds_for = coverage[spec.name].holds_for if spec.name in coverage else {}
    if not holds_for and isinstance(value, Span) and value.low != value.high:
        sizes = words["semicolon"].join(f"{size}{words['colon']}{amount(n, spec)}" for size, n in value.by_size.items())
        return short(value, spec, words) + (sizes and f"{words['opening']}{sizes}{words['closing']}")
    said = (f"{amount(int(one), spec) if spec.form == 'count' else _worded(one, words)}{words['opening']}{bearers(names, words)}{words['closing']}"
            for one, names in sorted(holds_for.items(), key=lambda one: (int(one[0]) if one[0].isdigit() else 0, one[0])))  # fmt: skip
    return words["comma"].join(said) or short(value, spec, words)


def bearers(names: Sequence[str], words: Words) -> str:
    """Sizes or checkpoints that bear a value, the first of many."""
    more = words("and_more", n=len(names) - BEARERS, all=len(names)) if len(names) > BEARERS else ""
    return words["comma"].join(names[:BEARERS]) + more


def unlicensed(family: ObservedFamily, words: Words) -> str:
    """Where the licence of some checkpoints is known, those of which it is not, in words."""
    there = {name: one for name, one in family.checkpoints.items() if one.state != "gone" and one.copy_of is None}
    without = [name.partition("/")[2] for name, one in sorted(there.items()) if not family.licences_for(one)]
    return words("licence_of_none", names=bearers(without, words)) if 0 < len(without) < len(there) else ""


def short(value: Value | Span | DateSpan, spec: FieldSpec, words: Words) -> str:
    """A value of a family, counts rounded as their makers do."""
    if isinstance(value, Span):
        low, high = amount(value.low, spec), amount(value.high, spec)
        return low if low == high else f"{low}–{high}"
    if isinstance(value, DateSpan):
        return date_span(value, words)
    if isinstance(value, tuple):
        named = (words.language(v) if spec.form == "languages" else _worded(v, words) for v in value)
        return ("/" if spec.form == "sizes" else words["comma"]).join(named)
    return words.texts.get(f"value.{value}") or exact(spec.name, value)


def _worded(value: str, words: Words) -> str:
    """One of several texts: "yes" and its like in words, and what goes in and out ("text+image→text")."""
    sides = (side.split("+") for side in value.split("→"))
    named = (" + ".join(words.texts.get(f"takes.{one}", one) for one in side) for side in sides)
    return words.texts.get(f"value.{value}") or (" → ".join(named) if "→" in value else value)


def _languages(codes: tuple[str, ...], count: int, words: Words) -> str:
    """Names, or how many where they are many."""
    if len(codes) <= MANY_LANGUAGES and count <= len(codes):
        return words["comma"].join(map(words.language, codes))
    named = [words.language(code) for code in [code for code in codes if code in {"en", "zh"}] or codes[:3]]
    between = words["and"] if len(named) == 2 else words["comma"]
    key = "languages_among" if named else "languages_count"
    return words(key, n=max(count, len(codes)), named=between.join(named))


def exact(field: str, value: Value) -> str:
    """A value on an evidence page: nothing rounded away."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,} ({amount(value, FIELDS[field])})" if value >= 1000 else str(value)
    if isinstance(value, tuple):
        return ", ".join(value)
    if value.isdigit() and FIELDS[field].form == "count":
        return f"{int(value):,}"
    return value


def takes_in(modalities: Iterable[str], kind: ListKind, words: Words, *, apart: bool = False) -> str:
    """What a family's models take in, in words: as its cards state it ("text+image→text"), else as its kind does; `apart`: what some do set apart."""
    every = [set(one.partition("→")[0].split("+")) for one in modalities]
    stated, common = set[str]().union(*every), set.intersection(*every) if every else set[str]()
    if apart and common < stated and common:
        return words("takes.some", all=takes_in(common, kind, words), some=takes_in(stated - common, kind, words))
    inputs = sorted(stated, key=lambda name: (_INPUTS.index(name) if name in _INPUTS else len(_INPUTS), name))
    return words["comma"].join(words.texts.get(f"takes.{name}", name) for name in inputs or LISTED[kind].takes)


def rolled(value: Value | Span | DateSpan | None, field: str) -> str | None:
    """A family's own value of a field as text, nothing rounded away."""
    if value is None or value == ():
        return None
    if isinstance(value, Span):
        low, high = exact(field, value.low), exact(field, value.high)
        return low if value.low == value.high else f"{low} – {high}"
    return date_span(value) if isinstance(value, DateSpan) else exact(field, value)

MEMORY: Final = "memory"
"""The column of a table of checkpoints that no field has."""


def member_table(observed: ObservedFamily) -> tuple[list[str], list[tuple[str, list[str]]]]:
    """The columns that any checkpoint fills, by field, and each checkpoint's id with its cells.

    The newest stand first, then by name; those without a date come last.
    """
    dates = {name: str(one.facts.get("release_date", "")) for name, one in observed.checkpoints.items()}
    names = sorted(sorted(dates, key=str.casefold), key=dates.__getitem__, reverse=True)
    rows = [list(_cells(name, observed)) for name in names]
    filled = [any(column) for column in zip(*rows, strict=True)]
    columns = compress((*(spec.name for spec in shown_in("members")), MEMORY), filled)
    return list(columns), [(name, list(compress(row, filled))) for name, row in zip(names, rows, strict=True)]


def _cells(name: str, observed: ObservedFamily) -> Iterator[str]:
    one = observed.checkpoints[name]
    for spec in shown_in("members"):
        if spec.form == "licence":
            yield ", ".join(name for name in observed.licences_for(one) if name != spec.nameless)
        else:
            own = of_checkpoint(one.facts.get(spec.name), spec, ENGLISH, rough=spec.name in one.by)
            longer = of_checkpoint(one.facts.get(f"{spec.name}_extended"), spec, ENGLISH)
            yield f"{own} → {longer}" if own and longer else own or longer
    total = one.facts.get("total_params")
    yield memory(memory_needed(total)) if isinstance(total, int) else ""
