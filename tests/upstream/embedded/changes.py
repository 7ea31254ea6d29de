"""What differs between the embedded world's two days, for the tests that say what a run must propose."""

from typing import Final, NamedTuple


class Expected(NamedTuple):
    """One difference: what kind, of what, and the values that upstream states on each day."""

    kind: str
    subject: str
    field: str = ""
    old: str | int | None = None
    new: str | int | None = None


CHANGES: Final = (
    # Checkpoints
    Expected("checkpoint added", "allenai/OLMo-2-0425-1B", "total_params", None, 1_484_916_736),
    Expected("checkpoint gone", "tiiuae/falcon-7b-instruct"),
    Expected("checkpoint renamed", "THUDM/glm-4-9b-chat", "id", "THUDM/glm-4-9b-chat", "zai-org/glm-4-9b-chat"),
    Expected("newly gated", "mistralai/Mistral-7B-v0.3", "gated", None, "auto"),
    Expected("fact changed", "allenai/OLMo-2-1124-13B", "training_tokens", 5_000_000_000_000, 5_600_000_000_000),
    Expected("fact gained", "microsoft/Phi-3-mini-4k-instruct", "training_tokens", None, 4_900_000_000_000),
    Expected("fact lost", "tiiuae/falcon-7b", "training_tokens", 1_500_000_000_000, None),
    Expected("licence changed", "Qwen/Qwen2.5-VL-3B-Instruct", "license", "other", "apache-2.0"),
    Expected("base changed", "allenai/OLMo-2-1124-7B-Instruct", "base_model", "allenai/OLMo-2-1124-7B",
             "allenai/OLMo-2-1124-7B-DPO"),
    Expected("counters only", "Qwen/Qwen2.5-7B-Instruct", "downloads", 1_700_000, 6_100_000),
    # Collections
    Expected("collection gained", "Qwen/qwen25-66e81a666513e518adb90d9e", "items", None, "Qwen/Qwen2.5-14B-Instruct"),
    Expected("collection lost", "Qwen/qwen25-66e81a666513e518adb90d9e", "items", "Qwen/Qwen2.5-7B-Instruct-GGUF", None),
    Expected("collection gained", "allenai/olmo-2-674117b93ab84e98afc72edc", "items", None, "allenai/OLMo-2-0425-1B"),
    Expected("family new", "OpenGVLab/internvl25-673e1019b66e2218f68d7c1c", "items", None, "OpenGVLab/InternVL3-8B"),
    Expected("family new", "OpenGVLab/internvl25-673e1019b66e2218f68d7c1c", "items", None, "OpenGVLab/InternVL3-78B"),
    # Papers
    Expected("paper new version", "2501.00656", "version", 2, 3),
    Expected("paper withdrawn", "2503.99999", "version", 1, 2),
    Expected("paper new", "2504.10479", "version", None, 1),
    # Standings (every rating of the Arena moved; two of them stand for all)
    Expected("standing moved", "arena", "qwen2.5-72b-instruct", "1256.89", "1269.75"),
    Expected("standing moved", "arena", "llama-3-8b-instruct", "1151.86", "1166.76"),
    Expected("standing new", "arena", "olmo-2-0325-32b-instruct", None, "1218.77"),
    Expected("standing moved", "mmmu", "Qwen2.5-VL 72B", "64.5", "70.2"),
    Expected("standing new", "mmmu", "InternVL3-78B", None, "72.2"),
    Expected("standing new", "mmmu", "InternVL3-8B", None, "62.7"),
    # Links
    Expected("link moved", "https://github.com/QwenLM/Qwen2.5", "location", None, "https://github.com/QwenLM/Qwen3"),
)  # fmt: skip
