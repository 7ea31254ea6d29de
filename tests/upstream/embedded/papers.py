"""Papers of the embedded world: real ids, titles and days; abstracts in our own words."""

import json
from pathlib import Path
from typing import Final

from tests.upstream.world import Paper, PaperVersion

_VERSIONS: Final = Path(__file__).parent / "papers" / "versions.json"
# The Hub does not know every paper: where arXiv refuses too, this one cannot be had at all.
_ONLY_ON_ARXIV: Final = frozenset({"2311.16867", "2503.99999"})


def embedded_papers(day: str) -> dict[str, Paper]:
    """Papers by id, each with the versions that were there on that day."""
    versions: dict[str, list[PaperVersion]] = {}
    for one in json.loads(_VERSIONS.read_text("utf-8")):
        if one.pop("day") == "one" or day == "two":
            authors, categories = tuple(one.pop("authors")), tuple(one.pop("categories"))
            versions.setdefault(one["id"], []).append(PaperVersion(**one, authors=authors, categories=categories))
    return {key: Paper(tuple(known), on_hub=key not in _ONLY_ON_ARXIV) for key, known in versions.items()}
