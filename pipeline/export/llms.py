"""llms.txt (https://llmstxt.org): the list in short, for programs that read text."""

from collections.abc import Iterable
from itertools import accumulate
from typing import Any, Final

from pipeline.export.contract import ExportedCatalog
from pipeline.export.templates import filled
from pipeline.fields import shown_in
from pipeline.kinds import LISTED
from pipeline.render import escape
from pipeline.render.values import amount, borne, known_of
from pipeline.words import ENGLISH, LANGUAGES


def llms_txt(catalog: ExportedCatalog, address: str = "", exports: str | None = None) -> bytes:
    """The file beside the exports: a family leads to its page of the site, where there is one, else into the repository, else to catalog.json.

    For the file in the root of the site `exports` is its folder of exports, "" where it has none.
    """
    families: Iterable[Any] = catalog.families
    pages = {one.slug: page_of(one, address, catalog.origin.site or "") if exports is None else f"families/{one.slug}.html" for one in families}
    kinds = [(ENGLISH.kind(kind).full, [(one.name, pages[one.slug], in_short(one, catalog)) for one in families if one.kind == kind])
             for kind in LISTED]  # fmt: skip
    base = escape.url(address) if address else None
    return filled("llms.txt", name=catalog.origin.name, exports=exports, base=base, kinds=kinds, languages=LANGUAGES.values())


_LONGEST: Final = 900  # characters: a fact that would end beyond is left out whole, with of how many checkpoints it is known
_FORMS: Final = {"context_length": "context {}", "training_tokens": "{} training tokens"}


def page_of(family: Any, address: str = "", site: str = "") -> str:  # noqa: ANN401
    """A family's page: on the site, where there is one, else in the repository at `address`, else the file beside that has everything."""
    base, repository = escape.url(site) if site else None, escape.url(address) if address else None
    if base:
        return f"{base.rstrip('/')}/families/{family.slug}.html"
    return f"{repository}/blob/HEAD/{family.evidence_page}" if repository else f"catalog.json#{family.slug}"


def in_short(family: Any, catalog: ExportedCatalog) -> str:  # noqa: ANN401  its fields come from the field table
    """Who made a family, and its facts, each with of how many checkpoints it is known."""
    maker = catalog.organizations.get(family.organization)
    facts = [maker.name if maker else family.organization]
    for spec in shown_in("llms"):
        value = getattr(family, spec.name)
        if value:
            some = known_of(family.coverage, spec, ENGLISH, "site.coverage")
            longer = getattr(family, f"{spec.name}_extended", None)
            further = f", extended {amount(longer.high, spec)}" if longer and longer.high > value.high else ""
            facts.append(_FORMS.get(spec.name, "{}").format(borne(value, family.coverage, spec, ENGLISH)) + some + further)
    gone = family.checkpoints and all(one.state == "gone" for one in family.checkpoints)
    short = [fact for fact, length in zip(facts, accumulate(len(fact) + 2 for fact in facts), strict=True) if length <= _LONGEST]
    return "; ".join([*short, ENGLISH["checkpoint.gone"]] if gone else short)
