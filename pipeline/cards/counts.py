"""What a card counts of its checkpoint: total and active parameters, context length, training tokens (or the base's)."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from pipeline.cards.engine import LEAST_WINDOW, VIEWS, Occurrence, fits, judge, numbers
from pipeline.cards.findings import Candidate
from pipeline.cards.numbers import SCALE, quantities
from pipeline.cards.rules import SHARED, WORDS, Pattern, holds, stating
from pipeline.cards.statements import Card, Statement
from pipeline.names.dissected import close, parse_name
from pipeline.names.kinship import FOREIGN

TOTAL, ACTIVE, NATIVE, EXTENDED = "total_params", "active_params", "context_length", "context_length_extended"
_MILLIONS: Final = frozenset(unit for unit, scale in SCALE.items() if scale >= 10**6)
_WINDOW_UNITS: Final = frozenset({"", "k", "m", "million", "thousand", "万", "千"})
_NO_COUNT: Final = re.compile(SHARED["params.no_count"], re.IGNORECASE)
_PAIR: Final = re.compile(r"total\W{1,3}act|\bact\w*\W{1,3}total|总\w*\W{1,3}激活")
_ACTIVE_PAIR: Final = re.compile(r"-A(\d{1,4}(?:\.\d{1,3})?[BM])\b")
_ACTIVE_AFTER: Final = re.compile(r"\W{0,3}(?:param\w* )?(?:are |is )?(?:activ|(?:at )?work|in use|used)", re.IGNORECASE)
_SIZED: Final = re.compile(r"[\s-]*(?:param\w*|model|was|were|is|[:：]|variant|saw|has|built|based|trained|reads|on\b|使用|训练|模型|(?=\d))", re.IGNORECASE)
_SIZED_AFTER: Final = re.compile(SHARED["tokens.sized_after"])
_STEP: Final = re.compile(r"[;。]|[.!?]\s|\btokens?\b|, (?:and|then|followed|which|while)\b|\bfollowed by\b|\bafter\b|\bbefore\b|\bthen\b")
_STEP_AFTER: Final = re.compile(r"[;,.。)&+]|\band\b|[与和]|\b(?:thanks|due) to\b")
_OF_THIS: Final = Pattern(r"#\s?(?:tokens,? )?(?:for|in|with|of) this (?:repo|model|check|v|card|one)|\bthis (?:repo|model|v|card|one)\w*: #")
_MOST_FIGURES: Final = 1_200


def _fits_active(o: Occurrence) -> str:
    """Whether a figure agrees with the active size in the name; without one, with the size and the total beside it."""
    subject = o.card.subject
    effective = next((label for label in subject.name.labels if label[0] in "en"), None)
    known = subject.active or (quantities(effective[1:])[0].value if effective else None)
    if known:
        return "fits" if close(o.number, known, 0.74, 1.7) else "differs"
    if not subject.size:
        return ""
    beside = [q.value for q in quantities(o.view("wide")[-40:]) if q.unit in _MILLIONS]
    return "differs" if (beside and not close(beside[-1], subject.size)) or o.number > subject.size * 1.2 else "fits"


def _sized(o: Occurrence) -> str:
    """Whether another size than the card's own is what was trained: fits, differs or ""."""
    size, text = o.card.subject.size, o.statement.text
    if size and (of := _SIZED_AFTER.match(text, o.end)):
        return fits(quantities(of[1])[0].value, size)
    before = quantities(text[: o.start])
    found = [q for q in before if q.unit in {"b", "m", "billion", "million"} and q.start > o.start - 90 and _SIZED.match(text[q.end : q.end + 14])]
    if not found or size is None or found[-1].ranged:
        return ""
    return "fits" if any(close(q.value, size) for q in (found[-1:] if found[-1].group == 1 else before)) else "differs"


VIEWS.update({
    "fits_active": _fits_active,
    "labelled": lambda o: f"{o.statement.label}|{o.view('clause_before')[-80:]}~{o.view('near')}",
    # The words that say of what stage it is: from the last "then" or the like before, and the phrase after.
    "phrase": lambda o: f"{_STEP.split(o.view('wide'))[-1][-100:]} {_STEP_AFTER.split(o.view('after')[:60])[0]}",
    "sized": _sized,
    "sentence": lambda o: f"{o.view('clause_before')}#{o.view('after')}",
})  # fmt: skip


def _counts_parameters(o: Occurrence) -> bool:
    exact = not o.unit and ("," in o.written or o.statement.form == "cell")
    sign = o.statement.text[max(0, o.start - 2) : o.start]
    money = sign[-1:] and sign[-1:] in "$¥€-_" and not sign[:1].isspace()
    return (o.unit in _MILLIONS or exact) and not money and not _NO_COUNT.match(o.view("after"))


def _counts_window(o: Occurrence) -> bool:
    counted = bool(o.unit) or "," in o.written or " " in o.written
    round_number = o.number >= 1000 if o.statement.form == "cell" else o.number % 256 == 0 or o.number % 1000 == 0
    return o.unit in _WINDOW_UNITS and (counted or round_number)


def _figures(card: Card, words: str, within: tuple[int, int], counts: Callable[[Occurrence], bool]) -> Iterator[tuple[Statement, list[Occurrence]]]:
    """Statements with figures between two bounds that may count, with those; a card can use up only so many."""
    left = _MOST_FIGURES
    for statement in card.statements(*WORDS[f"passages.{words}"], numeric=True):
        found = [o for o in numbers(card, statement, *within) if counts(o)]
        left -= len(found)
        if left < 0:
            return
        if found:
            yield statement, found


def read_parameters(card: Card) -> None:
    """Candidates from tables, lines, sentences and, last, the name itself; as many active as there are in all is a dense model."""
    for statement, found in _figures(card, "params", (10**6, 20 * 10**12), _counts_parameters):
        if len(found) == 2 and found[1].group == 2 and _ACTIVE_AFTER.match(found[1].view("after")):
            found[0].group = found[1].group = 1  # "(118B, 12B active)" is no list
        if len(found) == 2 and _PAIR.search(statement.label) and found[0].relation not in FOREIGN:
            pair = zip((ACTIVE, TOTAL), sorted(found, key=lambda o: o.number), strict=True)
            card.out.candidates += [Candidate(name, o.value, o.line, statement.text, "params.pair", 60) for name, o in pair]
            continue
        for o in found:
            candidate = None if o.inside_name else judge(o, stating(TOTAL, ACTIVE))
            if candidate is not None and (beside := _ACTIVE_PAIR.match(statement.text, o.end)):  # "a 30B-A3B mixture"
                card.out.candidates.append(candidate._replace(field=ACTIVE, value=quantities(beside[1])[0].value))
    if card.kind != "other" and not any(c.about == "self" for c in card.out.of(TOTAL)):
        _read_name(card)
    best = max(card.out.of(TOTAL), key=lambda c: c.rank, default=None)
    for c in card.out.of(ACTIVE):
        if best is not None and int(str(c.value)) >= 0.95 * int(str(best.value)):
            card.out.drop(c, "params.dense: as many active as total parameters")


def _read_name(card: Card) -> None:
    """The size in the model's own name, where the card's text writes that name: in a block, or first in a row."""
    size = card.subject.size
    if size is None or card.subject.name.mixture or size < 10**7:
        return
    places = [(b.line, b.text[:1000]) for b in card.doc.blocks if b.kind != "code" and any(c.isdigit() for c in b.text)]
    places += [(line, row[0]) for table in card.doc.tables[:20] for row, line in zip(table.rows[:60], table.lines, strict=False) if row and len(row[0]) < 60]
    for line, text in places:
        for mention in card.subject.names(text):
            if mention.relation not in FOREIGN and size in parse_name(text[mention.start : mention.end]).sizes:
                card.out.candidates.append(Candidate(TOTAL, size, line, text[max(mention.start - 80, 0) :], "params.name", 5))
                return


def read_context(card: Card) -> None:
    """Candidates for the native and the extended context length; what a configuration for YaRN shows says which is which."""
    out = card.out
    for statement, found in _figures(card, "context", (LEAST_WINDOW, 20_000_000), _counts_window):
        given: set[str] = set()
        for o in sorted(found, key=lambda o: _OF_THIS.search(o.lowered("near")) is None):
            late = card.kind == "other" and o.view("early") == ""
            candidate = None if o.inside_name or late else judge(o, stating(NATIVE, EXTENDED))
            if candidate is not None and candidate.field in given and statement.label:
                out.drop(candidate, "context.further: a further figure in the same line")
            elif candidate is not None:
                given.add(candidate.field)
                exact = (x.number for x in found if o.unit and not x.unit and abs(x.number - o.number * 1.024) <= o.number * 0.03)
                out.candidates[-1] = candidate._replace(value=next(exact, o.number))
    config = next((c for c in out.of(NATIVE) if c.rule == "context.config"), None)
    for c in out.of(NATIVE) if config is not None else ():
        if config is not None and c.rule != config.rule and int(str(c.value)) >= 1.8 * int(str(config.value)):
            out.candidates[out.candidates.index(c)] = c._replace(field=EXTENDED, rank=c.rank + (c.text.count(",") > 0))


def read_tokens(card: Card) -> None:
    """Candidates for the number of pre-training tokens."""
    for _, found in _figures(card, "tokens", (10**9, 500 * 10**12), lambda o: bool(o.unit or "," in o.written)):
        for o in found:
            candidate = judge(o, stating("training_tokens")) if "param" not in o.lowered("after")[:8] else None
            if candidate is not None and holds(o.lowered("clause_before"), ("base model", "backbone")):
                card.out.candidates[-1] = candidate._replace(about="base")
