"""One value for a whole family whose checkpoints state different ones."""

from collections.abc import Iterator
from typing import Final

from pipeline.audit.audited import Audited
from pipeline.audit.rule import Found, Rule
from pipeline.model.amounts import parse_span, show_amount
from pipeline.model.claims import Value
from pipeline.model.curated import CuratedFact
from pipeline.names.words import named_version
from pipeline.reconcile.days import earlier
from pipeline.reconcile.forms import agree, value_of

_FIELDS: Final = ("training_tokens", "context_length", "license", "release_date")


def _check(audited: Audited) -> Iterator[Found]:
    for slug, family in sorted(audited.curated.families.items()):
        for fact in family.facts:
            if fact.checkpoint is None and fact.field in _FIELDS:
                value = value_of(fact.field, fact.value)
                if value is not None:
                    yield from _against(audited, slug, fact, value)


def _against(audited: Audited, slug: str, fact: CuratedFact, value: Value) -> Iterator[Found]:
    path = f"catalog/curated/families/{slug}.toml"
    stated = audited.stated(slug, fact.field)
    different = {c: v for c, v in stated.items() if not _fits(fact.field, value, v)}
    if different and len(set(map(repr, stated.values()))) > 1:
        checkpoint, said = next(iter(sorted(different.items())))
        shown = show_amount(said) if isinstance(said, int) else said
        yield Found(
            f"{slug}/{fact.field}",
            f"one value, {fact.value}, for the whole family; {checkpoint} states {shown}",
            "a value for each checkpoint, or what the sources state",
            (path, audited.place(slug, checkpoint, fact.field)),
        )
    elif not different and len(stated) < len(audited.curated.families[slug].checkpoints) and _unsourced(fact):
        versions = {named_version(c.partition("/")[2]).number for c in audited.curated.families[slug].checkpoints}
        span = parse_span(value) if isinstance(value, str) and fact.field == "training_tokens" else None
        if len(versions) > 1 and not (span is not None and span.by_size):
            yield Found(
                f"{slug}/{fact.field}",
                f"one value, {fact.value}, for {len(versions)} versions of the model",
                "a value for each version",
                (path,),
            )


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


RULE = Rule(
    name="one-value",
    description=(
        "A person's single value for a whole family (tokens, context, licence, date), while its checkpoints "
        "state different ones or are different versions."
    ),
    level="error",
    check=_check,
    exceptions="values of single checkpoints, ranges that hold what is stated, and checkpoints that came later than the family, or up to a month before",
)
