"""Papers from recorded arXiv feeds, each with its Atom entry as it was sent."""

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Final

from tests.upstream.world import Paper, PaperVersion

_ENTRY: Final = re.compile(r"  <entry>\n.*?\n  </entry>", re.DOTALL)
_ATOM: Final = "{http://www.w3.org/2005/Atom}"
_WRAP: Final = '<feed xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns="http://www.w3.org/2005/Atom">{}</feed>'


def recorded_papers(folder: Path) -> dict[str, Paper]:
    """Every paper of the feeds that were answered with 200, by id without version."""
    papers: dict[str, Paper] = {}
    for path in sorted(folder.glob("arxiv.py_*/*.json")):
        exchange = json.loads(path.read_text("utf-8"))
        if exchange["status_code"] != 200:
            continue
        for entry in _ENTRY.findall(exchange["body"]):
            one = _version(entry)
            papers.setdefault(one.id, Paper((one,)))
    return papers


def _version(entry: str) -> PaperVersion:
    node = ET.fromstring(_WRAP.format(entry))[0]  # noqa: S314 - a recording, not what a stranger sends
    place = _text(node, "id").partition("/abs/")[2]
    paper_id, _, version = place.rpartition("v")
    return PaperVersion(
        id=paper_id,
        version=int(version),
        title=_text(node, "title"),
        summary=_text(node, "summary"),
        published=_text(node, "published"),
        updated=_text(node, "updated"),
        authors=tuple(_text(author, "name") for author in node.iterfind(f"{_ATOM}author")),
        entry=entry,
    )


def _text(node: ET.Element, name: str) -> str:
    return node.findtext(f"{_ATOM}{name}") or ""
