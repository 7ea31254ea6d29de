"""What a checkpoint does, and where it stands in training.

Kind: text to text (llm), images too in and text out (vlm), or anything else. The Hub's own task tag is asked first; without one, the
words of the card decide, and a card that shows neither a language model nor a vision-language model is `other`. Role: pretrained,
post-trained, derivative or repack. The rows of both are tried in order.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Final

from pipeline.cards.rules import SHARED, WORDS, Candidate, Pattern, apart, counted, holds
from pipeline.cards.statements import Card
from pipeline.kinds import Kind, Role
from pipeline.names.dissected import FOREIGN, NO_NAME, parse_name
from pipeline.names.vocabulary import FOREIGN_FAMILY, LANGUAGE_FAMILY, OTHER_NAME, maker_of, same_maker

KIND_WORDS: Final = {Kind.VLM: WORDS["kinds.seeing"], Kind.LLM: WORDS["kinds.language"]}
"""Words by which a card without a task shows its kind."""
ROLE_WORDS: Final = {Role.POST_TRAINED: WORDS["roles.tuned"], Role.PRETRAINED: WORDS["roles.raw"]}
"""Words by which a card shows its role where no sentence states it."""
_VLM_TASKS, _LLM_TASKS, _OTHER_TASKS = (frozenset(WORDS[f"tasks.{name}"]) for name in ("vlm", "llm", "other"))
_OTHER_MARKS, _EMBEDDING = (frozenset(WORDS[f"marks.{name}"]) for name in ("other", "embedding"))
_DECIDING: Final = _VLM_TASKS | _LLM_TASKS | _OTHER_TASKS | _OTHER_MARKS
_PICKING_TASKS: Final = frozenset({"document-question-answering", "visual-question-answering"})
_SEEING_NAME: Final = Pattern("kind.seeing_name", re.IGNORECASE)
_ANALYSES, _IS_LANGUAGE, _LLM_LEAD, _PROMPTING, _LM = (Pattern(f"kind.{name}") for name in ("analyses", "is_language", "llm_lead", "prompting", "lm"))
_HINT, _SPEAKS, _MAKES, _EMBEDS = map(Pattern, ("said.language_hint", "said.speaks", "kind.makes", "kind.embeds"))
_OWN_LLM, _NEWS = (re.compile(SHARED[name]) for name in ("kind.own_llm", "dates.begun"))
_LM_NAME: Final = re.compile(r"[a-z]LM(?![a-z])")
_STEP_TAGS: Final = ("_detection", "_recognition", "_classification", "_orientation", "_unwarping")


class _Shown:
    """What a card shows of its kind: its name, task, tags and the words at its head."""

    def __init__(self, card: Card) -> None:
        self.name, self.matter, self.lowered, self.plain = card.name, card.matter, card.lowered, card.plain
        self.lead = card.subject.name.lead or card.name.lower()
        self.tags = self.matter.words("tags")
        tagged = "translation" if "translation" in self.tags and not self.tags & _LLM_TASKS else ""
        self.task = next(iter(self.matter.words("pipeline_tag")), tagged)
        bases = self.matter.texts("base_model")
        self.sees = any(map(_SEEING_NAME.search, (self.name, *bases)))
        self.other_name = " ".join(m[0].lower() for m in OTHER_NAME.finditer(self.name))
        self.of_language = any(map(LANGUAGE_FAMILY.search, (self.name, *bases)))
        self.of_tuned = any(parse_name(base).variants and parse_name(base).sizes for base in bases)
        self.adapts = "lora" in self.other_name and (self.of_language or self.of_tuned)

    @cached_property
    def head(self) -> str:
        return "\n".join(line for line in self.plain[:9_000].split("\n") if "20" not in line[:24] or not _NEWS.match(line))

    @cached_property
    def counts(self) -> tuple[int, ...]:
        """How often words stand at the head: for making images or sound, models that see, language models, encoders."""
        parts = apart(self.head)
        return tuple(counted(WORDS[f"kinds.{name}"], parts) for name in ("image_out", "seeing", "language", "encoding"))

    @property
    def picks(self) -> bool:
        """Whether it reads images to pick an answer or to mark text, where no text is generated."""
        tasks = (self.tags | {self.task}) & _VLM_TASKS
        steps = "image-to-text" in tasks and any(tag.endswith(_STEP_TAGS) for tag in self.tags)
        return steps or (bool(tasks) and tasks <= _PICKING_TASKS and not self.of_language and not _SPEAKS.search(self.lowered))

    @property
    def describes_sight(self) -> bool:
        """Whether the head says that it takes images and gives text, or presents a model that sees."""
        image, seeing, _, _ = self.counts
        begins = self.head[:2500]
        sees = seeing >= 2 and holds(begins, WORDS["kinds.seeing"]) and not _LLM_LEAD.search(self.head[:600])
        own = re.finditer(rf"\b{re.escape(self.lead)}", self.head) if sees else ()
        if holds(begins, WORDS["kinds.unified"]) or (sees and not any(_OWN_LLM.match(self.head, m.end()) for m in own)):
            return True
        return not image and holds(self.head, ("image", "vision", "video")) and _ANALYSES.search(self.head) is not None

    @property
    def speaks(self) -> bool:
        """Whether a family of language models, a size in the name or words of language models show one, and little else anything else."""
        image, _, language, encoding = self.counts
        if image >= max(3, language) or encoding >= max(2, language / 2):
            return bool(LANGUAGE_FAMILY.search(self.name) or _IS_LANGUAGE.search(self.head[:4_000])) or bool(language and self.tags & {"llm", "chat", "llama"})
        name, bases = parse_name(self.name), self.matter.texts("base_model")
        family = any(LANGUAGE_FAMILY.search(name) or _LM_NAME.search(name) for name in (self.name, *bases))
        sized = (name.labels and (name.formats or name.variants or len(self.lowered) > 60)) or (name.formats and bases) or self.of_tuned
        return family or language >= 2 or (image < 2 and bool(language or sized or _HINT.search(self.head)))


_BY_TASK: Final[tuple[tuple[Callable[[_Shown], object], Kind], ...]] = (
    (lambda s: s.picks or (s.tags & _EMBEDDING and _EMBEDS.search(s.head[:1_500])), Kind.OTHER),
    (lambda s: s.task in _VLM_TASKS, Kind.VLM),
    (lambda s: s.task == "question-answering" and (s.of_language or "automodelforcausallm" in s.lowered), Kind.LLM),
    (lambda s: s.task in {"text-generation", "conversational"} and (_SEEING_NAME.search(s.name) or s.tags & _VLM_TASKS) and s.counts[1], Kind.VLM),
    (lambda s: s.task in _LLM_TASKS and not (s.other_name and s.tags & _OTHER_TASKS and not s.adapts), Kind.LLM),
    (lambda s: s.task == "translation" and (s.of_tuned or _LM.search(s.head)), Kind.LLM),
    (lambda s: not s.task and s.tags & {"text-generation", "conversational"} and not s.tags & (_OTHER_TASKS | _VLM_TASKS), Kind.LLM),
    (lambda s: s.tags & {"dllm", "diffusion-language-model"} or "diffusion language model" in s.head[:1_500], Kind.LLM),
    (lambda s: s.task or (s.matter.words("library_name") | s.tags) & _OTHER_MARKS, Kind.OTHER),
    (lambda s: s.tags & _VLM_TASKS and not s.tags & _OTHER_TASKS - {"automatic-speech-recognition"}, Kind.VLM),
)
_BY_WORDS: Final[tuple[tuple[Callable[[_Shown], object], Kind], ...]] = (
    (lambda s: s.tags & {"mergekit", "lazymergekit"} and not s.tags & _OTHER_TASKS and not s.counts[0], Kind.LLM),
    (lambda s: _PROMPTING.search(s.head[:2_500]), Kind.LLM),
    (lambda s: s.other_name and not s.tags & _VLM_TASKS and not (s.adapts and not s.counts[0]), Kind.OTHER),
    (lambda s: s.tags & _OTHER_TASKS and not s.tags & (_LLM_TASKS | _VLM_TASKS), Kind.OTHER),
    (lambda s: _MAKES.search(s.head[: 4_000 if s.counts[0] >= 3 else 1_500]), Kind.OTHER),
    (lambda s: s.describes_sight, Kind.VLM),
    (lambda s: s.speaks or (s.sees and (s.counts[1] or s.counts[2])), Kind.LLM),
)


def read_kind(card: Card) -> tuple[Kind | None, int | None]:
    """The kind of a checkpoint, None where nothing shows one, and the line of the front matter that decided, where one did."""
    seen = _Shown(card)
    by_task = next((kind for applies, kind in _BY_TASK if applies(seen)), None)
    if by_task is not None:
        items = [item for key in ("pipeline_tag", "library_name", "tags") for item in card.matter.items.get(key, ())]
        return by_task, next((i.line for i in items if seen.task or i.text.lower() in _DECIDING), None)
    kind = next((kind for applies, kind in _BY_WORDS if applies(seen)), None)
    return (Kind.VLM if kind is Kind.LLM and seen.sees else kind), None


Answer = tuple[Role | None, int | None]

_NAME, _MADE_FROM = Pattern("roles.name", re.IGNORECASE), Pattern("roles.made_from", re.IGNORECASE)
_STATED, _RAW_SAID, _TUNED_SAID, _ELSEWHERE, _BOTH, _TRAINED, _THING = (
    Pattern(f"roles.{name}") for name in ("stated", "raw_said", "tuned_said", "elsewhere", "both", "trained", "thing")
)
_TWIN: Final = re.compile(r"-(?:chat|instruct|it|sft|(?P<raw>base|pt|pretrain|pretrained))(?:-v\d[\w.]{0,4})?(?![\w.-]*\w)")


def _named(name: str) -> dict[str, str]:
    return {str(m.lastgroup): m[str(m.lastgroup)] for m in _NAME.compiled.finditer(name)}


@dataclass
class _Standing:
    """A card with what is known of its lineage."""

    card: Card
    bases: list[Candidate]
    relation: str | None
    line: int | None

    @cached_property
    def named(self) -> dict[str, str]:
        """What the name says, or of raw and tuned the title's."""
        said, titled = _named(self.card.name), self.card.subject.titled
        in_title = _named(titled.raw) if titled and not said.keys() & {"tuned", "raw"} else {}
        return said | {key: word for key, word in in_title.items() if key in {"tuned", "raw"}}

    def answer(self, raw: object, m: re.Match[str]) -> Answer:
        """The role, with the line of the text that says it."""
        return (Role.PRETRAINED if raw else Role.POST_TRAINED), self.card.matter.end + m.string.count("\n", 0, m.start()) + 1

    @cached_property
    def post_trained(self) -> bool:
        """Whether the head says that it was trained further after pre-training."""
        return any(m["step"] for m in _TUNED_SAID.by_line(self.card.plain))

    @cached_property
    def raw_said(self) -> Answer | None:
        return next((self.answer(raw=True, m=m) for m in _RAW_SAID.by_line(self.card.plain)), None)

    @cached_property
    def counts(self) -> tuple[int, int]:
        """Words for a raw model, and for a tuned one but where they are said of another."""
        head = self.card.plain
        for m in reversed(list(_ELSEWHERE.by_line(head))):
            head = f"{head[: m.start()]} {head[m.end() :]}"
        return counted(WORDS["roles.raw"], apart(self.card.plain)), counted(WORDS["roles.tuned"], apart(head))

    def by_relation(self) -> Answer | None:
        """A repack, or a base of another maker that is more than the eyes or ears of a model that sees."""
        if self.relation == "quantized":
            return Role.REPACK, self.line
        for base in self.bases:
            part = self.card.kind == "vlm" and "part" in _named(base.members[0].rpartition("/")[2])
            if not part and not same_maker(self.card.owner, base.members[0].partition("/")[0]):
                return Role.DERIVATIVE, base.line
        return None

    def by_name(self) -> Answer | None:
        """Another maker's family in the name, a model set loose, a raw or a tuned one."""
        maker = maker_of(self.named.get("inside", "")) if not self.bases else None
        if maker and not same_maker(self.card.owner, maker) and not any(m["scratch"] for m in _TRAINED.by_line(self.card.plain)):
            return Role.DERIVATIVE, None
        if "loosened" in self.named:
            return Role.DERIVATIVE, self.line
        tuned = "tuned" in self.named
        if "raw" in self.named and not tuned:
            return Role.PRETRAINED, None
        return self.third_party() or ((Role.POST_TRAINED, self.line) if tuned else None)

    def third_party(self) -> Answer | None:
        """Tuned from another maker's family, as a sentence or the licence says."""
        card = self.card
        possible = set[int].intersection(*map(card.holding, _MADE_FROM.needed))
        for block in map(card.doc.blocks.__getitem__, sorted(possible)):  # sought around the few families
            families = re.finditer(FOREIGN_FAMILY, block.text)
            around = (_MADE_FROM.compiled.search(block.text, max(0, f.start() - 150), f.end() + 80) for f in families)
            m = next(filter(None, around), None)
            maker = maker_of(m["family"]) if m else None
            if m is None or maker is None or same_maker(card.owner, maker):
                continue
            before = block.text[max(block.text.rfind(". ", 0, m.start()), 0) : m.start()]
            near = block.text[max(0, m.start() - 80) : m.end() + 40].lower().replace("-distill", "")
            if not ("distill" in near or _THING.search(before) or any(n.relation in FOREIGN for n in card.subject.names(before))):
                return Role.DERIVATIVE, block.line_at(m.start())
        licence = card.matter.first("license")
        if licence and licence.text.lower().startswith(WORDS["roles.llama"]) and not same_maker(card.owner, "meta-llama"):
            return Role.DERIVATIVE, licence.line
        return None

    def by_statement(self) -> Answer | None:
        """What is said of this model, or after its own name: "Corvid-7B is a base model"."""
        name = self.card.name.lower()
        head = self.card.plain.replace(name, "this model").replace(name.replace("-", " "), "this model")
        return next((self.answer(m["raw"], m) for m in _STATED.by_line(head)), None)

    def by_twin(self) -> Answer | None:
        """What a twin of the name says: beside "Corvid-Chat" stands the raw Corvid, beside "Corvid-Base" the tuned."""
        own, text = self.card.name.lower(), self.card.lowered
        every = "|".join(re.escape(name) for name in (own, own.partition("-")[2]) if name == own or "-" in name)
        places = islice(re.finditer(rf"(?<![-a-z0-9])(?:{every})(?=-)", text), 40)
        twins = [m for place in places if (m := _TWIN.match(text, place.end()))]
        raw = next((m for m in twins if m["raw"]), None)
        if raw is not None:  # another name of this one, where the same line links this one
            line = text[text.rfind("\n", 0, raw.start()) + 1 :].partition("\n")[0]
            return self.answer(raw=re.search(rf"/{re.escape(own)}(?![\w.-])", line), m=raw)
        return self.answer(raw=True, m=twins[0]) if twins and not self.post_trained else None

    def by_both(self) -> Answer | None:
        """Raw and tuned are released together, and this name is not the tuned one's."""
        m = next(_BOTH.by_line(self.card.plain), None)
        return None if m is None else self.answer(raw=True, m=m) if self.card.subject.size else (None, None)

    def by_base(self) -> Answer | None:
        """An own base: this one was tuned from it."""
        if self.card.kind == "llm" and not self.bases:
            return self.raw_said or ((Role.POST_TRAINED, None) if "chat" in self.named else None)
        names = [parse_name(base.members[0]) for base in self.bases] if self.relation == "finetune" else []
        key = self.card.subject.name.key
        same = any(key == n.key or n.key.startswith(key) or (key.startswith(n.key) and _SEEING_NAME.search(n.raw)) for n in names)
        return (Role.POST_TRAINED, self.line) if self.bases and (self.card.kind == "llm" or same) else None

    def by_sight(self) -> Answer | None:
        """A model that sees and says little of tuning."""
        if self.card.kind != "vlm" or self.counts[1] >= 2:
            return None
        tuned = (self.answer(raw=False, m=m) for m in _TUNED_SAID.by_line(self.card.plain))
        return self.raw_said or next(tuned, (None, None))

    def by_words(self) -> Answer | None:
        raw, tuned = self.counts
        if tuned > raw or self.post_trained:
            return Role.POST_TRAINED, None
        return (Role.PRETRAINED, None) if raw or next(_TRAINED.by_line(self.card.plain), None) else None


def role_of(card: Card, bases: list[Candidate], relation: str | None) -> Answer:
    """The role, with the line that decided where there is one; the card of a whole family has none."""
    if NO_NAME.match(card.name):
        return None, None
    s = _Standing(card, bases, relation, bases[0].line if bases else None)
    answer = s.by_relation() or s.by_name()
    if answer is None and card.kind != Kind.OTHER:
        answer = s.by_statement() or s.by_twin() or s.by_both() or s.by_base() or s.by_sight() or s.by_words()
    return answer or (None, None)
