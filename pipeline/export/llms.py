"""llms.txt (https://llmstxt.org): the list in short, for programs that read text."""

from typing import Final

from pipeline.export.contract import ExportedCatalog, ExportedFamily
from pipeline.fields import FIELDS
from pipeline.model.amounts import show_amount
from pipeline.model.observed import DateSpan, Span
from pipeline.render import escape
from pipeline.render.marked import relative
from pipeline.render.values import date_span, span_text

_ABOUT: Final = (
    "> A list of open large language models and vision-language models. Every fact is kept with the page, revision"
    " and line that states it; values on which sources disagree are marked on the evidence page of the family."
)


def llms_txt(catalog: ExportedCatalog, address: str = "") -> bytes:
    """The file. Links lead into the repository at `address`, or stay relative without one."""
    base = escape.url(address) if address else None
    prefix = f"{base}/blob/HEAD/" if base else relative("llms.txt", "")
    lines = [
        "# Awesome LLMs and VLMs",
        "",
        _ABOUT,
        "",
        "catalog.json beside this file has everything in a versioned form (catalog.schema.json describes it).",
        "",
    ]
    for kind, heading in (("llm", "Large language models"), ("vlm", "Vision-language models")):
        lines += [f"## {heading}", ""]
        lines += [_line(f, catalog, prefix) for f in catalog.families if f.kind == kind]
        lines.append("")
    lines += [
        "## Optional",
        "",
        f"- [The list in English]({prefix}README.md)",
        f"- [The list in Chinese]({prefix}README_zh.md)",
        "",
    ]
    return "\n".join(lines).encode()


def _line(family: ExportedFamily, catalog: ExportedCatalog, prefix: str) -> str:
    maker = catalog.organizations.get(family.organization)
    said = [maker.name if maker else family.organization]
    if family.sizes:
        said.append("/".join(family.sizes))
    if family.context_length:
        span = Span(low=family.context_length.low, high=family.context_length.high)
        said.append(f"context {span_text(span, FIELDS['context_length'])}")
    if family.training_tokens:
        low, high = show_amount(family.training_tokens.low), show_amount(family.training_tokens.high)
        said.append(f"{low if low == high else f'{low}-{high}'} training tokens")
    if family.license:
        said.append(", ".join(family.license))
    if family.release_date:
        said.append(date_span(DateSpan(first=family.release_date.first, latest=family.release_date.latest)))
    words = escape.md_inline("; ".join(said), 400)
    return f"- [{escape.md_inline(family.name)}]({prefix}{family.evidence_page}): {words}"
