"""Rows of the list: whether they say more than their texts, their checkpoints and their names do."""

import re
from typing import Final, NamedTuple

from pipeline.audit.addresses import hub_checkpoint
from pipeline.audit.audited import Audited, AuditedFamily
from pipeline.audit.rule import Results, RuleResult, family_rule
from pipeline.fields import FIELDS
from pipeline.model.amounts import parse_amount, show_amount
from pipeline.model.claims import Value
from pipeline.model.licences import licences_of
from pipeline.names.words import words
from pipeline.reconcile.forms import value_of
from pipeline.reconcile.sizes import label, order_key

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


@family_rule("error", exceptions="links to checkpoints that are no members, and values that no source states of them")
def linked_checkpoint(family: AuditedFamily, _: Audited) -> Results:
    """The row names neither the licence, the size nor the context of a checkpoint that it links."""
    facts = family.observed.facts
    linked = {hub_checkpoint(link.url) for link in family.curated.links.checkpoints}
    for checkpoint in sorted(linked & family.observed.checkpoints.keys()):
        known = family.observed.checkpoints[checkpoint].facts
        own = ", ".join(one.name for one in licences_of(known) if one.name.casefold() != "other")  # which names none
        context, span = known.get("context_length"), facts.span("context_length")
        size, heads = label(checkpoint, known), {order_key(text)[0] for text in facts.texts("sizes")}
        where = (f"https://huggingface.co/{checkpoint}",)
        if own and facts.texts("license") and own not in facts.texts("license"):
            yield RuleResult(checkpoint, f"{checkpoint} is under {own}, which the row does not name", "a licence for each checkpoint", where)
        if isinstance(context, int) and span is not None and not span.low * 0.95 <= context <= span.high * 1.05:
            yield RuleResult(checkpoint, f"{checkpoint} has a context of {show_amount(context)}, outside the row's", "both in the row", where)
        if size and heads and not any(abs(order_key(size)[0] - head) <= 0.2 * head for head in heads):
            yield RuleResult(checkpoint, f"the size {size} of {checkpoint} is missing in the row", "the sizes of its checkpoints", where)


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
        yield RuleResult("sizes", message, "active_params of its checkpoints", tuple(f"https://huggingface.co/{c}" for c in mixtures[:1]))


_MANY: Final = 5


@family_rule("notice", exceptions="siblings of another kind")
def lone_language(family: AuditedFamily, _: Audited) -> Results:
    """A checkpoint whose only stated language is a tag, while a sibling's card states many."""
    winners = {c: heard[0] for c, field, heard in family.claims() if c and field == "languages" and isinstance(heard[0].value, tuple)}
    many = next((claim for claim in winners.values() if len(claim.value) >= _MANY), None)  # type: ignore[arg-type]
    for checkpoint, claim in winners.items():
        if many is not None and claim.source == "hub.card_data" and len(claim.value) == 1:  # type: ignore[arg-type]
            message = f"only {claim.value[0]!r}, a tag; {many.subject} states {len(many.value)}"  # type: ignore[arg-type,index]
            expected = "the languages that its card states, or a pin with the reason"
            yield RuleResult(f"{checkpoint}/languages", message, expected, (claim.url, many.url))


class _NamedAbility(NamedTuple):
    """What a model's name says that it can do: words of the name, the field, and the values or part of one that deny it."""

    words: frozenset[str]
    field: str
    wanted: str

    def denied(self, value: Value) -> bool:
        """Whether a value says that it cannot."""
        return self.wanted not in str(value).partition("→")[0] if self.field == "modalities" else value == "no"


_NAMED: Final = (
    _NamedAbility(frozenset({"thinking", "think", "reasoning", "reasoner"}), "reasoning", ""),
    _NamedAbility(frozenset({"tool", "tools", "toolcall", "functionary", "functiongemma", "agent", "agentic"}), "tool_use", ""),
    _NamedAbility(frozenset({"vl", "vision", "vlm", "omni", "image", "ocr"}), "modalities", "image"),
    _NamedAbility(frozenset({"audio", "speech", "omni"}), "modalities", "audio"),
    _NamedAbility(frozenset({"video"}), "modalities", "video"),
)


@family_rule("error", exceptions='names that say "no" or "non" before the word')
def named_ability(family: AuditedFamily, _: Audited) -> Results:
    """A checkpoint, or the row, denies what the name of a checkpoint says that it can do: thinking, tools, images, sound."""
    for ability in _NAMED:
        values = family.values(ability.field)
        for checkpoint in sorted(family.observed.checkpoints):
            name = words(checkpoint.partition("/")[2])
            called = any(w in ability.words and not {"no", "non", "without"} & set(name[max(n - 1, 0) : n]) for n, w in enumerate(name))
            own = values.get(checkpoint)
            said = (own,) if own is not None else family.observed.facts.texts(ability.field)
            if called and said and all(map(ability.denied, said)):
                message = f"{checkpoint} is called so, and {ability.field} is {', '.join(map(str, said))}"
                expected = "what its card says of it" if own is not None else "a value of this checkpoint as well"
                yield RuleResult(f"{checkpoint}/{ability.field}", message, expected, (f"https://huggingface.co/{checkpoint}",))


@family_rule("error")
def shared_repository(family: AuditedFamily, _: Audited) -> Results:
    """People state two values of one field of one checkpoint, or a range: its repository holds several models, of which the row may not choose one."""
    seen: dict[tuple[str, str], Value | None] = {}
    for fact in family.curated.facts:
        if fact.checkpoint is not None:
            value = value_of(fact.field, fact.value)
            other = seen.setdefault((fact.checkpoint, fact.field), value)
            if value != other or (FIELDS[fact.field].form == "count" and isinstance(value, str)):
                message = f"{fact.value} of one repository" + (f", and {other}" if value != other else "")
                yield RuleResult(f"{fact.checkpoint}/{fact.field}", message, "a range of the whole family", (fact.source or "",))
