"""Where a checkpoint stands: pretrained, post-trained, derivative or repack."""

import re
from itertools import islice

from pipeline.kinds import Role
from pipeline.readers.kind import count_words
from pipeline.readers.makers import FAMILY_MAKER, same_maker
from pipeline.readers.names import NO_NAME, parse_name
from pipeline.readers.role_words import (
    BASE_NAME,
    BASE_WORDS,
    BETTER_WORDS,
    BETTERED,
    BOTH,
    CHAT_NAME,
    DISTILLED,
    FAMILY_INSIDE,
    FAMILY_NAMES,
    FOREIGN,
    FROM_SCRATCH,
    IS_A,
    LIKENED,
    LOOSENED,
    PART_NAME,
    POST_TRAINED,
    RAW_SAID,
    RAW_TWINS,
    SIZED,
    STAGE,
    STATED,
    TOKENS_SEEN,
    TUNED_NAME,
    TUNED_SAID,
    TUNED_WORDS,
    TWIN,
)
from pipeline.readers.source import Source, labelled
from pipeline.readers.subjects import Relation


def role_of(  # noqa: C901, PLR0911, PLR0912 - a list of rules, read from top to bottom
    src: Source, bases: list[tuple[str, int, str, str]], relation: str | None
) -> tuple[Role | None, int | None]:
    """The role, with the line that decided where there is one."""
    name = src.id.rpartition("/")[2]
    if NO_NAME.match(name):
        return None, None  # the card of a whole family
    org = src.id.partition("/")[0]
    line = bases[0][1] if bases else None
    start = src.starts[min(src.matter.end, len(src.starts) - 1)]
    head = src.text[start : start + 14_000].lower().replace("*", "").replace("`", "")

    def said(role: Role, at: int) -> tuple[Role, int]:
        """A role with the line of the card that holds an offset into its head."""
        return role, src.line_of(start) + head.count("\n", 0, at)

    if relation == "quantized":
        return Role.REPACK, line
    foreign = [b for b in bases if not same_maker(org, b[0].partition("/")[0]) and not _is_part(src, b[0])]
    if relation in {"merge", "adapter"} and (foreign or not bases):
        return Role.DERIVATIVE, line
    if foreign:
        return Role.DERIVATIVE, foreign[0][1]
    for inside in FAMILY_INSIDE.findall(name):
        maker = FAMILY_MAKER.get(inside.lower().replace("-", ""), org)
        if not bases and not same_maker(org, maker) and not FROM_SCRATCH.search(head):
            return Role.DERIVATIVE, None
    if LOOSENED.search(name):
        return Role.DERIVATIVE, line
    for s in src.statements(STAGE, "stage"):
        pair = labelled(s)
        if pair and pair[0].endswith("training stage"):
            post = re.search(r"post|sft|rl|instruct|align", pair[1], re.IGNORECASE)
            return (Role.POST_TRAINED if post else Role.PRETRAINED), s.line()
    if (
        BASE_NAME.search(name)
        and not TUNED_NAME.search(name)
        and not (name.lower().endswith("-pt") and "post-train" in head)
    ):
        return Role.PRETRAINED, None
    if TUNED_NAME.search(name):
        third = _third_party(src)
        return (Role.DERIVATIVE, third) if third else (Role.POST_TRAINED, line)
    third = _third_party(src)
    if third:
        return Role.DERIVATIVE, third
    if any(b[0].lower().startswith(f"{src.id.lower()}-") and TUNED_NAME.search(b[0]) for b in bases):
        return Role.POST_TRAINED, line  # tuned further from its own instruct version
    if m := STATED.search(head):
        return said(Role.PRETRAINED if m["raw"] else Role.POST_TRAINED, m.start())
    own = _said_by_name(name.lower(), head) or _said_by_size(src.subject.size, head)
    if own is not None:
        return said(*own)
    twin = _twin(src)
    if twin is not None and not (twin[0] is Role.PRETRAINED and POST_TRAINED.search(head)):
        return twin
    if not bases and (m := BOTH.search(head)) and not POST_TRAINED.search(head):
        return said(Role.PRETRAINED, m.start()) if src.subject.size else (None, None)  # the one not named as tuned
    if src.kind == "llm" and not bases:
        if m := RAW_SAID.search(head):
            return said(Role.PRETRAINED, m.start())
        if CHAT_NAME.match(name):
            return Role.POST_TRAINED, None
    raw = count_words(head, BASE_WORDS)
    tuned = count_words(head, TUNED_WORDS)
    base_says_tuned = bases and any(BASE_NAME.search(b[0]) for b in bases)
    same_key = any(parse_name(b[0]).key == src.subject.name.key for b in bases)
    if base_says_tuned or (bases and src.kind == "llm") or (same_key and relation == "finetune"):
        return Role.POST_TRAINED, line
    if src.kind == "vlm" and tuned < 2:
        if m := RAW_SAID.search(head):
            return said(Role.PRETRAINED, m.start())
        if raw > 1 and not tuned:
            return Role.PRETRAINED, None
        m = TUNED_SAID.search(head) or POST_TRAINED.search(head)
        return said(Role.POST_TRAINED, m.start()) if m else (None, None)
    if tuned >= 2 and tuned > raw:
        return Role.POST_TRAINED, None
    if raw and raw >= tuned:
        return Role.PRETRAINED, None
    if tuned >= 2 or (tuned and not raw):
        return Role.POST_TRAINED, None
    if not tuned and (re.search(r"pre-?train", head) or (not bases and TOKENS_SEEN.search(head))):
        return Role.PRETRAINED, None
    return None, None


def _said_by_name(name: str, head: str) -> tuple[Role, int] | None:
    """What follows the card's own name: "Corvid-7B is a base model"."""
    for own in dict.fromkeys((name, name.replace("-", " "))):
        at = head.find(own)
        for _ in range(12):
            if at < 0:
                break
            if m := IS_A.match(head, at + len(own)):
                return (Role.PRETRAINED if m["raw"] else Role.POST_TRAINED), at
            at = head.find(own, at + 1)
    return None


def _said_by_size(size: int | None, head: str) -> tuple[Role, int] | None:
    """What is said of the variant of this size, where one thing is: "a 2 billion parameter pretrained variant"."""
    found = {
        (Role.PRETRAINED if m["raw"] else Role.POST_TRAINED): m.start()
        for m in islice(SIZED.finditer(head), 12)
        if size is not None and round(float(m[1]) * (10**6 if m[2].startswith("m") else 10**9)) == size
    }
    return next(iter(found.items())) if len(found) == 1 else None


def _twin(src: Source) -> tuple[Role, int] | None:
    """What a twin of the same name says: beside "Corvid-Chat" stands the raw Corvid, beside "Corvid-Base" the tuned."""
    name, text = src.id.rpartition("/")[2].lower(), src.text.lower()
    own = name if len(name) >= 6 else src.id.lower()  # a short name may be a part of others
    at = text.find(f"{own}-")
    tuned: tuple[Role, int] | None = None
    for _ in range(40):
        if at < 0:
            break
        before = text[at - 1 : at]
        m = TWIN.match(text, at + len(own)) if before != "-" and not before.isalnum() else None
        if m and m[1] in RAW_TWINS:
            return Role.POST_TRAINED, src.line_of(at)
        if m and tuned is None:
            tuned = Role.PRETRAINED, src.line_of(at)
        at = text.find(f"{own}-", at + 1)
    return tuned


def _is_part(src: Source, base: str) -> bool:
    """Whether a base is but the eyes or ears of a vision-language model: whose language model it is decides."""
    return src.kind == "vlm" and bool(PART_NAME.search(base.rpartition("/")[2]))


def _third_party(src: Source) -> int | None:
    """The line that says this model was tuned from another maker's family, or None."""
    org = src.id.partition("/")[0]
    for p in src.doc.passages:
        known = any(name in p.text for name in FAMILY_NAMES)
        m = FOREIGN.search(p.text) if known else None
        if m is None and known and any(word in p.text for word in BETTER_WORDS):
            m = BETTERED.search(p.text)
        if m is None:
            continue
        maker = FAMILY_MAKER.get(re.sub(r"^meta |\s", "", m[1].lower()))
        if (
            maker is None
            or same_maker(org, maker)
            or DISTILLED.search(p.text, max(0, m.start() - 80), m.end() + 40)
            or LIKENED.search(m[0])
        ):
            continue
        start = max(p.text.rfind(". ", 0, m.start()), 0)
        named = [r for _, _, r in src.subject.mentions(p.text[start : m.start()])]
        if Relation.OTHER in named or Relation.SIBLING in named:
            continue
        return p.line_at(m.start())
    licence = src.matter.first("license")
    if licence and re.match(r"llama-?[234]", licence.text.lower()) and not same_maker(org, "meta-llama"):
        return licence.line
    return None
