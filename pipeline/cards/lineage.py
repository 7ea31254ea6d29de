"""The model that a checkpoint was made from, and how."""

import re
from collections.abc import Iterator
from itertools import islice, takewhile
from typing import Final, NamedTuple

from pipeline.cards.engine import Occurrence, Views, first_match, refuses, states
from pipeline.cards.findings import Candidate
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
_REPACK: Final = re.compile(
    r"(?:^|[-_.])(?:gguf|ggml|awq|gptq|exl[23]|mlx|onnx|bnb|xor|[2-8]-?bit|int[48]|nf4|fp8|nvfp4|w4a16|w8a8|openvino|i1|quantized|"
    r"imatrix|ct2|litert|mxfp4|hqq|q[2-8](?:_\w+)?)(?:$|[-_.])|(?P<adapter>\b(?:q?lora|peft|adapter)\b)",
    re.IGNORECASE,
)
_CONVERTED: Final = re.compile(
    r"\bconverted to (?:the )?(?:MLX|GGUF|GGML|ONNX|OpenVINO|Core ?ML|AWQ|GPTQ|EXL[23]|CTranslate2|LiteRT)\b[^.\n]{0,20}"
    r"\bfrom (?:the )?\[?`?[A-Za-z0-9][\w.-]{0,60}/[A-Za-z0-9]",
    re.IGNORECASE,
)
_MERGED: Final = re.compile(
    r"\bfollowing (?:\w+ ){0,3}models\b[^.:]{0,60}\bmerge|\bmodels? (?:merged|in (?:the|this) merge)\b|"
    r"\b(?:merg(?:e[ds]?|ing)|blend(?:s|ed)?) (?:\w+ ){0,2}(?:of|from|between)\b|\bmerges\b|\bmerged (?:with|using)\b[^.]*:\W*$",
    re.IGNORECASE,
)
_ID_ITEM: Final = re.compile(r"\W*([A-Za-z0-9][\w.-]{0,60}/[A-Za-z0-9][\w.-]{1,95})(?![\w/])")
_BASE_HEAD: Final = re.compile(r"(?:base|base model|parent|fine-?tuned from)\W*$", re.IGNORECASE)
_MADE: Final = (
    r"(?:fine-?\s?tun\w*|finetun\w*|\btuned|built|based|trained from scratch on top|initiali[sz]ed|derived|adapted|distilled|post-?trained|start(?:ing|s|ed)|"
    r"developed|constructed|derivative|aligned|continu\w+|(?:further |re)trained|prun(?:ed|ing)|abliterat\w+|version|variant|quanti[sz]ed|quanti[sz]ation|"
    r"builds|conversion|converted|merge|built using)[^.;|#]{0,50}?(?<!available )\b(?:from|on|of|using|upon|with|top of)\b"
)
_DOING: Final = r"(?:fine-?tun|quanti[sz]|prun|post-?train|align|abliterat|convert|distill)"
_MAKING: Final = re.compile(_MADE, re.IGNORECASE)
_THING: Final = (
    r"evaluation|benchmark|template|code|codebase|card|readme|text|documentation|tokenizer|architecture|demo|script|format|prompt|"
    r"implementation|recipe|pipeline|(?:reward|draft|judge|teacher) model|dataset|data|design|vision (?:encoder|backbone|tower)|image encoder"
)
_STATING: Final = (
    states("lineage.made_from", FIELD, 30, "Fine-tuned from [E](https://huggingface.co/lab2/Egret-7B).", "See [E](https://huggingface.co/lab2/Egret-7B).",
           frame=rf"{_MADE}(?:[^.;|,#]|\.(?=\w)){{0,50}}#|" r"\b(?:base|parent|original|source|foundation|start(?:ing)?|language)(?: (?:model|checkpoint|"
           r"point|weights|llm|backbone))+\W{0,12}(?:is|was)?[^.;|#]{0,30}#|(?:\b(?:base|parent|source|backbone)\s?[:：]|\bfinetuned from|基座模型|基于)[^.;|"
           r"#]{0,30}#|#\)?\W{0,3}as (?:the|our|a|its) (?:base|backbone|foundation|initial|" rf"starting)\b|\b(?:we (?:\w+ )?{_DOING}ed|"
           rf"{_DOING}ing) (?:the )?(?:\w+ ){{0,2}}#|#[,:]? {_DOING}ed\b"),
    states("lineage.repack_of", FIELD, 30, "", "", frame=r"(?:weights|versions?|quant\w*|cop(?:y|ies)|builds?|conversion|files?) (?:of|for|from) (?:the )?#",
           repacked="yes"),
)  # fmt: skip
_REFUSING: Final = (
    refuses("lineage.thing", "something else than the model was made from it, or it is compared or recommended",
           "The evaluation is based on [E](https://huggingface.co/lab2/Egret-7B).", "",
           wide=rf"\b(?:{_THING})s?\b[^.;|,]{{0,40}}\b(?:is|are|was|were)?\s?(?:{_MADE})[^.;|]{{0,50}}$|(?:dataset|tokenizer|\bvae\b|outperform|compar|"
           r"\bthan\b|demo|space|see\b|refer|collection|recommend|codebase|vision (?:encoder|backbone|tower)|image encoder)[^.;]{0,72}$"),
    refuses("lineage.is_base", "this model is the base of that one", "Heron-7B is the base model of [E](https://huggingface.co/lab2/Egret-7B).", "",
           wide=r"\bis (?:the|an?|our) (?:\w{1,16} ){0,2}base(?: model)?\b[^.;|]{0,30}$"),
    refuses("lineage.of_this", "models made from this one", "Fine-tuned from Heron-7B: [E](https://huggingface.co/lab2/Egret-7B)", "",
            source="self|family|copy"),
)  # fmt: skip


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
        rule = first_match(o, _STATING)
        refusal = first_match(o, _REFUSING) if rule is not None else None
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
    blocks = card.doc.blocks
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
    if "converted to " in card.text and (m := _CONVERTED.search(card.text)):
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
