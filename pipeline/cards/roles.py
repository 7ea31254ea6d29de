"""Where a checkpoint stands: pretrained, post-trained, derivative or repack. The rows are tried in order."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Final

from pipeline.cards.kind import SEEING_NAME
from pipeline.cards.lineage import Base
from pipeline.cards.rules import SHARED
from pipeline.cards.statements import Card
from pipeline.cards.words import WORDS, apart, counted, holds
from pipeline.kinds import Kind, Role
from pipeline.names.dissected import NO_NAME, parse_name
from pipeline.names.kinship import FOREIGN
from pipeline.names.makers import FOREIGN_FAMILY, maker_of, same_maker

Answer = tuple[Role | None, int | None]

_NAME: Final = re.compile(SHARED["roles.name"], re.IGNORECASE)
"""What parts of a name say."""
ROLE_WORDS: Final = {Role.POST_TRAINED: WORDS["roles.tuned"], Role.PRETRAINED: WORDS["roles.raw"]}
"""Words by which a card shows its role where no sentence states it."""
_STATED: Final = re.compile(SHARED["roles.stated"])
_RAW_SAID: Final = re.compile(SHARED["roles.raw_said"])
_RAW_HINTS: Final = ("not", "不是", " raw", "trained", "a base")
_TUNED_SAID: Final = re.compile(SHARED["roles.tuned_said"])
_TUNED_HINTS: Final = ("train", "tun", "sft", "rlhf", "dpo", "reinforcement", " from ")
_ELSEWHERE: Final = re.compile(SHARED["roles.elsewhere"])
_BOTH: Final = re.compile(SHARED["roles.both"])
_TRAINED: Final = re.compile(SHARED["roles.trained"])
_MARKS: Final = re.compile(r"[*`\[]|\](?:\([^()\s]{0,200}\))?")
_TWIN: Final = re.compile(r"-(?:chat|instruct|it|sft|(?P<raw>base|pt|pretrain|pretrained))(?:-v\d[\w.]{0,4})?(?![\w.-]*\w)")
_MADE_FROM: Final = re.compile(SHARED["roles.made_from"], re.IGNORECASE)
_MADE_HINTS: Final = ("tun", "uil", "ased", "nitiali", "eriv", "rain", "ontinued", "erge", "ersion", "nhanced", "mproved", " is ")
_FAMILY: Final = re.compile(FOREIGN_FAMILY)


def _named(name: str) -> dict[str, str]:
    return {str(m.lastgroup): m[str(m.lastgroup)] for m in _NAME.finditer(name)}


@dataclass
class _Standing:
    """A card with what is known of its lineage."""

    card: Card
    bases: list[Base]
    relation: str | None

    @cached_property
    def head(self) -> str:
        """The first 14,000 characters in lower case, without marks and links' addresses."""
        return _MARKS.sub("", self.card.lowered[:14_000])

    @cached_property
    def named(self) -> dict[str, str]:
        """What the name says, or of raw and tuned the title's."""
        said, titled = _named(self.card.name), self.card.subject.titled
        if titled is None or said.keys() & {"tuned", "raw"}:
            return said
        return said | {key: word for key, word in _named(titled.raw).items() if key in {"tuned", "raw"}}

    @property
    def line(self) -> int | None:
        """The line of the first base."""
        return self.bases[0].line if self.bases else None

    @cached_property
    def foreign(self) -> Base | None:
        """The first base of another maker that is more than the eyes or ears of a model that sees."""
        for base in self.bases:
            part = self.card.kind == "vlm" and "part" in _named(base.id.rpartition("/")[2])
            if not part and not same_maker(self.card.owner, base.id.partition("/")[0]):
                return base
        return None

    def answer(self, raw: object, at: int, head: str = "") -> Answer:
        """The role, with the line that holds an offset into the head."""
        return (Role.PRETRAINED if raw else Role.POST_TRAINED), self.card.matter.end + (head or self.head).count("\n", 0, at) + 1

    @cached_property
    def post_trained(self) -> bool:
        """Whether the head says that it was trained further after pre-training."""
        return any(m["step"] for line in self.lines_with(_TUNED_HINTS) for m in _TUNED_SAID.finditer(self.head, *line))

    def lines_with(self, words: tuple[str, ...]) -> list[tuple[int, int]]:
        """Where the lines of the head begin and end that hold one of some words."""
        found, at = [], 0
        for line in self.head.split("\n"):
            if holds(line, words):
                found.append((at, at + len(line)))
            at += len(line) + 1
        return found

    def near(self, words: tuple[str, ...], pattern: re.Pattern[str]) -> int | None:
        """Where a pattern first matches in the head, in a line that holds one of its words."""
        return next((m.start() for line in self.lines_with(words) if (m := pattern.search(self.head, *line))), None)

    @cached_property
    def counts(self) -> tuple[int, int]:
        """Words for a raw model, and for a tuned one."""
        return counted(WORDS["roles.raw"], apart(self.head)), counted(WORDS["roles.tuned"], apart(_ELSEWHERE.sub(" ", self.head)))


def _by_relation(s: _Standing) -> Answer | None:
    if s.relation == "quantized":
        return Role.REPACK, s.line
    return (Role.DERIVATIVE, s.foreign.line) if s.foreign is not None else None


def _by_name(s: _Standing) -> Answer | None:
    """Another maker's family in the name, a model set loose, a raw or a tuned one."""
    inside = s.named.get("inside", "")
    foreign = not s.bases and not same_maker(s.card.owner, maker_of(inside) or s.card.owner)
    if foreign and not any(m["scratch"] for m in _TRAINED.finditer(s.head)):
        return Role.DERIVATIVE, None
    if "loosened" in s.named:
        return Role.DERIVATIVE, s.line
    tuned = "tuned" in s.named
    if "raw" in s.named and not tuned:
        return Role.PRETRAINED, None
    third = _third_party(s)
    if third is not None:
        return Role.DERIVATIVE, third
    return (Role.POST_TRAINED, s.line) if tuned else None


def _by_statement(s: _Standing) -> Answer | None:
    """What is said of this model, or after its own name: "Corvid-7B is a base model"."""
    head, name = s.head, s.card.name.lower()
    for own in (name, name.replace("-", " ")):
        head = head.replace(own, "this model")
    m = _STATED.search(head)
    return s.answer(m["raw"], m.start(), head) if m else None


def _by_twin(s: _Standing) -> Answer | None:
    """What a twin of the same name says: beside "Corvid-Chat" stands the raw Corvid, beside "Corvid-Base" the tuned."""
    own, text = s.card.name.lower(), s.card.lowered
    short = own.partition("-")[2]
    every = re.escape(own) + (f"|{re.escape(short)}" if "-" in short else "")
    places = islice(re.finditer(rf"(?<![-a-z0-9])(?:{every})(?=-)", text), 40)
    twins = [(m["raw"], s.card.matter.end + 1 + text.count("\n", 0, m.start())) for place in places if (m := _TWIN.match(text, place.end()))]
    raw = next((line for is_raw, line in twins if is_raw), None)
    if raw is not None:
        return Role.POST_TRAINED, raw
    return (Role.PRETRAINED, twins[0][1]) if twins and not s.post_trained else None


def _by_both(s: _Standing) -> Answer | None:
    """Raw and tuned are released together, and this name is not the tuned one's."""
    at = s.near(("trained", "base", "instruction"), _BOTH)
    if at is None:
        return None
    return s.answer(raw=True, at=at) if s.card.subject.size else (None, None)


def _by_base(s: _Standing) -> Answer | None:
    """An own base: this one was tuned from it."""
    if s.card.kind == "llm" and not s.bases:
        if (at := s.near(_RAW_HINTS, _RAW_SAID)) is not None:
            return s.answer(raw=True, at=at)
        return (Role.POST_TRAINED, None) if "chat" in s.named else None
    same_key = s.relation == "finetune" and any(_continues(s.card.subject.name.key, b.id) for b in s.bases)
    return (Role.POST_TRAINED, s.line) if s.bases and (s.card.kind == "llm" or same_key) else None


def _continues(key: str, base: str) -> bool:
    """Whether a key is that of a base, or begins with that of one that sees too."""
    of_base = parse_name(base).key
    return key == of_base or (key.startswith(of_base) and SEEING_NAME.search(base) is not None)


def _by_sight(s: _Standing) -> Answer | None:
    """A model that sees and says little of tuning."""
    if s.card.kind != "vlm" or s.counts[1] >= 2:
        return None
    if (at := s.near(_RAW_HINTS, _RAW_SAID)) is not None:
        return s.answer(raw=True, at=at)
    m = _TUNED_SAID.search(s.head)
    return s.answer(raw=False, at=m.start()) if m else (None, None)


def _by_words(s: _Standing) -> Answer | None:
    raw, tuned = s.counts
    if tuned > raw or s.post_trained:
        return Role.POST_TRAINED, None
    return (Role.PRETRAINED, None) if raw or _TRAINED.search(s.head) else None


_ROWS: Final[tuple[Callable[[_Standing], Answer | None], ...]] = (
    _by_relation, _by_name, _by_statement, _by_twin, _by_both, _by_base, _by_sight, _by_words,
)  # fmt: skip


def role_of(card: Card, bases: list[Base], relation: str | None) -> Answer:
    """The role, with the line that decided where there is one; the card of a whole family has none."""
    if NO_NAME.match(card.name):
        return None, None
    standing = _Standing(card, bases, relation)
    rows = _ROWS if card.kind != Kind.OTHER else _ROWS[:2]
    return next((answer for row in rows if (answer := row(standing)) is not None), (None, None))


def _third_party(s: _Standing) -> int | None:
    """The line that says this model was tuned from another maker's family, or None."""
    card = s.card
    for block in card.doc.blocks:
        if block.kind == "code" or not holds(block.text, _MADE_HINTS) or not _FAMILY.search(block.text):
            continue
        m = _MADE_FROM.search(block.text)
        maker = maker_of(m["family"]) if m else None
        if m is None or maker is None or same_maker(card.owner, maker):
            continue
        start = max(block.text.rfind(". ", 0, m.start()), 0)
        before = block.text[start : m.start()]
        near = block.text[max(0, m.start() - 80) : m.end() + 40].lower().replace("-distill", "")
        if "distill" not in near and not any(n.relation in FOREIGN for n in card.subject.names(before)):
            return block.line_at(m.start())
    licence = card.matter.first("license")
    if licence and re.match(r"llama-?[234]", licence.text.lower()) and not same_maker(card.owner, "meta-llama"):
        return licence.line
    return None
