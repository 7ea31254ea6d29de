"""Total and active parameters that a card states of its checkpoint."""

import re
from collections.abc import Iterator
from typing import Final

from pipeline.cards.engine import Occurrence, Views, figures, judge
from pipeline.cards.findings import Candidate
from pipeline.cards.numbers import SCALE, quantities
from pipeline.cards.rules import SHARED, stating
from pipeline.cards.statements import Card, Statement
from pipeline.cards.words import WORDS
from pipeline.names.dissected import close, parse_name
from pipeline.names.kinship import FOREIGN

TOTAL: Final = "total_params"
ACTIVE: Final = "active_params"
_WORDS: Final = WORDS["passages.params"]
_UNITS: Final = frozenset(unit for unit, scale in SCALE.items() if scale >= 10**6)
_MORE: Final = 1.2
_LEAST, _MOST = 1_000_000, 20_000_000_000_000
_NO_COUNT: Final = re.compile(SHARED["params.no_count"], re.IGNORECASE)
_PAIR: Final = re.compile(r"total\W{1,3}act|\bact\w*\W{1,3}total|总\w*\W{1,3}激活")
_ACTIVE_PAIR: Final = re.compile(r"-A(\d{1,4}(?:\.\d{1,3})?[BM])\b")
_ACTIVE_AFTER: Final = re.compile(r"\W{0,3}(?:param\w* )?(?:are |is )?(?:activ|(?:at )?work|in use|used)", re.IGNORECASE)


def _fits_active(o: Occurrence) -> str:
    """Whether a figure agrees with the active size in the name; without one, with the size and the total beside it."""
    subject = o.card.subject
    effective = next((label for label in subject.name.labels if label[0] in "en"), None)
    known = subject.active or (quantities(effective[1:])[0].value if effective else None)
    if known:
        whole = 10**9 if known >= 10**9 else 10**6
        return "fits" if close(o.number, known) or o.number // whole * whole == known else "differs"
    if not subject.size:
        return ""
    beside = [q.value for q in quantities(o.view("wide")[-40:]) if q.unit in _UNITS and q.value >= _LEAST]
    other = bool(beside) and not close(beside[-1], subject.size)
    return "differs" if other or o.number > subject.size * 1.2 else "fits"


_RULES: Final = stating(TOTAL, ACTIVE)
_VIEWS: Final[Views] = {"fits_active": _fits_active, "labelled": lambda o: f"{o.statement.label}|{o.view('clause_before')[-80:]}~{o.view('near')}"}


def read_parameters(card: Card) -> None:
    """Candidates from tables, lines, sentences and, last, the name itself."""
    for statement, found in figures(card, _WORDS, _counts, _VIEWS):
        if len(found) == 2 and found[1].group == 2 and _ACTIVE_AFTER.match(found[1].view("after")):
            found[0].group = found[1].group = 1  # "(118B, 12B active)" is no list
        if not _pair(card, statement, found):
            for occurrence in found:
                candidate = None if occurrence.inside_name else judge(occurrence, _RULES)
                pair = _ACTIVE_PAIR.match(statement.text, occurrence.end) if candidate is not None else None
                if candidate is not None and pair:  # "a 30B-A3B mixture"
                    card.out.candidates.append(candidate._replace(field=ACTIVE, value=quantities(pair[1])[0].value))
    if card.kind != "other":
        _read_name(card)
    _settle(card)


def _counts(o: Occurrence) -> bool:
    text = o.statement.text
    exact = not o.unit and ("," in o.written or o.statement.form == "cell")
    if not _LEAST <= o.number <= _MOST or not (o.unit in _UNITS or exact):
        return False
    sign = text[max(0, o.start - 2) : o.start]
    return not (sign[-1:] and sign[-1:] in "$¥€-_" and not sign[:1].isspace()) and not _NO_COUNT.match(o.view("after"))


def _pair(card: Card, statement: Statement, found: list[Occurrence]) -> bool:
    if len(found) != 2 or not _PAIR.search(statement.label) or found[0].relation in FOREIGN:
        return False
    low, high = sorted(found, key=lambda o: o.number)
    card.out.candidates += [Candidate(name, o.value, o.line, statement.text, "params.pair", 60) for name, o in ((TOTAL, high), (ACTIVE, low))]
    return True


def _read_name(card: Card) -> None:
    """The size in the model's own name, where the card's text writes that name."""
    subject = card.subject
    if subject.size is None or subject.name.mixture or not 10**7 <= subject.size <= _MOST or card.out.of(TOTAL):
        return
    for line, text in _names_written(card):
        for mention in subject.names(text):
            if mention.relation not in FOREIGN and subject.size in parse_name(text[mention.start : mention.end]).sizes:
                card.out.candidates.append(Candidate(TOTAL, subject.size, line, text[max(mention.start - 80, 0) :], "params.name", 5))
                return


def _names_written(card: Card) -> Iterator[tuple[int, str]]:
    """Where names with numbers may stand: blocks of text, then the first cells of rows."""
    yield from ((b.line, b.text[:1000]) for b in card.doc.blocks if b.kind != "code" and any(map(str.isdigit, b.text)))
    for table in card.doc.tables[:20]:
        yield from ((line, row[0]) for row, line in zip(table.rows[:60], table.lines, strict=False) if row and 3 < len(row[0]) < 60)


def _settle(card: Card) -> None:
    """As many active parameters as there are in all is a dense model: nothing is said; more are a slip, of which neither figure is sure."""
    best = max(card.out.of(TOTAL), key=lambda c: c.rank, default=None)
    for c in card.out.of(ACTIVE):
        if best is not None and int(str(c.value)) >= 0.95 * int(str(best.value)):
            card.out.drop(c, "params.dense: as many active as total parameters")
            if best in card.out.candidates and best.line == c.line and int(str(c.value)) > _MORE * int(str(best.value)):
                card.out.drop(best, "params.swapped: fewer parameters in all than active")
