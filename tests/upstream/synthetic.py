"""A Hub of any size: each model is computed from its index, so that a million of them takes no memory."""

from collections.abc import Iterator
from typing import Final

from tests.upstream.world import Model

_SIZES: Final = (494_032_768, 1_543_714_304, 7_615_616_512, 14_770_033_664, 32_763_876_352, 72_706_203_648)


class SyntheticModels:
    """`count` models `org-K/model-I`, where organisation K holds the indexes I with I mod organisations = K."""

    def __init__(self, count: int, organizations: int = 100) -> None:
        self._count = count
        self._organizations = max(1, min(organizations, count or 1))

    def get(self, model_id: str) -> Model | None:
        """The model whose name carries its index."""
        org, _, name = model_id.partition("/")
        digits = name.removeprefix("model-")
        if not (digits.isascii() and digits.isdigit()) or int(digits) >= self._count:
            return None
        model = self._model(int(digits))
        return model if model.id == f"{org}/{name}" else None

    def scan(self, *, author: str | None, sort: str | None, start: int) -> Iterator[tuple[int, Model]]:
        """Models from a position on; their own order stands for every `sort`."""
        del sort
        first, step = 0, 1
        if author is not None:
            digits = author.removeprefix("org-")
            if not (digits.isascii() and digits.isdigit()) or author != f"org-{int(digits):05d}":
                return
            first, step = int(digits), self._organizations
            if first >= self._organizations:
                return
        for place, index in enumerate(range(first + start * step, self._count, step), start):
            yield place, self._model(index)

    def _model(self, index: int) -> Model:
        org = f"org-{index % self._organizations:05d}"
        total = _SIZES[index % len(_SIZES)]
        day = index % 1_000
        created = f"20{23 + day // 365:02d}-{day % 365 // 31 + 1:02d}-{day % 28 + 1:02d}T00:00:00.000Z"
        model_id = f"{org}/model-{index:07d}"
        facts = {
            "_id": f"{index:024x}",
            "id": model_id,
            "modelId": model_id,
            "author": org,
            # The index spelt out: a commit id in form that cannot be taken for a real one.
            "sha": f"{index:040x}",
            "createdAt": created,
            "lastModified": created,
            "private": False,
            "gated": False,
            "disabled": False,
            "likes": index % 997,
            "downloads": index % 99_991,
            "trendingScore": 0,
            "library_name": "transformers",
            "pipeline_tag": "text-generation",
            "tags": ["transformers", "safetensors", "qwen2", "text-generation", "en", "license:apache-2.0"],
            "cardData": {"language": ["en"], "license": "apache-2.0"},
            "config": {"architectures": ["Qwen2ForCausalLM"], "model_type": "qwen2"},
            "safetensors": {"parameters": {"BF16": total}, "total": total},
            "siblings": [{"rfilename": "README.md"}, {"rfilename": "config.json"}],
        }
        card = (
            f"---\nlicense: apache-2.0\nlanguage:\n- en\n---\n\n# model-{index:07d}\n\n"
            f"This model has {total / 1e9:.2f}B parameters and a context length of {2 ** (12 + index % 6)} tokens.\n"
        )
        return Model(facts=facts, files={"README.md": card.encode()})
