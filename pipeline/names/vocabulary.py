"""Words that model names are made of besides the family's own: who made it, how it was tuned, stored, dated and run.

A word may stand in several sets: "max" is an effort after "kimi-k3", and a model of its own after "qwen3".
"""

import re
from typing import Final

# fmt: off
VENDORS: Final = frozenset({
    "meta", "facebook", "mistralai", "google", "microsoft", "nvidia", "openai", "ibm", "allenai", "alibaba", "amazon",
    "anthropic", "cohere", "tiiuae", "thudm", "zhipu", "huggingface", "lmsys", "baai", "apple", "baidu", "tencent", "xiaomi",
    "moonshot", "moonshotai", "bytedance", "stepfun", "salesforce", "meituan", "zai", "zhipuai", "minimaxai", "databricks",
    "cohereforai", "coherelabs", "paddlepaddle", "opengvlab", "bigcode", "bigscience",
    "阿里巴巴", "阿里", "通义", "智谱", "智谱清言", "智能", "书生", "上海人工智能实验室", "月之暗面", "零一万物", "阶跃星辰", "阶跃", "腾讯", "百度",
    "深度求索", "面壁", "面壁智能", "稀宇科技", "小米", "美团", "字节跳动", "字节", "华为", "昆仑万维", "蚂蚁", "快手", "谷歌", "微软", "英伟达",
})
"""Words that only say who made it: "NVIDIA-Nemotron-3", "Meta-Llama-3"."""

HOSTS: Final = frozenset({
    "together", "fireworks", "novita", "deepinfra", "chutes", "parasail", "groq", "cerebras", "openrouter", "sambanova",
    "replicate", "anyscale", "hyperbolic", "nebius", "baseten", "siliconflow", "lambda", "friendli", "scaleway", "cloudflare",
    "targon", "nscale", "lepton", "gmicloud", "atlascloud", "dashscope", "volcengine", "kluster", "glhf", "poe", "venice",
    "sagemaker", "watsonx", "vercel", "portkey", "helicone", "requesty", "ovhcloud", "digitalocean", "wandb",
    "modelscope", "bailian", "huaweicloud", "tencentcloud", "ppio", "gitee", "inceptron", "phala",
    "cortecs", "stackit", "evroc", "vultr", "oci", "aihubmix", "zenmux", "nanogpt", "opencode",
    "alicloud", "bedrock", "vertex", "azure", "aws", "sambastudio", "featherless", "runpod", "octoai", "mancer", "infermatic", "ncompass", "clarifai", "gaianet",
    "ionet", "berget", "meganova", "jiekou", "qiniu", "fastrouter", "llmgateway",
})
"""Who serves other people's weights: the model is the same."""

ROUTES: Final = HOSTS | {
    "accounts", "models", "routers", "openhands", "together_ai", "fireworks_ai", "hf", "huggingface", "vertex_ai",
    "nvidia_nim", "lm_studio", "litellm_proxy", "openai_compatible", "fireworks-ai", "friendliai", "deepinfra-ai", "novita-ai", "io-net",
    "nano-gpt", "togetherai", "azure_ai", "azure-ai", "azureml", "workers-ai", "@cf", "@hf", "foundation-models", "serverless",
    "synthetic", "gradient", "unify", "avian", "wafer", "infini", "crusoe", "heroku", "kilo", "morph", "akash", "abacus", "submodel", "regolo",
    "tee", "pro", "route", "router", "hosted_vllm", "vllm", "sglang", "lmstudio", "llamacpp", "local", "github", "github-models",
    "gradient_ai", "ai_gateway", "oci_genai", "custom", "proxy", "litellm", "sambanova-cloud", "cerebras-cloud", "hf-inference",
}
"""What stands before a name at a router: "accounts/fireworks/models/…". Ollama is none: its weights have four bits."""

ROUTE_ENDS: Final = frozenset({
    "free", "exacto", "nitro", "floor", "extended", "online", "cloud", "thinking", "fastest", "cheapest", "preferred", "latest", "beta",
}) | HOSTS
"""What stands behind one there: ":free"."""

PRECISION: Final = frozenset({
    "bf16", "fp16", "fp32", "fp8", "int8", "bfloat16", "float16", "float32", "bfloat", "float", "hf", "original", "safetensors", "paddle",
})
"""How the weights are stored, where the model scores the same: not with four bits."""

FEW_BITS: Final = re.compile(r"(?<![a-z0-9])(?:i?q[1-6](?:[-_](?:[0-9k]|k?[-_][sml]|xx?s)){0,2}|[1-6][- ]?bits?|(?:nv|mx)?fp4|[iu]?int[1-6]|nf4|w4a\d+|awq|gptq|gguf|ggml|exl[23]|bnb)(?![a-z0-9])")
"""Conversions to so few bits that they score otherwise."""

FORMAT: Final = PRECISION - {"hf", "paddle", "original", "float", "bfloat"} | {
    "int4", "fp4", "nf4", "awq", "gptq", "gguf", "nvfp4", "mxfp4", "w4a16", "w8a8", "mlx", "onnx", "block", "ct", "qat",
}
"""Formats in the name of a conversion."""

TUNED: Final = frozenset({
    "instruct", "instruction", "chat", "it", "base", "pt", "hf", "sft", "dpo", "rlhf", "rl", "rlvr", "ppo", "thinking", "think",
    "reasoning", "reasoner", "preview", "latest", "tuned", "pretrain", "pretrained", "foundation", "native", "final", "original",
    "nonthinking", "nothink", "intermediate", "exp", "beta", "alpha", "release", "model", "mpo", "capybara", "zero",
})
"""How a checkpoint of a family was tuned, or which of several it is."""

TIERS: Final = frozenset({
    "mini", "nano", "micro", "tiny", "small", "medium", "large", "super", "ultra", "flash", "pro", "max", "lite", "plus", "air",
    "turbo", "scout", "maverick", "edge", "lightning", "fast", "big", "xl", "xxl", "base", "h",
})
"""Sizes in words."""

RUN: Final = frozenset({
    "instruct", "chat", "it", "base", "thinking", "reasoning", "nothinking", "non", "no", "preview", "latest",
    "api", "hf", "instruction", "tuned", "default", "pt", "diff", "whole", "reasoner",
})
"""Which of a family's checkpoints a board ran, where it does not say more."""

SERVED: Final = frozenset({
    "tput", "maas", "versatile", "instant", "specdec", "basic", "serverless", "nim", "free", "cloud", "throughput", "fast", "flex", "highspeed",
    "speed", "tee", "priority", "batch", "ultrafast", "fw", "hosted", "endpoint", "eu", "us",
})
"""What hosts put behind a name for how they serve it: "llama-3.3-70b-versatile"."""

SETTINGS: Final = frozenset({
    "high", "low", "medium", "xhigh", "minimal", "max", "unknown", "auto", "effort", "fc", "prompt", "thinking", "think",
    "reasoning", "nothinking", "nonthinking", "nothink", "nonreasoning", "thinkmode", "non", "no", "vllm", "sglang", "transformers",
    "turbomind", "lmdeploy", "tgi", "trtllm", "tensorrt", "llamacpp", "mindie", "exllama", "ktransformers", "default",
}) | HOSTS | SERVED
"""How a board ran a model: effort, calling, host, engine. No name of a model ends so, but for the lines below."""

BRACKETED: Final = SETTINGS | frozenset({
    "shots", "temp", "temperature", "top", "run", "seed", "pass", "avg", "mean", "maj", "trial", "attempt", "round", "moe", "dense", "greedy",
    "adaptive", "extended", "hybrid", "mode", "budget", "tokens", "enabled", "disabled", "on", "off", "default", "standard", "official",
    "cot", "shot", "zero", "few", "tools", "tool", "use", "calling", "function", "native", "python", "api", "local", "diff",
    "whole", "open", "weights", "source", "preview", "instruct", "chat", "base", "it", "reasoner", "self", "hosted",
    "deprecated", "new", "none", "disable", "enable", "dynamic", "xlow", "ultra", "budget", "limit", "full", "old", "original", "beta", "ai",
})
"""The same inside brackets, where words cannot be part of a name."""

NUMBERED: Final = frozenset({
    "shot", "shots", "temp", "temperature", "t", "top", "run", "seed", "pass", "avg", "mean", "maj", "trial", "attempt", "round", "budget",
    "tokens", "effort", "rank", "thinking", "reasoning",
})
"""What numbers in brackets belong to: "(5-shot)", "(temp 0.6)", "(avg@32)"."""

TIER_IN_LINE: Final = {
    "max": frozenset({"qwen"}),
    "medium": frozenset({"mistral", "magistral", "phi", "devstral"}),
    "fast": frozenset({"grok"}),
    "turbo": frozenset({"gpt", "glm", "qwen", "hunyuan", "spark", "step", "ernie", "yi", "baichuan", "abab", "doubao"}),
}
"""Lines of models in which a setting is a model of its own: Qwen3-Max, Mistral Medium, Phi-3-medium."""

MONTHS: Final = (
    ("jan", "january"), ("feb", "february"), ("mar", "march"), ("apr", "april"), ("may",), ("jun", "june"), ("jul", "july"),
    ("aug", "august"), ("sep", "sept", "september"), ("oct", "october"), ("nov", "november"), ("dec", "december"),
)
"""The names of the months, January first."""
# fmt: on

OTHER_NAME: Final = re.compile(
    r"(?:^|[-_./ ])(?:embed(?:ding|der)?s?|rerank(?:er)?|bge|e5|gte|clip|siglip\d?|vit|vae|lora|sdxl|sd\d|flux\.?\d?|diffusion|controlnet|"
    r"whisper|tts|asr|bert|roberta|deberta|modernbert|t2v|i2v|ti2v|unet|dino(?:v\d)?|sam\d?|wav2vec\d?|hubert|colpali|colqwen\d?|"
    r"colbert|prm|musicgen|audio(?:gen|ldm)|image-edit|reward|rm|encoder|vocoder|tokenizer|bark)(?:$|[-_./ \d])",
    re.IGNORECASE,
)
"""Names of what is no language model: encoders, rerankers, speech, pictures, reward models."""
