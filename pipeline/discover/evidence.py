"""Why a repository is no new model for the list: another modality, a repack, a derivative, or nothing to go by.

Every rule names the evidence it rests on. Precision before recall: a repository that may be a
model of its own, but that no evidence shows to be one, is set aside with that reason, and a person
can add it by hand.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from pipeline.discover.entries import Entry
from pipeline.discover.found import Rule
from pipeline.discover.stems import key_of, line_of, stem_of
from pipeline.model.curated import ListKind
from pipeline.model.snapshots import CardFacts
from pipeline.reconcile.name_words import Words, words
from pipeline.sources.huggingface import KIND_BY_TASK
from pipeline.sources.names import is_repack_name

# fmt: off
_OTHER_NAME: Final = re.compile(
    r"(?:^|[-_.\d])(?:embed(?:ding|dings|der)?|rerank(?:er)?|gte|bge|siglip\d?|clip|vit|intern-?vit|vae|lora|loras|controlnet|whisper|tts|asr|"
    r"stt|speech|voice|audio|music|mert|bert|roberta|deberta|modernbert|t2v|i2v|t2i|i2i|ti2v|image-edit|image-layered|unet|dino(?:v\d)?|"
    r"sam\d?|reward|rm|prm|orm|guard|shield|moderation|classifier|classification|tokenizer|encoder|decoder|vocoder|segment(?:ation)?|"
    r"detection|detr|ner|rag-retriever|retriever|colbert|colpali|colqwen\d?|splade|world|robot(?:ics)?|vla|action|policy|time-?series|chronos|"
    r"forecast(?:ing)?|weather|protein|esm\d?|dna|molecule|filter|mt|translate|translation|nllb|t5|ul2|ocr-layout|layout|parakeet|canary)"
    r"(?:$|[-_.\d])|diffusion|stable-?diffusion|flux|embedding|reranker|sentence-transformers|text-to-|speech|tts$",
    re.IGNORECASE,
)
_NOT_OWN_NAME: Final = re.compile(
    r"(?:^|[-_.])(?:draft|dspark|dflash|eagle\d?|mtp|medusa|speculator|speculative|sae|saes|scope|lens|adapter|adapters|delta|diff|steering|probe|"
    r"tiny-random|random|test|testing|dummy|debug|internal-testing|ckpts?|checkpoints?|templates?|demo|artifacts?|converted|shards?|"
    r"activation|activations|onnx|tflite|litert|web|coreml|executorch|nemo|megatron|trtllm|jax|keras|flax|pytorch|tf|cpp|tokenizer|"
    r"preference|ablation|ablations|intermediate|step\d+|stage\d?|early-training)(?:$|[-_.])",
    re.IGNORECASE,
)
_DERIVED_NAME: Final = re.compile(
    r"(?:^|[-_.])(?:distill(?:ed)?|abliterat(?:ed|ion)|uncensored|heretic|crack|merged?|slerp|dare|ties|finetuned?|ft|roleplay|rp|nsfw|"
    r"claude|opus|sonnet|gemini|chatgpt|lora|sft-lora|pruned?|minitron|sparse|quantized|unquantized)(?:$|[-_.\d])",
    re.IGNORECASE,
)
_REPACK_LIBRARIES: Final = frozenset({
    "gguf", "mlx", "llama.cpp", "ctranslate2", "coreml", "onnx", "openvino", "tflite", "litert", "litert-lm", "mlc-llm", "exllamav2", "exllamav3",
    "model optimizer", "tensorrt-llm", "transformers.js", "executorch", "optimum",
})
_OTHER_LIBRARIES: Final = frozenset({
    "diffusers", "sentence-transformers", "diffusion-single-file", "timm", "open_clip", "span-marker", "flair", "spacy", "setfit", "peft", "adapter-transformers",
    "espnet", "nemo-asr", "speechbrain", "stable-baselines3", "ml-agents", "comfyui", "colbert", "fasttext", "sklearn", "keras-hub", "chronos-forecasting",
})
_REPACK_TAGS: Final = frozenset({"gguf", "awq", "gptq", "exl2", "exl3", "mlx", "onnx", "openvino", "bitsandbytes", "quantized", "compressed-tensors"})
_DERIVED_TAGS: Final = frozenset({"lora", "peft", "adapter", "merge", "mergekit", "abliterated", "uncensored", "heretic", "not-for-all-audiences", "roleplay"})
_OTHER_TAGS: Final = frozenset({
    "diffusers", "text-to-speech", "automatic-speech-recognition", "sentence-transformers", "sentence-similarity", "reward-model", "embeddings",
    "text-embeddings-inference", "text-to-image", "text-to-video", "stable-diffusion", "robotics", "reranker", "feature-extraction", "text-to-audio",
})
_SEEING_ARCHITECTURE: Final = re.compile(r"vl|vision|vlm|llava|omni|mllama|paligemma|idefics|molmo|internvl|multimodal|janus|ovis|image", re.IGNORECASE)
_SPEAKING_ARCHITECTURE: Final = re.compile(r"(?:ForCausalLM|LMHeadModel|ForConditionalGeneration)$")
_SEEING_NAME: Final = re.compile(r"(?:^|[-_.\d])(?:v|vl\d?|vlm|vision|llava|mllm|omni|ocr|vqa)(?:$|[-_.\d])|internvl|smolvlm|llava", re.IGNORECASE)
_COMMON_WORDS: Final = frozenset({
    "command", "step", "solar", "arctic", "seed", "code", "open", "tiny", "big", "stable", "muse", "ring", "ling", "aya", "dots", "jet",
    "baby", "mini", "small", "large", "video", "got", "orca", "falcon", "phi", "yi", "opt", "llm", "vlm", "intern",
})
# fmt: on


@dataclass(frozen=True)
class Known:
    """What the list knows that evidence is weighed against."""

    declined: frozenset[str] = frozenset()
    makers: Mapping[str, str] = field(default_factory=dict)  # Hub name, folded -> organisation's slug
    lines: Mapping[str, frozenset[str]] = field(default_factory=dict)  # "qwen" -> who makes that line (slug or Hub name)
    families: Mapping[str, frozenset[Words]] = field(default_factory=dict)  # Hub id's owner's slug -> stems' words on the list
    seeing: frozenset[str] = frozenset()  # folded ids of VLMs on the list
    cards: Mapping[str, CardFacts] = field(default_factory=dict)
    min_likes: int = 0
    since: str = ""  # ISO day: older repositories are no news

    def maker(self, hub_name: str) -> str:
        """The maker behind a Hub name: the organisation's slug, else the name itself."""
        return self.makers.get(hub_name.casefold(), hub_name.casefold())


Because = tuple[Rule, str]


def kind_of(entry: Entry, card: CardFacts | None = None) -> ListKind | Because:
    """Whether a repository is a language or a vision-language model, or why neither is shown."""
    if entry.library is not None and entry.library.casefold() in _OTHER_LIBRARIES:
        return "other modality", f"library {entry.library}"
    if entry.task is not None:
        kind = KIND_BY_TASK.get(entry.task, "other")
        if kind == "other" and "image-text-to-text" not in entry.tags:
            return "other modality", f"task {entry.task}"
        if named := _OTHER_NAME.search(entry.name):
            return "other modality", f"named {named[0].strip('-_.')}"
        if strange := entry.tags & _OTHER_TAGS - {"feature-extraction"}:
            if not (kind == "vlm" and strange <= {"automatic-speech-recognition", "text-to-speech", "text-to-image"}):
                return "other modality", f"tagged {min(strange)}"
        return _seen_kind(entry, kind)
    if named := _OTHER_NAME.search(entry.name):
        return "other modality", f"named {named[0].strip('-_.')}"
    if strange := entry.tags & _OTHER_TAGS:
        return "other modality", f"tagged {min(strange)}"
    if card is not None and card.kind in {"llm", "vlm"}:
        return "vlm" if card.kind == "vlm" else "llm"
    if entry.architecture is not None and _SPEAKING_ARCHITECTURE.search(entry.architecture):
        seeing = _SEEING_ARCHITECTURE.search(entry.architecture) or _SEEING_NAME.search(entry.name)
        return "vlm" if seeing else "llm"
    if entry.tags & {"text-generation", "conversational", "mistral-common"}:
        return "vlm" if entry.tags & {"image-text-to-text", "vision"} else "llm"
    if "image-text-to-text" in entry.tags:
        return "vlm"
    return "no task", "the Hub states no task, and neither tags nor configuration show a language model"


def _seen_kind(entry: Entry, kind: str) -> ListKind:
    if kind == "vlm" or "image-text-to-text" in entry.tags:
        return "vlm"
    return "vlm" if entry.architecture is not None and _SEEING_ARCHITECTURE.search(entry.architecture) else "llm"


def refusal(entry: Entry, known: Known) -> Because | None:
    """Why a repository is out before its kind matters: cheap rules first, since a walk asks two million times."""
    if entry.hidden:
        return "hidden", "private or disabled"
    if entry.likes < known.min_likes:
        return "too few likes", f"fewer than {known.min_likes}"
    if known.since and entry.created[:10] < known.since:
        return "too old", f"created {entry.created[:10] or 'at an unknown date'}"
    if entry.id in known.declined or f"{entry.owner}/*" in known.declined:
        return "declined", "declined.toml"
    return None


def not_own(entry: Entry, kind: ListKind, known: Known) -> Because | None:
    """Why a language model is not a model of its own: a repack, a part, or made from another."""
    if repack := _repack(entry):
        return "repack", repack
    if part := _NOT_OWN_NAME.search(entry.name):
        return "not a model of its own", f"named {part[0].strip('-_.')}"
    if derived := _DERIVED_NAME.search(entry.name):
        return "derivative", f"named {derived[0].strip('-_.')}"
    if strange := entry.tags & _DERIVED_TAGS:
        return "derivative", f"tagged {min(strange)}"
    if entry.relation in {"quantized", "adapter"}:
        rule: Rule = "repack" if entry.relation == "quantized" else "derivative"
        return rule, f"base_model:{entry.relation}:{_first(entry)}"
    if line := _foreign_line(entry, kind, known):
        return "derivative", line
    return _made_from(entry, kind, known)


def _repack(entry: Entry) -> str | None:
    if is_repack_name(entry.id):
        return "by its name"
    if entry.library is not None and entry.library.casefold() in _REPACK_LIBRARIES:
        return f"library {entry.library}"
    if entry.gguf:
        return "it holds GGUF files"
    if entry.bases and (tags := entry.tags & _REPACK_TAGS):
        return f"tagged {min(tags)}, with a base model"
    return "tagged gguf" if "gguf" in entry.tags or "mlx" in entry.tags else None


def _foreign_line(entry: Entry, kind: ListKind, known: Known) -> str | None:
    """A name that carries another maker's line of models: "Jackrong/Qwen3.5-27B-…"."""
    own = known.maker(entry.owner)
    for position, word in enumerate(w for w in words(entry.name) if w.isalpha()):
        makers = known.lines.get(word)
        if makers is None or own in makers or entry.owner.casefold() in makers:
            if makers is not None and kind == "vlm":
                return None  # "LLaVA-OneVision-Qwen2": a VLM is named after the language model inside
            continue
        if position == 0 or (word not in _COMMON_WORDS and kind == "llm"):
            return f"its name has {word!r}, a line of {', '.join(sorted(makers)[:3])}"
        if position > 0 and kind == "vlm" and word not in _COMMON_WORDS and own not in known.makers.values():
            return f"its name has {word!r}, a line of {', '.join(sorted(makers)[:3])}"
    return None


def _made_from(entry: Entry, kind: ListKind, known: Known) -> Because | None:
    """What its stated base models make of it: another maker's fine-tune, a maker's own variant, or a model of its own."""
    own = known.maker(entry.owner)
    stem = key_of(stem_of(entry.name))
    for base in entry.bases:
        if base.casefold() == entry.id.casefold():
            continue
        owner, _, name = base.partition("/")
        foreign = known.maker(owner) != own
        if kind == "vlm" and not _sees(base, known):
            continue  # a VLM is built from a language model and a vision encoder, its own or others'
        relation = f"base_model:{entry.relation or 'stated'}:{base}"
        if foreign:
            return "derivative", relation
        if key_of(stem_of(name)) != stem and _on_list(own, name, known):
            return "variant", f"{relation}, a family on the list: add it by hand if it is one of its own"
    return None


def _sees(base: str, known: Known) -> bool:
    return base.casefold() in known.seeing or bool(_SEEING_NAME.search(base.partition("/")[2]))


def _on_list(own: str, name: str, known: Known) -> bool:
    return key_of(stem_of(name)) in known.families.get(own, ())


def by_reader(card: CardFacts | None, kind: ListKind) -> Because | None:
    """What the card itself says against it: another modality, a derivative or a repack."""
    if card is None:
        return None
    if card.kind == "other":
        return "reader", "its card describes neither a language nor a vision-language model"
    if card.role in {"derivative", "repack"}:
        bases = [str(c.value[0]) for c in card.claims.get("base_model", ()) if isinstance(c.value, tuple) and c.value]
        if card.role == "derivative" and kind == "vlm" and not bases:
            return None
        return "reader", f"its card describes a {card.role}" + (f" of {bases[0]}" if bases else "")
    return None


def _first(entry: Entry) -> str:
    return entry.bases[0] if entry.bases else "?"


def lines_of_models(names: Collection[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """Lines of models and who makes them, from pairs of a family's name and its maker."""
    found: dict[str, set[str]] = {}
    for name, maker in names:
        if word := line_of(name):
            found.setdefault(word, set()).add(maker)
    return {word: frozenset(makers) for word, makers in found.items()}
