"""Values as readers see them, by their fields' form: of a family, of a checkpoint, of all its checkpoints side by side; and scores of boards."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from itertools import compress
from typing import Final

from pipeline.fields import FIELDS, FieldSpec, shown_in
from pipeline.kinds import LISTED, ListKind
from pipeline.layout.catalog import Snapshots
from pipeline.model.amounts import Span, memory_needed, show_amount
from pipeline.model.boards import CuratedBoard, Score, ScoreColumn
from pipeline.model.claims import Value
from pipeline.model.observed import ABSENCES, UNSEEN, Absence, Coverage, DateSpan, ObservedFamily, Rolled
from pipeline.names.dissected import counting, parse_name
from pipeline.render import marked
from pipeline.render.marked import Marked
from pipeline.words import ENGLISH, Words

BEARERS: Final = 3  # sizes or checkpoints that are named beside a value; the family's table has them all
MANY_LANGUAGES: Final = 12  # from here on a section says how many there are; the evidence page names them all
WHOLE: Final = Coverage(known=0, of=0)  # the coverage of a value that does not roll up from checkpoints
_LISTS: Final = 2_000  # characters of several values with what bears each
_INPUTS: Final = ("text", "image", "video", "audio")
_COARSE: Final = 5.0  # an interval of a score of this width leaves nothing for a decimal to say


def amount(value: int, spec: FieldSpec) -> str:
    """A count in short, as its makers name it.

    A count of binary thousands may be one of either kind: 8,192 and 8,000 are both "8K", 1,048,576 is
    "1M". 128,000 is a multiple of both thousands: the round decimal comes first.
    """
    if spec.binary and value >= 1024 and value % 1024 == 0 and value % 1000:
        kilo = value // 1024
        return f"{kilo // 1024}M" if kilo >= 1024 and kilo % 1024 == 0 else f"{kilo}K"
    return show_amount(value)


def _day(date: str, words: Words | None, *, rough: bool) -> str:
    """A date; "by" where a repository was made then, as a sign for readers of any language."""
    return date if not rough else words("by", date=date) if words else f"≤ {date}"


def date_span(date: DateSpan, words: Words | None = None) -> str:
    """One date, or the first and the latest."""
    first, latest = (_day(day, words, rough=end in date.by) for end, day in (("first", date.first), ("latest", date.latest)))
    return first if date.latest.startswith(date.first) else f"{first} – {latest}"


def began(dates: DateSpan | None, precision: int, words: Words | None = None) -> str:
    """The first date to so many characters; "" where none is known."""
    return _day(dates.first[:precision], words, rough="first" in dates.by) if dates and precision else ""


def access(gated: int, there: int, words: Words) -> str:
    """That the Hub asks for terms to be accepted first, and for how many of those that are there; nothing where it asks for none."""
    if not gated:
        return ""
    return words["comma"] + (words["terms_first"] if gated == there else words("terms_first_some", known=gated, all=there))


def stated(facts: Mapping[str, Rolled], spec: FieldSpec) -> bool:
    """Whether a family has a value of a field, or at least how many there are."""
    return bool(facts.get(spec.name) or (spec.form == "languages" and facts.get(f"{spec.name}_count")))


def missing(family: ObservedFamily, specs: Iterable[FieldSpec]) -> dict[Absence, list[FieldSpec]]:
    """Those of several fields that have no value, by the reason."""
    gaps = [(one, family.absent.get(one.name, "not stated")) for one in specs if not stated(family.facts, one)]
    return {why: [one for one, reason in gaps if reason == why] for why in ABSENCES}


def shown(family: ObservedFamily, spec: FieldSpec, words: Words, *, wide: bool = False) -> Marked:
    """A value for a narrow column or a `wide` line, with its extension, each with of how many it is known; "" without."""
    if spec.form == "languages":
        parts = (Marked(marked.inline(said, _LISTS) + known) for said, known in spoken(family, words))
        return marked.joined(parts, words["semicolon"])
    value, extended = family.facts.get(spec.name), FIELDS.get(f"{spec.name}_extended", spec)
    if not value:
        return Marked(words["undated"] if spec.form == "date" else "")
    if spec.form == "sizes" and isinstance(value, tuple):
        said = " / ".join(value)  # spaces, at which a narrow column can break
    elif isinstance(value, DateSpan) and not wide:
        said = began(value, len("YYYY-MM"), words)
    else:
        brief = isinstance(value, Span) and not wide
        said = short(value, spec, words) if brief else borne(value, family.coverage, spec, words)
    found = (marked.inline if wide else marked.cell)(said, _LISTS) + known_of(family.coverage, spec, words)
    longer = family.facts.get(extended.name)
    if isinstance(value, Span) and isinstance(longer, Span) and longer.high > value.high:
        more = f"{words['semicolon']}{words['extended']} {marked.inline(borne(longer, family.coverage, extended, words), _LISTS)}"
        found += (more if wide else f" → {amount(longer.high, spec)}") + known_of(family.coverage, extended, words)
    return Marked(found)


def known_of(coverage: Mapping[str, Coverage], spec: FieldSpec, words: Words, key: str = "coverage") -> str:
    """Of how many checkpoints a value is known, where not of all, in the words of a key."""
    found = coverage.get(spec.name)
    return words["gap"] + words(key, known=found.known, all=found.of) if found and found.known < found.of else ""


@lru_cache(maxsize=1024)
def memory(needed: tuple[int, ...], sign: str = " / ") -> str:
    """Gigabytes as text, from a thousand on as terabytes; the unit once where it is one."""
    shown = [(f"{-(-n // 10) / 100:g}", "TB") if n >= 1000 else (str(n), "GB") for n in needed]
    units = {unit for _, unit in shown}
    if len(units) == 1:
        return f"{sign.join(number for number, _ in shown)} {units.pop()}"
    return sign.join(map(" ".join, shown))


def spoken(of: ObservedFamily, words: Words, key: str = "coverage", *, named: bool = False) -> Iterator[tuple[str, str]]:
    """Languages, `named` or of many how many, then how many some count beyond; with whose, and of how many known."""
    codes, counted = of.texts("languages"), of.facts.get("languages_count")
    lists, counts = (of.coverage.get(name, WHOLE) for name in ("languages", "languages_count"))
    beyond = counted if isinstance(counted, int) and counted > len(codes) else 0
    apart, many = named or lists.holds_for or counts not in (WHOLE, lists), len(codes) > MANY_LANGUAGES and not named
    each = sorted(lists.holds_for.items(), key=lambda own: (own[0].count(" "), own[0])) or [(" ".join(codes), ())]
    more = (counts.holds_for or {str(beyond): ()}) if beyond and (apart or not codes) else {}
    shown = partial(_languages, count=0 if apart else beyond, words=words, many=many)
    said = {
        "languages": [(shown(text.split()), names) for text, names in each if text],
        "languages_count": [(words("languages_count", n=count), names) for count, names in more.items()],
    }
    for field, parts in said.items():
        if texts := [text + words.aside(bearers(names, words)) for text, names in parts]:
            yield words["semicolon"].join(texts), known_of(of.coverage, FIELDS[field], words, key)


def _languages(codes: Sequence[str], count: int, words: Words, *, many: bool) -> str:
    """Languages by name; of many, or of more than are named, how many there are."""
    asked_for = [code for code in codes if code in {"en", "zh"}] or codes[:3]
    if count <= len(codes) and not (many and len(codes) > len(asked_for)):
        return words["comma"].join(map(words.language, codes))
    between = words["and"] if len(asked_for) == 2 else words["comma"]
    return words("languages_among", n=max(count, len(codes)), named=between.join(map(words.language, asked_for)))


def borne(value: Rolled, coverage: Mapping[str, Coverage], spec: FieldSpec, words: Words) -> str:
    """A value of a family in short, with the sizes or checkpoints that bear each of several."""
    holds_for = coverage[spec.name].holds_for if spec.name in coverage else {}
    if not holds_for:
        several = value.by_size if isinstance(value, Span) and value.low != value.high else {}
        sizes = words["semicolon"].join([f"{size}{words['colon']}{amount(n, spec)}" for size, n in several.items()])
        return short(value, spec, words) + words.aside(sizes)
    said = ((amount(int(one), spec) if spec.form == "count" else _worded(one, words)) + words.aside(bearers(names, words))
            for one, names in sorted(holds_for.items(), key=lambda one: (int(one[0]) if one[0].isdigit() else 0, one[0])))  # fmt: skip
    return words["comma"].join(said)


def bearers(names: Sequence[str], words: Words) -> str:
    """Sizes or checkpoints that bear a value, the first of many."""
    more = words("and_more", n=len(names) - BEARERS, all=len(names)) if len(names) > BEARERS else ""
    return words["comma"].join(names[:BEARERS]) + more


def unlicensed(family: ObservedFamily, words: Words) -> str:
    """Where the licence of some checkpoints is known, those of which it is not, in words."""
    partly = "license" in family.coverage or not family.texts("license")  # else it is known of all
    there = {c: one for c, one in family.checkpoints.items() if partly and one.state != "gone" and one.copy_of is None}
    without = [name.partition("/")[2] for name, one in sorted(there.items()) if not family.licences_for(one)]
    return words("licence_of_none", names=bearers(without, words)) if 0 < len(without) < len(there) else ""


def short(value: Rolled, spec: FieldSpec, words: Words) -> str:
    """A value of a family or a checkpoint, counts rounded as their makers do."""
    if isinstance(value, int):
        return amount(value, spec)
    if isinstance(value, Span):
        return "–".join(dict.fromkeys((amount(value.low, spec), amount(value.high, spec))))
    if isinstance(value, DateSpan):
        return date_span(value, words)
    if isinstance(value, tuple):
        return ("/" if spec.form == "sizes" else words["comma"]).join(_worded(one, words) for one in value)
    return words.texts.get(f"value.{value}") or exact(spec.name, value)


def _worded(value: str, words: Words) -> str:
    """One of several texts: "yes" and its like in words, and what goes in and out ("text+image→text")."""
    sides = (side.split("+") for side in value.split("→"))
    named = (" + ".join(words.texts.get(f"takes.{one}", one) for one in side) for side in sides)
    return words.texts.get(f"value.{value}") or (" → ".join(named) if "→" in value else value)


def exact(field: str, value: Value | Rolled | None) -> str:
    """A value of a checkpoint or a family, nothing rounded away; "" where there is none."""
    match value:
        case str():
            return f"{int(value):,}" if value.isdigit() and FIELDS[field].form == "count" else value
        case int():
            return f"{value:,} ({amount(value, FIELDS[field])})" if value >= 1000 else str(value)
        case tuple():
            return ", ".join(value)
        case Span():
            return " – ".join(exact(field, one) for one in dict.fromkeys((value.low, value.high)))
        case DateSpan():
            return date_span(value)
    return ""


def takes_in(modalities: Iterable[str], kind: ListKind, words: Words, *, apart: bool = False) -> str:
    """What a family's models take in, in words: as its cards state it ("text+image→text"), else as its kind does; `apart`: what some do set apart."""
    every = [set(one.partition("→")[0].split("+")) for one in modalities]
    stated, common = set[str]().union(*every), set.intersection(*every) if every else set[str]()
    if apart and common < stated and common:
        return words("takes.some", all=takes_in(common, kind, words), some=takes_in(stated - common, kind, words))
    inputs = sorted(stated, key=lambda name: (_INPUTS.index(name) if name in _INPUTS else len(_INPUTS), name))
    return words["comma"].join(words.texts.get(f"takes.{name}", name) for name in inputs or LISTED[kind].takes)


def member_table(observed: ObservedFamily) -> tuple[list[str], list[tuple[str, list[str]]]]:
    """The columns that any checkpoint fills, by the keys of their words, and each one's id and cells: the newest first, undated ones last."""
    dates = {name: str(one.facts.get("release_date", "")) for name, one in observed.checkpoints.items()}
    names = sorted(sorted(dates, key=counting), key=dates.__getitem__, reverse=True)
    columns, rows = shown_in("members"), list[list[str]]()
    for name in names:
        one, cells = observed.checkpoints[name], list[str]()
        for spec in columns:
            if spec.form == "licence":
                cells.append(", ".join(name for name in observed.licences_for(one) if name != spec.nameless))
            elif spec.name == "release_date":
                cells.append(date_span(date) if (date := observed.release_of(name)) else "")
            else:
                stated = one.facts.get(spec.name), one.facts.get(f"{spec.name}_extended")
                cells.append(" → ".join([short(value, spec, ENGLISH) for value in stated if value]))
        total = one.facts.get("total_params")
        rows.append([*cells, memory(memory_needed(total)) if isinstance(total, int) else ""])
    filled = [any(column) for column in zip(*rows, strict=True)]
    heads = compress((*(f"name.{spec.name}" for spec in columns), "memory"), filled)
    return list(heads), [(name, list(compress(row, filled))) for name, row in zip(names, rows, strict=True)]


def label(column: ScoreColumn, words: Words) -> Marked:
    """The name of a score, in a language that has words for it."""
    name = column.label or column.name
    return marked.cell(words.scores.get(name, name))


def score_text(score: Score, column: ScoreColumn | None, *, interval: bool = True) -> str:
    """A score with its unit and, where the board gives one, its interval; without it for a narrow place. Nobody has escaped it yet."""
    unit = column.unit if column is not None else ""
    value, *ends = numbers(score)
    text = value + ("%" if unit == "%" else f" {unit}" if unit else "")
    return f"{text} [{'–'.join(ends)}]" if interval and len(ends) == 2 else text


@lru_cache(maxsize=1024)  # a score stands on several pages, in each language
def numbers(score: Score) -> list[str]:
    """A score's value and the ends of its interval, those that it has: to one decimal, or to none where that is below the interval."""
    coarse = score.low is not None and score.high is not None and score.high - score.low >= _COARSE
    there = [one for one in (score.value, score.low, score.high) if one is not None]
    texts = (f"{one:.{0 if coarse or abs(one) >= 1000 else 1 if abs(one) >= 1 else 3}f}" for one in there)
    return [text.rstrip("0").rstrip(".") if "." in text else text for text in texts]


def counts_of(name: str, checkpoint: str | None, family: ObservedFamily) -> set[int]:
    """How many parameters a board's row may have: its checkpoint's, else what its name says, else those of any of its family."""
    known = family.checkpoints.get(checkpoint or "", UNSEEN).facts
    own = known.get("total_params") or parse_name(name.replace("w/ ", "")).total
    every = (other.facts.get("total_params") for other in family.checkpoints.values() if own is None)
    return {n for n in (own, *every) if isinstance(n, int)}


def edition_words(edition: str | None, board: CuratedBoard, snapshots: Snapshots, words: Words) -> str:
    """Of which day a board's scores are, or, where each edition has questions of its own, its questions; without an edition when it was read."""
    if edition:
        return words("edition.state" if board.comparable else "edition.questions", date=edition)
    snapshot = snapshots.boards.get(board.slug)
    read = (snapshot.receipt.retrieved_at or "")[:10] if snapshot is not None else ""
    return words("edition.read", date=read) if read else words["edition.none"]
