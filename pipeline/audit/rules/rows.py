"""Rows of the list beside their texts, and beside the rows before them."""

import re
from typing import Final

from pipeline.audit.audited import Audited, AuditedFamily
from pipeline.audit.rule import Results, RuleResult, family_rule
from pipeline.fields import FIELDS
from pipeline.model.amounts import gigabytes, parse_amount, show_amount
from pipeline.model.ids import HUB_URL
from pipeline.reconcile.sizes import order_key

_CONTEXT: Final = re.compile(r"(?:context|上下文)[^.;。；]{0,40}?(?<![\d.])(\d{1,4}(?:\.\d)?[KM])(?![A-Za-z0-9])|"
                             r"(?<![\d.])(\d{1,4}(?:\.\d)?[KM])(?:[ -]token)?s?[ -]*(?:context|上下文)", re.IGNORECASE)  # fmt: skip


@family_rule("warning", exceptions="amounts that the row has as an extended context")
def prose_context(family: AuditedFamily, _: Audited) -> Results:
    """A family's text names a longer context than any of its checkpoints has in the row."""
    spans = [family.observed.facts.span(field) for field in ("context_length", "context_length_extended")]
    highest = max((span.high for span in spans if span is not None), default=0)
    said = [m[1] or m[2] for m in _CONTEXT.finditer(family.curated.prose.en)]
    longest = max((amount for text in said if (amount := parse_amount(text)) is not None), default=0)
    if highest and longest > highest * (1 + FIELDS["context_length"].tolerance):
        message = f"the text names a context of {show_amount(longest)}, the row at most {show_amount(highest)}"
        yield RuleResult("context_length", message, "the context of each checkpoint, or another text")


_EVERY: Final = re.compile(
    r"(?<![\d.])(\d{1,4}(?:\.\d)?[KM])(?![A-Za-z0-9])[^.;。；]{0,40}\b(?:at|in|for) (?:every|each|all) (?:sizes?|checkpoints?|models?)\b|"
    r"(?:各|所有|全部)[^.;。；]{0,6}(?:规模|尺寸|模型)[^.;。；]{0,12}?(?<![\d.])(\d{1,4}(?:\.\d)?[KM])(?![A-Za-z0-9])",
    re.IGNORECASE,
)


@family_rule("warning")
def prose_every_context(family: AuditedFamily, _: Audited) -> Results:
    """A family's text gives every checkpoint a context that one of them has not, or that is not known of all."""
    span, known = family.observed.facts.span("context_length"), family.observed.coverage.get("context_length")
    found = _EVERY.search(f"{family.curated.prose.en}\n{family.curated.prose.zh}")
    said = parse_amount(found[1] or found[2]) if found is not None else None
    if found is None or said is None or span is None:
        return
    if span.low < said * (1 - FIELDS["context_length"].tolerance) or (known is not None and not known.whole):
        of = f", known of {known.known} of {known.of}" if known is not None and not known.whole else ""
        yield RuleResult("context_length", f"{found[0]!r}; the row has {show_amount(span.low)} or more{of}", "the sizes that have it")


_AT_4_BITS: Final = re.compile(r"(?:about|some|needs|in) (\d+) GB at 4 bits|at 4 bits (?:it needs|they need) (?:about |some )?(\d+) GB|"
                               r"4 比特下?约需? ?(\d+) ?GB", re.IGNORECASE)  # fmt: skip


@family_rule("warning", exceptions="families of which no size is known")
def prose_memory(family: AuditedFamily, _: Audited) -> Results:
    """A family's text names gigabytes at 4 bits that the table of memory has for none of its checkpoints."""
    needed = {gigabytes(total, 4) for total in family.values("total_params").values() if isinstance(total, int)}
    for found in _AT_4_BITS.finditer(f"{family.curated.prose.en}\n{family.curated.prose.zh}"):
        if needed and int(next(filter(None, found.groups()))) not in needed:
            yield RuleResult("prose", f"{found[0]!r}; the table of memory has {', '.join(map(str, sorted(needed)))}", "a figure of the table")


_MIXTURE: Final = re.compile(
    r"M[oO][eE](?![a-z])|(?<![A-Za-z])moe(?![a-z])|moe(?=[-_\d])|(?<!without a )(?<!than a )(?<!of a )[Mm]ixture|(?<![不非]用)(?<!而非)混合专家"
)


@family_rule("notice", exceptions="checkpoints whose name has the active size, or the number of experts")
def mixture_active(family: AuditedFamily, _: Audited) -> Results:
    """A mixture of experts, by its configuration, name or the family's text, whose size in the row looks dense."""
    sizes, active = family.observed.facts.texts("sizes"), family.values("active_params")
    configured = {c: (hub.model_type or "", *hub.architectures, *hub.tags) for c, hub in family.hubs.items()}
    members = sorted(family.observed.checkpoints.keys() - active.keys())
    mixtures = [c for c in members if _MIXTURE.search(" ".join((c, *configured.get(c, ()))))]
    described = _MIXTURE.search(f"{family.curated.prose.en} {family.curated.prose.zh}")
    if sizes and (mixtures or described) and not any("-A" in size or "x" in size for size in sizes):
        message = f"{'/'.join(sizes)} of a mixture of experts, without what is active per token"
        yield RuleResult("sizes", message, "active_params of its checkpoints", tuple(HUB_URL + c for c in mixtures[:1]))


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
