"""Checkpoints: whether each is the family's, is as large as it says, does what its name says, and stands in the row."""

from typing import Final

from pipeline.audit.addresses import TABLES, hub_checkpoint
from pipeline.audit.audited import Audited, AuditedCheckpoint, AuditedFamily
from pipeline.audit.rule import Results, RuleResult, family_rule, member_rule
from pipeline.fields import FIELDS
from pipeline.model.amounts import show_amount
from pipeline.model.claims import Value
from pipeline.model.ids import HUB_URL
from pipeline.model.licences import TERMS, least_free, licences_of
from pipeline.names.dissected import parse_name
from pipeline.names.words import is_size, named_version, words
from pipeline.reconcile.forms import value_of
from pipeline.reconcile.sizes import label, order_key


@member_rule("notice", exceptions="copies that state as much as their original, or less")
def copy_claims(copy: AuditedCheckpoint, _: Audited) -> Results:
    """A quantised or converted copy of a member states a freer licence or a longer context than its original, which answers for both."""
    name = copy.observed.copy_of
    original = copy.family.observed.checkpoints.get(name or "")
    if original is None:
        return
    where = (f"{HUB_URL}{name}",)
    own, of_original = (least_free(licences_of(facts)) or "unknown" for facts in (copy.facts, original.facts))
    if own != "unknown" and TERMS.index(own) < TERMS.index(of_original):
        yield RuleResult("license", f"{copy.name} is under a freer licence than {name}", "the licence of the original", where)
    longest, known = copy.facts.get("context_length"), original.facts.get("context_length")
    if isinstance(longest, int) and isinstance(known, int) and longest > known * (1 + FIELDS["context_length"].tolerance):
        message = f"{copy.name} states a context of {show_amount(longest)}, {name} of {show_amount(known)}"
        yield RuleResult("context_length", message, "the context of the original", where)


@family_rule("notice", exceptions="families of whose maker no name on the Hub is known")
def stranger_checkpoint(family: AuditedFamily, _: Audited) -> Results:
    """A family names a checkpoint that its maker does not publish."""
    makers = family.organization.hub if family.organization is not None else ()
    for checkpoint in family.curated.checkpoints:
        if makers and checkpoint.partition("/")[0] not in makers:
            message = f"{checkpoint} is not of {', '.join(makers)}"
            yield RuleResult(checkpoint, message, "a checkpoint of the maker, or the owner among the maker's names", (HUB_URL + checkpoint,))


@family_rule("warning")
def checkpoint_state(family: AuditedFamily, audited: Audited) -> Results:
    """A checkpoint that a person named or linked is gone from the Hub, disabled there, or was renamed."""
    linked = {c for link in family.curated.links.checkpoints if (c := hub_checkpoint(link.url))}
    for checkpoint in sorted({*family.curated.checkpoints, *linked}):
        snapshot = audited.snapshots.checkpoints.get(checkpoint)
        if snapshot is not None and snapshot.shown_state != "present":
            now = snapshot.moved_to if snapshot.shown_state == "moved" else None
            gone = "is disabled by the Hub" if snapshot.facts.disabled else "is gone from the Hub, or private"
            what = f"is {now} now" if now else gone
            expected = f"the name {now}" if now else "another source, or the reason why it stays"
            yield RuleResult(checkpoint, f"{checkpoint} {what}", expected, (HUB_URL + checkpoint,))


_ROUNDED: Final = 1.05
"""Active parameters and totals are rounded, each for itself."""
_PARTS: Final = (("base_llm", 1.0), ("vision_encoder", 1.3))
"""The parts of a model that sees, and how much larger than the size in a part's name the whole is at least."""


@family_rule("error")
def active_total(family: AuditedFamily, _: Audited) -> Results:
    """More parameters are active per token than there are."""
    for one in family.members:
        total, active = one.facts.get("total_params"), one.facts.get("active_params")
        if isinstance(total, int) and isinstance(active, int) and active > total * _ROUNDED:
            message = f"{one.name} has {show_amount(active)} active of {show_amount(total)} parameters"
            yield RuleResult(f"{one.name}/active_params", message, "the larger one as the total", (HUB_URL + one.name,))
    for size in family.observed.facts.texts("sizes"):
        whole, used, _label = order_key(size)
        if used > whole * _ROUNDED:
            yield RuleResult("sizes", f"{size} has more active parameters than in all", "the larger one first, as 30B-A3B")


@member_rule("warning", exceptions="parts whose name has no size")
def part_size(one: AuditedCheckpoint, _: Audited) -> Results:
    """A checkpoint is no larger than its own encoder or language model: what was counted is a part of it."""
    total = one.facts.get("total_params")
    for field, least in _PARTS:
        part = max(parse_name(str(one.facts.get(field, ""))).sizes, default=0)
        if isinstance(total, int) and total < part * least:
            message = f"{one.name} has {show_amount(total)} parameters, and {one.facts[field]} as a part"
            yield RuleResult("total_params", message, "the parameters of the whole")


_OTHERS: Final = "subject.other"
"""What the reader calls a figure that a card states of another model than the one in its name."""


@member_rule("warning", exceptions="checkpoints with a size in the name, or of which a card or a person states one")
def several_models(one: AuditedCheckpoint, _: Audited) -> Results:
    """The weights of a repository are counted, while its card states sizes of several models and none of its own: the count may be their sum."""
    heard, card = one.family.evidence.checkpoints.get(one.name, {}).get("total_params", ()), one.family.cards.get(one.name)
    counted = heard and all(claim.source == "hub.safetensors" for claim in heard) and not parse_name(one.name).labels
    others = [r for r in card.facts.rejects if r.field == "total_params" and r.reason.startswith(_OTHERS)] if card is not None else []
    if counted and len(others) > 1:
        message = f"{one.name} is counted at {show_amount(int(str(heard[0].value)))}; its card states sizes of other models in lines "
        yield RuleResult("total_params", message + ", ".join(str(r.line) for r in others), "the sizes of the family, stated by a person")


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
        where = (HUB_URL + checkpoint,)
        if own and facts.texts("license") and own not in facts.texts("license"):
            yield RuleResult(checkpoint, f"{checkpoint} is under {own}, which the row does not name", "a licence for each checkpoint", where)
        if isinstance(context, int) and span is not None and not span.low * 0.95 <= context <= span.high * 1.05:
            yield RuleResult(checkpoint, f"{checkpoint} has a context of {show_amount(context)}, outside the row's", "both in the row", where)
        if size and heads and not any(abs(order_key(size)[0] - head) <= 0.2 * head for head in heads):
            yield RuleResult(checkpoint, f"the size {size} of {checkpoint} is missing in the row", "the sizes of its checkpoints", where)


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


@member_rule("error", exceptions='names that say "no" or "non" before the word')
def named_ability(one: AuditedCheckpoint, _: Audited) -> Results:
    """A checkpoint, or the row, denies what the name of a checkpoint says that it can do: thinking, tools, images, sound."""
    name = words(one.name.partition("/")[2])
    for asked in TABLES["named"]:
        field, wanted = asked["field"], asked.get("goes_in", "")
        called = any(w in asked["words"] and not {"no", "non", "without"} & set(name[max(n - 1, 0) : n]) for n, w in enumerate(name))
        own = one.facts.get(field)
        said = (own,) if own is not None else one.family.observed.facts.texts(field)
        denied = [wanted not in str(v).partition("→")[0] if field == "modalities" else v == "no" for v in said]
        if called and said and all(denied):
            message = f"{one.name} is called so, and {field} is {', '.join(map(str, said))}"
            yield RuleResult(field, message, "what its card says of it" if own is not None else "a value of this checkpoint as well")


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
            yield RuleResult("sizes", message, f"the parameters of {checkpoint}", (HUB_URL + checkpoint,))
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
