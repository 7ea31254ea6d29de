"""Pre-training tokens that a card states of its checkpoint, or of the base it is made from."""

import re
from typing import Final

from pipeline.cards.engine import Occurrence, Views, figures, judge
from pipeline.cards.numbers import quantities
from pipeline.cards.rules import stating
from pipeline.cards.statements import Card
from pipeline.cards.words import WORDS
from pipeline.names.dissected import close

FIELD: Final = "training_tokens"
_WORDS: Final = WORDS["passages.tokens"]
_LEAST, _MOST = 1_000_000_000, 500_000_000_000_000
_SIZED: Final = re.compile(r"[\s-]*(?:param\w*|model|was|were|is|:|variant|saw|has|(?=\d))", re.IGNORECASE)
_OF_BASE: Final = re.compile(r"\bbase model\b|\bbackbone\b", re.IGNORECASE)


def _phrase(o: Occurrence) -> str:
    """The words that say of what stage it is: from the last "then" or the like before, and the phrase after."""
    parts = re.split(r"[;。]|\btokens?\b,|, (?:and|then|followed|which|while)\b|\bfollowed by\b|\bbefore\b|\bthen\b", o.view("wide"))
    after = re.split(r"[;,.。)&]|\band\b|[与和]|\b(?:thanks|due) to\b", o.view("after")[:60])[0]
    return f"{parts[-1][-100:]} {after}"


def _sized(o: Occurrence) -> str:
    """Whether another size than the card's own is what was trained: fits, differs or ""."""
    size, text = o.card.subject.size, o.statement.text
    before = quantities(text[: o.start])
    found = [q for q in before if q.unit in {"b", "m", "billion", "million"} and q.start > o.start - 60 and _SIZED.match(text[q.end : q.end + 14])]
    if not found or size is None:
        return ""
    return "fits" if any(close(q.value, size) for q in (found[-1:] if found[-1].group == 1 else before)) else "differs"


_RULES: Final = stating(FIELD)
_VIEWS: Final[Views] = {"phrase": _phrase, "sized": _sized, "sentence": lambda o: f"{o.view('clause_before')}#{o.view('after')}"}


def _counts(o: Occurrence) -> bool:
    return _LEAST <= o.number <= _MOST and o.unit != "k" and bool(o.unit or "," in o.written) and "param" not in o.lowered("after")[:8]


def read_tokens(card: Card) -> None:
    """Candidates for the number of pre-training tokens."""
    for _, found in figures(card, _WORDS, _counts, _VIEWS):
        for o in found:
            candidate = judge(o, _RULES)
            if candidate is not None and _OF_BASE.search(o.view("clause_before")):
                card.out.candidates[-1] = candidate._replace(about="base")
