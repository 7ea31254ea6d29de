"""The words and patterns that evidence is read by: names, libraries and tags of what is no new language model.

Every pattern is an alternation of fixed words between separators: linear, whatever the name.
"""

import re
from typing import Final

# fmt: off
OTHER_NAME: Final = re.compile(
    r"(?:^|[-_.\d])(?:embed(?:ding|dings|der)?|rerank(?:er)?|gte|bge|siglip\d?|clip|vit|intern-?vit|vae|lora|loras|controlnet|whisper|tts|asr|"
    r"stt|speech|voice|audio|music|mert|bert|roberta|deberta|modernbert|t2v|i2v|t2i|i2i|ti2v|image-edit|image-layered|unet|dino(?:v\d)?|"
    r"sam\d?|reward|rm|prm|orm|guard|shield|moderation|classifier|classification|tokenizer|encoder|decoder|vocoder|segment(?:ation)?|"
    r"detection|detr|ner|rag-retriever|retriever|colbert|colpali|colqwen\d?|splade|world|robot(?:ics)?|vla|action|policy|time-?series|chronos|"
    r"forecast(?:ing)?|weather|protein|esm\d?|dna|molecule|filter|mt|translate|translation|nllb|t5|ul2|ocr-layout|layout|parakeet|canary|voxtral)"
    r"(?:$|[-_.\d])|diffusion|stable-?diffusion|flux|embedding|reranker|sentence-transformers|text-to-|speech|tts$",
    re.IGNORECASE,
)
NOT_OWN_NAME: Final = re.compile(
    r"(?:^|[-_.])(?:draft|dspark|dflash|eagle\d?|mtp|medusa|speculator|speculative|sae|saes|scope|lens|adapter|adapters|delta|diff|steering|probe|"
    r"tiny-random|random|test|testing|dummy|debug|internal-testing|ckpts?|checkpoints?|templates?|demo|artifacts?|converted|shards?|"
    r"activation|activations|onnx|tflite|litert|web|coreml|executorch|megatron|trtllm|jax|keras|flax|pytorch|tf|cpp|tokenizer|"
    r"preference|ablation|ablations|intermediate|step-?\d{4,9}|stage\d?|early-training)(?:$|[-_.])",
    re.IGNORECASE,
)
DERIVED_NAME: Final = re.compile(
    r"(?:^|[-_.])(?:distill(?:ed)?|abliterat(?:ed|ion)|uncensored|heretic|crack|merged?|slerp|dare|ties|finetuned?|ft|roleplay|rp|nsfw|"
    r"claude|opus|sonnet|gemini|chatgpt|lora|sft-lora|pruned?|minitron|sparse|quantized|unquantized)(?:$|[-_.\d])",
    re.IGNORECASE,
)
REPACK_LIBRARIES: Final = frozenset({
    "gguf", "mlx", "llama.cpp", "ctranslate2", "coreml", "onnx", "openvino", "tflite", "litert", "litert-lm",
    "mlc-llm", "exllamav2", "exllamav3", "model optimizer", "tensorrt-llm", "transformers.js", "executorch",
    "optimum",
})
OTHER_LIBRARIES: Final = frozenset({
    "diffusers", "sentence-transformers", "diffusion-single-file", "timm", "open_clip", "span-marker", "flair",
    "spacy", "setfit", "peft", "adapter-transformers", "espnet", "nemo-asr", "speechbrain", "stable-baselines3",
    "ml-agents", "comfyui", "colbert", "fasttext", "sklearn", "keras-hub", "chronos-forecasting",
})
REPACK_TAGS: Final = frozenset({
    "gguf", "awq", "gptq", "exl2", "exl3", "mlx", "onnx", "openvino", "bitsandbytes", "quantized",
    "compressed-tensors",
})
DERIVED_TAGS: Final = frozenset({
    "lora", "peft", "adapter", "merge", "mergekit", "abliterated", "uncensored", "heretic",
    "not-for-all-audiences", "roleplay",
})
OTHER_TAGS: Final = frozenset({
    "diffusers", "text-to-speech", "automatic-speech-recognition", "sentence-transformers",
    "sentence-similarity", "reward-model", "embeddings", "text-embeddings-inference", "text-to-image",
    "text-to-video", "stable-diffusion", "robotics", "reranker", "feature-extraction", "text-to-audio",
})
BESIDE_SEEING: Final = frozenset({
    "automatic-speech-recognition", "text-to-speech", "text-to-image",
})
SEEING_ARCHITECTURE: Final = re.compile(
    r"vl|vision|vlm|llava|omni|mllama|paligemma|idefics|molmo|internvl|multimodal|janus|ovis|image", re.IGNORECASE
)
SPEAKING_ARCHITECTURE: Final = re.compile(r"(?:ForCausalLM|LMHeadModel|ForConditionalGeneration)$")
SEEING_NAME: Final = re.compile(
    r"(?:^|[-_.\d])(?:vl\d?|vlm|vision|llava|mllm|omni|ocr|vqa)(?:$|[-_.\d])|\dv(?:$|[-_.])|internvl|smolvlm|llava",
    re.IGNORECASE,
)
COMMON_WORDS: Final = frozenset({
    "command", "step", "solar", "arctic", "seed", "code", "open", "tiny", "big", "stable", "muse", "ring",
    "ling", "aya", "dots", "jet", "baby", "mini", "small", "large", "video", "got", "orca", "falcon", "phi",
    "yi", "opt", "llm", "vlm", "intern",
})
# fmt: on
