"""Sizes: versions that were taken for them."""

from pipeline.audit.addresses import hub_checkpoint
from pipeline.audit.audited import Audited, AuditedFamily
from pipeline.audit.rule import Results, RuleResult, family_rule
from pipeline.names.words import is_size, named_version, words
from pipeline.reconcile.forms import value_of


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
