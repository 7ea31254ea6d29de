"""llms.txt (https://llmstxt.org): the list in short, for programs that read text."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from pipeline.export.contract import ExportedCatalog
from pipeline.export.templates import filled
from pipeline.fields import shown_in
from pipeline.kinds import LISTED
from pipeline.render import escape
from pipeline.render.values import borne, known_of
from pipeline.words import ENGLISH, LANGUAGES


def llms_txt(catalog: ExportedCatalog, address: str = "") -> bytes:
    """The file beside the exports: a family leads to its page of the site, where there is one, else into the repository."""
    base = escape.url(address) if address else None
    prefix = f"{base}/blob/HEAD/" if base else ""
    readmes = [(f"The list in {name}", f"{prefix}README{words.suffix}.md") for name, words in (("English", LANGUAGES["en"]), ("Chinese", LANGUAGES["zh"]))]
    beside = "catalog.json beside this file has everything in a versioned form (catalog.schema.json describes it)."
    return _text(catalog, {one.slug: page_of(one, address, catalog.origin.site or "") for one in catalog.families}, beside, readmes)


def llms_txt_of_site(catalog: ExportedCatalog, exports: str = "") -> bytes:
    """The file in the root of the site; `exports` is the site's folder of exports, where it has one."""
    beside = f"{exports}/catalog.json has everything in a versioned form ({exports}/catalog.schema.json describes it)."
    pages = {one.slug: f"families/{one.slug}.html" for one in catalog.families}
    return _text(catalog, pages, beside if exports else "", [("Every page of the site", "all.html"), ("New models", "new.html")])


def _text(catalog: ExportedCatalog, pages: Mapping[str, str], beside: str, optional: Iterable[tuple[str, str]]) -> bytes:
    families: Iterable[Any] = catalog.families
    kinds = [(ENGLISH.kind(kind).full, [(one.name, pages[one.slug], in_short(one, catalog)) for one in families if one.kind == kind])
             for kind in LISTED]  # fmt: skip
    return filled("llms.txt", name=catalog.origin.name, beside=beside, kinds=kinds, optional=optional)


_FORMS: Final = {"context_length": "context {}", "training_tokens": "{} training tokens"}


def page_of(family: Any, address: str = "", site: str = "") -> str:  # noqa: ANN401
    """A family's page: on the site, where there is one, else in the repository at `address`, else relative to its root."""
    base, repository = escape.url(site) if site else None, escape.url(address) if address else None
    if base:
        return f"{base.rstrip('/')}/families/{family.slug}.html"
    return f"{repository}/blob/HEAD/{family.evidence_page}" if repository else str(family.evidence_page)


def in_short(family: Any, catalog: ExportedCatalog) -> str:  # noqa: ANN401  its fields come from the field table
    """Who made a family, and its facts, each with of how many checkpoints it is known."""
    maker = catalog.organizations.get(family.organization)
    facts = [maker.name if maker else family.organization]
    for spec in shown_in("llms"):
        value = getattr(family, spec.name)
        if value:
            some = known_of(family.coverage, spec, ENGLISH, "site.coverage")
            facts.append(_FORMS.get(spec.name, "{}").format(borne(value, family.coverage, spec, ENGLISH)) + some)
    gone = family.checkpoints and all(one.state == "gone" for one in family.checkpoints)
    return "; ".join([*facts, ENGLISH["checkpoint.gone"]] if gone else facts)
