"""Context length, native and extended, that a card states of its checkpoint."""

import re
from typing import Final

from pipeline.cards.engine import Occurrence, Views, figures, judge
from pipeline.cards.rules import stating
from pipeline.cards.statements import Card
from pipeline.cards.words import WORDS

NATIVE: Final = "context_length"
EXTENDED: Final = "context_length_extended"
_WORDS: Final = WORDS["passages.context"]
_UNITS: Final = frozenset({"", "k", "m", "million", "thousand", "万", "千"})
_LEAST, _MOST = 256, 20_000_000
_COUNTED: Final = re.compile(r"\s?-?\s?(?:\+\s?)?(?:tokens?|个?\s?token)", re.IGNORECASE)


def _span(o: Occurrence) -> str:
    """What stands around a figure, a cell's label before it; a small number beside it cuts nothing off."""
    low = max((q.end for q in o.statement.quantities if q.end <= o.start and q.value >= _LEAST), default=o.statement.value_at)
    label = o.statement.label if o.statement.form == "cell" else ""
    return f"{label} {o.statement.text[max(low, o.start - 110) : o.start]}#{o.view('after')}"


_RULES: Final = stating(NATIVE, EXTENDED)
_VIEWS: Final[Views] = {"span": _span}


def read_context(card: Card) -> None:
    """Candidates for the native and the extended context length."""
    for statement, found in figures(card, _WORDS, _counts, _VIEWS):
        given: set[str] = set()
        for o in found:
            if o.group > 1 and o.value == card.subject.name.window:
                o.group, o.ranged = 1, False
            late = card.kind == "other" and o.view("early") == ""
            candidate = None if o.inside_name or late else judge(o, _RULES)
            if candidate is not None and candidate.field in given and statement.label:
                card.out.drop(candidate, "context.further: a further figure in the same line")
            elif candidate is not None:
                given.add(candidate.field)
                card.out.candidates[-1] = candidate._replace(value=_exacter(found, o))
    _settle(card)


def _counts(o: Occurrence) -> bool:
    if not _LEAST <= o.number <= _MOST or o.unit not in _UNITS:
        return False
    counted = bool(o.unit) or "," in o.written or " " in o.written or bool(_COUNTED.match(o.lowered("after")))
    return counted or (o.number >= 1000 if o.statement.form == "cell" else o.number % 256 == 0 or o.number % 1000 == 0)


def _exacter(found: list[Occurrence], o: Occurrence) -> int:
    exact = (x.number for x in found if not x.unit and x is not o)
    return next((x for x in exact if o.unit and abs(x - o.number * 1.024) <= o.number * 0.03), o.number)


def _settle(card: Card) -> None:
    """What a configuration for YaRN that the card shows says of the windows claimed."""
    out = card.out
    native = out.of(NATIVE)
    config = next((c for c in native if c.rule == "context.config"), None)
    if config is None:
        return
    for c in native:
        if c.rule != "context.config" and int(str(c.value)) >= 1.8 * int(str(config.value)):
            out.candidates[out.candidates.index(c)] = c._replace(field=EXTENDED, rank=c.rank + (c.text.count(",") > 0))
