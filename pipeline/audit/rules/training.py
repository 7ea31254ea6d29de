"""Training tokens: whether there can be so many."""

from typing import Final

from pipeline.audit.audited import Audited, AuditedFamily
from pipeline.audit.rule import Results, RuleResult, family_rule
from pipeline.model.amounts import show_amount
from pipeline.reconcile.sizes import order_key

_FEWEST_EACH: Final = 2
"""Tokens per parameter below which no language model is trained (the usual advice is twenty)."""
_SIBLINGS: Final = 50
"""Between the sizes of one family, tokens differ less than this."""


@family_rule("warning", exceptions="a successor whose largest model is less than half as large")
def tokens_proportion(family: AuditedFamily, _: Audited) -> Results:
    """Fewer training tokens than the predecessor's, sizes of one family far apart, or less than two tokens for each parameter."""
    tokens, older, largest = family.observed.facts.span("training_tokens"), family.before, _largest(family)
    if tokens is None:
        return
    low, high = show_amount(tokens.low), show_amount(tokens.high)
    where = tuple(dict.fromkeys(h.url for h in family.evidence.facts.get("training_tokens", ()) if h.url))[:3]
    before = older.observed.facts.span("training_tokens") if older is not None else None
    if older is not None and before is not None and tokens.high < before.low and not 0 < largest * 2 < _largest(older):
        message = f"trained on {high} tokens, its predecessor {older.slug} on {show_amount(before.low)} or more"
        yield RuleResult("training_tokens", message, "more than its predecessor, or the reason why not", where)
    if tokens.low * _SIBLINGS < tokens.high:
        expected = "amounts of one order, or a fine-tune's tokens taken out"
        yield RuleResult("training_tokens", f"its sizes were trained on {low} to {high} tokens", expected, where)
    if tokens.high < largest * _FEWEST_EACH:
        message = f"{high} tokens for {show_amount(int(largest))} parameters"
        yield RuleResult("training_tokens", message, "several tokens for each parameter", where)


def _largest(family: AuditedFamily) -> float:
    """The parameters of a family's largest model; 0 where no size is known."""
    return max((amount for s in family.observed.facts.texts("sizes") if (amount := order_key(s)[0]) != float("inf")), default=0)
