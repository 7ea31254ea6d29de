"""The Hub of the embedded world: facts from JSON, cards from Markdown, and what the Hub derives from them."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from tests.upstream.derived import model_from_card
from tests.upstream.embedded.boards import embedded_evaluations
from tests.upstream.messages import JsonObject
from tests.upstream.world import Model

_HERE: Final = Path(__file__).parent
MOVED: Final[Mapping[str, str]] = MappingProxyType({"THUDM/glm-4-9b-chat": "zai-org/glm-4-9b-chat"})


def embedded_models(day: str) -> dict[str, Model]:
    """All repositories of a day."""
    facts: dict[str, JsonObject] = json.loads((_HERE / "hub" / "one.json").read_text("utf-8"))
    cards = _cards("one")
    if day == "two":
        cards |= _cards("two")
        for model_id, change in json.loads((_HERE / "hub" / "two.json").read_text("utf-8")).items():
            if change is None:
                del facts[model_id]
            else:
                facts[model_id] = facts.get(model_id, {}) | change
        for old, new in MOVED.items():
            facts[new], cards[new] = facts.pop(old), cards.pop(old)
    for model_id, results in embedded_evaluations().items():
        facts[model_id]["evalResults"] = results
    return {model_id: model_from_card(model_id, cards[model_id], **known) for model_id, known in facts.items()}


def _cards(day: str) -> dict[str, bytes]:
    paths = sorted((_HERE / "cards" / day).glob("*.md"))
    return {path.stem.replace("--", "/", 1): path.read_bytes() for path in paths}


def embedded_collections(day: str, models: Mapping[str, Model]) -> dict[str, JsonObject]:
    """Collections by slug, their items flat, as the Hub gives them."""
    known = json.loads((_HERE / "hub" / "collections.json").read_text("utf-8"))
    return {slug: _collection(slug, one, day, models) for slug, one in known.items()}


def _collection(slug: str, one: JsonObject, day: str, models: Mapping[str, Model]) -> JsonObject:
    items: list[JsonObject] = [_model_item(models[model_id].facts) for model_id in one[day]]
    items += [{"type": "paper", "id": paper, "title": f"Paper {paper}", "upvotes": 0} for paper in one["papers"]]
    items += [{"type": "space", "repoType": "space", "id": space, "likes": 0} for space in one["spaces"]]
    for position, item in enumerate(items):
        key = f"{slug}:{item['id']}"
        item |= {"position": position, "_id": hashlib.sha256(key.encode()).hexdigest()[:24]}
    return {
        "slug": slug,
        "title": one["title"],
        "description": one["description"],
        "lastUpdated": "2025-03-01T12:00:00.000Z" if day == "one" else "2025-10-28T12:00:00.000Z",
        "gating": False,
        "owner": {"name": one["owner"], "fullname": one["owner"], "type": "org", "isHf": False},
        "items": items,
        "theme": "green",
        "private": False,
        "upvotes": one["upvotes"],
        "isUpvotedByUser": False,
        "position": 0,
    }


def _model_item(facts: Mapping[str, Any]) -> JsonObject:
    item: JsonObject = {"type": "model", "repoType": "model", "isLikedByUser": False}
    for name in ("id", "author", "downloads", "gated", "lastModified", "likes", "pipeline_tag", "private"):
        if name in facts:
            item[name] = facts[name]
    if "safetensors" in facts:
        item["numParameters"] = facts["safetensors"]["total"]
    return item
