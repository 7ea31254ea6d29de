"""From a model card's bytes, or a paper's abstract, to what it states of its checkpoint: total, pure, with lines."""

import re
from dataclasses import replace
from typing import Final

from pipeline.cards.attributes import read_abilities, read_languages, read_licence, read_results, read_vision
from pipeline.cards.figures import read_context, read_cutoff, read_dates, read_parameters, read_tokens
from pipeline.cards.front_matter import FrontMatter, read_front_matter
from pipeline.cards.links import HUB_ID, read_code, read_lineage, read_papers
from pipeline.cards.rules import Candidate, Findings, holds
from pipeline.cards.standing import KIND_WORDS, ROLE_WORDS, read_kind, role_of
from pipeline.cards.statements import Card
from pipeline.cards.subjects import Subject, written_names
from pipeline.fields import FIELDS
from pipeline.kinds import Kind, Role
from pipeline.markdown import Document
from pipeline.model.claims import CardReading, Claim, Reject
from pipeline.names.dissected import ModelName, parse_name

MAX_CHARACTERS: Final = 2_000_000
_NAME_AT_HEAD: Final = re.compile(r"([A-Z][\w.+-]{1,30}(?: [\w.]{1,12}){0,2}?)\s?(?::|Technical Report|—|–)")
_MAX_REJECTS: Final = 200
_AS_TYPED: Final = (("\r\n", "\n"), ("\r", "\n"), ("\u2010", "-"), ("\u2011", "-"), ("\u202f", " "), ("\u2009", " "))
"""Ends of lines, hyphens that do not break and narrow spaces, as a keyboard has them."""
_PASTED: Final = re.compile(r"original model card|original model:|^base model$|base model card|\bupstream card", re.IGNORECASE)
_MERGED: Final = frozenset({"own_arxiv", "cited_arxiv", "base_model"})


def read_card(card_id: str, data: bytes | str, known: frozenset[str] = frozenset()) -> CardReading:
    """What a card states; never raises. `known`: words that names of models begin with (`names.vocabulary.lexicon`)."""
    out = Findings()
    lines = _lines(data, out)
    matter = read_front_matter(lines, out)
    document = Document(lines, matter.end)
    name = parse_name(card_id)
    bases = tuple(parse_name(t) for t in matter.texts("base_model") if HUB_ID.match(t))
    card = Card(card_id, lines, matter, document, Subject(card_id, name, bases, _titled(name, document, known), known), out)
    shown, kind_line = read_kind(card)
    card.kind = kind = shown or Kind.OTHER
    lineage, relation = read_lineage(card)
    role, role_line = role_of(card, lineage, relation)
    card.role = role
    if lineage and not bases:
        card.subject = replace(card.subject, bases=tuple(parse_name(base.members[0]) for base in lineage), _seen={})
    for read in (read_licence, read_languages, read_papers, read_code, read_dates, read_parameters, read_context, read_tokens, read_cutoff):
        read(card)
    for read in (read_abilities, read_results, read_vision) if kind is not Kind.OTHER else ():
        read(card)
    shortest = 0 if role is Role.DERIVATIVE else 13
    titled = (s for s in document.sections if s.line and s.level <= 2 and len(s.title) >= shortest and _PASTED.search(s.title))
    pasted = next((section.line for section in titled if role is not Role.REPACK), 1 << 60)
    chosen = [c for spec in FIELDS.values() if spec.of_card and (c := _chosen(out, spec.name, pasted)) is not None]
    more = len(out.seen) - _MAX_REJECTS
    further = [Reject(f"card.many: {more} further passages were not used", line=1)] if more > 0 else []
    return CardReading(
        id=card_id,
        kind=kind,
        kind_shown=shown is not None,
        role=role,
        claims=tuple(c.claim for c in chosen),
        rejects=(*out.seen[:_MAX_REJECTS], *further),
        kind_line=kind_line or _line_with(card, KIND_WORDS.get(kind, ())),
        role_line=(role_line or _line_with(card, ROLE_WORDS.get(role, ()))) if role else None,
    )


def _line_with(card: Card, words: tuple[str, ...]) -> int | None:
    """The first line below a heading with one of some words, where a card is judged by all of them; else the first with its name."""
    texts = ((b, b.text.lower()) for b in card.doc.blocks if b.kind not in {"code", "heading"})
    places = (b.line_at(min(at for word in words if (at := text.find(word)) >= 0)) for b, text in texts if holds(text, words))
    named = card.lowered.find(card.name.lower())
    return next(places, card.matter.end + 1 + card.lowered.count("\n", 0, named) if named >= 0 else None)


def _lines(data: bytes | str, out: Findings) -> list[str]:
    text = data.decode("utf-8", errors="replace") if isinstance(data, bytes) else data
    if "\ufffd" in text and isinstance(data, bytes):
        out.reject(1, "card.utf8: not all of the card is valid UTF-8")
    text = text.removeprefix("\ufeff")
    if len(text) > MAX_CHARACTERS:
        text = text[:MAX_CHARACTERS]
        out.reject(text.count("\n") + 1, f"card.long: longer than {MAX_CHARACTERS} characters; the rest was not read")
    for given, plain in _AS_TYPED:
        text = text.replace(given, plain)
    return text.split("\n")


def _titled(name: ModelName, document: Document, known: frozenset[str]) -> ModelName | None:
    """The name that the title begins with, of the same first word and size as the repository's."""
    title = next((b.text for b in document.blocks if b.kind == "heading" and b.section.index == 1), "")
    start, end = next(written_names(title, known), (1, 0))
    other = parse_name(title[start:end].rstrip(".-_")) if not any(map(str.isalnum, title[:start])) else None
    sized = other is not None and (not other.sizes or not name.sizes or other.sizes == name.sizes)
    led = other is not None and (other.family[:1] == name.family[:1] or (other.sizes != () and other.lead == name.lead))
    return other if led and sized else None


def _chosen(out: Findings, name: str, pasted: int) -> Candidate | None:
    """A field's best candidate, last those from `pasted` on (the base's card), but of the base; others are rejects."""
    candidates = [c._replace(about="base") if c.line >= pasted and name != "base_model" else c for c in out.of(name)]
    pool = [c for c in candidates if c.about == "self"] or candidates
    if pool and name in _MERGED:
        return pool[0]._replace(value=tuple(dict.fromkeys(v for c in pool for v in c.members)))
    if FIELDS[name].form == "count" or name == "knowledge_cutoff":
        pool = _undisputed(pool, out)
    best = max(pool, key=lambda c: c.rank, default=None)
    for c in candidates:
        if best is not None and c is not best and c.value != best.value:
            out.reject(c.line, f"card.lesser: a lesser statement of the same fact ({c.rule})", name, c.text)
    return best


def _undisputed(pool: list[Candidate], out: Findings) -> list[Candidate]:
    """Candidates without those labelled ones of the highest rank that contradict one another."""
    top = max((c.rank for c in pool), default=0)
    level = [c for c in pool if c.rank == top and top >= 45]
    values = sorted(int(str(c.value).replace("-", "")) for c in level)
    if len(values) < 2 or values[-1] <= (1.06 if level[0].field != "knowledge_cutoff" else 1) * values[0]:
        return pool
    for c in level:
        out.reject(c.line, "card.disputed: several models' figures, none of them told apart", c.field, c.text)
    return _undisputed([c for c in pool if c not in level], out)


def read_abstract(title: str, abstract: str) -> CardReading:
    """Claims of a paper's title and abstract, by the rules for cards; a line is a sentence, the title line 1.

    Several sizes or token counts are a family's: a reject each.
    """
    title, abstract = " ".join(title[:500].split()), " ".join(abstract[:20_000].split())
    sentences = [title, *re.sub(r"(?<=[a-z0-9)%])[.!?]\s+(?=[A-Z])", ".\n", abstract).split("\n")]
    head = _NAME_AT_HEAD.match(title)
    found = head[1] if head else next((title[start:end].rstrip(".-_") for start, end in written_names(title)), "")
    out = Findings()
    lines = [part for sentence in sentences for part in (sentence, "")]  # each is a paragraph of its own
    card = Card(found, lines, FrontMatter(), Document(lines), Subject(found, parse_name(found)), out)
    for read in (read_parameters, read_context, read_tokens, read_languages):
        read(card)
    claims: list[Claim] = []
    for name in (name for name, spec in FIELDS.items() if spec.form == "count"):
        candidates = out.of(name)
        best = max(candidates, key=lambda c: c.rank, default=None)
        several = best is not None and any(c.value != best.value and c.rank >= best.rank - 4 for c in candidates)
        for c in candidates if several else ():
            out.reject(c.line, f"abstract.several: several figures in one abstract ({c.rule})", name, c.text)
        if best is not None and not several:
            claims.append(best._replace(line=(best.line + 1) // 2, rule=f"abstract.{best.rule}").claim)
    rejects = [reject._replace(line=((reject.line or 1) + 1) // 2) for reject in out.seen]
    return CardReading(id=found, kind=Kind.LLM, role=None, claims=tuple(claims), rejects=tuple(rejects))
