"""The recorded world: real payloads from `shared`/recorded, merged as of one day. Nothing in it is made up.

A fact that was not recorded (a commit, a date, a tag) is absent from every answer. A card that was not
recorded answers 404 with `EntryNotFound`, unless its repository is gated.
"""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from tests.upstream.front_matter import front_matter
from tests.upstream.messages import JsonObject
from tests.upstream.recorded_files import recorded_files
from tests.upstream.recorded_papers import recorded_papers
from tests.upstream.world import Model, ModelTable

_LISTS: Final = (
    ("2025-11-27", "models_list_full_top_likes_2025-11-27_3313e76e.json"),
    ("2025-11-29", "models_list_full_top_likes_2025-11-29_1e3b2c76.json"),
)
_META: Final = "model_meta_ai-nexus_2025-12-10.json"
_CARDS: Final = "ai-nexus_2025-12-10"
# Bodies of single models, in the Hub's own form.
_INFOS: Final = ("google-bert--bert-base-uncased", "meta-llama--Llama-3.2-3B", "microsoft--Phi-3-mini-4k-instruct")
_COLLECTION: Final = "prism-ml--bonsai-2-6aab292b9fa72a78652429df.json"
_COLLECTION_IN_LIST: Final = "TheBloke--recent-models-64f9a55bb3115b4f513ec026_list-entry.json"


def recorded_world(shared: Path, date: str, *, unrecorded_cards_fail: bool = False) -> dict[str, Any]:
    """The fields of a World as of a day. "2025-11-29" and "2025-12-10" are one merged view."""
    root = shared / "recorded"
    day = f"{date}-15" if len(date) == len("2026-08") else date
    facts = _merged(root, day)
    cards = {path.stem.replace("--", "/", 1): path for path in sorted((root / "model_cards" / _CARDS).glob("*.md"))}
    models = {}
    for model_id, known in facts.items():
        held = {}
        if model_id in cards:
            held["README.md"] = cards[model_id].read_bytes()
            if (data := front_matter(held["README.md"])) is not None:
                known.setdefault("cardData", data)
        listed = [one["rfilename"] for one in known.get("siblings", [{"rfilename": "README.md"}])]
        unknown = unrecorded_cards_fail and "README.md" in listed
        models[model_id] = Model(facts=known, files=held, unrecorded=unknown)
    _spell_base_models(models)
    api = root / "hf_api"
    collection = json.loads((api / "collections" / _COLLECTION).read_text("utf-8"))
    return {
        "name": "recorded",
        "date": day,
        "models": ModelTable(models),
        "collections": {collection["slug"]: collection} if collection["lastUpdated"][:10] <= day else {},
        "collection_lists": (json.loads((api / "collections" / _COLLECTION_IN_LIST).read_text("utf-8")),),
        "papers": recorded_papers(root / "arxiv"),
        "files": recorded_files(root, day),
    }


def _merged(root: Path, day: str) -> dict[str, JsonObject]:
    """Facts by id: the full list first, then what the crawler and single bodies add, then the daily list."""
    api = root / "hf_api"
    facts: dict[str, JsonObject] = {}
    full = [name for at, name in _LISTS if at <= max(day, _LISTS[0][0])][-1]
    for entry in json.loads((api / full).read_text("utf-8")):
        facts[entry["id"]] = {name: value for name, value in entry.items() if name != "source"}
    for name in _INFOS:
        body = json.loads((api / "model_info" / f"{name}.json").read_text("utf-8"))
        model_id = name.replace("--", "/", 1)
        facts[model_id] = (
            {"id": model_id, "modelId": model_id, "author": model_id.partition("/")[0]}
            | body
            | (facts.get(model_id, {}))
        )
    for entry in json.loads((api / _META).read_text("utf-8")):
        facts[entry["repo_id"]] = _crawled(entry) | facts.get(entry["repo_id"], {})
    for entry in _daily(api, day):
        known = facts.setdefault(entry["id"], {"id": entry["id"], "modelId": entry["id"],
                                               "author": entry["id"].partition("/")[0]})  # fmt: skip
        known |= {name: value for name, value in entry.items() if value is not None}
    return facts


def _crawled(entry: JsonObject) -> JsonObject:
    """The API's fields from a crawler's record of them; it had lower-cased the tags."""
    meta, model_id = entry["meta"], entry["repo_id"]
    facts: JsonObject = {
        "id": model_id,
        "modelId": model_id,
        "author": model_id.partition("/")[0],
        "private": meta["private"],
        "gated": meta["gated"],
        "tags": entry["tags"],
        "likes": entry["likes"],
        "downloads": entry["downloads"],
    }
    # "other" is the crawler's word for none.
    if entry["pipeline_tag"] not in {None, "other"}:
        facts["pipeline_tag"] = entry["pipeline_tag"]
    for name, key in (("library_name", "library_name"), ("config", "config"), ("usedStorage", "storage_bytes")):
        if meta[key] is not None:
            facts[name] = meta[key]
    if meta["params"] is not None:
        # The total was recorded, its split by data type was not; huggingface_hub insists on the key.
        facts["safetensors"] = {"parameters": {}, "total": meta["params"]}
    return facts


def _daily(api: Path, day: str) -> Iterator[JsonObject]:
    """The newest daily list of that day or before: names and counters only, no commits and no tags."""
    files = [path for path in sorted((api / "daily_top_models_2026-08").glob("*.json.gz")) if path.name[:10] <= day]
    if files:
        yield from json.loads(gzip.decompress(files[-1].read_bytes()))["models"]


def _spell_base_models(models: dict[str, Model]) -> None:
    """Give lower-cased `base_model:` tags their spelling back from cards and known ids; drop the rest."""
    known = {model_id.lower(): model_id for model_id in models}
    for model in models.values():
        tags = model.facts.get("tags")
        if tags is None or "sha" in model.facts:
            continue  # from the full list, as the Hub spelt it
        base = (model.facts.get("cardData") or {}).get("base_model")
        stated = [base] if isinstance(base, str) else base if isinstance(base, list) else []
        spelt = known | {one.lower(): one for one in stated if isinstance(one, str)}
        kept = []
        for tag in tags:
            head, _, base_id = tag.rpartition(":")
            if not tag.startswith("base_model:"):
                kept.append(tag)
            elif base_id in spelt:
                kept.append(f"{head}:{spelt[base_id]}")
        tags[:] = kept
