"""Who makes what on the Hub: organisations that are one maker, and the makers of well-known families."""

from typing import Final

_MAKERS: Final = (
    {"paddlepaddle", "baidu"},
    {"zai-org", "thudm", "zhipuai"},
    {"meta-llama", "facebook", "facebookresearch", "codellama"},
    {"qwen", "alibaba-nlp", "alibaba"},
    {"tencent", "tencent-hunyuan"},
    {"ibm-granite", "ibm", "ibm-research"},
    {"huggingfacetb", "huggingfacem4", "huggingface", "hugging-face"},
    {"openai", "openai-community"},
    {"google", "google-bert", "google-t5", "deepmind"},
    {"microsoft", "phi"},
    {"opengvlab", "internlm", "shanghai_ai_laboratory", "internscience"},
    {"bytedance-seed", "bytedance"},
    {"bigscience", "bigcode"},
    {"minimaxai", "minimax"},
    {"mistralai", "mistral-community"},
    {"wizardlmteam", "wizardlm"},
    {"coherelabs", "cohereforai"},
    {"liuhaotian", "llava-hf", "lmms-lab"},
)


def same_maker(a: str, b: str) -> bool:
    """Whether two Hub organisations are the same maker."""
    x, y = a.lower(), b.lower()
    return x == y or any(x in group and y in group for group in _MAKERS)


FAMILY_MAKER: Final = {
    "llama": "meta-llama", "codellama": "meta-llama", "qwen": "qwen", "mistral": "mistralai",
    "mixtral": "mistralai", "gemma": "google", "deepseek": "deepseek-ai",
    "phi": "microsoft", "yi": "01-ai", "falcon": "tiiuae", "gpt-j": "eleutherai", "gpt-neox": "eleutherai",
    "pythia": "eleutherai", "internlm": "internlm",
    "baichuan": "baichuan-inc", "vicuna": "lmsys", "stablelm": "stabilityai", "olmo": "allenai",
    "command": "coherelabs", "mpt": "mosaicml", "opt": "meta-llama",
}  # fmt: skip
