"""feed.atom (RFC 4287): one entry a commit that changed the list; ids and dates are the commits' own."""

import re
import uuid
import xml.etree.ElementTree as ET  # only written here, never parsed
from collections.abc import Iterable
from typing import Final

from pipeline.export.entries import ChangelogEntry, Told, sentence, told
from pipeline.model.clean import clean
from pipeline.model.curated import NAME
from pipeline.render import escape

_ATOM: Final = "http://www.w3.org/2005/Atom"
_ENTRIES: Final = 50
_LINES: Final = 100
_NAMED: Final = 3
_NEVER: Final = "1970-01-01T00:00:00Z"
# Visible text may still hold what XML 1.0 has no way to write: lone surrogates and two non-characters.
_NOT_XML: Final = re.compile("[\ud800-\udfff\ufffe\uffff]")

_BARE_PERCENT: Final = re.compile("%(?![0-9A-Fa-f]{2})")


def feed(entries: Iterable[ChangelogEntry], names: dict[str, str], *, name: str = NAME, address: str = "", served_at: str = "") -> bytes:
    """The feed.

    `address` is the repository's web address, where it has one: entries then link to their
    commits. `served_at` is where the feed itself will be, where that is known.
    """
    ET.register_namespace("", _ATOM)
    root = ET.Element(f"{{{_ATOM}}}feed")
    held = told(entries, names)[:_ENTRIES]
    base = escape.url(address) if address else None
    own = escape.url(served_at) if served_at else None
    _add(root, "title", f"{name}: changes")
    _add(root, "id", _urn(base or name))
    _add(root, "updated", held[0].date if held else _NEVER)
    author = ET.SubElement(root, f"{{{_ATOM}}}author")
    _add(author, "name", name)
    if own:
        _link(root, "self", own, type="application/atom+xml")
    if base:
        _link(root, "alternate", base)
    for entry in held:
        _entry(root, entry, base)
    ET.indent(root)
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _entry(root: ET.Element, entry: Told, base: str | None) -> None:
    one = ET.SubElement(root, f"{{{_ATOM}}}entry")
    subjects = list(entry.changes)
    more = "" if len(subjects) <= _NAMED else f" and {len(subjects) - _NAMED} more"
    _add(one, "title", clean(", ".join(subjects[:_NAMED]) + more, 300))
    _add(one, "id", _urn(entry.commit))
    _add(one, "updated", entry.date)
    first = next((c.url for changes in entry.changes.values() for c in changes if c.url), "")
    target = f"{base}/commit/{entry.commit}" if base else first
    safe = escape.url(target) if target else None
    if safe:
        _link(one, "alternate", safe)
    lines = [f"{name}: {'; '.join(sentence(c) for c in changes)}" for name, changes in entry.changes.items()]
    if len(lines) > _LINES:
        lines = [*lines[:_LINES], f"and {len(lines) - _LINES} more"]
    _add(one, "content", "\n".join(clean(line, 1_000) for line in lines), type="text")


def _add(parent: ET.Element, tag: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, f"{{{_ATOM}}}{tag}", attributes).text = _NOT_XML.sub("\ufffd", text)


def _link(parent: ET.Element, rel: str, href: str, **attributes: str) -> None:
    ET.SubElement(parent, f"{{{_ATOM}}}link", {"rel": rel, "href": _iri(href), **attributes})


def _iri(href: str) -> str:
    """An address as RFC 3987 wants it: browsers also take a bare per cent sign, and a second "#"."""
    page, mark, place = _BARE_PERCENT.sub("%25", href).partition("#")
    return page + mark + place.replace("#", "%23")


def _urn(name: str) -> str:
    """An id made of a name: the same name gives the same id, wherever the files are."""
    return uuid.uuid5(uuid.NAMESPACE_URL, name).urn
