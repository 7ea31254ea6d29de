"""Size labels: how a row names its checkpoints (0.5B, 8x7B, 235B-A22B), and their order."""

from collections.abc import Mapping
from types import MappingProxyType

from pipeline.model.amounts import parse_amount, size_label
from pipeline.model.claims import Claim, Value
from pipeline.names.checkpoints import named_label


def label(
    checkpoint: str, facts: Mapping[str, Value], heard: Mapping[str, tuple[Claim, ...]] = MappingProxyType({})
) -> str | None:
    """The size of a checkpoint as its makers write it in its name or card, else from its parameter count."""
    text = named_label(checkpoint)
    if text is not None:
        active = facts.get("active_params")
        if (whole := _whole(text, facts.get("total_params"), active)) is not None:
            return whole
        if "-A" not in text and "x" not in text and isinstance(active, int) and _far(text, active):
            return f"{text}-A{size_label(active)}"
        return text
    total, active = facts.get("total_params"), facts.get("active_params")
    if not isinstance(total, int):
        return None
    # Counted weights may hold extra heads (DeepSeek-V3: 685B counted, 671B by its makers).
    written = [h.value for h in heard.get("total_params", ()) if h.source == "card" and h.verdict in ("won", "agrees")]
    if written and isinstance(written[0], int):
        total = written[0]
    if isinstance(active, int) and active * 1.2 < total:
        return f"{_rounded(total)}-A{_rounded(active)}"
    return _rounded(total)


def merged(labels: Mapping[str, str], facts: Mapping[str, Mapping[str, Value]]) -> dict[str, str]:
    """Labels with counted sizes given the makers' name for the same size, where a sibling has it.

    A revision whose card gives no figure (685B counted) is the size that its siblings' cards name (671B-A37B).
    """
    found = dict(labels)
    for checkpoint, label_ in labels.items():
        total = facts[checkpoint].get("total_params")
        if not isinstance(total, int) or label_ != _rounded(total):
            continue
        for other, theirs in labels.items():
            their_total = facts[other].get("total_params")
            if theirs != label_ and isinstance(their_total, int) and abs(their_total - total) <= 0.005 * total:
                found[checkpoint] = theirs
                break
    return found


def _rounded(amount: int) -> str:
    return size_label(amount)


def _far(text: str, active: int) -> bool:
    total = parse_amount(text)
    return total is not None and active * 1.2 < total


def _whole(text: str, total: Value | None, active: Value | None) -> str | None:
    """The label where the size in a name is what is active per token (Llama-4-Scout-17B-16E: 109B in all)."""
    named = parse_amount(text) if "-A" not in text and "x" not in text else None
    if named is None or not isinstance(total, int) or not isinstance(active, int):
        return None
    if abs(named - active) > 0.1 * active or total < 1.2 * named:
        return None
    return f"{_rounded(total)}-A{_rounded(active)}"


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
