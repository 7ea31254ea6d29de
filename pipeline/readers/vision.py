"""The vision encoder and the language model inside a vision-language model."""

import re
from typing import Final

from pipeline.readers.findings import Candidate, Findings
from pipeline.readers.names import parse_name
from pipeline.readers.source import Source, labelled
from pipeline.readers.subjects import Relation

_ENCODER_NAME: Final = re.compile(
    r"(?<![\w/-])(?:(?:[A-Za-z0-9-]{2,20}/)?(?:InternViT|SigLIP ?2?|EVA-?\d*(?:-?CLIP)?|CLIP|OpenCLIP|DFN|AIMv2|"
    r"DINOv[23]|Swin(?:[- ]Transformer)?|SO-?400M|MoonViT|NaViT|Pixtral-ViT|SAM|ViT|SigViT|CoCa|RADIO|C-RADIO|Q-?Former)"
    r"(?:[-_ ]?(?:so-?400m|vit|clip|large|huge|giant|base|bigG|\d+(?:\.\d+)?[BM]|\d{2,4}px|patch\d+|"
    r"V\d(?:[-_.]\d)?|/\d{2}|[LHGEB](?:/|-)\d{2}(?:@\d{3})?|[LHGEB]|\d{2,4}|flash-attn\d?))*)(?![A-Za-z]|-like)",
    re.IGNORECASE,
)
_TRIGGER: Final = re.compile(
    r"vision|visual|image encoder|视觉|siglip|internvit|\bvit\b|\bclip\b|\beva-?\d|so-?400m", re.IGNORECASE
)
_SAID: Final = re.compile(
    r"vision (?:encoder|backbone|tower|transformer|part|model)|visual (?:encoder|backbone)|image encoder|视觉编码器|"
    r"vit\b|encoder",
    re.IGNORECASE,
)
_LABEL: Final = re.compile(
    r"vision (?:part|encoder|tower|backbone|model)|^vit$|visual encoder|image encoder|视觉编码器|vision$", re.IGNORECASE
)
_LLM_LABEL: Final = re.compile(
    r"language (?:part|model|backbone)|base llm|llm(?: backbone)?$|base language model|text (?:decoder|backbone)|"
    r"language decoder|llm part|语言模型",
    re.IGNORECASE,
)
_MODEL: Final = re.compile(r"(?:[A-Za-z0-9-]{2,40}/)?[A-Za-z][A-Za-z.]*[A-Za-z0-9.]*(?:[-_ ][A-Za-z0-9.]+)*")
_LLM_NAME: Final = re.compile(
    r"(?<![\w-])(?:[A-Za-z0-9-]{2,40}/)?(?:Qwen|Llama|LLaMA|Vicuna|InternLM|Mistral|Mixtral|Gemma|Phi|Yi|OLMo|"
    r"SmolLM|DeepSeek|GLM|ERNIE|MiniCPM|Granite|Nous-Hermes|Moonlight)"
    r"[-_ ]?[A-Za-z0-9.]*(?:[-_][A-Za-z0-9.]+)*(?: \d[\w.]*)?",
    re.IGNORECASE,
)
_BESIDE: Final = re.compile(
    r"(?:(?:vision|visual|image) (?:encoder|backbone|tower)|视觉编码器)[\s,:(]{1,3}(?:called |named |is )?(?:an? |the "
    r")?$|\b(?:built|based) (?:up)?on (?:the )?$",
    re.IGNORECASE,
)
_THEN: Final = re.compile(
    r"\s?(?:(?:is |was |are )?(?:utili[sz]ed |used |chosen |adopted |serves )?as )?"
    r"(?:the |its |our |a )?(?:vision|visual|image) (?:encoder|backbone|tower)",
    re.IGNORECASE,
)
_JOINED: Final = re.compile(r"\s?\+\s?[A-Z]")  # "SigLIP + Gemma" as an architecture
_BUILT: Final = re.compile(
    r"(?:built|based|initiali[sz]ed|fine-?tuned|uses?|combin\w+|consists?|integrat\w+|backbone|with|incorporat\w+|choose|chose|adopt\w*|"
    r"employ\w*)\b",
    re.IGNORECASE,
)


def read_vision(src: Source, out: Findings) -> None:
    """Candidates for the vision encoder and the base language model."""
    for cell in src.cells():
        if cell.relation in {Relation.SIBLING, Relation.OTHER}:
            continue
        value = cell.value.strip(" -–—")
        if not 3 <= len(value) <= 80:
            continue
        if _LABEL.search(cell.label) and _ENCODER_NAME.search(value):
            out.claim(
                Candidate("vision_encoder", _encoder(value), cell.line, f"{cell.label}: {value}", "vision.table", 50)
            )
        elif _LLM_LABEL.search(cell.label) and _LLM_NAME.search(value):
            out.claim(Candidate("base_llm", value, cell.line, f"{cell.label}: {value}", "vision.table", 50))
    for s in src.statements(_TRIGGER):
        if src.section_relation(s.passage.section) in {Relation.SIBLING, Relation.OTHER} or len(s.text) > 900:
            continue
        m = _ENCODER_NAME.search(s.text)
        if m is None:
            continue
        around = s.text[max(0, m.start() - 80) : m.end() + 60]
        line = s.line(m.start())
        pair = labelled(s)
        if pair and (_LABEL.search(pair[0]) or (pair[0].endswith("architecture") and _JOINED.match(s.text[m.end() :]))):
            out.claim(Candidate("vision_encoder", _encoder(m[0]), line, s.text, "vision.label", 48))
        elif len(m[0]) > 3 and (_BESIDE.search(s.text[: m.start()]) or _THEN.match(s.text[m.end() :])):
            out.claim(Candidate("vision_encoder", _encoder(m[0]), line, s.text, "vision.sentence", 36))
        elif (
            len(m[0]) > 3
            and _SAID.search(around)
            and _BUILT.search(s.text)
            and not re.search(r"than|compared|replac|instead of", around, re.IGNORECASE)
        ):
            out.claim(
                Candidate(
                    "vision_encoder", _encoder(m[0]), line, s.text, "vision.sentence", 34 + bool(re.search(r"\d", m[0]))
                )
            )
            rest = s.text[: m.start()] + " " * len(m[0]) + s.text[m.end() :]
            llm = next((x for x in _LLM_NAME.finditer(rest) if src.subject.relation(x[0].strip()) in {Relation.OTHER, Relation.BASE}
                        and parse_name(x[0]).key), None)  # fmt: skip
            if llm is not None:
                out.claim(
                    Candidate("base_llm", llm[0].strip(" .-"), s.line(llm.start()), s.text, "vision.sentence", 34)
                )
        else:
            out.reject(line, "vision encoder named, not said to be this model's", "vision_encoder", s.text)


def _encoder(text: str) -> str:
    """An encoder's name without what leads to it."""
    m = _ENCODER_NAME.search(text)
    return (m[0] if m else text).strip(" -_.")
