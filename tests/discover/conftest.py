"""A small list of two makers, and entries as the Hub's listing gives them."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.discover.entries import Entry, read_entry
from pipeline.layout.curated import Curated, parse_curated
from pipeline.layout.snapshots import Snapshots, parse_snapshots

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "recorded" / "hf_api"
OLD_LIST = "models_list_full_top_likes_2025-11-29_1e3b2c76.json"

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


@pytest.fixture
def curated() -> Curated:
    """The small list."""
    return parse_curated(LIST)


@pytest.fixture
def snapshots() -> Snapshots:
    """No snapshot yet."""
    return parse_snapshots({})


Made = Callable[..., Entry]


def entry(identity: str, **more: Any) -> Entry:
    """An entry of a listing: text generation, liked, of this year, unless said otherwise."""
    wire = {"id": identity, "likes": 100, "createdAt": "2026-03-01T10:00:00.000Z", "pipeline_tag": "text-generation",
            "library_name": "transformers", "tags": ["transformers"], **more}  # fmt: skip
    made = read_entry({k: v for k, v in wire.items() if v is not None})
    assert made is not None
    return made


def recorded(name: str) -> list[dict[str, Any]]:
    """A recorded listing; the test is skipped where the recordings are not."""
    file = SHARED / name
    if not file.exists():
        pytest.skip("needs ../shared (recorded payloads)")
    data = file.read_bytes()
    whole = json.loads(gzip.decompress(data) if name.endswith(".gz") else data)
    found = whole["models"] if isinstance(whole, dict) else whole
    assert isinstance(found, list)
    return found
