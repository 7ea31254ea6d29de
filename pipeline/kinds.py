"""The table of kinds of models: what the Hub calls their tasks, where their list stands, and its words, a row each.

Another kind is a name in `Kind` and `ListKind`, a row, and a rule of the card reader that tells it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal, NamedTuple


class Kind(StrEnum):
    """What a checkpoint does: text in and text out, images too in and text out, or anything else."""

    LLM = "llm"
    VLM = "vlm"
    OTHER = "other"


class Role(StrEnum):
    """Where a checkpoint stands between its maker's pre-training and other people's conversions."""

    PRETRAINED = "pretrained"
    POST_TRAINED = "post-trained"
    DERIVATIVE = "derivative"
    REPACK = "repack"


ListKind = Literal["llm", "vlm"]
"""The kinds that have a list."""
ListKinds = Literal["llm", "vlm", "both"]
"""On which list a board or a benchmark stands."""


class KindWords(NamedTuple):
    """What a kind is called in one language: in short, in short of several, in full, and over its list."""

    short: str
    several: str
    full: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KindSpec:
    """One kind with a list: what shows it on the Hub, and what the names of the list's pages begin with.

    `named` and `architecture` are patterns of a repository's name and of its configuration's class. `built` says that
    models of the kind are built from models of other kinds, so that such a base makes no derivative; `takes` what its
    models take in, where nobody says more.
    """

    name: ListKind
    tasks: frozenset[str]
    page: str
    words: Mapping[str, KindWords]
    named: re.Pattern[str] | None = None
    architecture: re.Pattern[str] | None = None
    built: bool = False
    takes: tuple[str, ...] = ("text",)


LISTED: Final[dict[ListKind, KindSpec]] = {one.name: one for one in (
    KindSpec(
        name="llm", page="README", tasks=frozenset({"text-generation", "text2text-generation", "conversational"}),
        words={
            "en": KindWords("LLM", "LLMs", "Large language models", "Awesome Large Language Models"),
            "zh": KindWords("LLM", "大语言模型", "大语言模型", "大语言模型精选列表"),
        },
    ),
    KindSpec(
        name="vlm", page="README_VLMs", built=True, takes=("text", "image"),
        tasks=frozenset({
            "image-text-to-text", "visual-question-answering", "image-to-text", "video-text-to-text", "any-to-any",
        }),
        named=re.compile(
            r"(?:^|[-_.\d])(?:vl\d?|vlm|vision|llava|mllm|omni|ocr|vqa)(?:$|[-_.\d])|\dv(?:$|[-_.])|internvl|smolvlm|llava",
            re.IGNORECASE,
        ),
        architecture=re.compile(
            r"vl|vision|vlm|llava|omni|mllama|paligemma|idefics|molmo|internvl|multimodal|janus|ovis|image", re.IGNORECASE
        ),
        words={
            "en": KindWords("VLM", "VLMs", "Vision-language models", "Awesome Vision-Language Models"),
            "zh": KindWords("VLM", "视觉语言模型", "视觉语言模型", "视觉语言模型精选列表"),
        },
    ),
)}  # fmt: skip
"""The kinds that have a list, in the order in which the lists are named."""
_OTHER_OUTPUT: Final = re.compile(r"audio|speech|tts|whisper|voice|voxtral|seamless|music|bark|codec|embed|reward|rank", re.IGNORECASE)
_WRITES: Final = re.compile(r"(?:ForCausalLM|LMHeadModel|^(?:U?M?T5|M?Bart|Pegasus\w*|Switch\w*)ForConditionalGeneration)$")


def kind_of_task(task: str) -> Literal[ListKind, "other"]:
    """The kind that a task of the Hub stands for; "other" for a task of no list."""
    return next((one.name for one in LISTED.values() if task in one.tasks), "other")


def last_of(kinds: Iterable[str]) -> ListKind | None:
    """The one among several kinds that says most, which is the last row of the table; None where none has a list."""
    among = frozenset(kinds)
    return next((one.name for one in reversed(LISTED.values()) if one.name in among), None)


def kind_of_architecture(architecture: str) -> ListKind | None:
    """The kind that a class of the configuration shows (`config.architectures`); None where it may be anything."""
    if _OTHER_OUTPUT.search(architecture):
        return None
    seen = last_of(one.name for one in LISTED.values() if one.architecture and one.architecture.search(architecture))
    if seen is not None and architecture.endswith(("ForCausalLM", "ForConditionalGeneration", "ForVision2Seq")):
        return seen
    return "llm" if _WRITES.search(architecture) else None
