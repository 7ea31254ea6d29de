"""The vision encoder and the language model inside a vision-language model."""

import re
from typing import Final

from pipeline.cards.engine import Occurrence, Views, judge
from pipeline.cards.findings import Candidate
from pipeline.cards.rules import stating
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
            candidate = judge(o, stating(ENCODER))
            if candidate is not None and candidate.rule == "vision.built":
                _beside(card, statement, m)
        elif statement.label and (llm := _LLM.search(statement.text, statement.value_at)):
            value = statement.text[statement.value_at :].strip(" -–—") if statement.form == "cell" else llm[0]
            if 3 <= len(value) <= 80:
                judge(Occurrence(card, statement, value, llm.start(), llm.end(), more=_VIEWS), stating(BASE_LLM))


def _beside(card: Card, statement: Statement, eyes: re.Match[str]) -> None:
    for m in _LLM.finditer(statement.text):
        name = m[0].strip(" .-")
        apart = m.end() <= eyes.start() or m.start() >= eyes.end()
        if apart and card.subject.relation(name) in {Relation.OTHER, Relation.BASE} and parse_name(name).key and not ENCODER_NAME.match(name):
            card.out.candidates.append(Candidate(BASE_LLM, name, statement.line_at(m.start()), statement.text, "vision.beside_encoder", 34))
            return
