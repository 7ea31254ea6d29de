"""The vision encoder and the language model inside a vision-language model."""

import re
from typing import Final

from pipeline.cards.engine import Occurrence, Views, judge
from pipeline.cards.findings import Candidate
from pipeline.cards.rules import SHARED, stating
from pipeline.cards.statements import Card, Statement
from pipeline.cards.words import WORDS
from pipeline.names.dissected import parse_name
from pipeline.names.kinship import Relation

ENCODER: Final = "vision_encoder"
BASE_LLM: Final = "base_llm"
_WORDS: Final = WORDS["passages.vision"]
ENCODER_NAME: Final = re.compile(SHARED["vision.encoder_name"], re.IGNORECASE)
_LLM: Final = re.compile(SHARED["vision.llm"], re.IGNORECASE)
_VIEWS: Final[Views] = {
    "written": lambda o: o.written,
    "around80": lambda o: o.statement.text[max(0, o.start - 80) : o.end + 60],
}


def read_vision(card: Card) -> None:
    """Candidates for the vision encoder and the base language model."""
    for statement in card.statements(*_WORDS):
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
