"""What the Hub derives from a repository's card: tags, card data, base models; and a Hub of any size."""

import hashlib
import json
import re
from typing import Any, Final

import yaml

from tests.upstream.messages import JsonObject
from tests.upstream.world import Model, World

_SIZES: Final = (494_032_768, 1_543_714_304, 7_615_616_512, 14_770_033_664, 32_763_876_352, 72_706_203_648)
_ARXIV: Final = re.compile(r"arxiv\.org/(?:abs|pdf)/(\d{4}\.\d{4,5})|huggingface\.co/papers/(\d{4}\.\d{4,5})")


def model_from_card(model_id: str, card: str | bytes, **known: Any) -> Model:
    """A repository from its card and what else is known of it: tags, cardData, baseModels and sha follow.

    The commit is a digest of the card and the facts (counters aside): it moves when they do.
    """
    card = card.encode() if isinstance(card, str) else card
    data = front_matter(card) or {}
    names = known.pop("siblings", ["README.md", "config.json", "model.safetensors"])
    lasting = {name: value for name, value in known.items() if name not in {"likes", "downloads"}}
    said = json.dumps([model_id.rpartition("/")[2], lasting], sort_keys=True).encode() + card
    bases = _listed(data.get("base_model"))
    relation = str(data.get("base_model_relation") or ("quantized" if "gguf" in known else "finetune"))
    facts: JsonObject = {
        "_id": hashlib.sha256(model_id.rpartition("/")[2].encode()).hexdigest()[:24],
        "id": model_id,
        "modelId": model_id,
        "author": model_id.partition("/")[0],
        "sha": hashlib.sha1(said, usedforsecurity=False).hexdigest(),
        "createdAt": "2025-01-01T00:00:00.000Z",
        "lastModified": "2025-01-01T00:00:00.000Z",
        "gated": False,
        "private": False,
        "disabled": False,
        "likes": 0,
        "downloads": 0,
        "trendingScore": 0,
        **known,
        "cardData": data,
        "tags": _tags(known, data, card.decode(), bases, relation),
        "siblings": [{"rfilename": name} for name in (".gitattributes", *names)],
    }
    if bases:
        models = [{"_id": hashlib.sha256(one.encode()).hexdigest()[:24], "id": one} for one in bases]
        facts["baseModels"] = {"relation": relation, "models": models}
    return Model(facts=facts, files={"README.md": card})


def _listed(said: str | list[str] | None) -> list[str]:
    return [said] if isinstance(said, str) else list(said or ())


def _tags(known: JsonObject, data: JsonObject, card: str, bases: list[str], relation: str) -> list[str]:
    """Tags as the Hub makes them: also `arxiv:` for every paper that the card links to, cited ones too."""
    papers = dict.fromkeys(new or other for new, other in _ARXIV.findall(card))
    return [
        *([known["library_name"]] if "library_name" in known else []),
        *(["safetensors"] if "safetensors" in known else []),
        *([known["config"]["model_type"]] if "config" in known else []),
        *([known["pipeline_tag"]] if "pipeline_tag" in known else []),
        *data.get("tags", []),
        *_listed(data.get("language")),
        *(f"arxiv:{paper}" for paper in papers),
        *(f"base_model:{one}" for one in bases),
        *(f"base_model:{relation}:{one}" for one in bases),
        *([f"license:{data['license']}"] if "license" in data else []),
        "region:us",
    ]


class _HubYaml(yaml.SafeLoader):
    """YAML 1.2, where `no` is a word: SafeLoader without YAML 1.1's dates and without its yes, no, on and off."""


_HubYaml.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in pairs if not tag.endswith((":timestamp", ":bool"))]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_HubYaml.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))


def front_matter(card: bytes) -> dict[str, Any] | None:
    """The mapping between the first two `---` lines of a card, as `cardData` has it, or None where there is none."""
    text = card.decode("utf-8-sig", "replace").replace("\r\n", "\n")
    if not text.startswith("---\n"):
        return None
    head, end, _ = text[4:].partition("\n---")
    if not end:
        return None
    try:
        data = yaml.load(head, Loader=_HubYaml)  # noqa: S506, TID251 - a SafeLoader
    except yaml.YAMLError:
        return None
    return data if isinstance(data, dict) else None


def synthetic_world(count: int, organizations: int) -> World:
    """A world of models `org-K/model-I`, where organisation K holds the indexes I with I mod organisations = K."""
    models = {}
    for index in range(count):
        total = _SIZES[index % len(_SIZES)]
        card = (
            f"---\nlicense: apache-2.0\nlanguage:\n- en\n---\n\n# model-{index:07d}\n\n"
            f"This model has {total / 1e9:.2f}B parameters and a context length of {2 ** (12 + index % 6)} tokens.\n"
        )
        name = f"org-{index % organizations:05d}/model-{index:07d}"
        models[name] = model_from_card(
            name, card, library_name="transformers", pipeline_tag="text-generation",
            config={"architectures": ["Qwen2ForCausalLM"], "model_type": "qwen2"},
            safetensors={"parameters": {"BF16": total}, "total": total}, siblings=["README.md", "config.json"],
        )  # fmt: skip
    return World("2025-06-30", models)
