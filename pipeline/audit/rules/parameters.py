"""Sizes that cannot be: of a part, of several models in one, or more active than there is."""

from typing import Final

from pipeline.audit.audited import Audited, AuditedFamily
from pipeline.audit.rule import Results, RuleResult, family_rule
from pipeline.model.amounts import show_amount
from pipeline.names.dissected import parse_name
from pipeline.reconcile.sizes import order_key

_HUB: Final = "https://huggingface.co/"
_ROUNDED: Final = 1.05
"""Active parameters and totals are rounded, each for itself."""
_PARTS: Final = (("base_llm", 1.0), ("vision_encoder", 1.3))
"""The parts of a model that sees, and how much larger than the size in a part's name the whole is at least."""


@family_rule("error")
def active_total(family: AuditedFamily, _: Audited) -> Results:
    """More parameters are active per token than there are."""
    totals = family.values("total_params")
    for checkpoint, active in sorted(family.values("active_params").items()):
        total = totals.get(checkpoint)
        if isinstance(total, int) and isinstance(active, int) and active > total * _ROUNDED:
            message = f"{checkpoint} has {show_amount(active)} active of {show_amount(total)} parameters"
            yield RuleResult(f"{checkpoint}/active_params", message, "the larger one as the total", (_HUB + checkpoint,))
    for size in family.observed.facts.texts("sizes"):
        whole, used, _label = order_key(size)
        if used > whole * _ROUNDED:
            yield RuleResult("sizes", f"{size} has more active parameters than in all", "the larger one first, as 30B-A3B")


@family_rule("warning", exceptions="parts whose name has no size")
def part_size(family: AuditedFamily, _: Audited) -> Results:
    """A checkpoint is no larger than its own encoder or language model: what was counted is a part of it."""
    for checkpoint, total in sorted(family.values("total_params").items()):
        known = family.observed.checkpoints[checkpoint].facts
        for field, least in _PARTS:
            part = max(parse_name(str(known.get(field, ""))).sizes, default=0)
            if isinstance(total, int) and total < part * least:
                message = f"{checkpoint} has {show_amount(total)} parameters, and {known[field]} as a part"
                yield RuleResult(f"{checkpoint}/total_params", message, "the parameters of the whole", (_HUB + checkpoint,))


_OTHERS: Final = "subject.other"
"""What the reader calls a figure that a card states of another model than the one in its name."""


@family_rule("warning", exceptions="checkpoints with a size in the name, or of which a card or a person states one")
def several_models(family: AuditedFamily, _: Audited) -> Results:
    """The weights of a repository are counted, while its card states sizes of several models and none of its own: the count may be their sum."""
    for checkpoint, heard in sorted((c, claims) for c, field, claims in family.claims() if c and field == "total_params"):
        card = family.cards.get(checkpoint)
        counted = all(claim.source == "hub.safetensors" for claim in heard) and not parse_name(checkpoint).labels
        others = [r for r in card.facts.rejects if r.field == "total_params" and r.reason.startswith(_OTHERS)] if card is not None else []
        if counted and len(others) > 1:
            message = f"{checkpoint} is counted at {show_amount(int(str(heard[0].value)))}; its card states sizes of other models in lines "
            lines = ", ".join(str(r.line) for r in others)
            yield RuleResult(f"{checkpoint}/total_params", message + lines, "the sizes of the family, stated by a person", (_HUB + checkpoint,))
