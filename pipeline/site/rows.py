"""The families as the site's scripts read them: one compact row each, and the words to search in."""

import json
from collections.abc import Iterable
from typing import Final

from pipeline.export.contract import ExportedCatalog, ExportedFamily
from pipeline.layout.snapshots import Snapshots
from pipeline.model.amounts import parse_amount
from pipeline.model.clean import clean
from pipeline.model.curated import CuratedFamily

FREE: Final = frozenset({
    "apache-2.0", "mit", "mit-0", "bsd", "bsd-2-clause", "bsd-3-clause", "isc", "0bsd", "unlicense", "zlib", "cc0-1.0",
    "cc-by-4.0", "cc-by-3.0", "cc-by-sa-4.0", "cc-by-sa-3.0", "mpl-2.0", "gpl-2.0", "gpl-3.0", "lgpl-2.1", "lgpl-3.0",
    "agpl-3.0", "epl-2.0", "eupl-1.1", "eupl-1.2", "artistic-2.0", "afl-3.0", "bsl-1.0", "ms-pl", "ncsa", "postgresql",
    "wtfpl", "openmdw-1.0", "odc-by", "pddl", "cdla-permissive-2.0",
})  # fmt: skip
"""Licences that let anybody use a model for any purpose: approved by OSI, or Creative Commons and data licences alike."""

COLUMNS: Final = (
    "slug", "name", "organization", "kind", "sizes", "billions", "context", "extended", "license", "free", "released",
    "tokens", "languages", "scores", "points",
)  # fmt: skip


def index_script(catalog: ExportedCatalog) -> bytes:
    """data/index.js: a script and not JSON, since a page opened from disk may not fetch."""
    names = {s: [clean(o.name, 100), clean(o.name_zh or o.name, 100)] for s, o in catalog.organizations.items()}
    boards = {b.slug: clean(b.name, 100) for b in catalog.boards}
    whole = {
        "columns": COLUMNS,
        "rows": [_row(family) for family in catalog.families],
        "organizations": names,
        "boards": boards,
    }
    return _script("LIST", whole)


def _row(family: ExportedFamily) -> list[object]:
    longest = family.context_length_extended
    return [
        family.slug,
        clean(family.name, 100),
        family.organization,
        family.kind,
        [clean(s, 40) for s in family.sizes],
        billions(family.sizes),
        [family.context_length.low, family.context_length.high] if family.context_length else None,
        longest.high if longest else None,
        [clean(one, 60) for one in family.license],
        any(one.lower() in FREE for one in family.license),
        family.release_date.first if family.release_date else None,
        [family.training_tokens.low, family.training_tokens.high] if family.training_tokens else None,
        [clean(one, 20) for one in family.languages],
        {slug: round(one.score, 2) for slug, one in family.standings.items()},
        sorted({(c.release_date, c.total_params) for c in family.checkpoints if c.release_date and c.total_params}),
    ]


def billions(sizes: Iterable[str]) -> list[float]:
    """The sizes of a row as numbers of billions: "8x7B" counts eight times, "30B-A3B" whole, a range both ends."""
    found: set[float] = set()
    for size in sizes:
        whole = size.split("-A", 1)[0]
        for end in whole.split("-"):
            times, cross, rest = end.replace("×", "x").partition("x")
            amount = parse_amount(rest if cross else end)
            if amount is not None:
                found.add(round(amount * (int(times) if cross and times.isdigit() else 1) / 1e9, 3))
    return sorted(found)


def search_script(catalog: ExportedCatalog, curated: dict[str, CuratedFamily], snapshots: Snapshots) -> bytes:
    """data/search.js: what full-text search looks through, in both languages; loaded when somebody searches."""
    documents = []
    for family in catalog.families:
        maker = catalog.organizations.get(family.organization)
        papers = [p.title or "" for p in family.papers]
        abstracts = [s.facts.abstract for p in family.papers if (s := snapshots.papers.get(p.arxiv))]
        documents.append({
            "id": family.slug,
            "name": clean(" ".join((family.name, *curated[family.slug].aliases)), 400),
            "maker": clean(" ".join((maker.name, maker.name_zh or "")) if maker else family.organization, 200),
            "prose": clean(f"{family.prose.en} {family.prose.zh}", 8_000),
            "more": clean(" ".join((*papers, *(c.id for c in family.checkpoints), *family.license, *abstracts)), 8_000),
        })  # fmt: skip
    return _script("WORDS", documents)


def _script(name: str, value: object) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    # Harmless inside a script, whatever a value holds: no end tag, no comment, no line separator.
    for raw, safe in (("<", "\\u003c"), ("\u2028", "\\u2028"), ("\u2029", "\\u2029")):
        text = text.replace(raw, safe)
    return f"window.{name}={text};\n".encode()
