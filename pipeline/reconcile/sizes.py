"""Size labels: how a row names its checkpoints (0.5B, 8x7B, 235B-A22B), and their order."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from pipeline.model.amounts import parse_amount, size_label
from pipeline.model.claims import Claim, Value
from pipeline.names.dissected import parse_name

_ROUNDED: Final = 1.1
"""How far rounded counts of what is active lie apart."""
_EXTRA: Final = 0.05
"""The share of weights that a count may have more than the makers name: heads for several tokens, embeddings."""

Heard = Mapping[str, tuple[Claim, ...]]


def labels_of(facts: Mapping[str, Mapping[str, Value]], evidence: Mapping[str, Heard]) -> dict[str, str]:
    """The size of each checkpoint that has one.

    A counted size takes the makers' name for it where a sibling has that: a revision whose card gives no
    figure (685B counted, with extra heads) is the size that its siblings' cards name (671B-A37B).
    """
    sized = {c: known for c, known in facts.items() if {"total_params", "sizes"} & known.keys()}
    found = {c: size for c, known in sized.items() if (size := label(c, known, evidence.get(c, {}))) is not None}
    totals = {c: total for c in found if isinstance(total := sized[c].get("total_params"), int)}
    counted = {c for c, n in totals.items() if found[c].split("-A")[0] == size_label(n)}
    for checkpoint in totals:  # nothing but the count of the weights: no card, name or person says a figure
        claims = evidence.get(checkpoint, {}).get("total_params", ())
        if any(c.source != "hub.safetensors" for c in claims if c.about == "self"):
            counted.discard(checkpoint)
    named = dict(found)
    for checkpoint in counted:
        total = totals[checkpoint]
        near = {c: abs(n - total) for c, n in totals.items() if c not in counted and abs(n - total) <= _EXTRA * total}
        named[checkpoint] = found[min(near, key=lambda c: near[c], default=checkpoint)]
    one = _of_one_size(set(named.values()))
    return {c: one.get(size, size) for c, size in named.items()}


def _of_one_size(labels: set[str]) -> dict[str, str]:
    """Labels of one total under the one that says best what is active: 1T as 1T-A63B, 119B-A6B as 119B-A6.5B."""
    found: dict[str, str] = {}
    for label in labels:
        active = [other for other in labels if "-A" in other and other.partition("-A")[0] == label.partition("-A")[0]]
        counts = [order_key(other)[1] for other in active]
        if active and max(counts) <= _ROUNDED * min(counts):
            found[label] = min(active, key=lambda other: (-len(other), other))
    return found


def label(checkpoint: str, facts: Mapping[str, Value], heard: Heard = MappingProxyType({})) -> str | None:
    """The size of a checkpoint as its makers write it, else from its count; with what is active where that is less.

    The size in a name may itself be what is active, roughly (Llama-4-Scout-17B-16E: 109B in all; MolmoE-1B: 1.5B of 7.2B).
    """
    total, active = (n if isinstance(n := facts.get(f), int) else None for f in ("total_params", "active_params"))
    # Counted weights may hold extra heads (DeepSeek-V3: 685B counted, 671B by its makers).
    said = [c for c in heard.get("total_params", ()) if c.verdict in ("won", "agrees", "pinned")]
    written = next((c.value for source in ("pin", "curated", "card") for c in said if c.source == source), None)
    total = written if total is not None and isinstance(written, int) else total
    text = parse_name(checkpoint).label
    named = parse_amount(text) if text is not None and "-A" not in text and "x" not in text else None
    if text is None and total is not None:
        text, named = size_label(total), total
    if named is None or active is None:
        return text
    if total is not None and abs(named - active) <= 0.5 * active and total >= 1.2 * named:
        return f"{size_label(total)}-A{size_label(active)}"
    return f"{text}-A{size_label(active)}" if active * 1.2 < named else text


def order_key(text: str) -> tuple[float, float, str]:
    """Smaller first; 8x7B by its product; unreadable ones last."""
    head, _, active = text.upper().lstrip("E").partition("-A")
    experts, _, each = head.rpartition("X")
    amount = parse_amount(each) if experts.isdigit() or not experts else None
    total = float(experts or 1) * amount if amount else float("inf")
    return (total, float(parse_amount(active) or 0) if active else 0.0, text)
