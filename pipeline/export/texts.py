"""The exports that are texts, as templates in the folder of that name; what comes from outside is escaped for each where it lands."""

import re
import uuid
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from pipeline.export.records import ExportedCatalog, ExportedOrigin
from pipeline.fields import shown_in
from pipeline.kinds import LISTED
from pipeline.render import escape, marked
from pipeline.render.values import amount, borne, known_of
from pipeline.words import ENGLISH, LANGUAGES

# Visible text may still hold what XML 1.0 has no way to write: lone surrogates and two non-characters.
_NOT_XML: Final = re.compile("[\ud800-\udfff\ufffe\uffff]")
_BARE_PERCENT: Final = re.compile("%(?![0-9A-Fa-f]{2})")


def filled(template: str, **values: object) -> bytes:
    """A template with values in its places; XML escapes them by itself, the others say how (YAML takes JSON for a scalar)."""
    return _environment().get_template(template).render(**values).encode()


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")), undefined=StrictUndefined,
        autoescape=select_autoescape(("atom", "xml")), trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
        finalize=lambda value: _NOT_XML.sub("\ufffd", value) if isinstance(value, str) else value,
    )  # fmt: skip
    made.filters |= {
        "url": escape.url, "inline": escape.md_inline, "cell": escape.md_cell, "iri": _iri,
        "link": lambda address: marked.link(address, address),
        "urn": lambda name: uuid.uuid5(uuid.NAMESPACE_URL, name).urn,  # the same name gives the same id, wherever the files are
    }  # fmt: skip
    made.globals |= {"languages": LANGUAGES.values(), "kinds": {kind: ENGLISH.kind(kind).full for kind in LISTED}}
    return made


def _iri(href: str) -> str:
    """An address as RFC 3987 wants it: browsers also take a bare per cent sign, and a second "#"."""
    page, mark, place = _BARE_PERCENT.sub("%25", href).partition("#")
    return page + mark + place.replace("#", "%23")


def llms_txt(catalog: ExportedCatalog, exports: str | None = None) -> bytes:
    """llms.txt (https://llmstxt.org): the list in short, for programs that read text.

    Beside the exports a family leads to its page of the site, where there is one, else into the repository, else to
    catalog.json. For the file in the root of the site `exports` is its folder of exports, "" where it has none.
    """
    families = [
        (one, page_of(one, catalog.origin) if exports is None else f"families/{one.slug}.html", in_short(one, catalog))
        for one in catalog.families
    ]
    return filled("llms.txt", origin=catalog.origin, exports=exports, families=families)


def page_of(family: Any, origin: ExportedOrigin) -> str:  # noqa: ANN401  its fields come from the field table
    """A family's page: on the site, where there is one, else in the repository, else the file beside that has everything."""
    if base := escape.url(origin.site):
        return f"{base.rstrip('/')}/families/{family.slug}.html"
    repository = escape.url(origin.repository)
    return f"{repository}/blob/HEAD/{family.evidence_page}" if repository else f"catalog.json#{family.slug}"


_LONGEST: Final = 900  # characters: a fact that would end beyond is left out whole, with of how many checkpoints it is known
_FORMS: Final = {"context_length": "context {}", "training_tokens": "{} training tokens"}


def in_short(family: Any, catalog: ExportedCatalog) -> str:  # noqa: ANN401
    """Who made a family, and its facts, each with of how many checkpoints it is known."""
    facts = [catalog.organizations[family.organization].name]
    for spec in shown_in("llms"):
        if value := getattr(family, spec.name):
            longer = getattr(family, f"{spec.name}_extended", None)
            further = f", extended {amount(longer.high, spec)}" if longer and longer.high > value.high else ""
            said = _FORMS.get(spec.name, "{}").format(borne(value, family.coverage, spec, ENGLISH))
            facts.append(said + known_of(family.coverage, spec, ENGLISH, "site.coverage") + further)
    gone = family.checkpoints and all(one.state == "gone" for one in family.checkpoints)
    short = [fact for fact, length in zip(facts, accumulate(len(fact) + 2 for fact in facts), strict=True) if length <= _LONGEST]
    return "; ".join([*short, ENGLISH["checkpoint.gone"]] if gone else short)
