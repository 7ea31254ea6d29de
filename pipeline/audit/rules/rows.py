"""Rows of the list: whether they say more than their texts, their checkpoints and their names do."""

import re
from typing import Final

from pipeline.audit.addresses import hub_checkpoint
from pipeline.audit.audited import Audited, AuditedFamily
from pipeline.audit.rule import Results, RuleResult, family_rule
from pipeline.fields import FIELDS
from pipeline.model.amounts import parse_amount, show_amount
from pipeline.model.claims import Value
from pipeline.model.licences import licences_of
from pipeline.model.memory import gigabytes
from pipeline.names.words import is_size, named_version, words
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


@family_rule("error", exceptions="links to checkpoints that are no members, and values that no source states of them")
def linked_checkpoint(family: AuditedFamily, _: Audited) -> Results:
    """The row names neither the licence, the size nor the context of a checkpoint that it links."""
    facts = family.observed.facts
    linked = {hub_checkpoint(link.url) for link in family.curated.links.checkpoints}
    for checkpoint in sorted(linked & family.observed.checkpoints.keys()):
        one = family.observed.checkpoints[checkpoint]
        known = one.facts if one.copy_of is None and one.state != "gone" else {}
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


_NAMED: Final = (  # words of a name, the field that they speak of, and what has to go in
    (frozenset({"thinking", "think", "reasoning", "reasoner"}), "reasoning", ""),
    (frozenset({"tool", "tools", "toolcall", "functionary", "functiongemma", "agent", "agentic"}), "tool_use", ""),
    (frozenset({"vl", "vision", "vlm", "omni", "image", "ocr"}), "modalities", "image"),
    (frozenset({"audio", "speech", "omni"}), "modalities", "audio"),
    (frozenset({"video"}), "modalities", "video"),
)


@family_rule("error", exceptions='names that say "no" or "non" before the word')
def named_ability(family: AuditedFamily, _: Audited) -> Results:
    """A checkpoint, or the row, denies what the name of a checkpoint says that it can do: thinking, tools, images, sound."""
    for called_by, field, wanted in _NAMED:
        values = family.values(field)
        for checkpoint in sorted(family.observed.checkpoints):
            name = words(checkpoint.partition("/")[2])
            called = any(w in called_by and not {"no", "non", "without"} & set(name[max(n - 1, 0) : n]) for n, w in enumerate(name))
            own = values.get(checkpoint)
            said = (own,) if own is not None else family.observed.facts.texts(field)
            denied = [wanted not in str(v).partition("→")[0] if field == "modalities" else v == "no" for v in said]
            if called and said and all(denied):
                message = f"{checkpoint} is called so, and {field} is {', '.join(map(str, said))}"
                expected = "what its card says of it" if own is not None else "a value of this checkpoint as well"
                yield RuleResult(f"{checkpoint}/{field}", message, expected, (f"https://huggingface.co/{checkpoint}",))


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


@family_rule("error")
def size_version(family: AuditedFamily, _: Audited) -> Results:
    """A size repeats the version in a checkpoint's name, where the name states no size."""
    versions = {number: c for c in sorted(family.observed.checkpoints, reverse=True) if (number := _version(c))}
    stated = [value for fact in family.curated.facts if fact.field == "sizes" and isinstance(value := value_of("sizes", fact.value), tuple)]
    for size in (one for value in stated for one in value):
        checkpoint = versions.get(size[:-1])
        if checkpoint is not None and size[-1:] in "Bb":
            message = f"the size {size} is the version in the name {checkpoint}, which states no size"
            yield RuleResult("sizes", message, f"the parameters of {checkpoint}", (f"https://huggingface.co/{checkpoint}",))
    for link in family.curated.links.checkpoints:
        number = _version(hub_checkpoint(link.url))
        if number and any(is_size(w) and w[:-1] == number for w in words(link.label)):
            message = f"the label {link.label!r} gives {hub_checkpoint(link.url)} its version as a size"
            yield RuleResult("links.checkpoints", message, "the checkpoint's own name", (link.url,))


def _version(checkpoint: str) -> str:
    """The version in a checkpoint's name, where the name has no size."""
    name = checkpoint.partition("/")[2]
    number = named_version(name).number
    return ".".join(map(str, number)) if number and not any(map(is_size, words(name))) else ""
