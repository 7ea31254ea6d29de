"""What a checkpoint does: text to text (llm), images too in and text out (vlm), or anything else.

The Hub's own task tag is asked first; without one, the words of the card decide, and a card that
shows neither a language model nor a vision-language model is `other`.
"""

import re
from typing import Final

from pipeline.kinds import Kind
from pipeline.readers.front_matter import FrontMatter
from pipeline.readers.names import parse_name

_VLM_TASKS: Final = frozenset(
    [
        "image-text-to-text",
        "visual-question-answering",
        "image-to-text",
        "video-text-to-text",
        "document-question-answering",
        "any-to-any",
        "video-to-text",
        "image-captioning",
    ]
)
_LLM_TASKS: Final = frozenset(["text-generation", "conversational", "text2text-generation", "audio-text-to-text"])
_OTHER_TASKS: Final = frozenset(
    [
        "text-to-image",
        "image-to-image",
        "text-to-video",
        "image-to-video",
        "video-to-video",
        "text-to-speech",
        "automatic-speech-recognition",
        "text-to-audio",
        "audio-to-audio",
        "fill-mask",
        "sentence-similarity",
        "feature-extraction",
        "text-classification",
        "token-classification",
        "zero-shot-classification",
        "zero-shot-image-classification",
        "image-classification",
        "object-detection",
        "image-segmentation",
        "depth-estimation",
        "time-series-forecasting",
        "text-ranking",
        "visual-document-retrieval",
        "image-feature-extraction",
        "robotics",
        "audio-classification",
        "voice-activity-detection",
        "text-to-3d",
        "image-to-3d",
        "unconditional-image-generation",
        "mask-generation",
        "keypoint-detection",
        "video-classification",
        "tabular-classification",
        "tabular-regression",
        "zero-shot-object-detection",
        "graph-ml",
        "text-to-music",
        "table-question-answering",
        "image-text-to-image",
        "image-text-to-video",
    ]
)
_OTHER_LIBRARIES: Final = frozenset(
    [
        "diffusers",
        "sentence-transformers",
        "timm",
        "espnet",
        "nemo_asr",
        "open_clip",
        "setfit",
        "flair",
        "spacy",
        "fasttext",
    ]
)
_OTHER_NAME: Final = re.compile(
    r"(?:^|[-_./ ])(?:embed(?:ding|der)?s?|rerank(?:er)?|bge|e5|gte|clip|siglip\d?|vit|vae|lora|sdxl|sd\d|"
    r"flux\.?\d?|diffusion|controlnet|whisper|"
    r"tts|asr|bert|roberta|deberta|modernbert|t2v|i2v|ti2v|unet|dino(?:v\d)?|sam\d?|wav2vec\d?|hubert|colpali|"
    r"colqwen\d?|colbert|prm|"
    r"musicgen|audio(?:gen|ldm)|image-edit|reward|rm|encoder|vocoder|tokenizer|bark)(?:$|[-_./ \d])",
    re.IGNORECASE,
)
_IMAGE_OUT: Final = (
    "text-to-image", "stable diffusion", "stable-diffusion", "diffusion model", "diffusion pipeline",
    "diffusion transformer", "flux.1", "sdxl",
    "controlnet", "text-to-video", "image generation model", "image-to-video", "video generation", "comfyui",
    "text-to-speech", "speech synthesis",
    "voice clon", "voice conver", "automatic speech recognition", "animatediff", "webui", "image editing",
    "trigger word", "music generation", "song generation", "text-to-music",
)  # fmt: skip
_VLM_WORDS: Final = (
    "vision-language", "vision language", "visual-language", "visual language model", " vlm", " mllm",
    "multimodal model", "multi-modal model",
    "multimodal large", "multi-modal large", "multimodal llm", "multimodal language", "multimodal foundation",
    "multimodal assistant",
    "large multimodal", "image-text-to-text", "visual question answering", "image caption", "视觉语言", "多模态",
    "image-to-text",
    "vision encoder", "multimodal decoder", "natively multimodal", "text and image input", "image and text input",
    "vision capabilit", "automodelforvision2seq", "automodelforimagetexttotext", "visionencoderdecoder", "image understanding",
)  # fmt: skip
_LLM_WORDS: Final = (
    "language model", " llm", "automodelforcausallm", "text-generation", "text generation", "causal-lm",
    "causal lm", "causallm", "语言模型",
    "大模型", "gguf", "llama", "chat model", "instruct", "mixtral", "vicuna", "alpaca", "conversational", "code model",
    "chatbot", "text model", "reasoning model", "training tokens", "active parameters", "context length",
)  # fmt: skip
_ENCODER_WORDS: Final = (
    "masked language model", "fill-mask", "fillmask", "sentence embedding", "sentence-transformers",
    "sentence similarity", "sentence-similarity",
    "text embedding", "embedding model", "feature-extraction", "feature extraction", "cross-encoder", "rerank",
    "text classification",
    "text-classification", "sentiment", "token classification", "token-classification", "mteb",
    "zero-shot image classification", "encoder-only",
    "词向量",
)  # fmt: skip
_LLM_FAMILY: Final = re.compile(
    r"llama|qwen|qwq|mistral|mixtral|gemma|deepseek|glm|\bphi\b|falcon|vicuna|alpaca|gpt|baichuan|internlm|\byi\b|"
    r"olmo|granite|smollm|starcoder|codellama|"
    r"bloom|opt-|pythia|mpt|nemotron|command|hermes|wizard|zephyr|kimi|minimax|hunyuan|ernie|exaone|jamba|mamba|"
    r"rwkv|grok|codestral|magistral|devstral|ministral|openelm|mimo|seed-|step-|dots|lfm|arctic|dbrx|solar|zamba|"
    r"\baya|tulu|orca|dolphin|"
    r"pygmalion|openchat|starling|minitron|sailor|aquila|skywork|xverse|telechat|stablelm|ling-|ring-|longcat|"
    r"apriel|cogito|llm(?!2)",
    re.IGNORECASE,
)


def count_words(text: str, words: tuple[str, ...]) -> int:
    """How often any of some phrases stands in a text in lower case."""
    return sum(text.count(word) for word in words)


def read_kind(repo: str, matter: FrontMatter, body: str) -> tuple[Kind, int | None]:  # noqa: C901, PLR0911, PLR0912
    """The kind of a checkpoint, and the line that decided where it is one of the front matter."""
    task = matter.first("pipeline_tag")
    extractive = _is_extractive(matter, body)
    if extractive is not None:
        return Kind.OTHER, extractive
    library = {t.lower() for t in matter.texts("library_name")}
    name = repo.rpartition("/")[2]
    if task is not None:
        tag = task.text.lower()
        if tag in _VLM_TASKS:
            return Kind.VLM, task.line
        if tag == "text-generation" and _OTHER_NAME.search(name) and _OTHER_TASKS & _tags(matter):
            return Kind.OTHER, task.line
        if tag in {"text-generation", "conversational"}:
            seen = _tags(matter) & (_VLM_TASKS - {"any-to-any"})
            if not seen and (_SEEING_NAME.search(name) or _tags(matter) & {"vision", "multimodal", "vlm"}):
                seen = {w for w in _VLM_WORDS if w in body[:16_000].lower()}
            return (Kind.VLM if seen else Kind.LLM), task.line
        if tag == "text2text-generation":
            return Kind.LLM, task.line
        if tag == "audio-text-to-text":
            return Kind.LLM, task.line
        if tag == "automatic-speech-recognition" and _tags(matter) & {
            "image-text-to-text",
            "visual-question-answering",
        }:
            return Kind.VLM, task.line
        if tag == "translation" and re.search(
            r"large language model|\bllm|causallm|text-generation", body[:20_000], re.IGNORECASE
        ):
            return Kind.LLM, task.line
        return Kind.OTHER, task.line
    tags = _tags(matter)
    tag_line = next(
        (i.line for i in matter.items.get("tags", ()) if i.text.lower() in _VLM_TASKS | _LLM_TASKS | _OTHER_TASKS), None
    )
    if library & _OTHER_LIBRARIES:
        return Kind.OTHER, matter.items["library_name"][0].line
    if tags & {
        "diffusers",
        "stable-diffusion",
        "stable-diffusion-diffusers",
        "sentence-transformers",
        "text-to-image",
        "flux",
        "lora-image",
        "diffusion",
        "controlnet",
    }:
        return Kind.OTHER, tag_line
    vlm, llm, other = tags & _VLM_TASKS, tags & _LLM_TASKS, tags & _OTHER_TASKS
    if vlm and not (other - {"automatic-speech-recognition"}):
        return Kind.VLM, tag_line
    if llm and not other:
        return Kind.LLM, tag_line
    head = body[:9_000].lower()
    if tags & {"mergekit", "lazymergekit"} and not other and not count_words(head, _IMAGE_OUT):
        sees = any(_SEEING_NAME.search(n) for n in (name, *matter.texts("base_model")))
        return (Kind.VLM if sees else Kind.LLM), None
    other_name = _OTHER_NAME.search(name)
    if (
        other_name
        and "lora" in other_name[0].lower()
        and _LLM_FAMILY.search(name)
        and not count_words(head, _IMAGE_OUT)
    ):
        return Kind.LLM, None
    if other_name and not vlm:
        return Kind.OTHER, None
    if other and not llm and not vlm:
        return Kind.OTHER, tag_line
    if (
        "translation" in tags
        and not llm
        and not re.search(r"large language model|\bllms?\b|causallm", head, re.IGNORECASE)
    ):
        return Kind.OTHER, tag_line
    lead = head[:2500]
    image = count_words(head, _IMAGE_OUT)
    seeing = count_words(head, _VLM_WORDS)
    language = count_words(head, _LLM_WORDS)
    encoding = count_words(head, _ENCODER_WORDS)
    if image > max(seeing, language) or (image >= 2 and not _LLM_FAMILY.search(name) and not seeing and language < 4):
        return Kind.OTHER, None
    if encoding >= 2 and encoding >= language * 0.5 and not _LLM_FAMILY.search(name):
        return Kind.OTHER, None
    if not image and ("text and image" in head or "images and text" in head) and _SEES.search(head):
        return Kind.VLM, None
    if any(_SEEING_NAME.search(n) for n in (name, *matter.texts("base_model"))) and (seeing or language):
        return Kind.VLM, None
    if count_words(lead, _VLM_WORDS) and seeing >= 2 and not _LLM_LEAD.search(lead[:600]):
        return Kind.VLM, None
    if language and (_LLM_FAMILY.search(name) or language >= 2 or any(t in tags for t in ("llm", "chat", "llama"))):
        return Kind.LLM, None
    named = [name, *matter.texts("base_model")]
    if image < 2 and encoding < 2 and language and parse_name(name).sizes:
        return Kind.LLM, None
    if image < 3 and encoding < 2 and any(_LLM_FAMILY.search(n) for n in named):
        sees = any(_SEEING_NAME.search(n) for n in named)
        return (Kind.VLM if sees else Kind.LLM), None
    return Kind.OTHER, None


_SEEING_NAME: Final = re.compile(
    r"(?:^|[-_. \d])(?:vl\d?|[a-z]{0,8}vlm\d?|vision|llava|mllm|omni|vqa|[a-z]{0,8}ocr|caption(?:ing)?)(?:$|[-_. \d])",
    re.IGNORECASE,
)
_LLM_LEAD: Final = re.compile(
    r"(?<!vision-)(?<!visual-)(?<!vision )\blarge language model|code language model|"
    r"text-only(?! (?:\w{1,12} )?(?:benchmark|task|eval|perform|data))",
    re.IGNORECASE,
)


_SEES: Final = re.compile(
    r"\b(?:handl|tak|accept|process|consum)\w{1,3} (?:both )?(?:text and images?|images and text)\b[^.]{0,60}"
    r"\b(?:generat|produc|output)\w{0,3} text\b"
)
_PICKING_TASKS: Final = frozenset(["document-question-answering", "visual-question-answering"])
_SPEAKS: Final = re.compile(
    r"generat|decoder|language model|language-model|\bllms?\b|\bvlms?\b|\b[lm]mms?\b|mllm|\bchat|caption|causal|"
    r"conversation|大模型|语言模型",
    re.IGNORECASE,
)
_STEP_TAG: Final = re.compile(r"[a-z]_(?:detection|recognition|classification|orientation|unwarping)$", re.IGNORECASE)


def _is_extractive(matter: FrontMatter, body: str) -> int | None:
    """The line of a task that reads images to pick an answer or to mark text, where no text is generated."""
    items = (*matter.items.get("pipeline_tag", ()), *matter.items.get("tags", ()))
    step = next((i for i in items if _STEP_TAG.search(i.text)), None)
    if step is not None and any(i.text.lower() == "image-to-text" for i in items):
        return step.line
    tasks = [i for i in items if i.text.lower() in _VLM_TASKS]
    if tasks and all(i.text.lower() in _PICKING_TASKS for i in tasks) and not _SPEAKS.search(body):
        return tasks[0].line
    return None


def _tags(matter: FrontMatter) -> set[str]:
    return {t.lower() for t in matter.texts("tags")}
