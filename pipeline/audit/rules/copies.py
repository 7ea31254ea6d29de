"""Checkpoints that do not speak for their family: copies of another member, and other people's."""

from pipeline.audit.audited import Audited, AuditedFamily
from pipeline.audit.rule import Results, RuleResult, family_rule
from pipeline.fields import FIELDS
from pipeline.model.amounts import show_amount
from pipeline.model.licences import TERMS, least_free, licences_of

_HUB = "https://huggingface.co/"


@family_rule("notice", exceptions="copies that state as much as their original, or less")
def copy_claims(family: AuditedFamily, _: Audited) -> Results:
    """A quantised or converted copy of a member states a freer licence or a longer context than its original, which answers for both."""
    members = family.observed.checkpoints
    for checkpoint, one in sorted(members.items()):
        original = members.get(one.copy_of or "")
        if original is None:
            continue
        where = (_HUB + checkpoint, f"{_HUB}{one.copy_of}")
        own, of_original = (least_free(licences_of(each.facts)) or "unknown" for each in (one, original))
        if own != "unknown" and TERMS.index(own) < TERMS.index(of_original):
            yield RuleResult(f"{checkpoint}/license", f"{checkpoint} is under a freer licence than {one.copy_of}", "the licence of the original", where)
        longest, known = one.facts.get("context_length"), original.facts.get("context_length")
        if isinstance(longest, int) and isinstance(known, int) and longest > known * (1 + FIELDS["context_length"].tolerance):
            message = f"{checkpoint} states a context of {show_amount(longest)}, {one.copy_of} of {show_amount(known)}"
            yield RuleResult(f"{checkpoint}/context_length", message, "the context of the original", where)


@family_rule("notice", exceptions="families of whose maker no name on the Hub is known")
def stranger_checkpoint(family: AuditedFamily, _: Audited) -> Results:
    """A family names a checkpoint that its maker does not publish."""
    makers = family.organization.hub if family.organization is not None else ()
    for checkpoint in family.curated.checkpoints:
        if makers and checkpoint.partition("/")[0] not in makers:
            message = f"{checkpoint} is not of {', '.join(makers)}"
            yield RuleResult(checkpoint, message, "a checkpoint of the maker, or the owner among the maker's names", (_HUB + checkpoint,))
