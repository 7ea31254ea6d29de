"""The signs of what is no new language model, and the words that evidence is read by: names, libraries and tags.

Every pattern is an alternation of fixed words between separators: linear, whatever the name.
"""

import re
from collections.abc import Set as AbstractSet
from typing import Final, NamedTuple

from pipeline.discover.entries import Entry
from pipeline.discover.found import Rule


class Signs(NamedTuple):
    """What shows that a repository is set aside by a rule: its library, a word in its name, a tag."""

    rule: Rule
    named: re.Pattern[str] | None = None
    tags: frozenset[str] = frozenset()
    libraries: frozenset[str] = frozenset()

    def on(self, entry: Entry, spared: AbstractSet[str] = frozenset()) -> str | None:
        """The sign that a repository bears; tags that are spared are none."""
        if entry.library is not None and entry.library.casefold() in self.libraries:
            return f"library {entry.library}"
        if self.named is not None and (named := self.named.search(entry.name)):
            return f"named {named[0].strip('-_.')}"
        tags = (entry.tags & self.tags) - spared
        return f"tagged {min(tags)}" if tags else None


# fmt: off
OTHER: Final = Signs(
    "other modality",
    named=re.compile(
        r"(?:^|[-_.\d])(?:embed(?:ding|dings|der)?|rerank(?:er)?|gte|bge|siglip\d?|clip|vit|intern-?vit|vae|lora|loras|controlnet|whisper|tts|asr|"
        r"stt|speech|voice(?:chat)?|audio|music|mert|bert|roberta|deberta|modernbert|t2v|i2v|t2i|i2i|ti2v|image-edit|image-layered|unet|dino(?:v\d)?|"
        r"sam\d?|reward|rm|prm|orm|guard|shield|moderation|classifier|classification|tokenizer|encoder|decoder|vocoder|segment(?:ation)?|"
        r"detection|detr|ner|rag-retriever|retriever|colbert|colpali|colqwen\d?|splade|world|robot(?:ics)?|vla|action|policy|time-?series|chronos|"
        r"forecast(?:ing)?|weather|protein|esm\d?|dna|molecule|filter|nllb|t5|ul2|ocr-layout|layout|parakeet|canary|voxtral)"
        r"(?:$|[-_.\d])|stable-?diffusion|flux|embedding|reranker|sentence-transformers|text-to-|speech|tts$",
        re.IGNORECASE,
    ),
    tags=frozenset({
        "diffusers", "text-to-speech", "automatic-speech-recognition", "sentence-transformers",
        "sentence-similarity", "reward-model", "embeddings", "text-embeddings-inference", "text-to-image",
        "text-to-video", "stable-diffusion", "robotics", "reranker", "text-to-audio",
    }),
    libraries=frozenset({"diffusers", "sentence-transformers", "timm", "peft"}),
)
REPACK: Final = Signs(
    "repack",
    tags=frozenset({"gguf", "mlx"}),
    libraries=frozenset({
        "gguf", "mlx", "llama.cpp", "ctranslate2", "coreml", "onnx", "openvino", "tflite", "litert-lm", "mlc-llm",
        "exllamav2", "exllamav3", "model optimizer", "tensorrt-llm", "transformers.js", "executorch", "optimum",
    }),
)
PART: Final = Signs(
    "not a model of its own",
    named=re.compile(
        r"(?:^|[-_.])(?:draft|assistant|dspark|dflash|eagle\d?|mtp|medusa|speculator|speculative|sae|saes|scope|lens|adapter|adapters|delta|diff|steering|probe|"
        r"tiny-random|random|test|testing|dummy|debug|internal-testing|ckpts?|checkpoints?|templates?|demo|artifacts?|converted|shards?|"
        r"activation|activations|web|executorch|megatron|trtllm|jax|keras|flax|pytorch|tf|cpp|tokenizer|"
        r"preference|ablation|ablations|intermediate|step-?\d{4,9}|stage\d?|early-training)(?:$|[-_.])",
        re.IGNORECASE,
    ),
)
DERIVED: Final = Signs(
    "derivative",
    named=re.compile(
        r"(?:^|[-_.])(?:distill(?:ed)?|abliterat(?:ed|ion)|uncensored|heretic|crack|merged?|slerp|dare|ties|finetuned?|ft|roleplay|rp|nsfw|"
        r"claude|opus|sonnet|gemini|chatgpt|pruned?|minitron|sparse|unquantized)(?:$|[-_.\d])",
        re.IGNORECASE,
    ),
    tags=frozenset({
        "lora", "peft", "adapter", "merge", "mergekit", "abliterated", "uncensored", "heretic",
        "not-for-all-audiences", "roleplay",
    }),
)
BESIDE_BUILT: Final = frozenset({"automatic-speech-recognition", "text-to-speech", "text-to-image"})
"""What a model of a kind that is built from others may do besides."""
FILED_UNDER: Final = frozenset({"translation"})
"""Tasks under which language models stand beside older kinds: the tags, where there are any, tell which it is."""
SIZE_NAME: Final = re.compile(r"[-_]\d{1,4}(?:\.\d{1,2})?B(?:$|[-_])", re.IGNORECASE)
COMMON_WORDS: Final = frozenset({
    "command", "step", "solar", "arctic", "seed", "code", "open", "tiny", "big", "stable", "muse", "ring",
    "ling", "aya", "dots", "jet", "baby", "mini", "small", "large", "video", "got", "orca", "falcon", "phi",
    "yi", "opt", "llm", "vlm", "intern",
})
# fmt: on
