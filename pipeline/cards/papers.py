"""arXiv papers that a card names: its own report apart from those that it merely cites."""

import re
from collections.abc import Iterator
from itertools import islice, zip_longest
from typing import Final

from pipeline.cards.engine import Occurrence, Views, first_match
from pipeline.cards.findings import Candidate
from pipeline.cards.rules import stating
from pipeline.cards.statements import Card
from pipeline.markdown import Block
from pipeline.model.claims import Value
from pipeline.names.kinship import Relation

OWN: Final = "own_arxiv"
_ID: Final = re.compile(r"(?<![\d.])\d{4}\.\d{4,5}(?!\d)")
_IN_TEXT: Final = re.compile(r"(?:arxiv[:.\s]{1,2}\s?(?:abs/)?|10\.48550/arxiv\.|eprint\s{0,14}=\s{0,8}[{\"])(\d{4}\.\d{4,5})(?!\d)", re.IGNORECASE)
_ENTRY: Final = re.compile(r"@[A-Za-z]{3,15}\s{0,3}\{\s{0,3}([^,\s]{0,80})")
_IN_ENTRY: Final = re.compile(r"(?:arxiv|eprint|papers/)[^\n]{0,40}?(?<![\d.])(\d{4}\.\d{4,5})(?!\d)", re.IGNORECASE)
_PAPER_SITE: Final = re.compile(r"arxiv|(?:hf\.co|huggingface\.co)/papers/", re.IGNORECASE)
_TITLE: Final = re.compile(r"\btitle\s{0,6}=\s{0,6}[{\"]+([^\n]{4,400})", re.IGNORECASE)
_LETTERS: Final = re.compile(r"[^a-z0-9]")
_LIKELY: Final = 57  # a link called the paper, or an entry with the family's name in its title
_SURE: Final = 50
_CITED: Final = "papers.citation"

_RULES: Final = stating(OWN)
_VIEWS: Final[Views] = {"either": lambda o: f"{o.view('around')} {o.anchor}"}


def read_papers(card: Card) -> None:
    """Own and cited arXiv ids, with the line where each is named best."""
    mentions = list(islice(_mentions(card), 500))
    best: dict[Value, Candidate] = {}
    for m in mentions:
        best[m.value] = max(best.get(m.value, m), m, key=lambda one: one.rank)  # of one rank the first stays
    ranked = sorted((_surer(m, mentions) for m in best.values()), key=lambda m: (-m.rank, m.line))
    own = _own(ranked, entry_seen=any(score >= _SURE for _, _, _, score in _entries(card)))
    ours = {m.value for m in own}
    cited = sorted((m for m in best.values() if m.value not in ours), key=lambda m: m.line)
    card.out.candidates += [m._replace(value=(str(m.value),)) for m in own]
    card.out.candidates += [m._replace(field="cited_arxiv", value=(str(m.value),)) for m in cited]


def _mentions(card: Card) -> Iterator[Candidate]:
    """Every place where an arXiv id stands, with how surely it is the card's own paper."""
    if not any(word in card.lowered for word in ("arxiv", "papers/", "eprint")):
        return
    for block, start, end, score in _entries(card):
        for m in _IN_ENTRY.finditer(block.text, start, end):
            yield Candidate(OWN, m[1], block.line_at(m.start(1)), block.text[max(0, m.start() - 60) : m.end() + 20], _CITED, score)
    for o in (*_linked(card), *_written(card)):
        rule = first_match(o, _RULES) or _RULES[-1]
        yield Candidate(OWN, o.value, o.line, o.quoted, rule.name, rule.rank)


def _linked(card: Card) -> Iterator[Occurrence]:
    for statement, link in card.links("/"):
        m = _ID.search(link.target) if _PAPER_SITE.search(link.target) and statement.form != "code" else None
        if m is not None:
            yield Occurrence(card, statement, m[0], link.start, link.end, more=_VIEWS, target=link.target, anchor=link.label)


def _written(card: Card) -> Iterator[Occurrence]:
    for statement in card.statements("arxiv", "eprint"):
        for m in _IN_TEXT.finditer(statement.text):
            if not any(link.start <= m.start() <= link.end for link in statement.links):
                yield Occurrence(card, statement, m[1], m.start(), m.end(), more=_VIEWS)


def _own(ranked: list[Candidate], *, entry_seen: bool) -> list[Candidate]:
    """Which papers are the card's own: the sure ones, else the one that is likeliest."""
    own = [m for m in ranked if m.rank >= _SURE]
    if not own:
        likely = [m for m in ranked if m.rank >= 31]
        cited = [m for m in likely if m.rule == _CITED]
        own = cited or likely[:1]
        if entry_seen and len(own) > 1:  # the model's own entry has no arXiv id: these are its relatives'
            own = []
    links = [m for m in own if m.rule != _CITED]
    tied = bool(links) and links[0].rank < 70 and sum(m.rank == links[0].rank for m in links) > 2
    kept = [m for n, m in enumerate(links) if not tied and (n == 0 or m.rank >= 80)]  # a list of many tells none apart
    own = [m for m in own if m.rule == _CITED or m in kept]
    top = max((m.rank for m in own), default=0)
    return [m for m in own if m.rank >= top - 15]


def _surer(mention: Candidate, mentions: list[Candidate]) -> Candidate:
    """A paper that is both linked as the paper and asked to be cited is surer than either."""
    kinds = {m.rule == _CITED for m in mentions if m.value == mention.value and m.rank >= _LIKELY}
    return mention._replace(rank=mention.rank + 16, rule=_CITED) if len(kinds) > 1 else mention


def _entries(card: Card) -> list[tuple[Block, int, int, int]]:
    """BibTeX entries: their block, start and end, and how surely each is this model's own paper."""
    found: list[tuple[Block, int, int, int]] = []
    for block in card.doc.blocks:
        starts = list(islice(_ENTRY.finditer(block.text), 100)) if "@" in block.text else []
        for m, following in zip_longest(starts, starts[1:]):
            end = min(following.start() if following else len(block.text), m.start() + 6000)
            title = _TITLE.search(block.text, m.start(), end)
            words = re.sub(r"[{}\"\\]", "", title[1]).strip(" ,") if title else ""
            score = _title_score(card, words, m[1], first=not found)
            found.append((block, m.start(), end, score))
    return found


def _title_score(card: Card, title: str, key: str, *, first: bool) -> int:
    """How surely a paper with this title is the card's own."""
    own = card.subject.name
    relations = {m.relation for m in card.subject.names(title)}
    flat, keyed, maker = (_LETTERS.sub("", x.lower()) for x in (title, key, card.owner))
    if Relation.SELF in relations or (len(own.key) >= 4 and own.key in flat):
        return 80
    if Relation.FAMILY in relations:
        return 60
    if first and len(maker) >= 5 and flat.startswith(maker):
        return _SURE  # a whole project's paper
    if relations:
        return 34 if len(own.lead) >= 3 and own.lead in flat else 24
    lead = own.family[0].replace(".", "") if own.family else ""
    return 62 if len(lead) >= 3 and (lead in flat or lead in keyed) else 36
