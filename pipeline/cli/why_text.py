"""Answers of `awesome why`, as lines for people and as plain values."""

from typing import Any

from pipeline.cli.report_text import shown
from pipeline.fields import FIELDS
from pipeline.model.claims import Claim, in_evidence
from pipeline.model.clean import clean
from pipeline.why import FieldExplanation


def plain(answer: FieldExplanation) -> dict[str, Any]:
    """An answer as --json has it."""
    return {
        "family": answer.family, "checkpoint": answer.checkpoint, "field": answer.field, "value": answer.value,
        "absent": answer.absent, "heard": [in_evidence(h) for h in answer.claims],
        "receipts": answer.receipts,
    }  # fmt: skip


def lines_of(answer: FieldExplanation) -> list[str]:
    """An answer for people: the value, everything heard with the place that opens it, the receipts."""
    label = f" ({FIELDS[answer.field].en.name.lower()})" if answer.field in FIELDS else ""
    head = f"{answer.checkpoint or answer.family} · {answer.field}{label}"
    value = shown(answer.field, answer.value) if answer.value is not None else f"— ({answer.absent or 'not stated'})"
    lines = [clean(f"{head}: {value}", limit=400)]
    for heard in answer.claims:
        lines += _claim_lines(answer, heard)
    for path, receipt in answer.receipts.items():
        when = receipt.get("retrieved_at") or "date unknown"
        lines.append("  " + clean(f"receipt {path}: {receipt.get('url')}, retrieved {when}, "
                           f"{receipt.get('size', '?')} bytes, sha256 {str(receipt.get('sha256'))[:16]}…", limit=500))  # fmt: skip
    return lines


def _claim_lines(answer: FieldExplanation, heard: Claim) -> list[str]:
    of = f" for {heard.subject}" if heard.subject and answer.checkpoint is None else ""
    revision = (
        heard.revision[:12] if heard.revision else "revision unknown" if heard.source not in ("pin", "curated") else ""
    )
    at = f" at {revision}" if revision else ""
    place = f", line {heard.line}" if heard.line else f", {heard.pointer}" if heard.pointer else ""
    said_by = f"{heard.source}" + (f" (rule: {heard.rule})" if heard.rule and heard.rule != heard.source else "")
    lines = [
        "  " + clean(f"{heard.verdict}: {shown(answer.field, heard.value)}{of} — {said_by}{place}{at}", limit=400),
        "    " + clean(heard.url or f"in {heard.snapshot} {heard.at}", limit=600),
    ]  # fmt: skip
    if heard.because:
        lines.append("    " + clean(f"because: {heard.because}", limit=400))
    return lines
