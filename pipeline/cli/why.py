"""`awesome why`: where a value came from."""

from typing import Any

import click

from pipeline.cli.edge import command, root_of, said
from pipeline.cli.report_text import shown
from pipeline.fields import FIELDS
from pipeline.layout.canonical import dumps
from pipeline.model.claims import Claim, in_evidence
from pipeline.model.clean import clean
from pipeline.store.tree import read_tree
from pipeline.why import Answer
from pipeline.why import why as answers


@command("why", examples="""
    awesome why llama-3 training_tokens
    awesome why qwen2.5/Qwen2.5-7B context_length
    awesome why deepseek-r1 standings
    awesome why phi-3 --json
    """)
@click.argument("subject", metavar="FAMILY[/CHECKPOINT]")
@click.argument("field", required=False)
@click.option("--json", "as_json", is_flag=True, help="One JSON object: {answers: […]}.")
@click.pass_context
def why(ctx: click.Context, subject: str, field: str | None, *, as_json: bool) -> None:
    """Show a value, its source, the place that opens it, what else was heard, and the receipt."""
    with said():
        found = list(answers(read_tree(root_of(ctx)), subject, field))
    if as_json:
        click.echo(dumps({"answers": [_plain(a) for a in found]}).decode(), nl=False)
        return
    for answer in found:
        for line in _lines(answer):
            click.echo(line)
    if not found:
        click.echo(f"{subject}: nothing is known, and nothing was heard")


def _plain(answer: Answer) -> dict[str, Any]:
    return {
        "family": answer.family, "checkpoint": answer.checkpoint, "field": answer.field, "value": answer.value,
        "absent": answer.absent, "heard": [in_evidence(h) for h in answer.heard],
        "receipts": answer.receipts,
    }  # fmt: skip


def _lines(answer: Answer) -> list[str]:
    label = f" ({FIELDS[answer.field].en.name.lower()})" if answer.field in FIELDS else ""
    head = f"{answer.checkpoint or answer.family} · {answer.field}{label}"
    value = shown(answer.field, answer.value) if answer.value is not None else f"— ({answer.absent or 'not stated'})"
    lines = [clean(f"{head}: {value}", limit=400)]
    for heard in answer.heard:
        lines += _heard(answer, heard)
    for path, receipt in answer.receipts.items():
        when = receipt.get("retrieved_at") or "date unknown"
        lines.append(clean(f"  receipt {path}: {receipt.get('url')}, retrieved {when}, "
                           f"{receipt.get('size', '?')} bytes, sha256 {str(receipt.get('sha256'))[:16]}…", limit=500))  # fmt: skip
    return ["\n".join(lines)]


def _heard(answer: Answer, heard: Claim) -> list[str]:
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
