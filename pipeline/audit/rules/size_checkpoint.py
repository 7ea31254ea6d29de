"""A size of which there is no checkpoint."""

from collections.abc import Iterator
from typing import Final

from pipeline.audit.audited import Audited
from pipeline.audit.rule import Found, Rule
from pipeline.reconcile.forms import value_of
from pipeline.reconcile.sizes import label, order_key

_TOLERANCE: Final = 0.16
"""Makers round: 6.7B is sold as 7B, and 1.6B as 1.8B is not."""


def _check(audited: Audited) -> Iterator[Found]:
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
                    yield Found(
                        f"{slug}/sizes",
                        f"no checkpoint of {family.name} has {size}; there are "
                        f"{', '.join(sorted(set(known.values()), key=order_key))}",
                        "the sizes of its checkpoints",
                        (f"catalog/curated/families/{slug}.toml", f"https://huggingface.co/{min(known)}"),
                    )


def _label(audited: Audited, slug: str, checkpoint: str) -> str | None:
    observed = audited.catalog.families[slug].checkpoints.get(checkpoint) if slug in audited.catalog.families else None
    if observed is not None:
        return label(checkpoint, observed.facts)
    weights = audited.snapshots.checkpoints[checkpoint].facts.safetensors
    return label(checkpoint, {"total_params": weights.total} if weights is not None and weights.total else {})


RULE = Rule(
    name="size-checkpoint",
    description="A size that a person noted without a source, and that no checkpoint of the family has.",
    level="error",
    check=_check,
    exceptions="families of which fewer than two checkpoints, or fewer than half of the sizes, are known",
)
