"""The Hub of the embedded world: facts from JSON, cards from Markdown, and what the Hub derives from them."""

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from tests.upstream.front_matter import front_matter
from tests.upstream.messages import JsonObject
from tests.upstream.world import Model

_HERE: Final = Path(__file__).parent
MOVED: Final[Mapping[str, str]] = MappingProxyType({"THUDM/glm-4-9b-chat": "zai-org/glm-4-9b-chat"})
_ARXIV: Final = re.compile(r"arxiv\.org/(?:abs|pdf)/(\d{4}\.\d{4,5})|huggingface\.co/papers/(\d{4}\.\d{4,5})")


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
    return {model_id: _model(model_id, known, cards[model_id]) for model_id, known in facts.items()}


def _cards(day: str) -> dict[str, bytes]:
    paths = sorted((_HERE / "cards" / day).glob("*.md"))
    return {path.stem.replace("--", "/", 1): path.read_bytes() for path in paths}


def _model(model_id: str, known: JsonObject, card: bytes) -> Model:
    data = front_matter(card) or {}
    names = known.pop("siblings")
    lasting = {name: value for name, value in known.items() if name not in {"likes", "downloads"}}
    said = json.dumps([model_id.rpartition("/")[2], lasting], sort_keys=True).encode() + card
    facts: JsonObject = {
        "_id": hashlib.sha256(model_id.rpartition("/")[2].encode()).hexdigest()[:24],
        "id": model_id,
        "modelId": model_id,
        "author": model_id.partition("/")[0],
        "sha": hashlib.sha1(said, usedforsecurity=False).hexdigest(),
        "private": False,
        "disabled": False,
        "trendingScore": 0,
        **known,
        "cardData": data,
        "tags": _tags(known, data, card.decode()),
        "siblings": [{"rfilename": name} for name in (".gitattributes", *names)],
    }
    if bases := _bases(data):
        models = [{"_id": hashlib.sha256(one.encode()).hexdigest()[:24], "id": one} for one in bases]
        facts["baseModels"] = {"relation": _relation(known, data), "models": models}
    return Model(facts=facts, files={"README.md": card})


def _bases(data: JsonObject) -> list[str]:
    base = data.get("base_model") or []
    return [base] if isinstance(base, str) else list(base)


def _relation(known: JsonObject, data: JsonObject) -> str:
    return str(data.get("base_model_relation") or ("quantized" if "gguf" in known else "finetune"))


def _tags(known: JsonObject, data: JsonObject, card: str) -> list[str]:
    """Tags as the Hub makes them: also `arxiv:` for every paper that the card links to, cited ones too."""
    languages = data.get("language") or []
    papers = dict.fromkeys(new or other for new, other in _ARXIV.findall(card))
    bases = _bases(data)
    relation = _relation(known, data)
    return [
        known["library_name"],
        *(["safetensors"] if "safetensors" in known else []),
        *([known["config"]["model_type"]] if "config" in known else []),
        *([known["pipeline_tag"]] if "pipeline_tag" in known else []),
        *data.get("tags", []),
        *([languages] if isinstance(languages, str) else languages),
        *(f"arxiv:{paper}" for paper in papers),
        *(f"base_model:{one}" for one in bases),
        *(f"base_model:{relation}:{one}" for one in bases),
        *([f"license:{data['license']}"] if "license" in data else []),
        "region:us",
    ]


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
