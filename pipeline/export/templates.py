"""The exports that are texts, as templates in the folder of that name; what comes from outside is escaped for each where it lands."""

import re
import uuid
from functools import cache
from importlib.resources import files
from typing import Final

from jinja2 import DictLoader, Environment, StrictUndefined, select_autoescape

from pipeline.render import escape, marked

# Visible text may still hold what XML 1.0 has no way to write: lone surrogates and two non-characters.
_NOT_XML: Final = re.compile("[\ud800-\udfff\ufffe\uffff]")
_BARE_PERCENT: Final = re.compile("%(?![0-9A-Fa-f]{2})")


def filled(template: str, **values: object) -> bytes:
    """A template with values in its places; XML escapes them by itself, the others say how."""
    return _environment().get_template(template).render(**values).encode()


@cache
def _environment() -> Environment:
    texts = {file.name: file.read_text("utf-8") for file in (files("pipeline.export") / "templates").iterdir()}
    made = Environment(
        loader=DictLoader(texts), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
        autoescape=select_autoescape(("atom", "xml")), finalize=lambda value: _NOT_XML.sub("\ufffd", value) if isinstance(value, str) else value,
    )  # fmt: skip
    made.filters |= {
        "yaml": lambda text: escape.json(text, 2_000), "inline": escape.md_inline, "cell": escape.md_cell, "iri": _iri,
        "link": lambda address: marked.link(address, address),
        "urn": lambda name: uuid.uuid5(uuid.NAMESPACE_URL, name).urn,  # the same name gives the same id, wherever the files are
    }  # fmt: skip
    return made


def _iri(href: str) -> str:
    """An address as RFC 3987 wants it: browsers also take a bare per cent sign, and a second "#"."""
    page, mark, place = _BARE_PERCENT.sub("%25", href).partition("#")
    return page + mark + place.replace("#", "%23")
