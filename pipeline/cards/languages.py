"""Natural languages that a card lists as supported, and how many it says there are."""

import re
from typing import Final

from pipeline.cards.engine import Occurrence, judge, numbers
from pipeline.cards.findings import Candidate
from pipeline.cards.rules import WORDS, stating
from pipeline.cards.statements import Card, Statement
from pipeline.names.languages import CODE_OF, code_of

FIELD: Final = "languages"
COUNT: Final = "languages_count"
_LISTING, _COUNTING = stating(FIELD), stating(COUNT)
_WORDS: Final = WORDS["passages.languages"]
_WORD: Final = re.compile(r"(?<![A-Za-zÀ-ɏ-])[A-ZÀ-ÞČ][a-zß-ɏ]{2,}(?![A-Za-zÀ-ɏ])")
_NOT_LATIN: Final = tuple(name for name in CODE_OF if max(name) > "ɏ" or " " in name)
_ALONE: Final = re.compile(r"\W*(?:[A-Z]\w+(?:, and | and |[,/&·]\s?|\W*$))+")
_LIMITED: Final = re.compile(r"(?<!not )\blimited\b|to a lesser (?:extent|degree)|partial(?:ly)?\b", re.IGNORECASE)

_CODES: Final = re.compile(r"[^()]*?(?:\b[a-z]{2}\b[^()\w]*(?:\([^()]*\)[^()\w]*)?){2,60}$", re.IGNORECASE)
_CODE: Final = re.compile(r"\b[a-z]{2}\b(?![^(]*\))", re.IGNORECASE)


def read_languages(card: Card) -> None:
    """One candidate: the union of the front matter and of the longest list in the text."""
    front = _front_matter(card)
    listed: list[Candidate] = []
    for statement in card.statements(*_WORDS):
        for o in numbers(card, statement, 2, 2000) if "languages" in statement.lower or "语" in statement.text else ():
            if not o.unit:
                judge(o, _COUNTING)
        found = named(statement)
        line = statement.block.text[statement.start :][:600] if statement.block is not None else statement.text
        if statement.label and not found and _CODES.match(line, statement.value_at):
            coded = [(m.start(), code_of(m[0])) for m in _CODE.finditer(line, statement.value_at)]
            found = {code: at for at, code in coded if code} if all(code for _, code in coded) else {}
        if found:
            candidate = _judge_list(card, statement, found)
            listed += [candidate] if candidate is not None else []
    best = max(listed, key=lambda c: len(c.members), default=None)
    card.out.candidates = [c for c in card.out.candidates if c.field != FIELD]
    codes = front.members if front is not None else ()
    more = [code for code in best.members if code not in codes] if best is not None else []
    if best is not None and (not codes or (more and len(best.members) > 2)):
        chosen = best if front is None or len(more) > len(codes) else front
        card.out.candidates.append(chosen._replace(value=(*codes, *more), rule="languages.union" if codes else best.rule))
    elif front is not None:
        card.out.candidates.append(front)


def _judge_list(card: Card, statement: Statement, found: dict[str, int]) -> Candidate | None:
    o = Occurrence(card, statement, tuple(found), min(found.values()), len(statement.text))
    size = "one" if len(found) == 1 else "two" if len(found) == 2 else "list"
    alone = len(found) > 1 and len(found) == len(_WORD.findall(statement.text)) and _ALONE.fullmatch(statement.text)
    o.seen["many"] = f"{size}{' short' * (len(statement.text) < 40)}{' alone' * bool(alone)}"
    return judge(o, _LISTING)


def _front_matter(card: Card) -> Candidate | None:
    codes: list[str] = []
    first: Candidate | None = None
    for key in ("language", "languages"):
        for item in card.matter.items.get(key, ()):
            for word in re.split(r"[,/]\s*", item.text) if "," in item.text else [item.text]:
                code = code_of(word)
                if code is None:
                    card.out.reject(item.line, "languages.no_code: not a natural language's code", FIELD, item.text)
                    continue
                codes += [code] if code not in codes else []
                first = first or Candidate(FIELD, (), item.line, f"{key}: {item.text}", "languages.front_matter", 50)
    return first._replace(value=tuple(codes)) if first is not None else None


def named(statement: Statement) -> dict[str, int]:
    """The codes of the languages that a statement names and their places, in order; of a label's value, up to "limited"."""
    text, at = statement.text, statement.value_at
    stop = _LIMITED.search(text, at) if at else None
    end = stop.start() if stop else len(text)
    found = [(m.start(), CODE_OF[word]) for m in _WORD.finditer(text, at, end) if (word := m[0].lower()) in CODE_OF]
    if not text.isascii():
        found += [(place, CODE_OF[name]) for name in _NOT_LATIN if (place := statement.lower.find(name, at, end)) >= 0]
        found.sort()
    places: dict[str, int] = {}
    for place, code in found:
        places.setdefault(code, place)
    return places
