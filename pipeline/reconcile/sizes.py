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


def labels_of(
    facts: Mapping[str, Mapping[str, Value]], evidence: Mapping[str, Mapping[str, tuple[Claim, ...]]]
) -> dict[str, str]:
    """The size of each checkpoint that has one.

    A counted size takes the makers' name for it where a sibling has that: a revision whose card gives no
    figure (685B counted, with extra heads) is the size that its siblings' cards name (671B-A37B).
    """
    sized = {c: known for c, known in facts.items() if {"total_params", "sizes"} & known.keys()}
    found = {c: size for c, known in sized.items() if (size := label(c, known, evidence.get(c, {}))) is not None}
    totals = {c: total for c in found if isinstance(total := sized[c].get("total_params"), int)}
    counted = {
        c
        for c, total in totals.items()
        if found[c].split("-A")[0] == size_label(total) and _counted(evidence.get(c, {}))
    }
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
        same = [other for other in labels if other.partition("-A")[0] == label.partition("-A")[0]]
        active = sorted((other for other in same if "-A" in other), key=lambda other: (-len(other), other))
        counts = [order_key(other)[1] for other in active]
        if active and max(counts) <= _ROUNDED * min(counts):
            found[label] = active[0]
    return found


def _counted(heard: Mapping[str, tuple[Claim, ...]]) -> bool:
    """Whether a total is nothing but the count of the weights: no card, name or person says a figure."""
    claims = heard.get("total_params", ())
    return bool(claims) and all(c.source == "hub.safetensors" for c in claims if c.about == "self")


def label(
    checkpoint: str, facts: Mapping[str, Value], heard: Mapping[str, tuple[Claim, ...]] = MappingProxyType({})
) -> str | None:
    """The size of a checkpoint as its makers write it in its name or card, else from its parameter count."""
    total, active = (n if isinstance(n := facts.get(f), int) else None for f in ("total_params", "active_params"))
    # Counted weights may hold extra heads (DeepSeek-V3: 685B counted, 671B by its makers).
    said = [c for c in heard.get("total_params", ()) if c.verdict in ("won", "agrees", "pinned")]
    written = next((c.value for source in ("pin", "curated", "card") for c in said if c.source == source), None)
    total = written if total is not None and isinstance(written, int) else total
    text = parse_name(checkpoint).label
    if text is not None:
        return _with_active(text, total, active)
    if total is None:
        return None
    sparse = active is not None and active * 1.2 < total
    return f"{size_label(total)}-A{size_label(active)}" if active is not None and sparse else size_label(total)


def _with_active(text: str, total: int | None, active: int | None) -> str:
    """A named size with what is active per token, where that is another and the name does not say it.

    The size in a name may itself be what is active, roughly (Llama-4-Scout-17B-16E: 109B in all; MolmoE-1B: 1.5B of 7.2B).
    """
    named = parse_amount(text) if "-A" not in text and "x" not in text else None
    if named is None or active is None:
        return text
    if total is not None and abs(named - active) <= 0.5 * active and total >= 1.2 * named:
        return f"{size_label(total)}-A{size_label(active)}"
    return f"{text}-A{size_label(active)}" if active * 1.2 < named else text


def order_key(text: str) -> tuple[float, float, str]:
    """Smaller first; 8x7B by its product; unreadable ones last."""
    head, _, active = text.upper().lstrip("E").partition("-A")
    if "X" in head:
        experts, _, each = head.partition("X")
        amount = parse_amount(each)
        total = float(experts) * amount if amount is not None and experts.isdigit() else float("inf")
    else:
        total = float(parse_amount(head) or "inf")
    return (total, float(parse_amount(active) or 0) if active else 0.0, text)
