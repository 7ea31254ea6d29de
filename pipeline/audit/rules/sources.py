"""What the sources state beside one another, and beside what people stated."""

from typing import Final

from pipeline.audit.audited import Audited, AuditedFamily
from pipeline.audit.rule import Results, RuleResult, fact_rule, family_rule
from pipeline.fields import FIELDS, absent_of
from pipeline.model.amounts import parse_span, show_amount
from pipeline.model.claims import Claim, Value
from pipeline.model.curated import CuratedFact, CuratedValue, Pin
from pipeline.reconcile.checkpoints import denial
from pipeline.reconcile.days import earlier
from pipeline.reconcile.forms import agree, is_readable, value_of, wanted
from pipeline.reconcile.roll_up import same_in_row, stated_now
from pipeline.words import ENGLISH

_LICENCE: Final = frozenset({"license", "license_name", "license_link"})
_CITATIONS: Final = frozenset({"cited_arxiv"})
"""Two lists of citations may differ and both be right."""


def _shown(value: Value | CuratedValue | None) -> str:
    if isinstance(value, tuple):
        return ", ".join(value)
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def _rounded(value: Value) -> str:
    return show_amount(value) if isinstance(value, int) and not isinstance(value, bool) else _shown(value)


def _subject(*parts: str | None) -> str:
    return "/".join(part for part in parts if part)


def _opened(*claims: Claim) -> tuple[str, ...]:
    return tuple(claim.url or claim.snapshot for claim in claims)


def _rivals(family: AuditedFamily, fields: frozenset[str], expected: str, *, within: bool) -> Results:
    """What two sources state differently of one checkpoint, of the fields or of all others."""
    for checkpoint, field, heard in family.claims():
        rival = next((h for h in heard[1:] if h.verdict == "rival"), None) if (field in fields) == within and checkpoint else None
        if rival is not None and heard[0].source != "curated":
            said = (f"{ENGLISH.voice(c.source)}: {_rounded(c.value)}{f' (line {c.line})' if c.line else ''}" for c in (heard[0], rival))
            yield RuleResult(f"{checkpoint}/{field}", ", but ".join(said), expected, _opened(heard[0], rival))


@family_rule("notice", exceptions="licences and facts of people, which have rules of their own; lists of citations; values that a pin overrules")
def rival_values(family: AuditedFamily, _: Audited) -> Results:
    """Two sources state values of one field that differ beyond its tolerance; both places are given."""
    yield from _rivals(family, _LICENCE | _CITATIONS, "one value, or a pin with the reason", within=False)


@family_rule("warning")
def license_changed(family: AuditedFamily, _: Audited) -> Results:
    """Two sources state different licences of one checkpoint."""
    yield from _rivals(family, frozenset({"license"}), "one licence, or a pin with the reason", within=True)


@family_rule("warning")
def row_evidence(family: AuditedFamily, _: Audited) -> Results:
    """A family none of whose values has a source that a person can open."""
    heard = [claim for _, _, claims in family.claims() for claim in claims]
    if not any(claim.url for claim in heard):
        known = len(family.evidence.facts)
        what = f"{known} values, none with a source that can be opened" if heard else "no value, and nothing was heard"
        yield RuleResult("", what, "members with snapshots, or facts with their source")


_ONE: Final = frozenset(spec.name for spec in absent_of("family") if not spec.many)


@family_rule(
    "error",
    exceptions="values of single checkpoints, ranges that hold what is stated, and checkpoints that came later than the family, or up to a month before",
)
def one_value(family: AuditedFamily, _: Audited) -> Results:
    """A person's single value for a whole family (tokens, context, licence, date), while its checkpoints state different ones."""
    for fact in family.curated.facts:
        value = value_of(fact.field, fact.value) if fact.checkpoint is None and fact.field in _ONE else None
        stated = family.stated(fact.field) if value is not None else {}
        different = next((h for _, h in sorted(stated.items()) if value is not None and not _fits(fact.field, value, h.value)), None)
        if different is not None and len({repr(h.value) for h in stated.values()}) > 1:
            message = f"one value, {fact.value}, for the whole family; {different.subject} states {_rounded(different.value)}"
            yield RuleResult(fact.field, message, "a value for each checkpoint, or what the sources state", (different.url,))


def _fits(field: str, value: Value, said: Value) -> bool:
    if field == "release_date":
        # The row's date is its first: what came later is no contradiction.
        return not earlier(str(said), str(value), by=31)
    span = parse_span(value) if isinstance(value, str) and isinstance(said, int) else None
    return span.low * 0.95 <= said <= span.high * 1.05 if span is not None and isinstance(said, int) else agree(field, value, said)


@fact_rule("error")
def unreadable_value(item: CuratedFact | Pin, _: Audited) -> Results:
    """A pin or curated fact whose value is not of its field's form, so that it cannot be used. A pin's empty list takes the value away."""
    value = value_of(item.field, item.value)
    if value is None or not (is_readable(item.field, value) or (value == () and isinstance(item, Pin))):
        yield RuleResult("", f"{item.value!r} cannot be read as {item.field}", wanted(item.field))


@family_rule("warning")
def stale_pin(family: AuditedFamily, _: Audited) -> Results:
    """The sources no longer say what a pin was set against. The pin still holds."""
    for pin in family.curated.pins:
        was = value_of(pin.field, pin.was) if pin.was is not None else None
        now = stated_now(family.observed, family.evidence, pin.checkpoint, pin.field)
        same = agree if pin.checkpoint or not FIELDS[pin.field].roll_up else same_in_row
        if was is not None and (now is None or not same(pin.field, was, now)):
            said = "no source states a value now" if now is None else f"the sources state {_shown(now)} now"
            message = f"pinned to {_shown(value_of(pin.field, pin.value))} when the source said {_shown(was)}; {said}"
            yield RuleResult(_subject(pin.checkpoint, pin.field), message, "take the pin out, or set `was` to what is stated now", (pin.source,))


@family_rule("notice")
def yielded_fact(family: AuditedFamily, _: Audited) -> Results:
    """A person's fact without a source, of which a source speaks now."""
    for place, field, heard in family.claims():
        if any(c.source == "curated" and c.verdict == "yielded" for c in heard):
            message, expected = "a source states this field now, and the person's fact yields to it", "take the fact out, or give it its source"
            yield RuleResult(_subject(place, field), message, expected, _opened(heard[0]))


@family_rule("notice", exceptions="what follows only roughly: a repository's creation, a figure in a name")
def disputed_fact(family: AuditedFamily, _: Audited) -> Results:
    """A source states something else than a person's fact, which stands."""
    for place, field, heard in family.claims():
        rival = denial(heard)
        if rival is not None:
            message = f"a person states {_shown(heard[0].value)}, and {rival.source} {_shown(rival.value)}"
            yield RuleResult(_subject(place, field), message, "take the fact away, or pin it and say why not", _opened(heard[0], rival))
