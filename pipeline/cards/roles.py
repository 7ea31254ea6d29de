"""Where a checkpoint stands: pretrained, post-trained, derivative or repack. The rows are tried in order."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Final

from pipeline.cards.lineage import Base
from pipeline.cards.statements import Card
from pipeline.cards.subjects import FOREIGN
from pipeline.kinds import Role
from pipeline.names.dissected import NO_NAME, parse_name
from pipeline.names.makers import FOREIGN_FAMILY, FOREIGN_NAMES, listed, maker_of, same_maker

Answer = tuple[Role | None, int | None]

_TUNED_NAME: Final = re.compile(
    r"(?:^|[-_.\d])(?:instruct|instruction|chat|it|sft|dpo|rlhf|rl|thinking|think|reasoning|rlvr|assistant|tuned)(?:$|[-_.\d])", re.IGNORECASE
)
_BASE_NAME: Final = re.compile(r"(?:^|[-_.])(?:base|pt|pretrain|pretrained|foundation)(?:$|[-_.])", re.IGNORECASE)
_CHAT_NAME: Final = re.compile(r"(?:open)?chat(?!-)[a-z]", re.IGNORECASE)
_LOOSENED: Final = re.compile(r"(?:^|[-_.])(?:uncensored|abliterated|ablated|decensored|unfiltered|heretic)(?:$|[-_.])", re.IGNORECASE)
_PART_NAME: Final = re.compile(
    r"(?:^|[-_/.])(?:siglip\d?|clip|[a-z]*vit|eva\d*|dino(?:v\d)?|aimv2|radio|so-?400m|swin|whisper|vae)(?:$|[-_.\d])", re.IGNORECASE
)
_INSIDE_NAME: Final = re.compile(r"(?:^|[-_])(code-?llama|llama|qwen|mistral|mixtral|gemma|deepseek|vicuna)(?=[-_\d.]|$)", re.IGNORECASE)
_TUNED_WORDS: Final = listed(
    "instruction-tun|instruction tun|instruct model|instruct version|instruction-following|instruction following|instruction-finetun|"
    "instruction finetun|fine-tuned with instruction|finetuned with instruction|chat model|chat version|post-train|posttrain|post train|"
    "supervised fine-tun|supervised finetun|(sft)| sft |rlhf|reinforcement learning| dpo|(dpo)|reasoning model|thinking model|thinking mode|"
    "fine-tuned version|following human instructions|multitask finetun|chatbot|tool use|tool call|tool-use|function call|instruct fine-tuned|"
    "对话模型|指令|agentic|reasoning effort|chat template|chat_template|assistant",
    "|",
)
_BASE_WORDS: Final = listed(
    "pretrained model|pre-trained model|pretrained language model|pretrained base|pre-trained base|pretrained generative|"
    "pre-trained generative|pretrained large|pre-trained large|base model|has not been fine-tuned|has not been instruct|has not been aligned|"
    "not been instruction|foundation model|trained from scratch|预训练模型|raw model|transformer language model trained|"
    "without any moderation|autoregressive language model|auto-regressive language model|not instruction",
    "|",
)
_TUNED: Final = r"instruct|instruction-(?:fine-?)?tuned|chat|post-?trained|reasoning|thinking"
_NO_STEP: Final = r"(?!not |fine|from |of |for |tuned|based |merge|quanti)[^\s;]{1,30} "
_RAW_SAID: Final = re.compile(
    r"(?<![a-z])not_{0,2}\*{0,2} an? instruct(?:ion)?(?:[- ]tuned|[- ]following)?[ -]model|this is a raw\b[ ,]|is a pre-?trained base model|"
    r"(?:is|being) a base (?:language )?model\b|\bha(?:s|ve) not been (?:instruction[- ])?(?:fine-?)?tuned\b|"
    r"\bnot (?:undergone|been through) instruct|\bdid not\*{0,2} (?:instruct-|instruction-)?fine-?tune|"
    r"(?:transformer|model),? pre-?trained from scratch\b|\bcausal language model,? (?:pre-?)?trained on\b|\bpre-?trained[ -]only\b"
)
_RAW_WORDS: Final = ("not", " raw", "trained", "a base")
_TUNED_SAID: Final = re.compile(
    r"\b(?:is|introduc\w{1,4}|present\w{0,3}|releas\w{1,4}) (?:our|an?|the)\b[^.;\n]{0,80}?"
    r"\b(?:reasoning|thinking|instruct|instruction-tuned|chat)[ -](?:large )?(?:language )?model\b|"
    r"\b(?:is|was|been|and|then|further) (?:\w{1,12}ly )?post-?trained (?:with|on|using|for|via|by|through|to)\b|"
    r"\b(?:appl(?:ies|ied)|undergoes|underwent|has undergone) (?:[a-z-]{1,14} ){0,3}"
    r"(?:sft|supervised fine-?tuning|instruction[- ]tuning|rlhf|dpo|reinforcement learning)\b|\b(?:is|was|been) trained by fine-?tuning\b"
)
_POST_TRAINED: Final = re.compile(_TUNED_SAID.pattern.partition("model\\b|")[2])
_STATED: Final = re.compile(
    r"\bthis (?:(?:repo(?:sitory)?|model card|card|model|checkpoint|release|version) )?(?:is|corresponds to|contains|provides|hosts|holds) "
    rf"(?:(?:repository|weights|card|checkpoint) (?:of|for) |{_NO_STEP}){{0,6}}?(?:(?P<raw>base|pre-?trained)|{_TUNED})[ ,]"
    r"(?:(?!and |or |of |for |to |base|pre-?trained)[^\s;.,]{1,30} ){0,3}?(?:version|model|checkpoint|variant|weights|llm)\b"
)
_IS_A: Final = re.compile(
    rf"(?: model)?(?:\]\([^()\s]{{0,160}}\))? (?:is|was) (?:an?|the|our) (?:{_NO_STEP.replace('[^', '[^.')}){{0,6}}?"
    rf"(?:(?P<raw>base|pre-?trained)|{_TUNED})[ ,](?:(?:pre-?trained|post-?trained|language|large language|causal|generative text) ){{0,2}}"
    r"(?:version|model|checkpoint|variant|llm)\b(?! of (?!the))"
)
_BOTH: Final = re.compile(
    r"\b(?:pre-?trained|base) (?:variants? )?and (?:instruct|instruction[- ]?(?:fine-?)?tuned|fine-?tuned|chat)\b[^.;\n]{0,40}"
    r"\b(?:models?|variants?|versions?|llms)\b|\b(?:pre-?trained|base) (?:language )?models? and (?:an? |the )?(?:instruct|instruction-tuned|chat) "
    r"(?:language )?model|\binstruction[- ]tuned (?:[a-z]{1,10} ){0,3}models are intended for\b"
)
_TOKENS_SEEN: Final = re.compile(
    r"\btrained (?:for|on|with) [^.\n]{0,30}?\d ?(?:b|t|billion|trillion) [^.\n]{0,20}?tokens\b|"
    r"\b\d{1,2}(?:\.\d{1,3})? ?(?:t|trillion) (?:[a-z-]{1,14} ){0,2}tokens\b|pre-?train"
)
_FROM_SCRATCH: Final = re.compile(r"\b(?:pre-?)?trained (?:[a-z]{1,14} ){0,2}from scratch\b|\breproduction of\b")
_SIZED: Final = re.compile(
    r"(?<![\w.-])(\d{1,3}(?:\.\d{1,2})?)[ -]?(b|m|billion|million)(?: parameters?)? "
    r"(?:(?P<raw>base|pre-?trained)|instruct|instruction-tuned|chat) (?:variant|version|model)\b"
)
_BEFORE_SIZE: Final = (" an ", " a ", "the ", "our ", "and ", "or ", ", ", "(", ": ")
_TWIN: Final = re.compile(r"-(chat|instruct|it|sft|base|pt|pretrain|pretrained)(?:-v\d[\w.]{0,4})?(?![\w.-]*\w)")
_RAW_TWINS: Final = frozenset({"base", "pt", "pretrain", "pretrained"})
_MADE_FROM: Final = re.compile(
    r"(?:(?:fine-?tun\w*|finetun\w*|\btuned|built|based|initiali[sz]ed|derived|post-?trained|trained|merge|uncensored version)\b[^.;\n]{0,60}?"
    r"\b(?:from|on|of|using|upon|with|version of)\b[^.;\n]{0,25}?|"
    r"\b(?:(?:is|it's) an? (?:enhanced|uncensored|improved|(?:instruction-)?(?:fine-?)?tuned)|trained by fine-?tuning) )"
    rf"(?P<family>(?:Meta )?{FOREIGN_FAMILY})",
    re.IGNORECASE,
)
_DISTILLED: Final = re.compile(r"(?<!-)distill", re.IGNORECASE)  # the word, not a part of a model's name
_LIKENED: Final = re.compile(r"\b(?:like|than|unlike|same|similar|tokens|data|dataset|tokenizer|architecture|card)\b", re.IGNORECASE)


@dataclass
class _Standing:
    """A card with what is known of its lineage."""

    card: Card
    bases: list[Base]
    relation: str | None

    @cached_property
    def head(self) -> str:
        """The first 14,000 characters in lower case, without marks."""
        return self.card.lowered[:14_000].replace("*", "").replace("`", "")

    @property
    def line(self) -> int | None:
        """The line of the first base."""
        return self.bases[0].line if self.bases else None

    @cached_property
    def foreign(self) -> Base | None:
        """The first base of another maker that is more than the eyes or ears of a model that sees."""
        for base in self.bases:
            part = self.card.kind == "vlm" and _PART_NAME.search(base.id.rpartition("/")[2])
            if not part and not same_maker(self.card.owner, base.id.partition("/")[0]):
                return base
        return None

    def said(self, raw: object, at: int) -> Answer:
        """The role, with the line that holds an offset into the head."""
        return (Role.PRETRAINED if raw else Role.POST_TRAINED), self.card.matter.end + self.head.count("\n", 0, at) + 1

    def searched(self, pattern: re.Pattern[str]) -> Answer | None:
        """The role by a pattern in the head that tells raw from tuned."""
        m = pattern.search(self.head)
        return self.said(m["raw"], m.start()) if m else None

    @cached_property
    def post_trained(self) -> bool:
        """Whether the head says that it was trained further after pre-training."""
        return self.near(("train", "tun", "sft", "rlhf", "dpo", "reinforcement"), _POST_TRAINED) is not None

    def near(self, words: tuple[str, ...], pattern: re.Pattern[str]) -> int | None:
        """Where a pattern first matches in the head, in a line that holds one of its words."""
        at, words = 0, tuple(word for word in words if word in self.head)
        for line in self.head.split("\n") if words else ():
            if any(word in line for word in words) and (m := pattern.search(line)):
                return at + m.start()
            at += len(line) + 1
        return None

    @cached_property
    def raw(self) -> int:
        """Words for a raw model."""
        return sum(self.head.count(word) for word in _BASE_WORDS)

    @cached_property
    def tuned(self) -> int:
        """Words for a tuned model."""
        return sum(self.head.count(word) for word in _TUNED_WORDS)


def _by_relation(s: _Standing) -> Answer | None:
    if s.relation == "quantized":
        return Role.REPACK, s.line
    if s.foreign is not None:
        return Role.DERIVATIVE, s.foreign.line
    if s.relation in {"merge", "adapter"} and not s.bases:
        return Role.DERIVATIVE, None
    return None


def _by_foreign_name(s: _Standing) -> Answer | None:
    """Another maker's family in the name, or a word for a model set loose."""
    for inside in _INSIDE_NAME.findall(s.card.name):
        if not s.bases and not same_maker(s.card.owner, maker_of(inside) or s.card.owner) and not _FROM_SCRATCH.search(s.head):
            return Role.DERIVATIVE, None
    return (Role.DERIVATIVE, s.line) if _LOOSENED.search(s.card.name) else None


def _by_name(s: _Standing) -> Answer | None:
    name = s.card.name
    tuned = bool(_TUNED_NAME.search(name))
    if _BASE_NAME.search(name) and not tuned and not (name.lower().endswith("-pt") and "post-train" in s.head):
        return Role.PRETRAINED, None
    third = _third_party(s)
    if third is not None:
        return Role.DERIVATIVE, third
    return (Role.POST_TRAINED, s.line) if tuned else None


def _by_own_name(s: _Standing) -> Answer | None:
    """What follows the card's own name: "Corvid-7B is a base model"."""
    name = s.card.name.lower()
    for own in dict.fromkeys((name, name.replace("-", " "))):
        for found in islice(re.finditer(re.escape(own), s.head), 12):
            if m := _IS_A.match(s.head, found.end()):
                return s.said(m["raw"], found.start())
    return None


def _by_size(s: _Standing) -> Answer | None:
    """What is said of the variant of this size, where one thing is: "a 2 billion parameter pretrained variant"."""
    size = s.card.subject.size
    found = {
        bool(m["raw"]): m.start()
        for m in (islice(_SIZED.finditer(s.head), 12) if size is not None else ())
        if s.head[: m.start()].endswith(_BEFORE_SIZE) and round(float(m[1]) * (10**6 if m[2].startswith("m") else 10**9)) == size
    }
    return s.said(*next(iter(found.items()))) if len(found) == 1 else None


def _by_twin(s: _Standing) -> Answer | None:
    """What a twin of the same name says: beside "Corvid-Chat" stands the raw Corvid, beside "Corvid-Base" the tuned."""
    name, text = s.card.name.lower(), s.card.lowered
    own = name if len(name) >= 6 else s.card.id.lower()  # a short name may be a part of others
    first = s.card.matter.end + 1
    tuned: Answer | None = None
    for found in islice(re.finditer(rf"(?<![-a-z0-9]){re.escape(own)}(?=-)", text), 40):
        m = _TWIN.match(text, found.end())
        if m and m[1] in _RAW_TWINS:
            return Role.POST_TRAINED, first + text.count("\n", 0, found.start())
        if m and tuned is None:
            tuned = Role.PRETRAINED, first + text.count("\n", 0, found.start())
    return tuned if tuned and not s.post_trained else None


def _by_both(s: _Standing) -> Answer | None:
    """Raw and tuned are released together, and this name is not the tuned one's."""
    at = s.near(("trained", "base", "instruction"), _BOTH) if not s.bases and not s.post_trained else None
    if at is None:
        return None
    return s.said(raw=True, at=at) if s.card.subject.size else (None, None)


def _by_base(s: _Standing) -> Answer | None:
    """An own base: this one was tuned from it."""
    if s.card.kind == "llm" and not s.bases:
        if (at := s.near(_RAW_WORDS, _RAW_SAID)) is not None:
            return s.said(raw=True, at=at)
        return (Role.POST_TRAINED, None) if _CHAT_NAME.match(s.card.name) else None
    same_key = s.relation == "finetune" and any(parse_name(b.id).key == s.card.subject.name.key for b in s.bases)
    tuned = s.bases and (s.card.kind == "llm" or same_key or any(_BASE_NAME.search(b.id) for b in s.bases))
    return (Role.POST_TRAINED, s.line) if tuned else None


def _by_sight(s: _Standing) -> Answer | None:
    """A model that sees and says little of tuning."""
    if s.card.kind != "vlm" or s.tuned >= 2:
        return None
    if (at := s.near(_RAW_WORDS, _RAW_SAID)) is not None:
        return s.said(raw=True, at=at)
    if s.raw > 1 and not s.tuned:
        return Role.PRETRAINED, None
    m = _TUNED_SAID.search(s.head)
    return s.said(raw=False, at=m.start()) if m else (None, None)


def _by_words(s: _Standing) -> Answer | None:
    if s.tuned >= 2 and s.tuned > s.raw:
        return Role.POST_TRAINED, None
    if s.raw and s.raw >= s.tuned:
        return Role.PRETRAINED, None
    if s.tuned:
        return Role.POST_TRAINED, None
    return (Role.PRETRAINED, None) if _TOKENS_SEEN.search(s.head) else None


_ROWS: Final[tuple[Callable[[_Standing], Answer | None], ...]] = (
    _by_relation, _by_foreign_name, _by_name, lambda s: s.searched(_STATED), _by_own_name, _by_size, _by_twin, _by_both, _by_base,
    _by_sight, _by_words,
)  # fmt: skip


def role_of(card: Card, bases: list[Base], relation: str | None) -> Answer:
    """The role, with the line that decided where there is one; the card of a whole family has none."""
    if NO_NAME.match(card.name):
        return None, None
    standing = _Standing(card, bases, relation)
    return next((answer for row in _ROWS if (answer := row(standing)) is not None), (None, None))


def _third_party(s: _Standing) -> int | None:
    """The line that says this model was tuned from another maker's family, or None."""
    card = s.card
    families = [name for name in FOREIGN_NAMES if name in card.text]
    for block in card.doc.blocks if families else ():
        m = _MADE_FROM.search(block.text) if block.kind != "code" and any(name in block.text for name in families) else None
        maker = maker_of(m["family"]) if m else None
        if m is None or maker is None or same_maker(card.owner, maker) or _LIKENED.search(m[0]):
            continue
        start = max(block.text.rfind(". ", 0, m.start()), 0)
        before = block.text[start : m.start()]
        near = block.text[max(0, m.start() - 80) : m.end() + 40]
        if not _DISTILLED.search(near) and not _LIKENED.search(before[-60:]) and not any(n.relation in FOREIGN for n in card.subject.names(before)):
            return block.line_at(m.start())
    licence = card.matter.first("license")
    if licence and re.match(r"llama-?[234]", licence.text.lower()) and not same_maker(card.owner, "meta-llama"):
        return licence.line
    return None
