"""What a checkpoint does: text to text (llm), images too in and text out (vlm), or anything else.

The Hub's own task tag is asked first; without one, the words of the card decide, and a card that
shows neither a language model nor a vision-language model is `other`. The rows are tried in order.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from pipeline.cards.front_matter import FrontMatter
from pipeline.cards.rules import SHARED
from pipeline.cards.words import WORDS, apart, counted
from pipeline.kinds import Kind
from pipeline.names.dissected import parse_name
from pipeline.names.makers import LANGUAGE_FAMILY
from pipeline.names.vocabulary import OTHER_NAME

_VLM_TASKS: Final = frozenset(WORDS["tasks.vlm"])
_LLM_TASKS: Final = frozenset(WORDS["tasks.llm"])
_OTHER_TASKS: Final = frozenset(WORDS["tasks.other"])
_OTHER_MARKS: Final = frozenset(WORDS["marks.other"])
SEEING_NAME: Final = re.compile(SHARED["kind.seeing_name"], re.IGNORECASE)
_IMAGE_OUT, _SEEING, _LANGUAGE, _ENCODING = (WORDS[f"kinds.{name}"] for name in ("image_out", "seeing", "language", "encoding"))
_ANALYSES: Final = re.compile(SHARED["kind.analyses"])
_IS_SEEING: Final = re.compile(SHARED["kind.is_seeing"])
_IS_LANGUAGE: Final = re.compile(SHARED["kind.is_language"])
_UNIFIED: Final = re.compile(r"\bmultimodal understanding and (?:visual |image )?generation\b")
_PROMPTING: Final = re.compile(r"\b(?:generat|writ|rewrit|expand|enhanc|improv)\w{0,3} (?:\w{1,12} ){0,2}prompts?(?: texts?)? for\b")
_LLM_LEAD: Final = re.compile(SHARED["kind.llm_lead"], re.IGNORECASE)
_LM: Final = re.compile(r"\bl?lm\b|(?:^|\n|\ban? |causal |based )language model|语言模型|大模型|causallm|text-generation")
_LM_NAME: Final = re.compile(r"[a-z]LM(?![a-z])")
_HINT: Final = re.compile(SHARED["kind.hint"])
"""Words of language models in cards that say little."""
_SPEAKS: Final = re.compile(SHARED["kind.speaks"], re.IGNORECASE)
_STEP_TAG: Final = re.compile(r"[a-z]_(?:detection|recognition|classification|orientation|unwarping)$")
_PICKING_TASKS: Final = frozenset({"document-question-answering", "visual-question-answering"})


@dataclass
class _RepoText:
    """What a card shows of its kind: its name, task, tags and the words at its head."""

    name: str
    matter: FrontMatter
    body: str

    def __post_init__(self) -> None:
        """Look at what every row asks for."""
        self.tags = self.matter.words("tags")
        tagged = "translation" if "translation" in self.tags and not self.tags & _LLM_TASKS else ""
        self.task = next(iter(self.matter.words("pipeline_tag")), tagged)
        self.names = [self.name, *self.matter.texts("base_model")]
        self.sees = any(SEEING_NAME.search(name) for name in self.names)
        other = OTHER_NAME.search(self.name)
        self.other_name = other[0].lower() if other else ""
        self.known = bool(LANGUAGE_FAMILY.search(self.name))
        self.of_tuned = any(parse_name(base).variants and parse_name(base).sizes for base in self.names[1:])

    @cached_property
    def head(self) -> str:
        """The first 9,000 characters in lower case."""
        return self.body[:9_000].lower().replace("*", "")

    @cached_property
    def counts(self) -> tuple[int, int, int, int]:
        """How often words stand at the head: for making images or sound, models that see, language models, encoders."""
        parts = apart(self.head)
        image, seeing, language, encoding = (counted(words, parts) for words in (_IMAGE_OUT, _SEEING, _LANGUAGE, _ENCODING))
        return image, seeing, language, encoding

    @property
    def picks(self) -> bool:
        """Whether it reads images to pick an answer or to mark text, where no text is generated."""
        tasks = (self.tags | {self.task}) & _VLM_TASKS
        steps = "image-to-text" in tasks and any(map(_STEP_TAG.search, self.tags))
        return steps or (bool(tasks) and tasks <= _PICKING_TASKS and not _SPEAKS.search(self.body))

    @property
    def describes_sight(self) -> bool:
        """Whether the head says that it takes images and gives text, or presents a model that sees."""
        if ("image" in self.head or "vision" in self.head) and not self.counts[0] and _ANALYSES.search(self.head):
            return True
        if _UNIFIED.search(self.head[:2500]):
            return True
        if self.counts[1] and not any(self.counts[n] for n in (0, 3)) and _IS_SEEING.search(self.head[:900]):
            return True
        return self.counts[1] >= 2 and any(word in self.head[:2500] for word in _SEEING) and not _LLM_LEAD.search(self.head[:600])

    @property
    def speaks(self) -> bool:
        """Whether a family of language models, a size in the name or words of language models show one, and little else anything else."""
        image, _, language, encoding = self.counts
        if image >= 3 or encoding >= 2:
            return self.known or bool(_IS_LANGUAGE.search(self.head[:1_500])) or bool(language and self.tags & {"llm", "chat", "llama"})
        family = any(LANGUAGE_FAMILY.search(name) or _LM_NAME.search(name) for name in self.names)
        name = parse_name(self.name)
        sized = (name.labels and (name.formats or name.variants or len(self.body) > 60)) or (name.formats and self.matter.texts("base_model")) or self.of_tuned
        return family or language >= 2 or (image < 2 and bool(language or sized or _HINT.search(self.head)))


Row = tuple[Callable[[_RepoText], object], Kind]

_BY_TASK: Final[tuple[Row, ...]] = (
    (lambda s: s.picks, Kind.OTHER),
    (lambda s: s.task in _VLM_TASKS, Kind.VLM),
    (lambda s: s.task in {"text-generation", "conversational"} and SEEING_NAME.search(s.name) and s.counts[1], Kind.VLM),
    (lambda s: s.task in _LLM_TASKS and not (s.other_name and s.tags & _OTHER_TASKS), Kind.LLM),
    (lambda s: s.task == "translation" and _LM.search(s.head), Kind.LLM),
    (lambda s: not s.task and s.tags & {"text-generation", "conversational"} and not s.tags & (_OTHER_TASKS | _VLM_TASKS), Kind.LLM),
    (lambda s: s.tags & {"dllm"} or "diffusion language model" in s.head[:1_500], Kind.LLM),
    (lambda s: s.task or (s.matter.words("library_name") | s.tags) & _OTHER_MARKS, Kind.OTHER),
    (lambda s: s.tags & _VLM_TASKS and not s.tags & _OTHER_TASKS - {"automatic-speech-recognition"}, Kind.VLM),
)
_BY_WORDS: Final[tuple[Row, ...]] = (
    (lambda s: s.tags & {"mergekit", "lazymergekit"} and not s.tags & _OTHER_TASKS and not s.counts[0], Kind.LLM),
    (lambda s: "prompt" in s.head and _PROMPTING.search(s.head[:2_500]), Kind.LLM),
    (lambda s: s.other_name and not s.tags & _VLM_TASKS and not ("lora" in s.other_name and (s.known or s.of_tuned) and not s.counts[0]), Kind.OTHER),
    (lambda s: s.tags & _OTHER_TASKS and not s.tags & (_LLM_TASKS | _VLM_TASKS), Kind.OTHER),
    (lambda s: s.describes_sight, Kind.VLM),
    (lambda s: s.speaks or (s.sees and (s.counts[1] or s.counts[2])), Kind.LLM),
)
KIND_WORDS: Final = {Kind.VLM: _SEEING, Kind.LLM: _LANGUAGE}
"""Words by which a card without a task shows its kind."""
_DECIDING: Final = _VLM_TASKS | _LLM_TASKS | _OTHER_TASKS | _OTHER_MARKS


def read_kind(repo: str, matter: FrontMatter, body: str) -> tuple[Kind | None, int | None]:
    """The kind of a checkpoint, None where nothing shows one, and the line of the front matter that decided, where one did."""
    seen = _RepoText(repo.rpartition("/")[2], matter, body)
    by_task = next((kind for applies, kind in _BY_TASK if applies(seen)), None)
    if by_task is not None:
        items = [item for key in ("pipeline_tag", "library_name", "tags") for item in matter.items.get(key, ())]
        return by_task, next((i.line for i in items if seen.task or i.text.lower() in _DECIDING), None)
    kind = next((kind for applies, kind in _BY_WORDS if applies(seen)), None)
    return (Kind.VLM if kind is Kind.LLM and seen.sees else kind), None
