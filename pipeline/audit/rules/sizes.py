"""Sizes: whether a checkpoint has them."""

from collections.abc import Iterator
from typing import Final

from pipeline.audit.addresses import hub_checkpoint
from pipeline.audit.audited import Audited
from pipeline.audit.rule import RuleResult, about_family, rule
from pipeline.names.words import is_size, named_version, words
from pipeline.reconcile.forms import value_of
from pipeline.reconcile.sizes import label, order_key

_TOLERANCE: Final = 0.16
"""Makers round: 6.7B is sold as 7B, and 1.6B as 1.8B is not."""


@rule("error", exceptions="families of which fewer than two checkpoints, or fewer than half of the sizes, are known")
def size_checkpoint(audited: Audited) -> Iterator[RuleResult]:
    """A size that a person noted without a source, and that no checkpoint of the family has."""
    for slug, family in sorted(audited.curated.families.items()):
        for fact in family.facts:
            value = value_of("sizes", fact.value) if fact.field == "sizes" and fact.source is None else None
            if not isinstance(value, tuple):
                continue
            known = {c: text for c in audited.kin[slug] if (text := _label(audited, slug, c)) is not None}
            # Where most sizes are unknown, it is our snapshots that are incomplete.
            if len(known) < 2 or 2 * len(set(known.values())) < len(value):
                continue
            amounts = {order_key(text)[0] for text in known.values()}
            for size in value:
                amount = order_key(size)[0]
                if amount != float("inf") and not any(abs(amount - a) <= _TOLERANCE * a for a in amounts):
                    yield about_family(
                        slug, "sizes", f"no checkpoint of {family.name} has {size}; there are "
                        f"{', '.join(sorted(set(known.values()), key=order_key))}", "the sizes of its checkpoints",
                        f"https://huggingface.co/{min(known)}",
                    )  # fmt: skip


def _label(audited: Audited, slug: str, checkpoint: str) -> str | None:
    observed = audited.catalog.families[slug].checkpoints.get(checkpoint) if slug in audited.catalog.families else None
    if observed is not None:
        return label(checkpoint, observed.facts)
    weights = audited.snapshots.checkpoints[checkpoint].facts.safetensors
    return label(checkpoint, {"total_params": weights.total} if weights is not None and weights.total else {})


@rule("error")
def size_version(audited: Audited) -> Iterator[RuleResult]:
    """A size repeats the version in a checkpoint's name, where the name states no size."""
    for slug, family in sorted(audited.curated.families.items()):
        members = {*family.checkpoints, *audited.kin[slug]}
        versions = {_version(c): c for c in sorted(members, reverse=True) if _version(c)}
        for fact in family.facts:
            value = value_of("sizes", fact.value) if fact.field == "sizes" else None
            for size in value if isinstance(value, tuple) else ():
                number = size[:-1]
                if size[-1:] in "Bb" and number in versions:
                    checkpoint = versions[number]
                    yield about_family(
                        slug, "sizes", f"the size {size} is the version in the name {checkpoint}, which states no size",
                        f"the parameters of {checkpoint}", f"https://huggingface.co/{checkpoint}",
                    )  # fmt: skip
        for link in family.links.checkpoints:
            checkpoint = hub_checkpoint(link.url) or ""
            number = _version(checkpoint) if checkpoint else ""
            if number and any(is_size(w) and w[:-1] == number for w in words(link.label)):
                yield about_family(
                    slug, "links.checkpoints", f"the label {link.label!r} gives {checkpoint} its version as a size",
                    "the checkpoint's own name", link.url,
                )  # fmt: skip


def _version(checkpoint: str) -> str:
    """The version in a checkpoint's name, where the name has no size."""
    name = checkpoint.partition("/")[2]
    if any(is_size(w) for w in words(name)):
        return ""
    number = named_version(name).number
    return ".".join(map(str, number)) if number else ""
