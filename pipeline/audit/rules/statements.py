"""What people stated: values, pins and facts beside what the sources state."""

from collections.abc import Iterator
from typing import Final

from pipeline.audit.audited import Audited
from pipeline.audit.rule import RuleResult, about_family, rule
from pipeline.fields import absent_of
from pipeline.model.amounts import parse_span, show_amount
from pipeline.model.claims import Claim, Value
from pipeline.model.curated import CuratedFact, Pin
from pipeline.names.words import named_version
from pipeline.reconcile.checkpoints import denial
from pipeline.reconcile.days import earlier
from pipeline.reconcile.forms import agree, is_readable, value_of, wanted

_FIELDS: Final = frozenset(spec.name for spec in absent_of("family") if not spec.many)


@rule(
    "error",
    exceptions="values of single checkpoints, ranges that hold what is stated, and checkpoints that came later than the family, or up to a month before",
)
def one_value(audited: Audited) -> Iterator[RuleResult]:
    """A person's single value for a whole family (tokens, context, licence, date), while its checkpoints state different ones or are different versions."""
    for slug, family in sorted(audited.curated.families.items()):
        for fact in family.facts:
            if fact.checkpoint is None and fact.field in _FIELDS:
                value = value_of(fact.field, fact.value)
                if value is not None:
                    yield from _against(audited, slug, fact, value)


def _against(audited: Audited, slug: str, fact: CuratedFact, value: Value) -> Iterator[RuleResult]:
    stated = audited.stated(slug, fact.field)
    different = {c: v for c, v in stated.items() if not _fits(fact.field, value, v)}
    if different and len(set(map(repr, stated.values()))) > 1:
        checkpoint, said = next(iter(sorted(different.items())))
        shown = show_amount(said) if isinstance(said, int) else said
        yield about_family(
            slug, fact.field, f"one value, {fact.value}, for the whole family; {checkpoint} states {shown}",
            "a value for each checkpoint, or what the sources state", audited.place(slug, checkpoint, fact.field),
        )  # fmt: skip
    elif not different and len(stated) < len(audited.curated.families[slug].checkpoints) and _unsourced(fact):
        versions = {named_version(c.partition("/")[2]).number for c in audited.curated.families[slug].checkpoints}
        span = parse_span(value) if isinstance(value, str) and fact.field == "training_tokens" else None
        if len(versions) > 1 and not (span is not None and span.by_size):
            yield about_family(
                slug, fact.field, f"one value, {fact.value}, for {len(versions)} versions of the model",
                "a value for each version",
            )  # fmt: skip


def _unsourced(fact: CuratedFact) -> bool:
    return fact.source is None and fact.field in ("training_tokens", "release_date")


def _fits(field: str, value: Value, said: Value) -> bool:
    if field == "release_date":
        # The row's date is its first: what came later is no contradiction.
        return not earlier(str(said), str(value), by=31)
    span = parse_span(value) if isinstance(value, str) and isinstance(said, int) else None
    if span is not None and isinstance(said, int):
        return span.low * 0.95 <= said <= span.high * 1.05
    return agree(field, value, said)


@rule("warning", exceptions="facts that name their source, and families whose cards could not be read")
def languages_stated(audited: Audited) -> Iterator[RuleResult]:
    """Languages that a person noted without a source, and that no card of the family states."""
    for slug, family in sorted(audited.curated.families.items()):
        for fact in family.facts:
            value = value_of("languages", fact.value) if fact.field == "languages" and fact.source is None else None
            if not isinstance(value, tuple):
                continue
            read = [
                c
                for c in audited.kin[slug]
                if (card := audited.snapshots.cards.get(c)) is not None and card.state == "read"
            ]
            stated = audited.stated(slug, "languages")
            said = {code.casefold() for v in stated.values() if isinstance(v, tuple) for code in v}
            counted = audited.stated(slug, "languages_count")
            missing = [code for code in value if code.casefold() not in said]
            if not read or (counted and not said) or not missing:
                continue
            what = (
                f"the cards state {', '.join(sorted(said))}"
                if said
                else f"none of the {len(read)} cards that were read states a language"
            )
            yield about_family(
                slug, "languages", f"{', '.join(missing)} claimed without a source; {what}",
                "a source, or the languages that are stated", f"https://huggingface.co/{read[0]}",
            )  # fmt: skip


@rule("error")
def unreadable_value(audited: Audited) -> Iterator[RuleResult]:
    """A pin or curated fact whose value is not of its field's form, so that it cannot be used."""
    for slug, family in sorted(audited.curated.families.items()):
        stated: list[Pin | CuratedFact] = [*family.pins, *family.facts]
        for item in stated:
            value = value_of(item.field, item.value)
            if value is None or not is_readable(item.field, value):
                subject = "/".join(p for p in (slug, item.checkpoint, item.field) if p)
                yield RuleResult(
                    subject, f"{item.value!r} cannot be read as {item.field}", wanted(item.field),
                    (f"catalog/curated/families/{slug}.toml",),
                )  # fmt: skip


@rule("warning")
def stale_pin(audited: Audited) -> Iterator[RuleResult]:
    """The sources no longer say what a pin was set against. The pin still holds."""
    for stale in audited.stale:
        subject = "/".join(p for p in (stale.family, stale.pin.subject, stale.pin.field) if p)
        now = "no source states a value now" if stale.now is None else f"the sources state {_shown(stale.now)} now"
        yield RuleResult(
            subject, f"pinned to {_shown(stale.pin.value)} when the source said {_shown(stale.pin.was)}; {now}",
            "take the pin out, or set `was` to what is stated now", (stale.pin.snapshot, stale.pin.url),
        )  # fmt: skip


def _shown(value: object) -> str:
    return (
        ", ".join(map(str, value))
        if isinstance(value, tuple)
        else f"{value:,}"
        if isinstance(value, int)
        else str(value)
    )


@rule("notice")
def yielded_fact(audited: Audited) -> Iterator[RuleResult]:
    """A person's fact without a source, of which a source speaks now."""
    for subject, heard in _heard_of_everything(audited):
        fact = next((c for c in heard if c.source == "curated" and c.verdict == "yielded"), None)
        if fact is not None:
            yield RuleResult(
                subject, "a source states this field now, and the person's fact yields to it",
                "take the fact out, or give it its source", (fact.snapshot, heard[0].url or heard[0].snapshot),
            )  # fmt: skip


@rule("notice", exceptions="what follows only roughly: a repository's creation, a figure in a name")
def disputed_fact(audited: Audited) -> Iterator[RuleResult]:
    """A source states something else than a person's fact, which stands."""
    for subject, heard in _heard_of_everything(audited):
        rival = denial(heard)
        if rival is not None:
            yield RuleResult(
                subject, f"a person states {_shown(heard[0].value)}, and {rival.source} {_shown(rival.value)}",
                "take the fact away, or pin it and say why not", (heard[0].url, rival.url or rival.snapshot),
            )  # fmt: skip


def _heard_of_everything(audited: Audited) -> Iterator[tuple[str, tuple[Claim, ...]]]:
    """Everything heard of each field of each family and checkpoint, by the subject of a finding."""
    for slug, evidence in sorted(audited.catalog.evidence.items()):
        for place, fields in (("", evidence.facts), *sorted(evidence.checkpoints.items())):
            for field, heard in sorted(fields.items()):
                yield "/".join(part for part in (slug, place, field) if part), heard
