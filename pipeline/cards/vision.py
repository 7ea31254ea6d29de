"""The vision encoder and the language model inside a vision-language model."""

import re
from typing import Final

from pipeline.cards.engine import Occurrence, Views, judge, states
from pipeline.cards.findings import Candidate
from pipeline.cards.statements import Card, Statement
from pipeline.names.dissected import parse_name
from pipeline.names.kinship import Relation
from pipeline.names.makers import KNOWN

ENCODER: Final = "vision_encoder"
BASE_LLM: Final = "base_llm"
_WORDS: Final = ("vision", "visual", "image encoder", "视觉", "siglip", "vit", "clip", "eva", "so400m", "language ", "llm")
ENCODER_NAME: Final = re.compile(
    r"(?<![\w/-])(?:(?:[A-Za-z0-9-]{2,20}/)?(?:InternViT|SigLIP ?2?|EVA-?\d*(?:-?CLIP)?|CLIP|OpenCLIP|DFN|AIMv2|DINOv[23]|Swin(?:[- ]Transformer)?|SO-?400M|"
    r"MoonViT|NaViT|Pixtral-ViT|SAM|ViT|SigViT|CoCa|RADIO|C-RADIO|Q-?Former)(?:[-_ ]?(?:so-?400m|vit|clip|large|huge|giant|base|bigG|\d+(?:\.\d+)?[BM]|"
    r"\d{2,4}px|patch\d+|V\d(?:[-_.]\d)?|/\d{2}|[LHGEB](?:/|-)\d{2}(?:@\d{3})?|[LHGEB]|\d{2,4}|flash-attn\d?))*)(?![A-Za-z]|-like)",
    re.IGNORECASE,
)
_LLM: Final = re.compile(
    rf"(?<![\w-])(?:[A-Za-z0-9-]{{2,40}}/)?(?:Nous-|Code)?(?:{KNOWN})[-_ ]?[A-Za-z0-9.]*(?:[-_][A-Za-z0-9.]+)*(?: \d[\w.]*)?", re.IGNORECASE
)
_EYES: Final = r"(?:vision|visual|image) (?:encoder|backbone|tower|transformer|part|model)|视觉编码器"
_BUILT: Final = (
    r"(?:built|based|initiali[sz]ed|fine-?tuned|uses?|combin\w+|consists?|integrat\w+|backbone|with|incorporat\w+|choose|chose|join\w*|bolt\w*|adopt\w*|employ\w*)\b"
)
_STATING: Final = (
    states("vision.label", ENCODER, 50, "Vision encoder: SigLIP-400M", "Speech encoder: SigLIP-400M", form="cell|label", label=rf"{_EYES}|^vit$|vision$"),
    states("vision.architecture", ENCODER, 48, "Architecture: SigLIP + Gemma, a vision model", "Architecture: SigLIP", form="cell|label",
           label="architecture$", after=r"^\s?\+\s?[a-z]"),
    states("vision.serves", ENCODER, 36, "SigLIP-400M as the vision encoder is used.", "SigLIP-400M is a vision encoder that we like.",
           written=r".{4}", span=rf"(?:{_EYES})[\s,:(]{{1,3}}(?:called |named |is )?(?:an? |the )?#|\b(?:built|based) (?:up)?on (?:the )?#|#\s?(?:(?:is |"
           rf"was |are )?(?:utili[sz]ed |used |chosen |adopted |serves )?as )?(?:the |its |our |a )?(?:vision|visual|image) (?:encoder|backbone|tower)"),
    states("vision.built", ENCODER, 34, "It uses an encoder, SigLIP-400M, for vision.", "An encoder: SigLIP-400M, vision.", written=r".{4}",
           text=_BUILT, around80=rf"^(?!.*(?:\bthan\b|compared|replac|instead of)).*(?:{_EYES}|vit\b|encoder)"),
)  # fmt: skip
_LLM_LABEL: Final = (
    states("vision.llm", BASE_LLM, 50, "Language model: Qwen2-7B", "Speech model: Qwen2-7B", form="cell|label", label=r"language (?:part|model|backbone)|"
           r"base llm|llm(?: backbone)?$|base language model|text (?:decoder|backbone)|language decoder|llm part|语言模型"),
)  # fmt: skip
_VIEWS: Final[Views] = {
    "written": lambda o: o.written,
    "around80": lambda o: o.statement.text[max(0, o.start - 80) : o.end + 60],
}


def read_vision(card: Card) -> None:
    """Candidates for the vision encoder and the base language model."""
    for statement in card.statements(*_WORDS):
        if len(statement.text) > 900:
            continue
        m = ENCODER_NAME.search(statement.text, statement.value_at)
        if m is not None:
            o = Occurrence(card, statement, m[0].strip(" -_."), m.start(), m.end(), more=_VIEWS)
            candidate = judge(o, _STATING, ())
            if candidate is not None and candidate.rule == "vision.built":
                _beside(card, statement, m)
        elif statement.label and (llm := _LLM.search(statement.text, statement.value_at)):
            value = statement.text[statement.value_at :].strip(" -–—") if statement.form == "cell" else llm[0]
            if 3 <= len(value) <= 80:
                judge(Occurrence(card, statement, value, llm.start(), llm.end(), more=_VIEWS), _LLM_LABEL, ())


def _beside(card: Card, statement: Statement, eyes: re.Match[str]) -> None:
    for m in _LLM.finditer(statement.text):
        name = m[0].strip(" .-")
        apart = m.end() <= eyes.start() or m.start() >= eyes.end()
        if apart and card.subject.relation(name) in {Relation.OTHER, Relation.BASE} and parse_name(name).key and not ENCODER_NAME.match(name):
            card.out.candidates.append(Candidate(BASE_LLM, name, statement.line_at(m.start()), statement.text, "vision.beside_encoder", 34))
            return
