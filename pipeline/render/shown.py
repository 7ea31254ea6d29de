"""Values as readers see them: counts, contexts, dates, languages; and why a value is missing."""

from pipeline.fields import FIELDS
from pipeline.model.amounts import show_amount
from pipeline.model.claims import Value
from pipeline.model.observed import DateSpan, ObservedFamily, Span
from pipeline.render import marked
from pipeline.render.marked import Marked
from pipeline.render.words import Words

NARROW = 16
"""Characters of sizes that a narrow column holds without a place to break."""
MANY_LANGUAGES = 12
"""From here on a row says how many there are; the evidence page names them all."""


def context(tokens: int) -> str:
    """A context length as its makers name it: 8,192 and 8,000 are both "8K", 1,048,576 is "1M".

    128,000 is a multiple of both thousands: the round decimal comes first.
    """
    if tokens >= 1024 and tokens % 1024 == 0 and tokens % 1000:
        kilo = tokens // 1024
        return f"{kilo // 1024}M" if kilo >= 1024 and kilo % 1024 == 0 else f"{kilo}K"
    return show_amount(tokens)


def context_span(span: Span) -> str:
    """A context length, or the shortest and longest inside a family."""
    low, high = context(span.low), context(span.high)
    return low if low == high else f"{low}–{high}"


def contexts(family: ObservedFamily, words: Words) -> Marked:
    """The context of a row, and how far it can be extended."""
    facts = family.facts
    if facts.context_length is None:
        return absent(family, "context_length", words)
    text = context_span(facts.context_length)
    longer = facts.context_length_extended
    if longer is not None and longer.high > facts.context_length.high:
        text += f"{words.opening}{words.extended} {context_span(longer)}{words.closing}"
    return marked.cell(text)


def tokens(family: ObservedFamily, words: Words) -> Marked:
    """Training tokens: one amount or a range, and by size where the sizes differ."""
    span = family.facts.training_tokens
    if span is None:
        return absent(family, "training_tokens", words)
    low, high = show_amount(span.low), show_amount(span.high)
    text = low if low == high else f"{low}–{high}"
    if low != high and span.by_size:
        between = "; " if words.language == "en" else "；"
        each = between.join(f"{size}{words.colon}{show_amount(n)}" for size, n in span.by_size.items())
        text += f"{words.opening}{each}{words.closing}"
    return marked.inline(text)


def sizes(family: ObservedFamily, words: Words) -> Marked:
    """The sizes of a row, smallest first; where they are long with spaces, at which a narrow column can break."""
    found = family.facts.sizes
    if not found:
        return absent(family, "sizes", words)
    text = "/".join(found)
    return marked.cell(text if len(text) <= NARROW else " / ".join(found))


def licenses(family: ObservedFamily, words: Words) -> Marked:
    """The licences of a row."""
    if not family.facts.license:
        return absent(family, "license", words)
    return marked.cell(words.comma.join(family.facts.license))


def languages(family: ObservedFamily, words: Words) -> Marked:
    """The languages of a family: codes, or how many where they are many."""
    codes, count = family.facts.languages, family.facts.languages_count or 0
    if not codes and not count:
        return absent(family, "languages", words)
    if len(codes) <= MANY_LANGUAGES and count <= len(codes):
        return marked.inline(words.comma.join(codes))
    named = [c for c in codes if c in {"en", "zh"}] or list(codes[:3])
    lead = f"{max(count, len(codes))} {words.many_languages}"
    if not named:
        return marked.inline(lead)
    if words.language == "zh":
        return marked.inline(f"{lead}，{words.among} {'、'.join(named)}")
    return marked.inline(f"{lead}, {' and '.join(named) if len(named) == 2 else ', '.join(named)} {words.among}")


def month(family: ObservedFamily, words: Words) -> Marked:
    """When a family was first released, to the month: a table's width is dear."""
    date = family.facts.release_date
    return marked.cell(date.first[:7]) if date else absent(family, "release_date", words)


def dates(family: ObservedFamily, words: Words) -> Marked:
    """First and latest release, as precisely as the sources are."""
    date = family.facts.release_date
    return marked.inline(date_span(date)) if date else absent(family, "release_date", words)


def date_span(date: DateSpan) -> str:
    """One date, or the first and the latest."""
    return date.first if date.latest.startswith(date.first) else f"{date.first} – {date.latest}"


def stated(family: ObservedFamily, field: str) -> bool:
    """Whether a family has a value of a field."""
    facts = family.facts
    return bool(getattr(facts, field)) or (field == "languages" and bool(facts.languages_count))


def absent(family: ObservedFamily, field: str, words: Words) -> Marked:
    """Why a value is missing, each of the four kinds differently."""
    return Marked(words.absent[family.absent.get(field, "not stated")])


def exact(field: str, value: Value) -> str:
    """A value on an evidence page: nothing rounded away."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        short = context(value) if field.startswith("context") else show_amount(value)
        return f"{value:,} ({short})" if value >= 1000 else str(value)
    if isinstance(value, tuple):
        return ", ".join(value)
    if value.isdigit() and FIELDS[field].form == "count":
        return f"{int(value):,}"
    return value
