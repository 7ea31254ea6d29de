"""A Hub of any size, its models computed from their index."""

from typing import Final

from tests.upstream.derived import model_from_card
from tests.upstream.world import ModelTable, World

_SIZES: Final = (494_032_768, 1_543_714_304, 7_615_616_512, 14_770_033_664, 32_763_876_352, 72_706_203_648)


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
    return World("2025-06-30", ModelTable(models))
