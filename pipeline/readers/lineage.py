"""The model that a checkpoint was made from, how, and so its role."""

import re
from typing import Final, NamedTuple

from pipeline.kinds import Role
from pipeline.readers.findings import Candidate, Findings
from pipeline.readers.inline import plain
from pipeline.readers.makers import same_maker
from pipeline.readers.names import parse_name
from pipeline.readers.roles import role_of
from pipeline.readers.source import Source

HUB_ID: Final = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}$")


_HUB_LINK: Final = re.compile(r"(?:huggingface\.co|hf\.co)/([A-Za-z0-9][\w.-]{0,60}/[A-Za-z0-9][\w.-]{1,95})")


_MADE_FROM: Final = re.compile(
    r"(?:fine-?\s?tun\w*|finetun\w*|\btuned|built|based|trained from scratch on top|initiali[sz]ed|derived|"
    r"adapted|distilled|"
    r"post-?trained|starting|developed|constructed|derivative|"
    r"quanti[sz]ed|quanti[sz]ation|conversion|converted|merge|built using)[^.;|]{0,50}?\b(?:from|on|of|using|upon|"
    r"with|top of)\b(?:[^.;|,]|\.(?=\w)){0,50}$|"
    r"(?:base model|backbone|parent model|foundation model|finetuned from(?: model)?|基座模型|基于|base(?:d)? llm|"
    r"language (?:model|backbone))\W{0,12}(?:is|:|：)?[^.;|]{0,30}$",
    re.IGNORECASE,
)


_IS_BASE: Final = re.compile(r"\bis (?:the|an?|our) (?:\w{1,16} ){0,2}base model\b[^.;|]{0,30}$", re.IGNORECASE)
_OWN_TUNED: Final = re.compile(r"-(?:chat|instruct|it|sft|thinking)\b", re.IGNORECASE)


_HINTS: Final = (
    "tun", "buil", "base", "initial", "deriv", "adapt", "distill", "train", "conver", "quanti", "merge", "backbone", "parent",
    "start", "develop", "construct", "基", "language model", "foundation",
)  # fmt: skip
_NOT_BASE: Final = re.compile(
    r"dataset|tokenizer|vae|outperform|compar|than|demo|space|see\b|refer|collection|recommend|codebase|vision (?:encoder|backbone|"
    r"tower)|image encoder",
    re.IGNORECASE,
)


_AS_BASE: Final = re.compile(
    r"\)?\W{0,3}as (?:the|our|a|its) (?:base|backbone|foundation|initial|starting)\b", re.IGNORECASE
)


_ANCHORS: Final = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")


_OWN_ANCHOR: Final = re.compile(r"\[[^\[\]]*\]\((?:https?://)?(?:www\.)?$")


_RUNNING: Final = re.compile(r"[^#|<>=\s].{9,400}[a-z,]\s{0,2}$")


_BREAKS: Final = ("- ", "* ", "+ ", "#", "|", "<", ">", "1", "2", "3", "4", "5", "6", "7", "8", "9")


_PATHS: Final = frozenset(
    [
        "datasets",
        "spaces",
        "docs",
        "blog",
        "papers",
        "collections",
        "models",
        "join",
        "organizations",
        "settings",
        "tasks",
        "learn",
        "api",
        "resolve",
        "chat",
        "pricing",
    ]
)


_REPACK_NAME: Final = re.compile(
    r"(?:^|[-_.])(?:gguf|ggml|awq|gptq|exl[23]|mlx|onnx|bnb|xor|[2-8]-?bit|int[48]|nf4|fp8|nvfp4|w4a16|w8a8|"
    r"openvino|i1|quantized|imatrix|ct2|"
    r"litert|mxfp4|hqq|q[2-8](?:_\w+)?)(?:$|[-_.])",
    re.IGNORECASE,
)


_CONVERTED: Final = re.compile(
    r"\bconverted to (?:the )?(?:MLX|GGUF|GGML|ONNX|OpenVINO|Core ?ML|AWQ|GPTQ|EXL[23]|CTranslate2|LiteRT)\b[^.\n]{0,20}"
    r"\bfrom (?:the )?\[?`?[A-Za-z0-9][\w.-]{0,60}/[A-Za-z0-9]",
    re.IGNORECASE,
)
_QUOTED: Final = re.compile(
    r"\b(?:converted|quanti[sz]ed|fine-?tuned|finetuned)\b[^.\n]{0,60}?\b(?:from|of)\s(?:the )?\[?`"
    r"([A-Za-z0-9][\w.-]{0,60}/[A-Za-z0-9][\w.-]{1,95})`",
    re.IGNORECASE,
)

_TOGETHER: Final = re.compile(
    r"\)\s?(?:,? and|,|\+)\s?(?:the |an? )?\[[^\[\]]{1,100}\]\(https?://(?:huggingface|hf)\.co/"
    r"([A-Za-z0-9][\w.-]{0,60}/[A-Za-z0-9][\w.-]{1,95})\)"
)  # "[eyes](...) and [words](...)"
_BEFORE_QUOTED: Final = ("from `", "from [`", "of `", "of [`")


_ADAPTER: Final = re.compile(r"\b(?:q?lora|peft|adapter)\b", re.IGNORECASE)


class Lineage(NamedTuple):
    """Base ids by line, the relation to them, and the role that follows."""

    bases: tuple[tuple[str, int, str, str], ...]
    relation: str | None
    relation_line: int | None
    role: Role | None
    role_line: int | None


def read_lineage(src: Source, out: Findings) -> Lineage:
    """Base models from the front matter, else from links that a sentence says it was made from."""
    bases: list[tuple[str, int, str, str]] = []
    for item in src.matter.items.get("base_model", ()):
        if HUB_ID.match(item.text) and item.text.lower() != src.id.lower():
            bases.append((item.text, item.line, f"base_model: {item.text}", "lineage.front_matter"))
        else:
            out.reject(item.line, "base_model is not another repository's id", "base_model", item.text)
    if not bases:
        bases = _linked(src, out)
        bases += _beside(src, bases)
    relation, relation_line = _relation(src, bases)
    role, role_line = role_of(src, bases, relation) if src.kind != "other" else (None, None)
    for base, line, text, rule in bases:
        out.claim(Candidate("base_model", (base,), line, text, rule, 60 if rule.endswith("front_matter") else 30))
    if relation is not None and bases:
        out.claim(Candidate("base_relation", relation, relation_line or bases[0][1], relation, "lineage.relation", 30))
    return Lineage(tuple(bases), relation, relation_line, role, role_line)


def _linked(src: Source, out: Findings) -> list[tuple[str, int, str, str]]:
    """Bases that a sentence links by Hub id."""
    found: list[tuple[str, int, str, str]] = []
    newer = {t.lower() for t in src.matter.texts("new_version")}
    offset_from = src.starts[min(src.matter.end, len(src.starts) - 1)] if src.starts else 0
    for count, m in enumerate(_HUB_LINK.finditer(src.text, offset_from)):
        if count > 300:
            break
        name = m[1].rstrip(".")
        org = name.partition("/")[0].lower()
        if org in _PATHS or name.lower() == src.id.lower():
            continue
        line = src.line_of(m.start())
        raw = src.doc.lines[line - 1]
        at = m.start() - src.starts[line - 1]
        if "|" in raw and raw.count("|") > 3:
            continue
        if at < 120 and line > 1 and _RUNNING.match(above := src.doc.lines[line - 2]) and not raw.startswith(_BREAKS):
            raw, at = f"{above} {raw}", at + len(above) + 1  # the sentence began on the line above
        before = raw[max(0, at - 260) : at + len(m[0]) + 60].lower()
        if not any(hint in before for hint in _HINTS):
            continue
        lead = plain(_ANCHORS.sub(r"\1", raw[max(0, at - 260) : at]).replace("](https://", " ").replace("[", " "))
        anchor_name = parse_name(name)
        if (
            anchor_name.key == src.subject.name.key
            and same_maker(org, src.id.partition("/")[0])
            and ((not anchor_name.variants and not anchor_name.sizes) or anchor_name.sizes != src.subject.name.sizes)
        ):
            continue
        own_anchor = _OWN_ANCHOR.search(raw, max(0, at - 260), at)
        to_anchor = lead
        if own_anchor and name.rpartition("/")[2].lower() in own_anchor[0].lower():  # a link named as its target is
            to_anchor = plain(_ANCHORS.sub(r"\1", raw[max(0, at - 260) : own_anchor.start()]))
        section = src.doc.section_at(line)
        tail = raw[at + len(m[0]) : at + len(m[0]) + 60]
        if name.lower() in newer:
            continue
        if (
            (_MADE_FROM.search(lead) or _MADE_FROM.search(to_anchor) or _AS_BASE.match(tail))
            and not _NOT_BASE.search(lead[-80:])
            and not (_IS_BASE.search(lead) or _OWN_TUNED.match(name[len(src.id) :] if _extends(name, src.id) else ""))
            and not re.search(r"eval|bench|limit|distill|acknowledg", section.title, re.IGNORECASE)
            and all(f[0].lower() != name.lower() for f in found)
        ):
            found.append((name, line, plain(raw), "lineage.link"))
    if not found and any(words in src.text for words in _BEFORE_QUOTED):
        found += _quoted(src)
    if len(found) > 1:
        first = found[0]
        for further in found[1:]:
            out.reject(further[1], "second candidate for the base model", "base_model", further[0])
        found = [first]
    return found


def _extends(name: str, own: str) -> bool:
    """Whether a repository's id is the card's own with something after it."""
    return name.lower().startswith(own.lower())


def _beside(src: Source, bases: list[tuple[str, int, str, str]]) -> list[tuple[str, int, str, str]]:
    """The second parent of a model that sees, linked right after the first: its eyes and its words."""
    if src.kind != "vlm" or len(bases) != 1 or bases[0][3] != "lineage.link":
        return []
    first, line, text, rule = bases[0]
    raw = src.doc.lines[line - 1]
    m = _TOGETHER.match(raw, raw.find(f"/{first}") + len(first) + 1)
    return [(m[1].rstrip("."), line, text, rule)] if m else []


def _quoted(src: Source) -> list[tuple[str, int, str, str]]:
    """The first base that a sentence names by its id in backquotes."""
    for number, line in enumerate(src.doc.lines[src.matter.end :], src.matter.end + 1):
        m = _QUOTED.search(line) if any(words in line for words in _BEFORE_QUOTED) else None
        if m is not None and m[1].lower() != src.id.lower():
            return [(m[1], number, plain(line), "lineage.quoted")]
    return []


def _relation(src: Source, bases: list[tuple[str, int, str, str]]) -> tuple[str | None, int | None]:
    """finetune, quantized, adapter or merge."""
    stated = src.matter.first("base_model_relation")
    if stated is not None and stated.text.lower() in {"finetune", "quantized", "adapter", "merge"}:
        return stated.text.lower(), stated.line
    name = src.id.rpartition("/")[2]
    tags = {t.lower() for t in src.matter.texts("tags")}
    if "converted to " in src.text and (m := _CONVERTED.search(src.text)):
        return "quantized", src.line_of(m.start())
    library = " ".join(src.matter.texts("library_name")).lower()
    if _REPACK_NAME.search(name) or src.subject.name.formats:
        return "quantized", None
    if library == "peft" or (tags & {"lora", "peft", "adapter", "qlora"}) or _ADAPTER.search(name):
        return "adapter", None
    if tags & {"merge", "mergekit"} or len({b[0] for b in bases}) > 2:
        return "merge", None
    return ("finetune", None) if bases else (None, None)
