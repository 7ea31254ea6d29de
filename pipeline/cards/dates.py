"""The release date that a card states of its checkpoint, and the month up to which its training data reach."""

import re
from typing import Final

from pipeline.cards.engine import Occurrence, judge
from pipeline.cards.findings import Candidate
from pipeline.cards.rules import MONTHS, SHARED, WORDS, stating
from pipeline.cards.statements import Card
from pipeline.cards.subjects import Mention
from pipeline.names.kinship import Relation

CUTOFF: Final = "knowledge_cutoff"
DATE: Final = re.compile(SHARED["dates.date"], re.IGNORECASE)
_RELEASE: Final = re.compile(SHARED["dates.release"], re.IGNORECASE)
_LISTED: Final = re.compile(SHARED["dates.listed"])
_SIZE: Final = re.compile(r"(?<![\w.-])\d[\d.]*[BM]\b(?![ -]?(?:param|token|dense|model\b))")
_GAP: Final = re.compile(r"[\s,、/&和及]{0,6}(?:and|or)?[\s,]{0,3}(?:与|the )?\s?(?:base models? )?", re.IGNORECASE)
_YEAR: Final = re.compile(r"(?<![\w.-])20[12]\d(?=\W*$)")
_BRACKETS: Final = re.compile(r"\([^()]{0,80}\)")
_PROMPTED: Final = re.compile(r"\b[Yy]our (?:knowledge cut-?off(?: date)? is|knowledge base was last updated on) ")


def as_date(m: re.Match[str]) -> str | None:
    """A matched date as YYYY-MM or YYYY-MM-DD, or None where it is no date."""
    g = m.groupdict()
    n = next(n for n in "123456" if g.get(f"y{n}"))
    name = g.get(f"n{n}")
    month, day = int(MONTHS[name.lower()] if name else g.get(f"m{n}") or 0), int(g.get(f"d{n}") or 0)
    if n == "5" and month > 12 >= day:
        month, day = day, month
    elif n == "5" and day <= 12 and month <= 12 and day != month:
        return None  # 03/04/2025: day or month first is not known
    if not 1 <= month <= 12 or day > 31:
        return None
    return f"{g[f'y{n}']}-{month:02}-{day:02}" if day else f"{g[f'y{n}']}-{month:02}"


def dates_in(text: str) -> list[tuple[re.Match[str], str]]:
    """The dates in a text."""
    return [(m, date) for m in DATE.finditer(text) if (date := as_date(m))] if "201" in text or "202" in text else []


def read_dates(card: Card) -> None:
    """Candidates for the release date; of several dates in a statement each with the words around it."""
    for statement in card.statements("201", "202", numeric=True):
        text = statement.text
        found = dates_in(text)[:6]
        heads = bool(found) and not text[: found[0][0].start()].strip(" *_([>-")
        ends = [0, *(m.end() for m, _ in found)]
        for n, (m, date) in enumerate(found):
            end = found[n + 1][0].start() if n + 1 < len(found) else len(text)
            o = Occurrence(card, statement, date, m.start(), m.end())
            _views(o, text[m.start() if heads else ends[n] : end])
            judge(o, stating("release_date"))


def _views(o: Occurrence, event: str) -> None:
    """The views of a date: the event, which is the words around it, and what was released.

    `released` is the relation of the model, "" where none is named, "no" where nothing is released.
    """
    before = event.partition(o.written)[0]
    said = _RELEASE.search(event) or (None if before.strip(" -*[(") else _LISTED.fullmatch(event, len(before) + len(o.written)))
    o.seen |= {"event": _BRACKETS.sub(" ", event), "released": "no", "edition": f"{event[:60]} @ {o.card.name}"}
    if said is None:
        return
    mentions = [m for m in o.card.subject.names(event) if not DATE.match(event, m.start)]
    if not mentions and o.card.subject.size:  # "We release the 7B and the 70B version"
        mentions = [Mention(m.start(), m.end(), o.card.subject.relation(m[0])) for m in _SIZE.finditer(event)]
    aside = event.rfind("(", 0, said.start())
    if aside >= 0 and ")" not in event[aside : said.start()]:  # "Corvid-1 (released in May)" says nothing of who is named before
        mentions = [m for m in mentions if m.start > aside] or [m for m in mentions if m.end <= aside][-1:]
        if mentions and mentions[-1].relation is Relation.FAMILY:
            return
    together = _named_together(event, [m for m in mentions if m.start >= said.start()])
    first = together[0] if together else mentions[-1].relation if mentions else ""
    own = Relation.SELF in together or ((first is Relation.FAMILY or not together) and Relation.SELF in {m.relation for m in mentions})
    o.seen["released"] = "self" if own else str(first)


def _named_together(text: str, mentions: list[Mention]) -> list[Relation]:
    """The models named in one breath: the first, and those enumerated right after it."""
    out: list[Relation] = []
    for before, m in zip([None, *mentions], mentions, strict=False):
        if before is not None and not _GAP.fullmatch(_BRACKETS.sub("", text[before.end : m.start])):
            break
        out.append(m.relation)
    return out


def read_cutoff(card: Card) -> None:
    """Candidates for the knowledge cutoff, last of them what the maker's system prompt tells the model; a day is read as its month.

    Beside a label a year alone is one too.
    """
    for statement in card.statements(*WORDS["passages.cutoff"], numeric=True):
        found = dates_in(statement.text)
        if not found and statement.label:
            found = [(m, m[0]) for m in _YEAR.finditer(statement.text, statement.value_at)]
        for m, date in found:
            judge(Occurrence(card, statement, date[:7], m.start(), m.end()), stating(CUTOFF))
    for block in card.doc.blocks:
        prompt = _PROMPTED.search(block.text) if block.kind == "code" and "our knowledge" in block.text else None
        if prompt is not None and (at := DATE.match(block.text, prompt.end())) and (month := as_date(at)):
            card.out.candidates.append(Candidate(CUTOFF, month[:7], block.line_at(prompt.start()), block.text[prompt.start() : at.end()], "cutoff.prompt", 30))
