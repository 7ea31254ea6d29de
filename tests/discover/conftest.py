"""A small list of two makers, and entries as the Hub's listing gives them."""

from typing import Any

from pipeline.discover.evidence import Entry, read_entry
from pipeline.layout.catalog import parse_curated

LIST = {
    "catalog/curated/organizations.toml": b"""
[organizations.river]
name = "River"
hub = ["river-ai"]
[organizations.hill]
name = "Hill"
hub = ["hill"]
""",
    "catalog/curated/watch.toml": b'organizations = ["river-ai", "hill"]\nmin_likes = 10\n',
    "catalog/curated/families/brook-2.toml": b"""
slug = "brook-2"
name = "Brook 2"
organization = "river"
kind = "llm"
checkpoints = ["river-ai/Brook-2-7B", "river-ai/Brook-2-7B-Instruct"]
match = ["river-ai/Brook-2-*"]
papers = ["2501.00001"]
""",
    "catalog/curated/families/slope-vl.toml": b"""
slug = "slope-vl"
name = "Slope-VL"
organization = "hill"
kind = "vlm"
checkpoints = ["hill/Slope-VL-8B"]
""",
    "catalog/curated/declined.toml": b"""
[[declined]]
id = "brook-mini"
because = "a teaching model"
[[declined]]
id = "river-ai/Brook-9-70B"
because = "withdrawn by its maker"
[[declined]]
id = "noise/*"
because = "copies only"
""",
}
CURATED = parse_curated(LIST)


def entry(identity: str, **more: Any) -> Entry:
    """An entry of a listing: text generation, liked, of this year, unless said otherwise."""
    wire = {"id": identity, "likes": 100, "createdAt": "2026-03-01T10:00:00.000Z", "pipeline_tag": "text-generation",
            "library_name": "transformers", "tags": ["transformers"], **more}  # fmt: skip
    made = read_entry({k: v for k, v in wire.items() if v is not None})
    assert made is not None
    return made
