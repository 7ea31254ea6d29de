"""llms.txt (https://llmstxt.org): the list in short, for programs that read text."""

from typing import Any, Final

from pipeline.export.contract import ExportedCatalog
from pipeline.fields import shown_in
from pipeline.kinds import LISTED
from pipeline.model.curated import NAME
from pipeline.render import escape
from pipeline.render.marked import relative
from pipeline.render.values import short
from pipeline.words import ENGLISH

_ABOUT: Final = (
    "> A list of open large language models and vision-language models. Every fact is kept with the page, revision"
    " and line that states it; values on which sources disagree are marked on the evidence page of the family."
)


def llms_txt(catalog: ExportedCatalog, address: str = "", site: str = "", name: str = NAME) -> bytes:
    """The file. A family leads to its page of the site, where there is one.

    All else leads into the repository at `address`, or stays relative without one.
    """
    base = escape.url(address) if address else None
    prefix = f"{base}/blob/HEAD/" if base else relative("llms.txt", "")
    lines = [
        f"# {escape.md_inline(name)}",
        "",
        _ABOUT,
        "",
        "catalog.json beside this file has everything in a versioned form (catalog.schema.json describes it).",
        "",
    ]
    for kind, heading in ((kind, ENGLISH.kind(kind).full) for kind in LISTED):
        lines += [f"## {heading}", ""]
        lines += [_line(f, catalog, _page(f, prefix, site)) for f in catalog.families if f.kind == kind]
        lines.append("")
    lines += [
        "## Optional",
        "",
        f"- [The list in English]({prefix}README.md)",
        f"- [The list in Chinese]({prefix}README_zh.md)",
        "",
    ]
    return "\n".join(lines).encode()


_SAID: Final = {"context_length": "context {}", "training_tokens": "{} training tokens"}


def _page(family: Any, prefix: str, site: str) -> str:  # noqa: ANN401
    base = escape.url(site) if site else None
    return f"{base.rstrip('/')}/families/{family.slug}.html" if base else f"{prefix}{family.evidence_page}"


def _line(family: Any, catalog: ExportedCatalog, page: str) -> str:  # noqa: ANN401  its fields come from the field table
    maker = catalog.organizations.get(family.organization)
    said = [maker.name if maker else family.organization]
    for spec in shown_in("llms"):
        value = getattr(family, spec.name)
        if value:
            known = family.coverage.get(spec.name)
            some = f" (known of {known.known} of {known.of} checkpoints)" if known and not known.whole else ""
            said.append(_SAID.get(spec.name, "{}").format(short(value, spec, ENGLISH)) + some)
    words = escape.md_inline("; ".join(said), 400)
    return f"- [{escape.md_inline(family.name)}]({page}): {words}"
