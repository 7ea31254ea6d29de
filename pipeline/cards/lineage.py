"""The model that a checkpoint was made from, and how."""

import re
from collections.abc import Iterator
from itertools import islice, takewhile
from typing import Final, NamedTuple

from pipeline.cards.engine import Occurrence, Views, first_match
from pipeline.cards.findings import Candidate
from pipeline.cards.rules import REFUSING, SHARED, stating
from pipeline.cards.statements import Card, Statement, heads
from pipeline.cards.vision import ENCODER_NAME
from pipeline.cards.words import WORDS
from pipeline.markdown import Block, MarkdownLink, plain
from pipeline.names.dissected import parse_name
from pipeline.names.kinship import Relation

FIELD: Final = "base_model"
HUB_ID: Final = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}$")
_HUB_LINK: Final = re.compile(r"(?:huggingface\.co|hf\.co)/([A-Za-z0-9][\w.-]{0,60}/[A-Za-z0-9][\w.-]{1,95})")
_PATHS: Final = frozenset(WORDS["repositories.no_models"])
_SLASHED: Final = re.compile("/[A-Z]")
_WRITTEN: Final = re.compile(r"(?<![\w/.:@-])[A-Za-z][\w-]{1,40}/(?=[\w.]*-?[\w.]*\d)[A-Z][A-Za-z]*[-_.\d][\w.-]{1,90}(?![\w/])")
"""A Hub id that is written out; its name has a digit, and a hyphen or the like."""
_REPACK: Final = re.compile(SHARED["lineage.repack"], re.IGNORECASE)
_CONVERTED: Final = re.compile(SHARED["lineage.converted"], re.IGNORECASE)
_MERGED: Final = re.compile(SHARED["lineage.merged"], re.IGNORECASE)
_ID_ITEM: Final = re.compile(r"\W*([A-Za-z0-9][\w.-]{0,60}/[A-Za-z0-9][\w.-]{1,95})(?![\w/])")
_BASE_HEAD: Final = re.compile(r"(?:base|base model|parent|fine-?tuned from)\W*$", re.IGNORECASE)
_MAKING: Final = re.compile(SHARED["lineage.made"], re.IGNORECASE)
_RULES: Final = stating(FIELD)


class Base(NamedTuple):
    """A model that this one was made from, where the card says so."""

    id: str
    line: int
    text: str
    rule: str


def _source(o: Occurrence) -> str:
    """What is named between the word for making and the link: "made from Corvid-7B: [x](...)"; copy, where a repack is linked."""
    if parse_name(str(o.value)).formats and not o.card.subject.name.formats:
        return "copy"
    parts = _MAKING.split(o.view("wide"))
    return o.relations(parts[-1]) if len(parts) > 1 else ""


_VIEWS: Final[Views] = {
    "source": _source,
    "repacked": lambda o: "yes" if o.card.subject.name.formats else "",
}


def read_lineage(card: Card) -> tuple[list[Base], str | None]:
    """Base models from the front matter, else from what a sentence says it was made from; and the relation."""
    bases: list[Base] = []
    for item in card.matter.items.get(FIELD, ()):
        if HUB_ID.match(item.text) and item.text.lower() != card.id.lower():
            bases.append(Base(item.text, item.line, f"base_model: {item.text}", "lineage.front_matter"))
        else:
            card.out.reject(item.line, "lineage.no_id: not another repository's id", FIELD, item.text)
    bases = bases or _in_own_row(card) or _merged(card) or _linked(card)
    relation, line = _relation(card, bases)
    for base in bases:
        rank = 60 if base.rule == "lineage.front_matter" else 30
        card.out.candidates.append(Candidate(FIELD, (base.id,), base.line, base.text, base.rule, rank))
    if relation is not None and bases:
        text = f"base_model_relation: {relation}" if line else bases[0].text
        card.out.candidates.append(Candidate("base_relation", relation, line or bases[0].line, text, "lineage.relation", 30))
    return bases, relation


def _linked(card: Card) -> list[Base]:
    """The base that a sentence names by its Hub id, or links; of a model that sees not its eyes. Further ones are rejected."""
    found: dict[str, Base] = {}
    for statement, link in (*islice(card.links("co/"), 400), *_written(card)):
        m = _HUB_LINK.search(link.target)
        name = m[1].rstrip(".") if m and statement.form != "code" and "/blob/" not in link.target else ""
        if card.kind == "vlm" and ENCODER_NAME.match(name.rpartition("/")[2]):
            continue
        if not name or name.partition("/")[0].lower() in _PATHS or name.lower() in {card.id.lower(), *found}:
            continue
        o = Occurrence(card, statement, name, link.start, link.end, more=_VIEWS, target=link.target, anchor=link.label)
        rule = first_match(o, _RULES)
        refusal = first_match(o, REFUSING[FIELD]) if rule is not None else None
        if refusal is not None:
            card.out.reject(o.line, f"{refusal.name}: {refusal.says}", FIELD, o.quoted)
        elif rule is not None:
            found[name.lower()] = Base(name, o.line, o.quoted, rule.name)
    for base in islice(found.values(), 1, None):
        card.out.reject(base.line, "lineage.second: second candidate for the base model", FIELD, base.id)
    return list(found.values())[:1]


def _written(card: Card) -> Iterator[tuple[Statement, MarkdownLink]]:
    blocks = (n for n, block in enumerate(card.doc.blocks) if "/" in block.text and _SLASHED.search(block.text))
    for statement in (*(cell for cell in card.cells if "/" in cell.text), *(s for n in blocks for s in card.of_block(n))):
        for m in islice(_WRITTEN.finditer(statement.text), 8):
            if not any(link.start <= m.start() < link.end and "co/" in link.target for link in statement.links):
                yield statement, MarkdownLink(m.start(), m.end(), f"https://huggingface.co/{m[0]}", m[0])


def _in_own_row(card: Card) -> list[Base]:
    """The base that a table links in this checkpoint's row, under a head that says so."""
    for table in card.doc.tables:
        column = next((j for j, head in enumerate(table.raw[0]) if _BASE_HEAD.match(plain(head))), None) if table.raw else None
        if column is None:
            continue
        relations = heads([row[0] for row in table.rows], card.subject)
        for row, line, relation in zip(table.raw, table.lines, relations, strict=True):
            m = _HUB_LINK.search(row[column]) if relation is Relation.SELF and len(row) > column else None
            if m is not None and m[1].lower() != card.id.lower():
                return [Base(m[1], line, f"{' | '.join(row)} [{m[1]}]", "lineage.own_row")]
    return []


def _merged(card: Card) -> list[Base]:
    blocks = card.doc.blocks if "merg" in card.lowered or "blend" in card.lowered else []
    for n, block in enumerate(blocks):
        if block.kind == "code" or not (merging := _MERGED.search(block.text)):
            continue
        below = list(takewhile(lambda b: b.kind == "item", blocks[n + 1 : n + 13]))
        named: dict[str, Block] = {}
        for b in (block, *below):
            targets = [_HUB_LINK.search(link.target) for link in b.links if b is not block or link.start >= merging.start()]
            for m in targets if any(targets) or b is block else [_ID_ITEM.match(b.text)]:
                if m is not None and m[1].lower() != card.id.lower():
                    named.setdefault(m[1].rstrip("."), b)
        if len(named) > 1:
            return [Base(name, b.line, f"{block.text[:60]} {name}", "lineage.merged") for name, b in named.items()]
    return []


def _relation(card: Card, bases: list[Base]) -> tuple[str | None, int | None]:
    """finetune, quantized, adapter or merge, with the line where one says so."""
    stated = card.matter.first("base_model_relation")
    if stated is not None and stated.text.lower() in {"finetune", "quantized", "adapter", "merge"}:
        return stated.text.lower(), stated.line
    if ("onver" in card.text or " port " in card.text or "转换" in card.text) and (m := _CONVERTED.search(card.text)):
        return "quantized", card.matter.end + card.text.count("\n", 0, m.start()) + 1
    named = [m["adapter"] for m in _REPACK.finditer(card.name)]
    if None in named or card.subject.name.formats:
        return "quantized", None
    tags = card.matter.words("tags")
    if named or "peft" in card.matter.words("library_name") or tags & {"lora", "peft", "adapter", "qlora"}:
        return "adapter", None
    if tags & {"merge", "mergekit"} or "lineage.merged" in {b.rule for b in bases} or len({b.id for b in bases}) > 2:
        return "merge", None
    return ("finetune" if bases else None), None
