"""Training tokens out of proportion to the predecessor, to a sibling, or to the model's size."""

from collections.abc import Iterator
from typing import Final

from pipeline.audit.audited import Audited
from pipeline.audit.rule import Found, Rule
from pipeline.model.amounts import show_amount
from pipeline.model.observed import FamilyFacts
from pipeline.reconcile.sizes import order_key

_FEWEST_EACH: Final = 2
"""Tokens per parameter below which no language model is trained (the usual advice is twenty)."""

_SIBLINGS: Final = 50
"""Between the sizes of one family, tokens differ less than this."""


def _check(audited: Audited) -> Iterator[Found]:
    for slug, family in sorted(audited.catalog.families.items()):
        tokens = family.facts.span("training_tokens")
        if tokens is None:
            continue
        where = (f"catalog/curated/families/{slug}.toml", *_places(audited, slug))
        older = audited.before(slug)
        before = audited.catalog.families[older].facts.span("training_tokens") if older and older in audited.catalog.families else None
        if (
            before is not None
            and tokens.high < before.low
            and not _is_smaller(family.facts, audited.catalog.families[older or ""].facts)
        ):
            yield Found(
                f"{slug}/training_tokens",
                f"trained on {show_amount(tokens.high)} tokens, its predecessor {older} on "
                f"{show_amount(before.low)} or more",
                "more than its predecessor, or the reason why not",
                where,
            )
        if tokens.low * _SIBLINGS < tokens.high:
            yield Found(
                f"{slug}/training_tokens",
                f"its sizes were trained on {show_amount(tokens.low)} to {show_amount(tokens.high)} tokens",
                "amounts of one order, or a fine-tune's tokens taken out",
                where,
            )
        largest = max((_billions(s) for s in family.facts.texts("sizes")), default=0)
        if largest and tokens.high < largest * _FEWEST_EACH:
            yield Found(
                f"{slug}/training_tokens",
                f"{show_amount(tokens.high)} tokens for {show_amount(int(largest))} parameters",
                "several tokens for each parameter",
                where,
            )


def _is_smaller(new: FamilyFacts, old: FamilyFacts) -> bool:
    """Whether the younger family's largest model is a small one beside the older's: it may have seen less."""
    after, before = (max((_billions(s) for s in facts.texts("sizes")), default=0) for facts in (new, old))
    return 0 < after * 2 < before


def _billions(size: str) -> float:
    amount = order_key(size)[0]
    return 0 if amount == float("inf") else amount


def _places(audited: Audited, slug: str) -> tuple[str, ...]:
    heard = audited.catalog.evidence[slug].facts.get("training_tokens", ())
    return tuple(dict.fromkeys(h.url for h in heard if h.url))[:3]


RULE = Rule(
    name="tokens-proportion",
    description=(
        "Fewer training tokens than the predecessor's, sizes of one family far apart, or less than two "
        "tokens for each parameter."
    ),
    level="warning",
    check=_check,
    exceptions="a successor whose largest model is less than half as large",
)
