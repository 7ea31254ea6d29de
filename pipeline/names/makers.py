"""Families of models that cards speak of, and who makes them on the Hub."""

import re
from collections.abc import Iterable
from typing import Final


def listed(text: str, mark: str | None = None) -> tuple[str, ...]:
    """A long list, written as one text with a mark (or spaces) between its members."""
    return tuple(text.split(mark))


GROUPS: Final = tuple(
    frozenset(group.split())
    for group in listed(
        "paddlepaddle baidu|zai-org thudm zhipuai zhipu z.ai|meta-llama facebook facebookresearch codellama|qwen qwenlm alibaba-nlp alibaba|"
        "tencent tencent-hunyuan|ibm-granite ibm ibm-research|huggingfacetb huggingfacem4 huggingface hugging-face|openai openai-community|"
        "google google-bert google-t5 deepmind google-deepmind google-research|microsoft phi|"
        "opengvlab internlm shanghai_ai_laboratory internscience|bytedance-seed bytedance|stabilityai stability-ai|lmsys lm-sys|nvidia nvlabs nvidia-nemo|"
        "bigscience bigcode|minimaxai minimax-ai minimax|"
        "mistralai mistral-community|wizardlmteam wizardlm|coherelabs cohereforai cohere-ai|liuhaotian haotian-liu llava-hf lmms-lab",
        "|",
    )
)
"""Names under which one maker stands."""

MAKER_OF: Final = {
    "codellama": "meta-llama", "llama": "meta-llama", "qwen": "qwen", "mixtral": "mistralai", "mistral": "mistralai",
    "gemma": "google", "deepseek": "deepseek-ai", "phi": "microsoft", "yi": "01-ai", "falcon": "tiiuae",
    "gpt-j": "eleutherai", "gpt-neox": "eleutherai", "pythia": "eleutherai", "internlm": "internlm",
    "baichuan": "baichuan-inc", "vicuna": "lmsys", "stablelm": "stabilityai", "olmo": "allenai",
    "command": "coherelabs", "mpt": "mosaicml", "opt": "meta-llama",
}  # fmt: skip
"""Families of which other people make their own models, and their makers."""

_LANGUAGE_FAMILIES: Final = listed(
    "Qwen QwQ QVQ DeepSeek Code-?Llama Llama Mixtral Mistral Ministral Magistral Devstral Codestral Gemma CodeGemma MedGemma "
    "Gemini GPT ChatGPT Claude Phi GLM ChatGLM Kimi Moonlight MiniMax InternLM OLMoE? Tulu Tülu Granite Falcon Yi SmolLM MiniCPM "
    "ERNIE Hunyuan Baichuan Nemotron Command Aya Jamba BLOOMZ? OPT Pythia MPT StableLM StarCoder2? Vicuna Alpaca WizardLM "
    "WizardCoder Orca Zephyr Hermes OpenELM Grok Seed Step EXAONE Solar DBRX Arctic RWKV Mamba Zamba Dolphin LFM MiMo "
    "Ling Ring dots Pygmalion OpenChat Starling Minitron Sailor Aquila Skywork XVERSE TeleChat LongCat Apriel Cogito"
)
_OTHER_FAMILIES: Final = listed(
    "Pixtral Voxtral PaliGemma CogVLM InternVL InternViT Intern Molmo SmolVLM LLaVA Ovis Aria Idefics BLIP Flamingo SigLIP CLIP "
    "Whisper BERT RoBERTa T5 PaLM Bamba o1 o3 o4 Sonnet Opus Haiku"
)
KNOWN: Final = "|".join((*_LANGUAGE_FAMILIES, *_OTHER_FAMILIES))
KNOWN_WORDS: Final = frozenset(
    word for name in (*_LANGUAGE_FAMILIES, *_OTHER_FAMILIES) for word in (name.lower().replace("?", ""), name.lower().replace("-?", "").rstrip("?ez2"))
) | {"codellama", "olmoe", "olmo", "bloomz", "bloom", "starcoder", "starcoder2"}
LANGUAGE_FAMILY: Final = re.compile(
    "|".join(rf"\b{f}\b" if len(f) < 4 else f for f in _LANGUAGE_FAMILIES) + r"|gpt|glm|opt-|llm(?!2)|wizard", re.IGNORECASE
)
"""A family of language models, anywhere in a name."""
ORDINARY: Final = frozenset(
    listed(
        "step seed ring dots command solar arctic opt orca aria opus intern dolphin ling north south motif muse lance glyph cosmos code open chat "
        "text deep large small base tiny nano mini pro flash agent agents vision image audio video speech language model the new one "
        "got sea stable unlimited bloom"
    )
)
"""Names of families that are also words."""
_LEAD: Final = re.compile(r"[A-Za-z]{3,}")


def lexicon(names: Iterable[str]) -> frozenset[str]:
    """The words that names of models begin with, in lower case, without those that are also plain words."""
    leads = (m[0].lower() for name in names if (m := _LEAD.match(name.rpartition("/")[2])))
    return frozenset(word for word in leads if word not in ORDINARY)


FOREIGN_FAMILY: Final = (
    r"(?-i:Code ?Llama|LLaMA|LLAMA|Llama|Qwen|Mistral|Mixtral|Gemma|DeepSeek|Phi|Yi|Falcon|GPT-J|GPT-NeoX|Pythia|InternLM|Baichuan|"
    r"Vicuna|StableLM|OLMo|Command|MPT|OPT|(?:pythia|llama|qwen|mistral|gemma)(?=[-\d]))(?![A-Za-z])"
)
"""The same families as they are written in sentences."""

def same_maker(a: str, b: str) -> bool:
    """Whether two Hub organisations are the same maker."""
    x, y = a.lower(), b.lower()
    return x == y or any(x in group and y in group for group in GROUPS)


def maker_of(family: str) -> str | None:
    """The organisation that makes a family, by the family's name as it is written."""
    words = re.sub(r"^meta |[\s]", "", family.lower())
    return MAKER_OF.get(words) or MAKER_OF.get(words.replace("-", ""))
